"""Kills crawls (or the Redis server under them) again and again, restarts them, and counts what was lost or repeated.

    python benchmarks/crawl_crash.py --kills 200                    kill -9 of the crawl
    python benchmarks/crawl_crash.py --kills 50 --victim redis      kill -9 of the server (appendfsync always)
    python benchmarks/crawl_crash.py --kills 200 --victim all       both, and stops, an emptied server, refused writes
    python benchmarks/crawl_crash.py --kills 200 --victim all --server pair       a primary whose replica takes over
    python benchmarks/crawl_crash.py --kills 200 --victim all --server lagging    the same with a replica that lags
    python benchmarks/crawl_crash.py --kills 200 --victim all --server cluster    a Cluster of six nodes
    python benchmarks/crawl_crash.py --outage 60                    one crawl, and the server away for 60 s in its midst
    python benchmarks/crawl_crash.py --outage 60 --frozen           the same with a server that hangs (SIGSTOP)

Real processes, a real server, newsfarm as the web. Half of the killed crawls lose all their processes at once, half the
main process alone. A victim's life is measured in processor time of the crawl, so that kills hit it in mid-run on a
busy machine too. With `pair`, `lagging` and `cluster` the death of the server is a fail-over. While they are killed,
the farm goes on publishing, so that there is always something under way. Ends with the farm's own judgement: recall
must be 1 and duplicates 0; exit status 1 otherwise. An outage must besides cost no page a second request, but for those
that were in flight when it began.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import redis
from failover_servers import Cluster, ReplicatedPair
from farm import ROOT, check, control, open_farm
from killable_server import KillableServer, refuse_writes, stand_still

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.server_binary import bundled_binary

OUTAGE_AFTER = 0.3
"""Share of the articles that are queued when the outage begins: much is done then, and much is under way."""

REFUSALS = ("READONLY", "OOM", "MISCONF", "NOREPLICAS")
EVENTS = ("crawl", "crawl", "redis", "redis", "crawl stopped", "redis stopped", "emptied", *REFUSALS)
"""What happens with `--victim all`; kills twice as often."""
IMPOSSIBLE = {"cluster": ("READONLY",)}
"""A Cluster's node takes no REPLICAOF; its fail-overs bring READONLY, MOVED and CLUSTERDOWN by themselves."""
LAG = 3.0
"""Seconds of writes that a lagging replica lacks at the most: several hundred articles of a crawl."""
AnyServer = KillableServer | ReplicatedPair | Cluster
PUBLISHED = 150
"""Articles that the farm publishes when a crawl has come to its end: enough for several kills."""
STOPPED = 4.0
"""Seconds for which something stands still at the longest: the lock of a crawl must not lapse every time."""


@dataclass
class Stage:
    """The farm, the server and the environment of the crawls."""

    folder: Path
    port: int
    server: AnyServer

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "WIREDESK_SITES": str(self.folder / "sites"),
            "WIREDESK_HOME": str(self.folder / "home"),
            "WIREDESK_REDIS_URL": self.server.url,
            "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8",
        }

    def start_crawl(self) -> subprocess.Popen[bytes]:
        log = (self.folder / "crawl.log").open("ab")
        return subprocess.Popen(
            [sys.executable, "-m", "wiredesk", "crawl", "--quiet"], env=self.environment, cwd=ROOT,
            start_new_session=True, stdin=subprocess.DEVNULL, stderr=log,
        )  # fmt: skip

    def is_fetching(self, crawl: subprocess.Popen[bytes]) -> bool:
        """Whether a crawl has requests in flight."""
        mark = f"|{crawl.pid}|"
        with suppress(redis.RedisError), self.server.client() as client:
            flights = list(client.scan_iter(Keys().flight("*"), count=10_000))
            return any(mark in claim for flight in flights for claim in client.zrange(flight, 0, -1))
        return False

    def judge(self, sites: int) -> dict[str, Any]:
        """The farm's judgement of what is on the queue."""
        articles = self.folder / "articles.jsonl"
        with articles.open("wb") as out:
            subprocess.run([sys.executable, "-m", "wiredesk", "queue", "read"], env=self.environment, cwd=ROOT,
                           check=True, stdout=out)  # fmt: skip
        return check(self.port, articles, list(range(sites)), "title=headline,text=body_text")


