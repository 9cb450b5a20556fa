"""How fast and how completely `wiredesk ingest` reads archives, beside others of its kind, and what kills do to it.

    python benchmarks/ingest.py speed                            ingest beside the bare extractor, two cores
    python benchmarks/ingest.py speed --fundus VENV/bin/python --news-please VENV/bin/python
    python benchmarks/ingest.py truth                            a newsfarm as archives: recall, duplicates, fields
    python benchmarks/ingest.py faults --kills 6                 kill -9, a full disk, cut and wrong files

`speed` reads all the same two archives of `../shared/corpora/fundus`, the others' programs in environments of their
own; rounds take turns, and the best of each counts, since other work on the machine only ever slows it down.
"""

from __future__ import annotations

import argparse
import ctypes
import gzip
import io
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process
from pathlib import Path

from farm import SHARED, open_farm
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

WIREDESK = [sys.executable, "-c", "import sys; sys.argv[0] = 'wiredesk'; "
            "from wiredesk.crawlers.cli import main; main()"]  # fmt: skip
DATE = "2026-11-01T02:03:04Z"
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
LONGEST = 300.0
"""Seconds that a program may take for the pages: a hundred times as long as the fastest."""
FUNDUS = """
import sys, time
from datetime import datetime
from fundus import CCNewsCrawler, PublisherCollection
began, number = time.time(), 0
crawler = CCNewsCrawler(*PublisherCollection, processes=2, server_address=sys.argv[1], disable_tqdm=True,
                        start=datetime(2026, 11, 1), end=datetime(2026, 11, 2))
for article in crawler.crawl(only_complete=False, error_handling="suppress"):
    number += 1
print(number)
"""
NEWS_PLEASE = """
import sys, multiprocessing
import newsplease.crawler.commoncrawl_crawler  # first: the two import each other
from newsplease.crawler.commoncrawl_extractor import CommonCrawlExtractor
def read(path, found):
    extractor, number = CommonCrawlExtractor(), []
    extractor._CommonCrawlExtractor__callback_on_article_extracted = lambda article: number.append(
        bool(article.title and article.maintext))
    extractor._CommonCrawlExtractor__callback_on_warc_completed = lambda *figures: None
    extractor._CommonCrawlExtractor__register_fully_extracted_warc_file = lambda path: None
    extractor._CommonCrawlExtractor__filter_strict_date = False
    extractor._CommonCrawlExtractor__delete_warc_after_extraction = False
    extractor._CommonCrawlExtractor__ignore_unicode_errors = True
    extractor._CommonCrawlExtractor__process_warc_gz_file(path)
    found.put(sum(number))
found = multiprocessing.Queue()
workers = [multiprocessing.Process(target=read, args=(path, found)) for path in sys.argv[1:]]
for worker in workers: worker.start()
print(sum(found.get() for _ in workers))
"""


