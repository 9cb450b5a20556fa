"""Several "machines" share the sites of a farm, while workers, schedulers and Redis are killed; then counts.

    python benchmarks/scale_out.py                                         10 machines, 40 sites, 5 minutes of kills
    python benchmarks/scale_out.py --sites 200 --machines 10 --minutes 15
    python benchmarks/scale_out.py --minutes 0                             without kills: how the work is shared

A machine is a process group with a home and a log of its own; all reach one durable server. The first two run a
`wiredesk scheduler` too, so that one is in reserve. What is killed comes up again after a moment, as under systemd.
While things are killed the farm goes on publishing. Afterwards everything runs on undisturbed until each article is
on the queue, or for a quarter of an hour. Then the farm's own log tells: whether each article came once, whether each
host was left its pause, whoever asked it, and whether there was one request at a time; and the machines' logs, who
crawled how much. Exit status 1 if an article is missing or twice, or if a host was hurried.

The pause is judged at the farm: a request that was held up on its way makes the next one look early. Only pauses below
half of what they should be count as hurried; all that are shorter than they should be are told.
"""

from __future__ import annotations

import argparse
import json
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
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from farm import ROOT, check, control, open_farm
from killable_server import KillableServer, stand_still

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.server_binary import bundled_binary

DEFINITION = """url = "{base}/"
[fetch]
delay = {delay}
concurrency = 1
[schedule]
shortest = 0.2
longest = 0.5
"""
"""Visits half a minute apart at the most, so that a run of minutes sees many of each site."""
EVENTS = ("worker", "worker", "worker", "worker stopped", "worker frozen", "scheduler", "redis", "redis stopped")
"""What happens at random; workers most often, as there are most of them."""
STOPPED = 4.0
"""Seconds for which something stands still at the longest and nobody should notice."""
FROZEN = 90.0
"""Seconds after which a worker's jobs have been handed out again (75), so that it finds its sites taken."""
PUBLISHED = 5
"""Articles that the farm publishes at each event."""
ENDS_WITHIN = 900.0
"""Seconds for what is left when the kills are over: a lost worker's sites are free after 75, and a site over which
three have died is left alone for 600."""
HURRIED = 0.5
"""Share of the pause below which a host counts as hurried."""


@dataclass
class Program:
    """One long-running command of a machine."""

    words: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    due: float = 0.0
    """When it is to be started again, or to go on, by the monotonic clock."""
    frozen: bool = False

    def start(self) -> None:
        """Start it in a process group of its own."""
        with self.log.with_suffix(".err").open("ab") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wiredesk", *self.words, "--log-format", "json", "--log-file", str(self.log)],
                env=self.environment, cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=err,
            )  # fmt: skip

    def send(self, number: int) -> None:
        """A signal for the whole group, as when a machine is switched off."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def tend(self) -> None:
        """Start it again when it is down, or let it go on, if its time has come."""
        now = time.monotonic()
        if now < self.due:
            return
        if self.frozen:
            self.send(signal.SIGCONT)
            self.frozen = False
        if self.process is None or self.process.poll() is not None:
            self.start()


@dataclass
class Stage:
    """The farm, the server and the machines."""

    folder: Path
    port: int
    delay: float
    server: KillableServer
    workers: list[Program] = field(default_factory=list)
    schedulers: list[Program] = field(default_factory=list)

    @property
    def programs(self) -> list[Program]:
        return [*self.schedulers, *self.workers]

    def environment(self, home: str) -> dict[str, str]:
        return os.environ | {
            "WIREDESK_SITES": str(self.folder / "sites"),
            "WIREDESK_HOME": str(self.folder / home),
            "WIREDESK_REDIS_URL": self.server.url,
            "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8",
            "WIREDESK_USER_AGENT": "scale-out/1.0 (+https://bench.example)",
        }

    def add_machines(self, machines: int) -> None:
        """Each crawls with one extraction process; the first two have a scheduler."""
        for number in range(machines):
            folder = self.folder / f"machine{number}"
            folder.mkdir()
            environment = self.environment(folder.name)
            words = ["crawl-worker", "--workers", "1", "--at-once", "8"]
            self.workers.append(Program(words, environment, folder / "worker.log"))
            if number < 2:
                self.schedulers.append(Program(["scheduler"], environment, folder / "scheduler.log"))

    def queued(self) -> int:
        """Entries on the queue."""
        with self.server.client() as client:
            return int(client.xlen(Keys().articles))

    def expected(self) -> int:
        """Articles that the farm lists somewhere."""
        return sum(bool(article["via"]) for article in control(self.port, "/manifest?text=0")["articles"])

    def judge(self, sites: int) -> dict[str, Any]:
        """The farm's judgement of what is on the queue."""
        articles = self.folder / "articles.jsonl"
        with articles.open("wb") as out:
            subprocess.run([sys.executable, "-m", "wiredesk", "queue", "read"], env=self.environment("home"), cwd=ROOT,
                           check=True, stdout=out)  # fmt: skip
        return check(self.port, articles, list(range(sites)), "title=headline,text=body_text")