def server_of(kind: str, folder: Path, binary: Path | None) -> AnyServer:
    """A server that is not started yet: ``alone``, ``pair``, ``lagging`` or ``cluster``."""
    binary = binary or bundled_binary()
    assert binary is not None, "the bundled Valkey does not run here: name a server by --binary"
    if kind == "cluster":
        return Cluster(binary, folder / "nodes")
    if kind in ("pair", "lagging"):
        return ReplicatedPair(binary, folder / "nodes", LAG if kind == "lagging" else 0.0)
    return KillableServer(binary, folder, durable=True)


@contextmanager
def open_stage(arguments: argparse.Namespace) -> Iterator[Stage]:
    """Start the farm and the server, and define the farm's sites."""
    port, sites, articles = arguments.port, arguments.sites, arguments.articles_per_site
    farm = open_farm(port, sites, articles, "--scale", seed=arguments.seed)
    with tempfile.TemporaryDirectory(dir="/tmp") as name, farm:
        folder = Path(name)
        stage = Stage(folder, port, server_of(arguments.server, folder, arguments.binary))
        try:
            stage.server.start()
            (folder / "sites").mkdir()
            for site in control(port, "/manifest?text=0")["sites"]:
                text = f'url = "{site["base"]}/"\n[fetch]\ndelay = 0\nconcurrency = 8\nrobots = false\n'
                (folder / "sites" / f"farm{site['index']}.toml").write_text(text)  # robots: no Crawl-delay to sit out
            yield stage
        finally:
            stage.server.kill()


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """What the main process of a crawl has used."""
    times = psutil.Process(process.pid).cpu_times()
    return times.user + times.system


def happen_to(stage: Stage, event: str, chance: random.Random) -> None:
    """Something happens to the server."""
    if event == "redis":
        stage.server.restart(longest=1.0)
    elif event == "redis stopped":
        stand_still(stage.server, chance.uniform(0.5, STOPPED))
    else:
        holder = stage.server if isinstance(stage.server, KillableServer) else stage.server.primary
        with holder.client() as client:
            if event == "emptied":
                client.flushall()
            else:
                refuse_writes(client, event, chance.uniform(0.5, STOPPED))


