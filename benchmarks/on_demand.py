"""How fast the three entrances are: start of `wiredesk fetch`, overhead and load of `serve`, rate of `worker`.

    python benchmarks/on_demand.py start     # beside `scrapy fetch`
    python benchmarks/on_demand.py http      # overhead of one warm request; 200 in flight at once
    python benchmarks/on_demand.py worker    # requests a second through the queue

Everything runs on loopback against a small site (tests/crawlers/village_site.py). The machine should have
nothing else to do; the load average is printed beside the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests/crawlers")]

from village_site import Desk, VillageSite, article_page  # noqa: E402

from wiredesk.pipelines.extraction import extract_article  # noqa: E402
from wiredesk.settings.embedded_redis import EmbeddedRedis  # noqa: E402


def milliseconds(values: list[float]) -> str:
    """Median, 95th and 99th percentile."""
    ranked = sorted(values)
    tail = [ranked[min(len(ranked) - 1, int(len(ranked) * share))] for share in (0.5, 0.95, 0.99)]
    return "median {:.1f} ms, 95 % {:.1f} ms, 99 % {:.1f} ms".format(*(1000 * value for value in tail))


def first_byte(command: list[str], village: VillageSite, environment: dict[str, str], cwd: Path) -> tuple[float, float]:
    """Seconds from the start of a program until the site gets its first request: by the clock, and of its own CPU."""
    arrived: list[tuple[float, float]] = []
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    watched = psutil.Process(process.pid)

    def note() -> None:
        if not arrived:
            used = watched.cpu_times()
            arrived.append((time.perf_counter() - began, used.user + used.system))

    village.on_request = note
    process.wait(timeout=120)
    return arrived[0]


def start(desk: Desk, village: VillageSite, runs: int) -> None:
    """Start of `wiredesk fetch` with the shipped definitions, beside its peer."""
    # Compiled modules are kept, as they are where the package is installed: some machines' environments say otherwise.
    left_out = ("WIREDESK_SITES", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in desk.environment.items() if name not in left_out}
    url = f"{village.url}/news/one"
    programs = {
        "wiredesk fetch": [sys.executable, "-m", "wiredesk", "fetch", url],
        "scrapy fetch": [str(Path(sys.executable).with_name("scrapy")), "fetch", "--nolog", url],
    }
    for name, command in programs.items():
        cwd = ROOT if "wiredesk" in name else desk.folder  # scrapy would read our settings
        taken = [first_byte(command, village, environment, cwd) for _ in range(runs + 1)][1:]  # the first warms files
        wall, cpu = zip(*taken, strict=True)
        print(f"{name}: first byte after {min(wall):.2f} s (best), {statistics.median(wall):.2f} s (median), "
              f"of which the program's own CPU {statistics.median(cpu):.2f} s")  # fmt: skip


def http(desk: Desk, village: VillageSite, runs: int) -> None:
    """Overhead of a warm request, and 200 at once."""
    _, line = desk.start("serve", "--port", "0")
    address = urlsplit(line.split()[-1]).netloc
    site = urlsplit(village.url).netloc

    def ask(connection: HTTPConnection, path: str) -> int:
        body = json.dumps({"url": village.url + path, "wait": 60})
        connection.request("POST", "/v1/articles", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    server, direct = HTTPConnection(address, timeout=90), HTTPConnection(site, timeout=90)
    for number in range(20):
        ask(server, f"/news/warm-{number}")
    overheads, whole = [], []
    for number in range(runs * 10):
        path = f"/news/measured-{number}"
        began = time.perf_counter()
        direct.request("GET", path)
        direct.getresponse().read()
        network = time.perf_counter() - began
        page = article_page(path.removeprefix("/news/"))
        began = time.perf_counter()
        extract_article(page, village.url + path, fetched_at=datetime.now(UTC))
        extraction = time.perf_counter() - began
        began = time.perf_counter()
        assert ask(server, path) == 200
        taken = time.perf_counter() - began
        whole.append(taken)
        overheads.append(taken - network - extraction)
    print(f"POST /v1/articles, warm: {milliseconds(whole)}; above network and extraction: {milliseconds(overheads)}")

    gate = threading.Barrier(200)
    statuses: Counter[int] = Counter()

    def rush(number: int) -> float:
        connection = HTTPConnection(address, timeout=120)
        gate.wait()
        began = time.perf_counter()
        statuses[ask(connection, f"/news/rush-{number}")] += 1
        return time.perf_counter() - began

    began = time.perf_counter()
    with ThreadPoolExecutor(200) as pool:
        latencies = list(pool.map(rush, range(200)))
    seconds = time.perf_counter() - began
    print(f"200 requests in flight at once, 200 URLs: statuses {dict(statuses)}, all after {seconds:.1f} s "
          f"({200 / seconds:.0f} a second); {milliseconds(latencies)}")  # fmt: skip
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as answer:
        memory = next(row for row in answer.read().decode().splitlines() if row.startswith("process_resident"))
    print(f"resident memory of the server: {float(memory.split()[1]) / 1e6:.0f} MB")


def worker(desk: Desk, village: VillageSite, runs: int) -> None:
    """Requests a second through the queue."""
    count = runs * 50
    desk.start("worker")
    desk.ask(f"{village.url}/news/warm", request_id="warm")
    desk.wait_until_answered()
    began = time.perf_counter()
    for number in range(count):
        desk.ask(f"{village.url}/news/queued-{number}", request_id=f"r{number}")
    desk.wait_until_answered(600)
    seconds = time.perf_counter() - began
    ends = Counter(tuple(end) for end in desk.ends().values())
    print(f"{count} requests through one worker in {seconds:.1f} s: {count / seconds:.0f} a second; {dict(ends)}")


def main() -> None:
    """Run what is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", help="start, http, worker; default: all")
    parser.add_argument("--runs", type=int, default=10, help="more runs, steadier figures")
    arguments = parser.parse_args()
    parts = {"start": start, "http": http, "worker": worker}
    with tempfile.TemporaryDirectory(prefix="wd-bench-", dir="/tmp") as folder:
        embedded = EmbeddedRedis(Path(folder))
        village = VillageSite()
        desk = Desk(embedded.ensure_running(), Path(folder), village)
        try:
            for name in arguments.what or parts:
                parts[name](desk, village, arguments.runs)
                desk.close()
                print(f"  (load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)", flush=True)
        finally:
            village.close()
            embedded.stop()


if __name__ == "__main__":
    main()