@contextmanager
def open_stage(arguments: argparse.Namespace) -> Iterator[Stage]:
    """Start the farm and the server, and define the farm's sites."""
    binary = arguments.binary or bundled_binary()
    assert binary is not None, "the bundled Valkey does not run here: name a server by --binary"
    with (
        tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as name,
        open_farm(
            arguments.port,
            arguments.sites,
            arguments.articles_per_site,
            "--spool",
            f"{name}/spool",
            seed=arguments.seed,
        ),
    ):
        folder = Path(name)
        stage = Stage(folder, arguments.port, arguments.delay, KillableServer(binary, folder, durable=True))
        try:
            stage.server.start()
            (folder / "sites").mkdir()
            for site in control(arguments.port, "/manifest?text=0")["sites"]:
                text = DEFINITION.format(base=site["base"], delay=arguments.delay)
                (folder / "sites" / f"farm{site['index']}.toml").write_text(text)
            stage.add_machines(arguments.machines)
            yield stage
        finally:
            for program in stage.programs:
                if program.process is not None:
                    program.send(signal.SIGCONT)
                    program.send(signal.SIGKILL)
                    program.process.wait()
            stage.server.kill()


def happen(stage: Stage, event: str, chance: random.Random) -> None:
    """Something happens to a worker, a scheduler or the server."""
    if event == "redis":
        stage.server.restart(longest=3.0)
    elif event == "redis stopped":
        stand_still(stage.server, chance.uniform(0.5, STOPPED))
    else:
        program = chance.choice(stage.schedulers if event == "scheduler" else stage.workers)
        if program.frozen or program.process is None or program.process.poll() is not None:
            return
        if event in ("worker", "scheduler"):
            program.send(signal.SIGKILL)
            program.due = time.monotonic() + chance.uniform(0, 5)
        else:
            program.send(signal.SIGSTOP)
            program.frozen = True
            program.due = time.monotonic() + (FROZEN if event == "worker frozen" else chance.uniform(0.5, STOPPED))


def disturb(stage: Stage, seconds: float, pause: float, chance: random.Random) -> Counter[str]:
    """Let something happen about every `pause` seconds, for so long, and tell what did."""
    events: Counter[str] = Counter()
    ends = time.monotonic() + seconds
    following = time.monotonic() + 2 * pause  # a beginning undisturbed
    while time.monotonic() < ends:
        for program in stage.programs:
            program.tend()
        if time.monotonic() > following:
            following = time.monotonic() + chance.uniform(0.3, 1.7) * pause
            event = chance.choice(EVENTS)
            happen(stage, event, chance)
            events[event] += 1
            control(stage.port, "/publish", {"n": PUBLISHED})
            if sum(events.values()) % 10 == 0:
                print(f"{sum(events.values())} events, {stage.queued()} entries queued", file=sys.stderr, flush=True)
        time.sleep(0.1)
    return events


