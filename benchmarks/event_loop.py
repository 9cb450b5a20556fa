"""How long hostile answers hold up the event loop of a crawl, by which all its sites are served.

    python benchmarks/event_loop.py                    # every kind, about two minutes
    python benchmarks/event_loop.py deep_addresses     # one or some
    python benchmarks/event_loop.py --where            # and what was done meanwhile

Each kind of answer (hostile_answers.py) is a site of its own on loopback, served by another process, and crawled twice
by a real crawl, which finds new articles and known ones. Between two turns of the loop it is measured what passed on
the clock and what this process computed in all its threads; the smaller of both counts. So neither a busy machine is
taken for a blocked loop, nor a thread that keeps the interpreter for itself for a free one.

Exit code 1 where the longest turn took more than LONGEST. Redis and articles are in a temporary folder.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from hostile_answers import CASES, STORY, STORY_PAGE, HostileSite
from sites_add import free_ports

from wiredesk.crawlers.cli import OBJECTS_BEFORE_COLLECTION
from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.running.crawl_runner import CrawlRun
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.settings.environment import read_environment

LONGEST = 0.05
"""Seconds that one turn may take: a site that answers in 50 ms waits no longer for us than we for it."""
BEAT = 0.002
"""Seconds between two looks."""
SHOWN = 8
"""Innermost calls that are shown of a turn that is too long."""
WARM_UP = 1.0
"""Seconds until everything is imported that is imported late; the first answer of a crawl comes after them."""
PAUSE = 0.7
"""Seconds without a request after which the next is the first of a crawl."""
LONGEST_CRAWL = 240.0
"""Seconds after which a crawl counts as one that does not end."""


class Watched(CrawlRun):
    """A crawl whose loop is looked at."""

    longest = 0.0
    collected = 0.0
    """The longest run of Python's garbage collector, in seconds: it is the loop's thread that waits for it."""
    began = 0.0
    """When the present turn of the loop began, on the monotonic clock; 0 before the first."""

    async def _crawl_one(self, *arguments: Any) -> None:
        beats = asyncio.ensure_future(self._beat())
        await super()._crawl_one(*arguments)
        beats.cancel()

    def note_collection(self, phase: str, _: dict[str, int]) -> None:
        """Called by the collector before and after each run."""
        if phase == "start":
            self._collecting = time.monotonic()
        elif self.began:
            self.collected = max(self.collected, time.monotonic() - self._collecting)

    def look(self, file: Path) -> None:
        """Write where the loop's thread is in turns that are too long, once for each. For a thread of its own."""
        loop, seen = threading.main_thread().ident, 0.0
        with file.open("w", encoding="utf-8") as told:
            while True:
                time.sleep(LONGEST / 5)
                if self.began in (0.0, seen) or time.monotonic() - self.began < LONGEST:
                    continue
                seen = self.began
                frame = sys._current_frames()[loop or 0]
                told.write("".join(traceback.format_stack(frame)[-SHOWN:]) + "\n")
                told.flush()

    async def _beat(self) -> None:
        await asyncio.sleep(WARM_UP)
        clock, computed = time.monotonic(), time.process_time()
        while True:
            self.began = clock
            await asyncio.sleep(BEAT)
            clock, since = time.monotonic(), clock
            computed, before = time.process_time(), computed
            self.longest = max(self.longest, min(clock - since, computed - before))


def crawl(definition: str, where: str | None) -> None:
    """Crawl one site and print what was measured, as JSON."""
    run = Watched(read_environment(), [SiteDefinition.model_validate_json(definition)], CrawlOptions(max_articles=8),
                  workers=1)  # fmt: skip
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)  # as the command does
    gc.callbacks.append(run.note_collection)
    if where is not None:
        threading.Thread(target=run.look, args=(Path(where),), daemon=True).start()
    site = run.run().sites[0]
    figures = {"longest": run.longest, "collected": run.collected, "seconds": site.seconds}
    print(json.dumps({**figures, "found": site.found, "new": site.new, "problem": site.problem}))