def kill_again_and_again(stage: Stage, arguments: argparse.Namespace, chance: random.Random) -> None:
    """Kill the crawl or the server at random moments, then let a crawl come to its end."""
    victim, most, longest = arguments.victim, arguments.kills, arguments.longest
    possible = [event for event in EVENTS if event not in IMPOSSIBLE.get(arguments.server, ())]
    kills = finished = busy = 0
    events: Counter[str] = Counter()
    crawl = stage.start_crawl()
    began = time.monotonic()
    while kills < most and time.monotonic() - began < arguments.minutes * 60:
        until = processor_seconds(crawl) + chance.uniform(0.3, longest)
        while crawl.poll() is None and processor_seconds(crawl) < until:
            time.sleep(0.05)
        if crawl.poll() is not None:
            finished += 1
            control(stage.port, "/publish", {"n": PUBLISHED})
            crawl = stage.start_crawl()
            continue
        busy += stage.is_fetching(crawl)
        event = chance.choice(possible) if victim == "all" else victim
        events[event] += 1
        if event == "crawl":
            (os.killpg if chance.random() < 0.5 else os.kill)(crawl.pid, signal.SIGKILL)
            crawl.wait()
            crawl = stage.start_crawl()
        elif event == "crawl stopped":
            os.kill(crawl.pid, signal.SIGSTOP)
            time.sleep(chance.uniform(0.5, STOPPED))
            os.kill(crawl.pid, signal.SIGCONT)
        else:
            happen_to(stage, event, chance)
        kills += 1
        if kills % 10 == 0:
            print(f"{kills} kills, {busy} with requests in flight, {finished} crawls finished, "
                  f"{time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)  # fmt: skip
    crawl.wait()
    code = 1
    for _ in range(6):  # leads that failed while the server was away are tried again
        if (code := stage.start_crawl().wait()) == 0:
            break
    print(f"{kills} kills of the {victim}, {busy} of them with requests in flight; "
          f"{finished} crawls finished in between; last exit code {code}; {dict(events)}; "
          f"{getattr(stage.server, 'by_kind', '')}")  # fmt: skip


def take_the_server_away(stage: Stage, seconds: float, frozen: bool) -> dict[str, Any]:
    """One crawl, with the server away in its midst; returns what the farm and the queue say of it."""
    stream = Keys().articles
    expected = sum(bool(article["via"]) for article in control(stage.port, "/manifest?text=0")["articles"])
    client = stage.server.client()
    crawl = stage.start_crawl()
    while client.xlen(stream) < OUTAGE_AFTER * expected:
        assert crawl.poll() is None, "the crawl ended before the outage began"
        time.sleep(0.02)
    if frozen:
        stage.server.signal(signal.SIGSTOP)
    else:
        stage.server.kill()
    began, clock = time.monotonic(), time.time()
    time.sleep(seconds)
    alive = crawl.poll() is None
    ended = time.monotonic()
    if frozen:
        stage.server.signal(signal.SIGCONT)
    else:
        stage.server.start()
    code = crawl.wait()
    hits = [hit for hits in control(stage.port, "/log").values() for hit in hits if hit["article"]]
    before = {hit["article"] for hit in hits if hit["end"] < began and hit["status"] == 200}
    queued_before = len(client.xrange(stream, "-", int(clock * 1000)))
    fetched = Counter((hit["article"], hit["revision"]) for hit in hits if hit["status"] == 200)
    client.close()
    return {
        "seconds the server was away": seconds,
        "how": "frozen" if frozen else "killed",
        "crawl outlived it": alive,
        "exit code": code,
        "article requests before": sum(hit["time"] < began for hit in hits),
        "article requests during": sum(began <= hit["time"] < ended for hit in hits),
        "article requests after": sum(hit["time"] >= ended for hit in hits),
        "articles queued before": queued_before,
        "pages in flight when it began": sum(hit["time"] < began <= hit["end"] for hit in hits)
        + len(before) - queued_before,
        "pages fetched again": sum(count - 1 for count in fetched.values()),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--victim", choices=["crawl", "redis", "all"], default="crawl")
    parser.add_argument("--minutes", type=float, default=1e9, help="after which nothing more is killed")
    parser.add_argument("--server", choices=["alone", "pair", "lagging", "cluster"], default="alone")
    parser.add_argument("--binary", type=Path, help="a redis-server or valkey-server, 7.0 or later")
    parser.add_argument("--outage", type=float, default=0.0, help="seconds; instead of the kills")
    parser.add_argument("--frozen", action="store_true", help="with --outage: the server hangs instead of being killed")
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--articles-per-site", type=int, default=50)
    parser.add_argument("--port", type=int, default=8400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=5.0, help="processor seconds a victim may live")
    arguments = parser.parse_args()
    if arguments.outage and arguments.server != "alone":
        parser.error("--outage is for --server alone")
    random.seed(arguments.seed)
    with open_stage(arguments) as stage:
        wrong = False
        if arguments.outage:
            figures = take_the_server_away(stage, arguments.outage, arguments.frozen)
            print("\n".join(f"{name}: {value}" for name, value in figures.items()))
            wrong = figures["exit code"] != 0 or not figures["crawl outlived it"]
            wrong |= figures["pages fetched again"] > figures["pages in flight when it began"]
        else:
            chance = random.Random(arguments.seed)
            kill_again_and_again(stage, arguments, chance)
        scores = stage.judge(arguments.sites)
    print(f"expected {scores['expected']}, recall {scores['recall']:.4f}, duplicates {scores['duplicates']}, "
          f"strangers {len(scores['strangers'])}, missing {scores['missing'][:5]}")  # fmt: skip
    sys.exit(wrong or scores["recall"] < 1 or scores["duplicates"] > 0)


if __name__ == "__main__":
    main()