def settle(stage: Stage) -> float:
    """Leave everything alone until all articles are queued; returns the seconds, or ENDS_WITHIN."""
    began = time.monotonic()
    expected = stage.expected()
    while time.monotonic() - began < ENDS_WITHIN:
        for program in stage.programs:
            program.tend()
        if stage.queued() >= expected:
            break
        time.sleep(0.5)
    return time.monotonic() - began


def gaps(port: int, delay: float) -> dict[str, float | int]:
    """How the hosts were asked, from the farm's log: the time between the beginnings of two requests of one host."""
    seconds: list[float] = []
    at_once = requests = 0
    for hits in control(port, "/log").values():
        requests += len(hits)
        at_once = max([at_once, *(hit["in_flight"] for hit in hits)])
        begins = sorted(hit["time"] for hit in hits)
        seconds += [second - first for first, second in pairwise(begins)]
    return {
        "requests": requests,
        "requests of a host at once, at the most": at_once,
        "shortest pause, s": round(min(seconds), 3),
        "pauses shorter than they should be": sum(gap < delay for gap in seconds),
        "pauses shorter by half": sum(gap < HURRIED * delay for gap in seconds),
    }


def shares(stage: Stage) -> list[tuple[int, int]]:
    """For each machine: crawls of sites that it ended, and requests of these, from its own log."""
    found = []
    for worker in stage.workers:
        crawls = requests = 0
        for path in worker.log.parent.glob("worker.log*"):
            for line in path.read_bytes().splitlines():
                with suppress(ValueError):  # a line that a kill cut off
                    told = json.loads(line)
                    if told.get("event") == "site.crawled":
                        crawls += 1
                        requests += told["requests"]
        found.append((crawls, requests))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machines", type=int, default=10)
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--articles-per-site", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=5.0, help="of kills")
    parser.add_argument("--pause", type=float, default=6.0, help="seconds between two events, on average")
    parser.add_argument("--delay", type=float, default=2.0, help="seconds between two requests to a host")
    parser.add_argument("--port", type=int, default=8500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--binary", type=Path, help="a redis-server or valkey-server, 7.0 or later")
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    chance = random.Random(arguments.seed)
    with open_stage(arguments) as stage:
        for program in stage.programs:
            program.start()
        began = time.monotonic()
        events = disturb(stage, arguments.minutes * 60, arguments.pause, chance)
        seconds = settle(stage)
        whole = time.monotonic() - began
        for program in stage.programs:
            program.send(signal.SIGCONT)
            assert program.process is not None
            program.process.terminate()
        codes = Counter(program.process.wait(timeout=60) for program in stage.programs if program.process is not None)
        scores = stage.judge(arguments.sites)
        asked = gaps(stage.port, arguments.delay)
        by_machine = shares(stage)
    print(f"events: {sum(events.values())} {dict(events)}")
    print(f"seconds: {whole:.0f}, of them {seconds:.0f} after the last event; exit codes on SIGTERM: {dict(codes)}")
    for name, value in asked.items():
        print(f"{name}: {value}")
    print("crawls of sites by machine: " + ", ".join(str(crawls) for crawls, _ in by_machine))
    print("requests by machine: " + ", ".join(str(requests) for _, requests in by_machine))
    print(f"expected {scores['expected']}, recall {scores['recall']:.4f}, duplicates {scores['duplicates']}, "
          f"strangers {len(scores['strangers'])}, missing {scores['missing'][:5]}")  # fmt: skip
    hurried = asked["pauses shorter by half"] or asked["requests of a host at once, at the most"] > 1
    sys.exit(bool(scores["recall"] < 1 or scores["duplicates"] > 0 or hurried))


if __name__ == "__main__":
    main()