class Warc:
    """Writes an archive as crawlers of the field do, gzip for each record."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.0")

    def page(self, url: str, html: bytes, *, status: str = "200 OK", headers: Iterable[tuple[str, str]] = ()) -> None:
        """Add a response."""
        head = StatusAndHeaders(status, list(headers) or [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url, "response", payload=io.BytesIO(html), http_headers=head, warc_headers_dict={"WARC-Date": DATE}
        )
        self._writer.write_record(record)
        self.digest = record.rec_headers.get_header("WARC-Payload-Digest")

    def revisit(self, url: str) -> None:
        """Say that the page written last was at another address too."""
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        self._writer.write_record(self._writer.create_revisit_record(url, self.digest, url, DATE, head))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


# -- speed


def corpus_pages() -> list[tuple[str, bytes]]:
    """Address and bytes of the pages that Fundus knows the publishers of."""
    folder = SHARED / "corpora/fundus"
    lines = (folder / "pages.jsonl").read_text("utf-8").splitlines()
    return [(row["url"], gzip.decompress((folder / row["file"]).read_bytes())) for row in map(json.loads, lines)]


def bare(pages: list[tuple[str, bytes]]) -> None:
    """Extract pages with nothing around, in this process."""
    from datetime import UTC, datetime

    from wiredesk.pipelines.article import DiscoveredVia
    from wiredesk.pipelines.extraction.assembly import read_page
    from wiredesk.pipelines.page import Page

    for url, html in pages:
        page = Page(url=url, requested_url=url, content_type="text/html", body=html,
                    fetched_at=datetime.fromisoformat(DATE).astimezone(UTC),
                    discovered_via=DiscoveredVia(type="warc"))  # fmt: skip
        read_page(page, None)


def run_bare(pages: list[tuple[str, bytes]]) -> str:
    """The same on two cores."""
    workers = [Process(target=bare, args=(pages[start::2],)) for start in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return ""


def run(command: list[str]) -> str:
    """Run a program; its stdout. Only of wiredesk the status 1 means that some pages gave no article."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        sys.exit(f"{command[0]} has not ended in {LONGEST:g} s")
    if done.returncode not in ((0, 1) if command[: len(WIREDESK)] == WIREDESK else (0,)):
        sys.exit(f"{command[0]} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder over HTTP on loopback."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def timed(work: Callable[[], str]) -> tuple[float, float, str]:
    """Seconds on the clock, CPU seconds of all its processes, and what it printed."""
    # Processes that a program has left to themselves count as well: they become ours, and are waited for.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    printed = work()
    taken = time.monotonic() - began
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return taken, cpu, printed


def speed(arguments: argparse.Namespace, folder: Path) -> None:
    """Print pages a second of each, and the ratios."""
    pages = corpus_pages()[: arguments.pages] * arguments.copies
    month = folder / "crawl-data/CC-NEWS/2026/11"
    month.mkdir(parents=True)
    names = [f"CC-NEWS-20261101020304-0000{number}.warc.gz" for number in range(2)]
    paths = [str(month / name) for name in names]
    for start, path in enumerate(paths):
        warc = Warc(Path(path))
        for url, html in pages[start::2]:
            warc.page(url, html)
        warc.close()
    listed = "".join(f"crawl-data/CC-NEWS/2026/11/{name}\n" for name in names)
    (month / "warc.paths.gz").write_bytes(gzip.compress(listed.encode()))
    with served(folder) as address:
        works: dict[str, Callable[[], str]] = {
            "bare extractor": partial(run_bare, pages),
            "wiredesk ingest": partial(run, [*WIREDESK, "ingest", "--quiet", "--workers", "2", *paths]),
        }
        if arguments.fundus:
            works["fundus CC-NEWS crawler"] = partial(run, [arguments.fundus, "-c", FUNDUS, address])
        if arguments.news_please:
            works["news-please"] = partial(run, [arguments.news_please, "-c", NEWS_PLEASE, *paths])
        best: dict[str, list[float]] = {}
        found: dict[str, str] = {}
        for _ in range(arguments.rounds):
            for name, work in works.items():
                clock, cpu, printed = timed(work)
                kept = best.setdefault(name, [clock, cpu])
                best[name] = [min(kept[0], clock), min(kept[1], cpu)]
                found[name] = printed
    print(f"{len(pages)} pages in two archives, best of {arguments.rounds} rounds, 2 processes each\n")
    print("| | pages/s | of the bare extractor | pages/CPU s | of the bare extractor | articles |")
    print("|---|---|---|---|---|---|")
    base = best["bare extractor"]
    for name, (clock, cpu) in best.items():
        articles = str(len(found[name].splitlines())) if name == "wiredesk ingest" else found[name].strip()
        print(f"| {name} | {len(pages) / clock:.1f} | {base[0] / clock:.2f} | {len(pages) / cpu:.1f} "
              f"| {base[1] / cpu:.2f} | {articles} |")  # fmt: skip


# -- truth


@contextmanager
def newsfarm(sites: int, articles: int, port: int) -> Iterator[str]:
    """A running newsfarm; the address of its control server."""
    with open_farm(port, sites, articles, "--scale", "--latency-ms", "0", seed=5):
        yield f"http://127.0.0.1:{port + 1}"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        return None


def archives_of_farm(control: str, folder: Path) -> tuple[list[str], dict[str, object]]:
    """Two archives with every article of a farm: some twice, some by a revisit and at another address, some behind a
    redirect, and the sites' other pages between them. And the farm's manifest."""
    manifest = json.load(urllib.request.urlopen(f"{control}/manifest"))
    opener = urllib.request.build_opener(_NoRedirect)
    paths = [folder / "farm-1.warc.gz", folder / "farm-2.warc.gz"]
    warcs = [Warc(path) for path in paths]
    chance = random.Random(1)

    def fetch(url: str, warc: Warc) -> None:
        try:
            answer = opener.open(url)
        except urllib.error.HTTPError as refused:
            answer = refused
        warc.page(url, answer.read(), status=f"{answer.status} X", headers=answer.headers.items())

    for site in manifest["sites"]:
        for url in site["starts"].values():
            fetch(url, warcs[0])
    articles = [article for article in manifest["articles"] if article["via"]]
    chance.shuffle(articles)
    for number, article in enumerate(articles):
        warc = warcs[number % 2]
        if number % 5 == 0:
            moved = [("Location", article["url"]), ("Content-Type", "text/html")]
            warc.page(f"{article['url']}?from=newsletter", b"", status="302 Found", headers=moved)
        fetch(article["url"], warc)
        if number % 3 == 0:
            warc.revisit(article["url"])
        if number % 4 == 0:
            address = article["url"]
            warc.revisit(f"{address}{'&' if '?' in address else '?'}utm_source=feed")
        if number % 7 == 0:
            fetch(article["url"], warcs[(number + 1) % 2])
    for warc in warcs:
        warc.close()
    return [str(path) for path in paths], manifest


def judge(manifest: dict[str, object], articles: str) -> dict[str, object]:
    """The farm's judgement of JSON lines."""
    sys.path.insert(0, str(SHARED / "tools"))
    from newsfarm.check import FIELDS, Report

    fields = FIELDS | {"title": "headline", "text": "body_text", "published": "date_published"}
    scores: dict[str, object] = Report(manifest, [json.loads(line) for line in articles.splitlines()], fields).scores()
    return scores


def truth(arguments: argparse.Namespace, folder: Path) -> None:
    """Print recall, duplicates and fields of a farm that is read from archives."""
    with newsfarm(arguments.sites, arguments.articles, arguments.port) as control:
        paths, manifest = archives_of_farm(control, folder)
    done = subprocess.run([*WIREDESK, "ingest", *paths], capture_output=True, text=True, check=False)
    print(done.stderr.strip().splitlines()[-1])
    print(json.dumps(judge(manifest, done.stdout), indent=1))


# -- faults


def faults(arguments: argparse.Namespace, folder: Path) -> None:
    """Kill it, fill its disk and damage its files; print what became of the articles. Exit code 1 for any fault."""
    with newsfarm(arguments.sites, arguments.articles, arguments.port) as control:
        paths, manifest = archives_of_farm(control, folder)
    problems = []
    environment = {**os.environ, "WIREDESK_HOME": str(folder / "home")}
    environment.pop("WIREDESK_REDIS_URL", None)
    chance = random.Random(2)
    for mode in ("publish", "output"):
        out = folder / "out"
        words = ["ingest", "--publish", *paths] if mode == "publish" else ["ingest", "--output", str(out), *paths]
        for _ in range(arguments.kills):
            process = subprocess.Popen([*WIREDESK, *words], env=environment, stderr=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
            try:
                process.wait(chance.uniform(2, 8))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if mode == "output":
            _run_on_a_full_disk(words, out, environment)
        last = subprocess.run([*WIREDESK, *words], env=environment, capture_output=True, text=True, check=False)
        if mode == "publish":
            read = subprocess.run([*WIREDESK, "queue", "read"], env=environment, capture_output=True, text=True)
            articles = read.stdout
            subprocess.run([*WIREDESK, "redis", "stop"], env=environment, capture_output=True, check=False)
        else:
            articles = "".join(file.read_text("utf-8") for file in sorted(out.glob("*.jsonl")))
        scores = judge(manifest, articles)
        print(f"{mode}, killed {arguments.kills} times: exit {last.returncode},", json.dumps(scores)[:300])
        lines = [json.loads(line)["id"] for line in articles.splitlines()]
        if len(lines) != len(set(lines)) or scores["recall"] != 1:
            problems.append(mode)
    whole = Path(paths[0]).read_bytes()
    everything = len(run([*WIREDESK, "ingest", "--quiet", paths[0]]).splitlines())
    for name, data, least in (
        ("cut in the middle", whole[: len(whole) // 2], everything // 3),
        ("200 bytes of zeros", whole[:50_000] + bytes(200) + whole[50_200:], everything - 3),
        ("begins in the middle", whole[60_001:], everything // 2),
        ("wrong lengths", _with_wrong_lengths(whole), everything * 8 // 10),
    ):
        damaged = folder / "damaged.warc.gz"
        damaged.write_bytes(data)
        done = subprocess.run([*WIREDESK, "ingest", "-q", str(damaged)], capture_output=True, text=True, check=False)
        number = len(done.stdout.splitlines())
        print(
            f"{name}: exit {done.returncode}, {number} of {everything} articles, {done.stderr.count('is damaged')} told"
        )
        if done.returncode != 1 or number < least or "Traceback" in done.stderr:
            problems.append(name)
    print("FAULTS: " + ", ".join(problems) if problems else "no faults")
    sys.exit(bool(problems))


def _run_on_a_full_disk(words: list[str], out: Path, environment: dict[str, str]) -> None:
    """Once with files that may grow no further than half of what is to come, which is what a full disk does."""
    limited = ["bash", "-c", 'ulimit -f 40; exec "$@"', "bash", *WIREDESK, *words]
    done = subprocess.run(limited, env=environment, capture_output=True, text=True, check=False)
    print(f"full disk: exit {done.returncode}: {(done.stderr.strip().splitlines() or [''])[-1][:150]}")


def _with_wrong_lengths(data: bytes) -> bytes:
    """The archive with the length of every tenth record changed."""
    from wiredesk.pipelines.archive.members import Members

    parts = []
    for number, member in enumerate(Members(io.BytesIO(data))):
        content = member.data
        if number % 10 == 5:
            content = content.replace(b"Content-Length: ", b"Content-Length: 9", 1)
        parts.append(gzip.compress(content))
    return b"".join(parts)


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "truth", "faults"))
    parser.add_argument("--copies", type=int, default=3, help="of each page")
    parser.add_argument("--pages", type=int, help="so many pages alone: news-please takes half a second for one")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--fundus", help="Python of an environment with fundus")
    parser.add_argument("--news-please", help="Python of an environment with news-please")
    parser.add_argument("--sites", type=int, default=8)
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--port", type=int, default=8700)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="ingest-"))
    try:
        {"speed": speed, "truth": truth, "faults": faults}[arguments.what](arguments, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
