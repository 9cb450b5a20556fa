"""A small news site on loopback, and running wiredesk's commands against it: for tests of fetching on demand."""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import redis
from command_server import Command

from wiredesk.pipelines.publishing.keys import Keys

CLOSING_POLL = 0.02
"""Seconds between two looks of a server whether it shall end; the library's half a second would be every test's end."""
_WORDS = """council river bridge harvest mayor school winter market valley doctor engine festival teacher farmer
water budget village station library minister forest border museum hospital traffic weather election""".split()
_FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>'


def wait_until(condition: Callable[[], object], failure: str, seconds: float = 60) -> None:
    """Wait until `condition` holds. The time is for machines under load: what it waits for takes a moment."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, failure
        time.sleep(0.05)


def article_page(slug: str) -> bytes:
    """A news page whose text follows from its slug alone, unlike that of any other slug."""
    chance = random.Random(slug)
    sentences = [" ".join(chance.choices(_WORDS, k=14)).capitalize() + "." for _ in range(24)]
    body = "".join(f"<p>{' '.join(sentences[start : start + 4])}</p>" for start in range(0, 24, 4))
    headline = " ".join(chance.choices(_WORDS, k=6)).capitalize()
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{headline}</title>"
        '<meta property="article:published_time" content="2026-10-01T10:00:00+03:00"></head>'
        f"<body><article><h1>{headline}</h1><p class=byline>By Aram Haddad</p>{body}</article></body></html>"
    ).encode()


class VillageSite:
    """Serves ``/news/<slug>`` (an article), and one page of each kind that is none; counts what is asked for."""

    def __init__(self) -> None:
        site = self
        self.hits: Counter[str] = Counter()
        self.delay = 0.0
        self._counting = threading.Lock()
        self._may_answer = threading.Event()
        self._may_answer.set()
        self.on_request: Callable[[], None] = lambda: None

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body are two writes: else the second waits for an ACK, 40 ms

            def do_GET(self) -> None:
                site.on_request()
                with site._counting:
                    site.hits[self.path] += 1
                status, kind, body = site.answer(self.path)
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:  # the asker was killed
                    self.close_connection = True

            def log_message(self, *arguments) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(CLOSING_POLL,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, path: str) -> tuple[int, str, bytes]:
        if path.startswith("/news/"):
            time.sleep(self.delay)
            self._may_answer.wait()
            return 200, "text/html; charset=utf-8", article_page(path.removeprefix("/news/"))
        if path == "/robots.txt":
            return 200, "text/plain", b"User-agent: *\nDisallow: /private/\n"
        if path == "/report.pdf":
            return 200, "application/pdf", b"%PDF-1.7\n" + bytes(2000)
        if path == "/feed.xml":
            return 200, "application/rss+xml", _FEED
        if path == "/":
            links = "".join(f'<li><a href="/news/story-{n}">Story {n} of the valley</a></li>' for n in range(40))
            home = f"<html><head><title>Valley News</title></head><body><ul>{links}</ul></body></html>"
            return 200, "text/html", home.encode()
        return 404, "text/html", b"<h1>Not found</h1>"

    @contextmanager
    def silent(self) -> Iterator[None]:
        """While inside, no article is answered; at the end all that were asked for are."""
        self._may_answer.clear()
        try:
            yield
        finally:
            self._may_answer.set()

    def wait_until_asked(self, path: str, seconds: float = 60) -> None:
        """Wait until `path` has been asked for."""
        wait_until(lambda: self.hits[path], f"{path} was not asked for", seconds)

    def close(self) -> None:
        self._may_answer.set()
        self._server.shutdown()
        self._server.server_close()


class Desk:
    """One throw-away installation: its environment, its Redis, and the commands that were started in it."""

    def __init__(self, redis_url: str, folder: Path, village: VillageSite, command_socket: Path) -> None:
        self.folder = folder
        self.command_socket = command_socket
        sites = folder / "sites"
        sites.mkdir(exist_ok=True)
        (sites / "valley.toml").write_text(
            f'url = "{village.url}/"\nname = "Valley News"\nlanguages = ["en"]\n'
            '[fetch]\ndelay = 0\nconcurrency = 16\n[[sources]]\ntype = "section"\n'
            f'url = "{village.url}/"\n'
        )
        self.environment = {
            **os.environ,
            "WIREDESK_REDIS_URL": redis_url,
            "WIREDESK_HOME": str(folder),
            "WIREDESK_SITES": str(sites),
            "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8",
        }
        self.redis = redis.Redis.from_url(redis_url, decode_responses=True)
        self.keys = Keys()
        self._started: list[subprocess.Popen[str]] = []

    def run(self, *arguments: str, stdin: str = "", seconds: float = 90) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with Command(self.command_socket, arguments, env=self.environment, text=True, **pipes) as process:
            try:
                out, err = process.communicate(stdin, timeout=seconds)
            except BaseException:
                process.kill()
                raise
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def start(self, *arguments: str) -> tuple[subprocess.Popen[str], str]:
        """Start a command that serves, and return it with the line by which it says that it is ready."""
        process = Command(
            self.command_socket, arguments, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._started.append(process)
        assert process.stderr is not None
        line = process.stderr.readline()
        threading.Thread(target=process.stderr.read, daemon=True).start()  # so that its pipe never fills
        return process, line.strip()

    def ask(self, url: str, **fields: str) -> str:
        """Put a fetch request on the queue."""
        return self.redis.xadd(self.keys.requests, {"url": url, **fields})

    def ends(self) -> dict[str, list[str]]:
        """Where each request, by its id, has ended: ``article`` or the reason of its failure; all places, in order."""
        found: dict[str, list[str]] = {}
        for _, fields in self.redis.xrange(self.keys.articles):
            if "request_id" in fields:
                found.setdefault(fields["request_id"], []).append("article")
        for _, fields in self.redis.xrange(self.keys.failures):
            found.setdefault(fields["request_id"], []).append(fields["reason"])
        return found

    def wait_until_answered(self, seconds: float = 60) -> None:
        """Wait until the queue of requests is empty."""
        wait_until(lambda: not self.redis.xlen(self.keys.requests), "requests were not answered", seconds)

    def close(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.wait()
        self.redis.close()
