"""How long the event loop of a crawl is held up by what hostile sites send, and by which line of the code.

    python benchmarks/loop_lag.py                 every site, two crawls each
    python benchmarks/loop_lag.py feed robots     those whose name begins so

One site a kind of attack, each crawled alone and in-process, twice. A beat on the loop notes the loop's own processor
time (a busy machine does not count); a second thread looks at where the loop stands while a beat is late, and the line
of wiredesk that it sees most is blamed. Exit 1 where a block is longer than --most milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from hostile_sites import SITES, serve

from wiredesk.settings.embedded_redis import EmbeddedRedis, remove_data

ROOT = Path(__file__).resolve().parents[1]
BEAT = 0.002  # seconds between two looks of the loop
LATE = 0.015  # seconds of processor time after which the other thread looks where the loop stands
WARM_UP = 1.0
"""Seconds of a crawl in which modules are still imported. Sites answer robots.txt after them."""


class Probe:
    """Watches one loop, in whose thread `beat` runs."""

    def __init__(self) -> None:
        self._clock = time.pthread_getcpuclockid(threading.get_ident())
        self._thread = threading.get_ident()
        self._last = time.clock_gettime(self._clock)
        self._seen: Counter[str] = Counter()
        self.blocks: list[tuple[float, str]] = []
        threading.Thread(target=self._watch, daemon=True).start()

    async def beat(self) -> None:
        """Note each block until cancelled."""
        await asyncio.sleep(WARM_UP)
        self._last = time.clock_gettime(self._clock)
        while True:
            await asyncio.sleep(BEAT)
            now = time.clock_gettime(self._clock)
            took, self._last = now - self._last, now
            if took > LATE:
                where = self._seen.most_common(1)[0][0] if self._seen else "(between two looks)"
                self.blocks.append((took, where))
            self._seen.clear()

    def _watch(self) -> None:
        while True:
            time.sleep(0.003)
            if time.clock_gettime(self._clock) - self._last < LATE:
                continue
            frame = sys._current_frames().get(self._thread)
            lines = traceback.extract_stack(frame)
            ours = [line for line in lines if f"{ROOT}/" in line.filename and "benchmarks" not in line.filename]
            deepest = [f"{line.filename.removeprefix(str(ROOT))}:{line.lineno} {line.name}" for line in ours[-2:]]
            self._seen[" > ".join(deepest) or f"{lines[-1].filename}:{lines[-1].lineno} {lines[-1].name}"] += 1


def crawl_here(definition: str) -> None:
    """Crawl one site in this process; print its longest blocks as JSON."""
    from wiredesk.crawlers.crawl.crawl_options import CrawlOptions  # noqa: PLC0415  # the parent needs none of it
    from wiredesk.crawlers.running.crawl_runner import CrawlRun  # noqa: PLC0415
    from wiredesk.crawlers.sites.definition import SiteDefinition  # noqa: PLC0415
    from wiredesk.settings.environment import read_environment  # noqa: PLC0415

    probes: list[Probe] = []

    class Watched(CrawlRun):
        async def _crawl_one(self, *arguments: Any) -> None:
            probes.append(Probe())
            beats = asyncio.ensure_future(probes[0].beat())
            await super()._crawl_one(*arguments)
            beats.cancel()

    run = Watched(
        read_environment(), [SiteDefinition.model_validate_json(definition)], CrawlOptions(max_articles=30), workers=1
    )
    site = run.run().sites[0]
    print(json.dumps({"blocks": sorted(probes[0].blocks, reverse=True)[:5], "found": site.found, "new": site.new,
                      "failed": site.failed, "problem": site.problem}))  # fmt: skip


def measure(name: str, home: str) -> float:
    """Crawl a site twice; print what held the loop up. Returns the longest block in milliseconds."""
    definition, port = serve(SITES[name])
    base = f"http://127.0.0.1:{port}"
    made = {"id": f"hostile-{name}", "name": name, "url": f"{base}/", "fetch": {"delay": 0, "concurrency": 2}}
    made |= json.loads(json.dumps(definition).replace("BASE", base))
    environment = os.environ | {
        "WIREDESK_HOME": home, "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8", "WIREDESK_LOG_LEVEL": "ERROR",
    }  # fmt: skip
    longest = 0.0
    for turn in ("first", "second"):
        done = subprocess.run([sys.executable, __file__, "--definition", json.dumps(made)], env=environment, text=True,
                              capture_output=True, timeout=300)  # fmt: skip
        if done.returncode:
            print(f"{name}, {turn} crawl: {done.stderr[-1500:]}")
            return float("inf")
        figures = json.loads(done.stdout.splitlines()[-1])
        blocks = figures.pop("blocks")
        for seconds, where in blocks[:3]:
            if seconds > 0.03:
                print(f"{name}, {turn} crawl: {seconds * 1000:.0f} ms at {where}", flush=True)
        longest = max([longest, *(seconds * 1000 for seconds, _ in blocks)])
        print(f"{name}, {turn} crawl: longest {max([0.0, *(s for s, _ in blocks)]) * 1000:.0f} ms, {figures}", flush=True)
    return longest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="beginnings of names; default: all")
    parser.add_argument("--most", type=float, default=50.0, help="milliseconds")
    parser.add_argument("--definition", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.definition:
        crawl_here(arguments.definition)
        return
    wanted = [name for name in SITES if not arguments.names or name.startswith(tuple(arguments.names))]
    with tempfile.TemporaryDirectory(prefix="wd-", dir="/tmp") as home:
        embedded = EmbeddedRedis(Path(home))
        try:
            longest = {name: measure(name, home) for name in wanted}
        finally:
            remove_data(embedded)
    print("\n".join(f"{name:24} {value:6.0f} ms" for name, value in sorted(longest.items(), key=lambda pair: -pair[1])))
    sys.exit(any(value > arguments.most for value in longest.values()))


if __name__ == "__main__":
    main()
