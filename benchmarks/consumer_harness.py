"""Consumers that are killed at random, and what is checked of them: the parts of benchmarks/consumer_crash.py."""

from __future__ import annotations

import logging
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import redis

from wiredesk.pipelines.article import SCHEMA, Article, DiscoveredVia, ExtractionRecord
from wiredesk.pipelines.consumer import Consumer, Delivery
from wiredesk.pipelines.consuming.dead_letters import DeadLetter, read_dead_letters
from wiredesk.pipelines.content_change import Words, content_hash
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.errors import RedisUnreachable

GROUP = "crash"
KEYS = Keys()
CLAIM_AFTER = 0.6  # seconds: short, so that hundreds of deaths fit into minutes
MAX_DELIVERIES = 12
"""Far above the deaths that one innocent article can meet by chance at the rate of kills here (each kill hits the
article at hand); with the default of 5 some would be given up, as they should be where nobody kills at random."""


def article(number: int) -> Article:
    """An ordinary article; every fiftieth is poison: "raise" or "die"."""
    poison = {0: "raise", 25: "die"}.get(number % 50, "")
    headline, body = f"Article {number}", f"The body of article {number}."
    return Article(
        id=f"a{number}",
        site="example.org",
        url=f"https://example.org/{number}",
        requested_url=f"https://example.org/{number}",
        headline=headline,
        body_text=body,
        keywords=[poison] if poison else [],
        content_hash=content_hash(Words(headline, body)),
        fetched_at="2026-08-31T10:00:00Z",
        discovered_via=DiscoveredVia(type="feed"),
        extraction=ExtractionRecord(method="rules", version="1"),
    )


def queue_articles(client: redis.Redis, numbers: range) -> None:
    """Put articles on the queue as the publisher does."""
    for number in numbers:
        one = article(number)
        fields = {"schema": SCHEMA, "event": one.event, "id": one.id, "revision": 1, "site": one.site, "language": ""}
        client.xadd(KEYS.articles, {**fields, "article": one.model_dump_json()})


def run_consumer(url: str, ledger: str, prefetch: int, mended: bool, follow: bool) -> None:
    """One consumer process: writes each article down, then acknowledges it."""
    logging.disable(logging.CRITICAL)
    random.seed()
    written = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def handler(delivery: Delivery) -> None:
        keywords = delivery.article.keywords
        time.sleep(random.uniform(0, 0.02))  # so that kills find articles at hand, not only between two
        if "raise" in keywords and not mended:
            raise ValueError("the handler has a fault")
        if "die" in keywords and not mended:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(written, f"{delivery.article.id} {delivery.entry_id}\n".encode())
        time.sleep(random.uniform(0, 0.01))  # and between the work and its acknowledgement

    settings = {"claim_after": CLAIM_AFTER, "max_deliveries": MAX_DELIVERIES, "retry_delay": 0.05, "forget_after": 30.0}
    try:
        Consumer(GROUP, redis_url=url, follow=follow, prefetch=prefetch, **settings).run(handler)
    except RedisUnreachable:
        return  # started while the server was killed: as a service manager does, the harness starts another


class Harness:
    """Starts, kills and checks."""

    def __init__(self, url: str, folder: Path, workers: int) -> None:
        self.url = url
        self.client = redis.Redis.from_url(url, decode_responses=True)
        self.ledger = str(folder / "processed")
        self.workers = workers
        self.processes: list[multiprocessing.process.BaseProcess] = []
        self.own_deaths = 0
        self._fork = multiprocessing.get_context("fork")
        self._started = 0

    def start(self, *, mended: bool = False, follow: bool = True) -> None:
        """Start consumers until all places are taken."""
        while len(self.processes) < self.workers:
            self._started += 1
            prefetch = 1 if self._started % 2 else 5
            arguments = (self.url, self.ledger, prefetch, mended, follow)
            process = self._fork.Process(target=run_consumer, args=arguments, daemon=True)
            process.start()
            self.processes.append(process)

    def bury_own_deaths(self) -> None:
        """Take away consumers that died of an article."""
        for process in [process for process in self.processes if not process.is_alive()]:
            self.processes.remove(process)
            self.own_deaths += process.exitcode == -signal.SIGKILL

    def kill_one(self) -> None:
        """kill -9 of a random consumer."""
        victim = self.processes.pop(random.randrange(len(self.processes)))
        victim.kill()
        victim.join()

    def processed(self) -> Counter[str]:
        """How often each entry was written down, by entry id on its stream."""
        try:
            lines = Path(self.ledger).read_text().splitlines()
        except FileNotFoundError:
            return Counter()
        return Counter(line.split()[1] for line in lines)

    def processed_articles(self) -> Counter[str]:
        """The same by article id."""
        try:
            return Counter(line.split()[0] for line in Path(self.ledger).read_text().splitlines())
        except FileNotFoundError:
            return Counter()

    def acknowledged_unprocessed(self) -> set[str]:
        """Entries delivered and no longer pending, that are neither written down nor dead: there must be none."""
        # In this order: what is acknowledged now was written down before, so the ledger is read last
        delivered_up_to = self.client.xinfo_groups(KEYS.articles)[0]["last-delivered-id"]
        pending = {row["message_id"] for row in self.client.xpending_range(KEYS.articles, GROUP, "-", "+", 100_000)}
        delivered = {entry_id for entry_id, _ in self.client.xrange(KEYS.articles, max=delivered_up_to)}
        dead = {letter.entry for letter in read_dead_letters(self.client, KEYS)}
        gone = delivered - pending - dead - set(self.processed())
        # An entry may have been buried between reading the pending ones and the dead letters, never the other way
        return gone - {letter.entry for letter in read_dead_letters(self.client, KEYS)}

    def reason_expected(self, letter: DeadLetter) -> str:
        """Why a poisoned article died: of its last delivery, which a kill may have cut short."""
        last = letter.history[-1]
        raised = last["outcome"] == "failed" and last["delivery"] == letter.delivery_count
        return "failed" if raised else "abandoned"

    def drained(self) -> bool:
        """Whether nothing is undelivered or pending, on the queue and on the replay stream."""
        for stream in (KEYS.articles, KEYS.replay(GROUP)):
            group = self.client.xinfo_groups(stream)[0]
            newest = self.client.xrevrange(stream, count=1)
            undelivered = newest and _numbers(newest[0][0]) > _numbers(group["last-delivered-id"])
            if undelivered or group["pending"]:
                return False
        return True

    def run_until_drained(self, seconds: float, *, mended: bool = False) -> None:
        """Let consumers run, replacing those that die of an article, until nothing is left."""
        deadline = time.monotonic() + seconds
        while True:
            self.bury_own_deaths()
            self.start(mended=mended)
            if self.drained():
                break
            if time.monotonic() > deadline:
                raise TimeoutError(f"not drained after {seconds:.0f} s: {self.client.xinfo_groups(KEYS.articles)}")
            time.sleep(0.05)
        self.stop()

    def stop(self) -> None:
        """Stop the consumers as a service manager would."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(10)
        self.processes.clear()


def _numbers(entry_id: str) -> tuple[int, ...]:
    return tuple(int(part) for part in entry_id.split("-"))
