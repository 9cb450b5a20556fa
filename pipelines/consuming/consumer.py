"""The blocking consumer: an iterator, or a loop that calls a handler."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TypeVar

import redis
from redis.backoff import NoBackoff

from wiredesk.pipelines.consuming.delivery import Delivery, RejectArticle, StopConsuming, TryLater
from wiredesk.pipelines.consuming.drivers import Driver
from wiredesk.pipelines.consuming.effects import Steps
from wiredesk.pipelines.consuming.group_member import GroupMember
from wiredesk.pipelines.consuming.heartbeat import Heartbeat
from wiredesk.pipelines.consuming.session import Session
from wiredesk.settings.environment import Environment
from wiredesk.settings.redis_connection import open_redis_sync
from wiredesk.settings.redis_patience import BreakableRetry

log = logging.getLogger("wiredesk.pipelines.consuming")

T = TypeVar("T")


class Consumer(GroupMember):
    """Takes articles from the queue for one consumer group, and acknowledges each after it was processed.

    As an iterator::

        with Consumer("search") as consumer:
            for delivery in consumer:
                index(delivery.article)     # acknowledged when the loop asks for the next

    As a loop around a handler, with retries::

        Consumer("search", languages=["ar"]).run(lambda delivery: index(delivery.article))

    `redis_url` and `environment` say where Redis is (default: the environment variables); the other keywords are those
    of `ConsumerSettings`. With `handle_signals`, SIGTERM and SIGINT stop it after the article at hand.

    Raises UsageProblem for wrong settings, RedisUnreachable when Redis cannot be reached at the start; later outages
    are waited out. Not to be shared between threads, but `stop` may be called from anywhere.
    """

    _driver: Driver | None = None

    def __iter__(self) -> Generator[Delivery, None, None]:
        """Yield articles; each is acknowledged when the next is asked for.

        Leaving the loop early (break, exception) leaves the current article unacknowledged: call `acknowledge` first
        where it was processed. Inside `with`, an exception counts as a failure of the current article.
        """
        with self._at_work():
            while (delivery := self._drive(self._session.next_delivery())) is not None:
                self._current = delivery
                yield delivery
                self._current = None
                if not delivery.settled:
                    self.acknowledge(delivery)

    def run(self, handler: Callable[[Delivery], object]) -> int:
        """Call `handler` with each article until stopped; returns how many were processed.

        A handler that returns has processed it; one that raises RejectArticle sends it to the dead letters; with any
        other exception it is tried again after a pause that doubles, and is a dead letter after `max_deliveries`.
        TryLater pauses this consumer and is counted against no article. StopConsuming ends the loop.
        """
        processed = 0
        with self._at_work():
            while (delivery := self._drive(self._session.next_delivery())) is not None:
                try:
                    handler(delivery)
                except StopConsuming:
                    self.give_back(delivery)
                    raise
                except TryLater as problem:
                    self.put_off(delivery, problem)
                except RejectArticle as problem:
                    self.reject(delivery, problem)
                except Exception as problem:
                    self.fail(delivery, problem)
                else:
                    processed += 1
                    if not delivery.settled:
                        self.acknowledge(delivery)
        return processed

    def acknowledge(self, delivery: Delivery) -> None:
        """The article was processed: it will not be delivered to this group again."""
        self._drive(self._session.succeed(delivery))

    def fail(self, delivery: Delivery, problem: BaseException) -> None:
        """Processing failed: the article is tried again later, or is a dead letter after `max_deliveries`."""
        self._drive(self._session.fail(delivery, problem))

    def reject(self, delivery: Delivery, problem: BaseException | str) -> None:
        """The article will never be processable: send it to the dead letters now."""
        reason = RejectArticle(problem) if isinstance(problem, str) else problem
        self._drive(self._session.reject(delivery, reason))

    def give_back(self, delivery: Delivery) -> None:
        """The article was not looked at: it goes back to the group, and this delivery is not counted."""
        self._drive(self._session.give_back(delivery))

    def put_off(self, delivery: Delivery, problem: BaseException) -> None:
        """What articles are handed on to is away: give this one back uncounted, and pause before the next."""
        self._drive(self._session.put_off(delivery, problem))

    def close(self) -> None:
        """Give back what is not processed, and close the connection. The consumer can be used again."""
        self._current = None
        if self._heartbeat is not None:
            self._heartbeat.end()
            self._heartbeat = None
        if self._driver is not None:
            try:
                self._drive(self._session.release())
            except (redis.RedisError, OSError) as problem:
                log.warning("could not give back what this consumer holds (%s); others take it later", problem)
            self._driver.close()
            self._driver = None
        self._session.go_on()

    def __enter__(self) -> Consumer:
        self._entered = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered = False
        delivery = self._current
        try:
            if delivery is not None and not delivery.settled and isinstance(problem, Exception):
                if isinstance(problem, StopConsuming | TryLater):
                    self.give_back(delivery)
                else:
                    self.fail(delivery, problem)
        except (redis.RedisError, OSError) as outage:
            log.warning("could not write down why entry %s failed (%s)", delivery and delivery.entry_id, outage)
        finally:
            self.close()

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        self._open()
        with self._stopping_on_signals():
            try:
                self._drive(self._session.start())
                yield
            finally:
                if not self._entered:  # else __exit__ closes, after noting why the loop was left
                    self.close()

    def _open(self) -> None:
        if self._driver is not None:
            return
        self._be_its_own()
        self._driver = open_driver(self._environment, self._session)
        self._heartbeat = Heartbeat(self._session, self._driver)
        self._heartbeat.start()

    def _drive(self, steps: Steps[T]) -> T:
        if self._driver is None:
            raise redis.ConnectionError("this consumer is closed")
        return self._driver.drive(steps)


def open_driver(environment: Environment, session: Session) -> Driver:
    """A driver with its own connections. Raises RedisUnreachable or UsageProblem."""
    client = open_redis_sync(environment)
    # Outages are waited out by the session, which can be stopped meanwhile; redis-py's own patience cannot
    client.set_retry(BreakableRetry(NoBackoff(), 0))
    return Driver(client, session)
