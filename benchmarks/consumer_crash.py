"""Kills consumers at random moments, and checks that every article was processed and none acknowledged unprocessed.

    python benchmarks/consumer_crash.py                       200 kills, about two minutes
    python benchmarks/consumer_crash.py --kills 1000 --articles 5000
    python benchmarks/consumer_crash.py --server-kills 20      the server is killed too, and started again

What it does, with real processes and a real server (the bundled Valkey, or --binary):

1. Queues articles, some of them poison, and starts consumers of one group, half of them fetching in advance.
2. Each consumer writes down an article as processed (appended to a file and flushed to the kernel, which survives
   kill -9) and only then acknowledges it. Poison makes its handler raise, or kills the consumer's own process.
3. Consumers are killed by SIGKILL at random moments and started again, until the number of kills is reached; the
   last ones run until the queue is drained. Articles are queued meanwhile.
4. At every kill, and at the end, every entry that is no longer pending must have been written down before, or be a dead
   letter. At the end every article is processed or dead, only poison is dead, and each with its reason.
5. The dead letters are replayed to consumers in which the fault is mended: all of them are processed then.

With --server-kills the server itself gets kill -9 between the consumers' kills, with `appendfsync always`, and is
started again: what it has acknowledged must still be acknowledged, and what not must come again.

Repeats are counted: at least once means that a consumer killed between the two steps leaves one behind.
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import redis

from pipelines.article import SCHEMA, Article, DiscoveredVia, ExtractionRecord, content_hash
from pipelines.consumer import Consumer, Delivery
from pipelines.consuming.dead_letters import read_dead_letters, replay
from pipelines.publishing.keys import Keys
from settings.errors import RedisUnreachable
from settings.server_binary import bundled_binary

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
        content_hash=content_hash(headline, body),
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


def run(
    url: str,
    folder: Path,
    kills: int,
    articles: int,
    workers: int,
    mean_gap: float = 0.15,
    restart_server: Callable[[], None] | None = None,
    server_kills: int = 0,
) -> dict[str, object]:
    """The whole test; returns its figures. Raises AssertionError where a promise is broken."""
    harness = Harness(url, folder, workers)
    client = harness.client
    started = time.monotonic()
    client.xgroup_create(KEYS.articles, GROUP, "0", mkstream=True)
    client.xgroup_create(KEYS.replay(GROUP), GROUP, "0", mkstream=True)
    queued = articles // 4
    queue_articles(client, range(queued))
    harness.start()
    try:
        for kill in range(kills):
            share = articles // 4 + (articles - articles // 4) * (kill + 1) // kills
            queue_articles(client, range(queued, share))
            queued = share
            time.sleep(random.expovariate(1 / mean_gap))
            harness.bury_own_deaths()
            harness.start()
            harness.kill_one()
            harness.start()
            if restart_server and server_kills and (kill + 1) % max(1, kills // server_kills) == 0:
                restart_server()
            unprocessed = harness.acknowledged_unprocessed()
            assert not unprocessed, f"acknowledged but not processed after kill {kill + 1}: {sorted(unprocessed)}"
        harness.run_until_drained(120)
        seconds_of_kills = time.monotonic() - started
        all_ids = {f"a{number}" for number in range(articles)}
        poison = {f"a{number}" for number in range(articles) if article(number).keywords}
        letters = list(read_dead_letters(client, KEYS))
        reasons = Counter(letter.reason for letter in letters)
        dead = {str(letter.article_id) for letter in letters}
        done = harness.processed_articles()
        lost = all_ids - set(done) - dead
        assert not lost, f"lost: {sorted(lost)}"
        assert dead == poison, f"dead but sound: {sorted(dead - poison)}; poison not dead: {sorted(poison - dead)}"
        assert not harness.acknowledged_unprocessed()
        for letter in letters:
            assert letter.history, f"dead letter {letter.id} has no delivery history"
            assert isinstance(letter.article, dict), f"dead letter {letter.id} has lost its article"
        repeats = sum(count - 1 for count in done.values())

        for letter in letters:
            assert replay(client, KEYS, letter), f"dead letter {letter.id} could not be replayed"
        harness.run_until_drained(60, mended=True)
        done = harness.processed_articles()
        assert set(done) == all_ids, f"not processed after the replay: {sorted(all_ids - set(done))}"
        assert client.xlen(KEYS.dead) == 0
    finally:
        for process in harness.processes:
            process.kill()
    return {
        "kills": kills,
        "server_kills": server_kills,
        "deaths_of_poison": harness.own_deaths,
        "articles": articles,
        "processed": len(done),
        "lost": 0,
        "acknowledged_unprocessed": 0,
        "processed_twice": repeats,
        "dead_letters": len(letters),
        "reasons": dict(reasons),
        "replayed": len(letters),
        "seconds_of_kills": round(seconds_of_kills, 1),
        "seconds": round(time.monotonic() - started, 1),
    }


class Server:
    """A server of our own on a unix socket; a durable one keeps what it acknowledged through kill -9."""

    def __init__(self, binary: Path, folder: Path, durable: bool) -> None:
        self._socket = folder / "redis.sock"
        self.url = f"unix://{self._socket}"
        words = [binary, "--port", "0", "--unixsocket", self._socket, "--dir", folder, "--save", ""]
        persistence = ["--appendonly", "yes", "--appendfsync", "always"] if durable else []
        self._command = [str(word) for word in words] + persistence
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        client = redis.Redis.from_url(self.url)
        while True:
            try:
                client.ping()
                return
            except redis.ConnectionError:
                time.sleep(0.02)

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def restart(self) -> None:
        """kill -9, a moment of silence, and up again."""
        self.kill()
        time.sleep(random.uniform(0, 0.5))
        self.start()


def main() -> None:
    """Run on a server of its own and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--binary", type=Path, default=None, help="a redis-server or valkey-server")
    parser.add_argument("--server-kills", type=int, default=0, help="how often the server is killed as well")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(2**32)
    random.seed(seed)
    print(f"seed {seed}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="wd-crash-", dir="/tmp") as name:
        server = Server(options.binary or bundled_binary(), Path(name), options.server_kills > 0)
        server.start()
        try:
            figures = run(
                server.url,
                Path(name),
                options.kills,
                options.articles,
                options.workers,
                restart_server=server.restart,
                server_kills=options.server_kills,
            )
        finally:
            server.kill()
    print(json.dumps({"seed": seed, **figures}))


if __name__ == "__main__":
    main()
