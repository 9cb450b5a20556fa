"""A queue on each kind of server at hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from queue_writer import QueueWriter


@pytest.fixture
def queue(each_redis_url: str) -> Iterator[QueueWriter]:
    """An empty queue, once on every kind of server (the bundled Valkey, Redis 6.2 …)."""
    writer = QueueWriter(each_redis_url)
    yield writer
    writer.client.close()