def serve(name: str, port: int) -> None:
    """Be the site of one kind until the process is ended."""
    site: HostileSite = CASES[name](f"http://127.0.0.1:{port}")
    last = [0.0]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if time.monotonic() - last[0] > PAUSE:
                time.sleep(WARM_UP * 1.5)
            known = (
                (STORY_PAGE.encode(), "text/html", {})
                if STORY.partition("{")[0] in self.path
                else (b"", "text/html", {})
            )
            body, kind, more = site.pages.get(self.path, site.pages.get(self.path.partition("?")[0], known))
            self.send_response(200 if body else 404)
            for header, value in {"Content-Type": kind, "Content-Length": str(len(body)), **more}.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(body)
            last[0] = time.monotonic()

        def log_message(self, *_: Any) -> None:
            pass

    print("ready", flush=True)
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


def measured(name: str, home: Path, where: Path | None) -> list[dict[str, Any]]:
    """The figures of two crawls of the site of one kind."""
    port = free_ports()
    base = f"http://127.0.0.1:{port}"
    sources = [{"type": kind, "url": base + path} for kind, path in CASES[name](base).sources]
    definition = json.dumps(
        {"id": name.replace("_", "-"), "url": f"{base}/", "sources": sources, "fetch": {"delay": 0}}
    )
    environment = {**os.environ, "WIREDESK_HOME": str(home), "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8"}
    environment = {key: value for key, value in environment.items() if not key.endswith("REDIS_URL")}
    server = subprocess.Popen([sys.executable, __file__, "--serve", name, str(port)], stdout=subprocess.PIPE)
    figures: list[dict[str, Any]] = []
    try:
        assert server.stdout is not None
        server.stdout.readline()
        for number in range(2):
            shown = ["--stacks", str(where / f"{name}-{number}.txt")] if where else []
            done = subprocess.run(
                [sys.executable, __file__, "--crawl", definition, *shown],
                env=environment, capture_output=True, text=True, timeout=LONGEST_CRAWL, check=False,
            )  # fmt: skip
            if done.returncode:
                raise SystemExit(f"{name}: exit {done.returncode}: {done.stderr[-2_000:]}")
            figures.append(json.loads(done.stdout.splitlines()[-1]))
    finally:
        server.kill()
        server.wait()
    return figures


def main() -> int:
    """Measure the kinds that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", help=", ".join(CASES))
    parser.add_argument("--where", action="store_true", help="print what was done in the longest turns")
    parser.add_argument("--crawl", help=argparse.SUPPRESS)
    parser.add_argument("--stacks", help=argparse.SUPPRESS)
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve[0], int(options.serve[1]))
    if options.crawl:
        crawl(options.crawl, options.stacks)
        return 0
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in options.kinds or CASES:
            try:
                turns = measured(name, home, home if options.where else None)
            except subprocess.TimeoutExpired:
                print(f"{name:26} does not end within {LONGEST_CRAWL:.0f} s", flush=True)
                worst = LONGEST_CRAWL
                continue
            longest = max(turn["longest"] for turn in turns)
            worst = max(worst, longest)
            told = ", ".join(
                f"{turn['longest'] * 1000:.0f} ms (collector {turn['collected'] * 1000:.0f}) of {turn['seconds']:.1f} s"
                for turn in turns
            )
            mark = "!" if longest > LONGEST else " "
            print(f"{mark} {name:26} {told}; {turns[0]['found']} found, {turns[0]['new']} new", flush=True)
            if options.where and longest > LONGEST:
                for number in range(2):
                    print((home / f"{name}-{number}.txt").read_text(), flush=True)
        subprocess.run(
            [sys.executable, "-m", "wiredesk", "redis", "stop"],
            env={**os.environ, "WIREDESK_HOME": str(home)},
            check=False,
        )
    print(f"longest turn of the event loop: {worst * 1000:.0f} ms (may be {LONGEST * 1000:.0f})")
    return 1 if worst > LONGEST else 0


if __name__ == "__main__":
    sys.exit(main())
