"""The door for programs that consume articles; docs/consuming.md shows complete ones.

from pipelines.consumer import Consumer

with Consumer("search") as consumer:
    for delivery in consumer:
        print(delivery.article.headline)
"""

from pipelines.consuming.async_consumer import AsyncConsumer
from pipelines.consuming.consumer import Consumer
from pipelines.consuming.delivery import Delivery, GroupDeleted, RejectArticle, StopConsuming
from pipelines.consuming.entries import MalformedEntry

__all__ = [
    "AsyncConsumer",
    "Consumer",
    "Delivery",
    "GroupDeleted",
    "MalformedEntry",
    "RejectArticle",
    "StopConsuming",
]
