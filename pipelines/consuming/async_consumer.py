"""The asyncio consumer: an asynchronous iterator, or a loop that awaits a handler, several articles at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import TypeVar

import redis
from redis.backoff import NoBackoff

from wiredesk.pipelines.consuming.consumer import open_driver
from wiredesk.pipelines.consuming.delivery import Delivery, RejectArticle, StopConsuming, TryLater
from wiredesk.pipelines.consuming.drivers import AsyncDriver, Driver
from wiredesk.pipelines.consuming.effects import Steps
from wiredesk.pipelines.consuming.group_member import GroupMember
from wiredesk.pipelines.consuming.heartbeat import Heartbeat
from wiredesk.settings.redis_connection import open_redis
from wiredesk.settings.redis_patience import CancellableRetry

log = logging.getLogger("wiredesk.pipelines.consuming")

T = TypeVar("T")


class AsyncConsumer(GroupMember):
    """`Consumer` for asyncio: the same settings, guarantees and methods, awaited.

    As an asynchronous iterator::

        async with AsyncConsumer("alerts", start="new") as consumer:
            async for delivery in consumer:
                await send(delivery.article)

    As a loop around a coroutine function, here with eight articles at a time::

        await AsyncConsumer("alerts").run(handle, concurrency=8)

    A cancelled task gives back what it had at hand; that counts as no failure.
    """

    _driver: AsyncDriver | None = None
    _heart_driver: Driver | None = None

    async def __aiter__(self) -> AsyncGenerator[Delivery, None]:
        """Yield articles; each is acknowledged when the next is asked for, as with `Consumer`.

        An asynchronous generator that is left early is closed only later: use `async with` around the loop.
        """
        async with self._at_work():
            while (delivery := await self._drive(self._session.next_delivery())) is not None:
                self._current = delivery
                yield delivery
                self._current = None
                if not delivery.settled:
                    await self.acknowledge(delivery)

    async def run(self, handler: Callable[[Delivery], Awaitable[object]], *, concurrency: int = 1) -> int:
        """Await `handler` with each article until stopped, `concurrency` at a time; returns how many were processed.

        Exceptions are treated as by `Consumer.run`. When stopped, the articles being processed are finished.
        """
        processed = 0
        ended_by: list[Exception] = []

        async def handle(delivery: Delivery) -> None:
            nonlocal processed
            try:
                succeeded = await self._handle(handler, delivery)
                processed += succeeded  # read and added after the wait: others count meanwhile
            except Exception as problem:  # StopConsuming, or an outage that was given up: it ends the loop
                ended_by.append(problem)
                self.stop()

        async with self._at_work():
            at_hand: set[asyncio.Task[None]] = set()
            try:
                while True:
                    while len(at_hand) >= concurrency:
                        await _wait_for_one(at_hand)
                    delivery = await self._drive(self._session.next_delivery())
                    if delivery is not None:
                        at_hand.add(asyncio.create_task(handle(delivery)))
                    elif at_hand:
                        await _wait_for_one(at_hand)  # stopped or drained; what fails now may be tried again
                    else:
                        break
            finally:
                for task in at_hand:  # none, unless this task was cancelled
                    task.cancel()
                await asyncio.gather(*at_hand, return_exceptions=True)
        if ended_by:
            raise ended_by[0]
        return processed

    async def _handle(self, handler: Callable[[Delivery], Awaitable[object]], delivery: Delivery) -> int:
        try:
            await handler(delivery)
        except StopConsuming:
            await self.give_back(delivery)
            raise
        except asyncio.CancelledError as problem:
            if (task := asyncio.current_task()) is None or not task.cancelling():
                await self.fail(delivery, problem)  # nobody has cancelled us: it is the handler's own
                return 0
            await self.give_back(delivery)
            raise
        except TryLater as problem:
            await self.put_off(delivery, problem)
        except RejectArticle as problem:
            await self.reject(delivery, problem)
        except Exception as problem:
            await self.fail(delivery, problem)
        else:
            if not delivery.settled:
                await self.acknowledge(delivery)
            return 1
        return 0

    async def acknowledge(self, delivery: Delivery) -> None:
        """The article was processed: it will not be delivered to this group again."""
        await self._drive(self._session.succeed(delivery))

    async def fail(self, delivery: Delivery, problem: BaseException) -> None:
        """Processing failed: the article is tried again later, or is a dead letter after `max_deliveries`."""
        await self._drive(self._session.fail(delivery, problem))

    async def reject(self, delivery: Delivery, problem: BaseException | str) -> None:
        """The article will never be processable: send it to the dead letters now."""
        reason = RejectArticle(problem) if isinstance(problem, str) else problem
        await self._drive(self._session.reject(delivery, reason))

    async def give_back(self, delivery: Delivery) -> None:
        """The article was not looked at: it goes back to the group, and this delivery is not counted."""
        await self._drive(self._session.give_back(delivery))

    async def put_off(self, delivery: Delivery, problem: BaseException) -> None:
        """What articles are handed on to is away: give this one back uncounted, and pause before the next."""
        await self._drive(self._session.put_off(delivery, problem))

    async def close(self) -> None:
        """Give back what is not processed, and close the connections. The consumer can be used again."""
        self._current = None
        heartbeat, self._heartbeat = self._heartbeat, None
        if heartbeat is not None:
            await asyncio.to_thread(heartbeat.end)
        if self._heart_driver is not None:
            self._heart_driver.close()
            self._heart_driver = None
        if self._driver is not None:
            try:
                await self._drive(self._session.release())
            except (redis.RedisError, OSError) as problem:
                log.warning("could not give back what this consumer holds (%s); others take it later", problem)
            await self._driver.close()
            self._driver = None
        self._session.go_on()

    async def __aenter__(self) -> AsyncConsumer:
        self._entered = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entered = False
        delivery = self._current
        try:
            if delivery is not None and not delivery.settled and isinstance(problem, Exception):
                if isinstance(problem, StopConsuming | TryLater):
                    await self.give_back(delivery)
                else:
                    await self.fail(delivery, problem)
        except (redis.RedisError, OSError) as outage:
            log.warning("could not write down why entry %s failed (%s)", delivery and delivery.entry_id, outage)
        finally:
            await self.close()

    @asynccontextmanager
    async def _at_work(self) -> AsyncIterator[None]:
        await self._open()
        with self._stopping_on_signals():
            try:
                await self._drive(self._session.start())
                yield
            finally:
                if not self._entered:
                    await self.close()

    async def _open(self) -> None:
        if self._driver is not None:
            return
        self._be_its_own()
        heart_driver = await asyncio.to_thread(open_driver, self._environment, self._session)
        try:
            client = await open_redis(self._environment)
        except BaseException:
            heart_driver.close()
            raise
        client.set_retry(CancellableRetry(NoBackoff(), 0))
        # All at once: a consumer that works without a heartbeat would lose its articles to others
        self._driver, self._heart_driver = AsyncDriver(client, self._session), heart_driver
        self._heartbeat = Heartbeat(self._session, self._heart_driver)
        self._heartbeat.start()

    async def _drive(self, steps: Steps[T]) -> T:
        if self._driver is None:
            raise redis.ConnectionError("this consumer is closed")
        return await self._driver.drive(steps)


async def _wait_for_one(tasks: set[asyncio.Task[None]]) -> None:
    """Wait until one of the tasks is done, and take those that are out of the set."""
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    tasks -= done
