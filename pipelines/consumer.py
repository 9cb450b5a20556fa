"""The door for programs that consume articles; docs/consuming.md shows complete ones.

from wiredesk import Consumer

with Consumer("search") as consumer:
    for delivery in consumer:
        print(delivery.article.headline)
"""

from wiredesk.pipelines.consuming.async_consumer import AsyncConsumer
from wiredesk.pipelines.consuming.consumer import Consumer
from wiredesk.pipelines.consuming.delivery import Delivery, GroupDeleted, RejectArticle, StopConsuming, TryLater
from wiredesk.pipelines.consuming.entries import MalformedEntry

__all__ = [
    "AsyncConsumer",
    "Consumer",
    "Delivery",
    "GroupDeleted",
    "MalformedEntry",
    "RejectArticle",
    "StopConsuming",
    "TryLater",
]
