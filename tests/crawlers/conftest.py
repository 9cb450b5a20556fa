"""Fixtures for crawls and fetches: newsfarm, hand-made sites, and the command line as a user calls it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

import pytest
import redis
from command_server import Command
from hand_made_site import Answer, HandMade, feed_of
from village_site import CLOSING_POLL, Desk, VillageSite

from wiredesk.pipelines.consuming.reading import read_entries
from wiredesk.pipelines.publishing.keys import Keys

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "../shared"


def free_port(*, pairs: bool = False) -> int:
    """A free loopback port; with `pairs`, the one after it is free too."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                if pairs:
                    two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@dataclass
class Farm:
    """A running newsfarm."""

    port: int

    def control(self, path: str, data: dict[str, Any] | None = None) -> Any:
        """Ask its control server; with `data` a POST."""
        body = json.dumps(data).encode() if data is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.port + 1}{path}", body)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def check(self, articles: str, *sites: int) -> dict[str, Any]:
        """The farm's judgement of JSON lines of articles."""
        sys.path.insert(0, str(SHARED / "tools"))
        from newsfarm.check import FIELDS, Report

        fields = FIELDS | {"title": "headline", "text": "body_text", "published": "date_published"}
        records = [json.loads(line) for line in articles.splitlines()]
        return Report(self.control("/manifest"), records, fields, set(sites) or None).scores()


EVERY_PAGE = 6
"""Every sixth page of the corpus is enough for four sites; reading all of them takes the farm five seconds more."""


def part_of_the_corpus(folder: Path) -> Path:
    """A corpus folder with some of the pages of news-dev."""
    whole = SHARED.resolve() / "corpora/news-dev"
    lines = (whole / "index.jsonl").read_text("utf-8").splitlines(keepends=True)[::EVERY_PAGE]
    (folder / "index.jsonl").write_text("".join(lines), "utf-8")
    for line in lines:
        name = json.loads(line)["file"]
        (folder / name).symlink_to(whole / name)
    return folder


@pytest.fixture(scope="session")
def farm_of_all_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """One newsfarm for the session: four sites with eight articles each."""
    if not (SHARED / "tools/newsfarm").is_dir():
        pytest.skip("newsfarm is not here: ../shared is absent")
    port = free_port(pairs=True)
    options = f"--sites 4 --articles-per-site 8 --port {port} --seed 7 --scale --latency-ms 5".split()
    corpus = part_of_the_corpus(tmp_path_factory.mktemp("corpus"))
    command = [sys.executable, "-m", "newsfarm", "serve", "--corpus", str(corpus), *options]
    process = subprocess.Popen(command, cwd=SHARED / "tools", stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "control" in process.stdout.readline()
        yield Farm(port)
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def farm(farm_of_all_tests: Farm) -> Farm:
    """The farm as it was at first: nothing published, nothing revised, no faults, an empty log."""
    farm_of_all_tests.control("/reset", {"world": True})
    return farm_of_all_tests


@pytest.fixture
def start_site() -> Iterator[Callable[..., HandMade]]:
    """Starts hand-made sites, each on a port of its own; another loopback address makes it another host."""
    servers = []

    def start(address: str = "127.0.0.1") -> HandMade:
        site = HandMade("")

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body are two writes: else the second waits for an ACK, 40 ms

            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                page = site.pages.get(self.path, Answer("no such page", 404))
                answer = page(dict(self.headers)) if callable(page) else page
                time.sleep(answer.wait)
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                try:
                    self.send_response(answer.status)
                    self.send_header("Content-Type", answer.content_type)
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    self.close_connection = True  # the crawl has gone away

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.do_GET()

            def log_message(self, *arguments: Any) -> None:
                pass

        server = ThreadingHTTPServer((address, 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(CLOSING_POLL,), daemon=True).start()
        servers.append(server)
        site.url = f"http://{address}:{server.server_port}"
        return site

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


class Wiredesk:
    """The command line, with its own Redis and site definitions."""

    def __init__(self, folder: Path, redis_url: str, command_socket: Path) -> None:
        self.command_socket = command_socket
        self.started: list[subprocess.Popen[str]] = []
        self.sites = folder / "sites"
        self.sites.mkdir()
        self.environment = {
            **os.environ,
            "WIREDESK_HOME": str(folder / "home"),
            "WIREDESK_SITES": str(self.sites),
            "WIREDESK_REDIS_URL": redis_url,
            "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8",
        }

    def define(self, name: str, toml: str) -> None:
        (self.sites / f"{name}.toml").write_text(toml, encoding="utf-8")

    def define_with_feed(self, name: str, site: HandMade, *paths: str) -> None:
        """Define a site that has nothing but a feed of these paths, and may be asked without pauses."""
        site.pages["/feed"] = feed_of(site, *paths)
        source = f'[[sources]]\ntype = "feed"\nurl = "{site.url}/feed"\n'
        self.define(name, f'url = "{site.url}/"\n{source}[fetch]\ndelay = 0\n')

    def start(self, *arguments: str, stdout: int | IO[str] = subprocess.PIPE) -> subprocess.Popen[str]:
        process = Command(
            self.command_socket, arguments, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.started.append(process)
        return process

    def end(self) -> None:
        """Kill what still runs: a test that fails in the middle must not leave a worker to the next one."""
        for process in self.started:
            if process.poll() is None:
                process.kill()

    def __call__(self, *arguments: str, timeout: float = 100) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            out, err = process.communicate()
            raise AssertionError(f"{arguments} took more than {timeout} s\n{err}") from None
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def crawl(self, *arguments: str, exit_code: int | None = 0) -> dict[str, dict[str, Any]]:
        """The summary of a crawl: site → figures."""
        done = self("crawl", "--quiet", "--summary", "json", *arguments)
        assert exit_code is None or done.returncode == exit_code, done.stderr + done.stdout
        return {site["site"]: site for site in json.loads(done.stdout)["sites"]}

    def queue(self) -> list[dict[str, Any]]:
        """All articles on the stream, as `wiredesk queue read` prints them."""
        url = self.environment["WIREDESK_REDIS_URL"]
        with redis.Redis.from_url(url, decode_responses=True) as client:
            entries = list(read_entries(client, Keys().articles))
        return [json.loads(entry.fields["article"]) for entry in entries]


@pytest.fixture
def wiredesk(tmp_path: Path, redis_url: str, command_socket: Path) -> Iterator[Wiredesk]:
    installation = Wiredesk(tmp_path, redis_url, command_socket)
    yield installation
    installation.end()


@pytest.fixture
def village() -> Iterator[VillageSite]:
    """A news site on loopback, for fetches on demand."""
    site = VillageSite()
    yield site
    site.close()


@pytest.fixture
def desk(redis_url: str, tmp_path: Path, village: VillageSite, command_socket: Path) -> Iterator[Desk]:
    """An installation with its own Redis that knows the village's site."""
    opened = Desk(redis_url, tmp_path, village, command_socket)
    yield opened
    opened.close()
