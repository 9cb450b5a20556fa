"""The heartbeat beside the consumer: an answer that comes late must not undo what was done meanwhile."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from queue_writer import QueueWriter

from wiredesk.pipelines.consuming.effects import RunScript, Steps
from wiredesk.pipelines.consuming.options import ConsumerOptions
from wiredesk.pipelines.consuming.session import Session

GROUP = "search"


class Steered:
    """A consumer whose requests to the server are sent one by one, so that its two threads meet where we want."""

    def __init__(self, queue: QueueWriter) -> None:
        self._queue = queue
        self.session = Session(ConsumerOptions(GROUP, follow=False, prefetch=4, claim_after=60.0), queue.keys)
        self.run(self.session.start())

    def send(self, request: Any) -> Any:
        if isinstance(request, RunScript):
            return self._queue.client.eval(request.script.text, len(request.keys), *request.keys, *request.arguments)
        return self._queue.client.execute_command(*(request.words() if callable(request.words) else request.words))

    def run(self, steps: Steps[Any]) -> Any:
        try:
            request = next(steps)
            while True:
                request = steps.send(self.send(request))
        except StopIteration as end:
            return end.value

    def take(self) -> list[str]:
        """Process all that can be had; the ids."""
        seen = []
        while (delivery := self.run(self.session.next_delivery())) is not None:
            seen.append(delivery.entry_id)
            self.run(self.session.succeed(delivery))
        return seen


def answer(beat: Steps[None], reply: Any) -> None:
    with pytest.raises(StopIteration):
        beat.send(reply)


def test_an_article_given_back_during_a_heartbeat_is_free_at_once(queue):
    """Else a consumer that drains the queue would end without it, and a following one come back to it much later."""
    ids = queue.fill(2)
    consumer = Steered(queue)
    first = consumer.run(consumer.session.next_delivery())
    beat = consumer.session.keep()
    request = next(beat)  # the heartbeat has looked: both are held
    consumer.run(consumer.session.give_back(first))
    answer(beat, consumer.send(request))
    assert sorted(consumer.take()) == ids
    assert queue.pending(GROUP) == 0


def test_an_article_taken_again_during_a_heartbeat_stays_in_hand(queue, caplog):
    ids = queue.fill(2)
    consumer = Steered(queue)
    first = consumer.run(consumer.session.next_delivery())
    beat = consumer.session.keep()
    request = next(beat)
    consumer.run(consumer.session.give_back(first))
    late = consumer.send(request)  # it names the first as no longer ours ...
    assert list(late) == ids[:1]
    held = consumer.run(consumer.session.next_delivery())  # ... and meanwhile it is ours again
    with caplog.at_level(logging.WARNING):
        answer(beat, late)
    consumer.run(consumer.session.succeed(held))
    assert sorted([held.entry_id, *consumer.take()]) == ids
    assert not caplog.records


def test_an_article_acknowledged_during_a_heartbeat_did_not_go_to_another_consumer(queue, caplog):
    queue.fill(1)
    consumer = Steered(queue)
    delivery = consumer.run(consumer.session.next_delivery())
    beat = consumer.session.keep()
    request = next(beat)
    acknowledging = consumer.session.succeed(delivery)
    acknowledged = consumer.send(next(acknowledging))
    with caplog.at_level(logging.WARNING):
        answer(beat, consumer.send(request))
    with pytest.raises(StopIteration):
        acknowledging.send(acknowledged)
    assert not caplog.records


def test_an_article_that_another_consumer_took_is_let_go_and_told(queue, caplog):
    (entry_id,) = queue.fill(1)
    consumer = Steered(queue)
    consumer.run(consumer.session.next_delivery())
    queue.client.xclaim(queue.keys.articles, GROUP, "another", 0, [entry_id])
    with caplog.at_level(logging.WARNING):
        consumer.run(consumer.session.keep())
    assert len(consumer.session.holdings) == 0
    assert "went to another consumer" in caplog.text
