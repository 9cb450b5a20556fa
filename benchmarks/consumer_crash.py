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
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from consumer_harness import GROUP, KEYS, Harness, article, queue_articles
from killable_server import KillableServer

from wiredesk.pipelines.consuming.dead_letters import read_dead_letters, replay
from wiredesk.settings.server_binary import bundled_binary


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
            expected = harness.reason_expected(letter)
            assert letter.reason == expected, f"dead letter {letter.id} is {letter.reason!r} instead of {expected!r}"
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
        binary = options.binary or bundled_binary()
        assert binary is not None, "the bundled Valkey does not run here: name a server by --binary"
        server = KillableServer(binary, Path(name), options.server_kills > 0)
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
