"""A running `wiredesk desk`, and a client of it that does what a browser does: cookies, forms, no redirects unseen."""

from __future__ import annotations

import http.client
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from queue_writer import QueueWriter
from village_site import Desk, VillageSite


@dataclass
class Seen:
    """An answer."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def main(self) -> str:
        """The page's own part, without markup, on one line."""
        inside = self.text.partition("<main")[2].partition(">")[2]
        return " ".join(re.sub(r"<[^>]*>", " ", inside).split())


@dataclass
class Browser:
    """Asks a desk for pages, with the cookies that it was given."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Seen:
        return self.send("GET", path)

    def press(self, path: str, **fields: str) -> Seen:
        """Send a form as a page of the desk does; the answer is the page that it leads to."""
        answer = self.send("POST", path, urllib.parse.urlencode(fields), Origin=self.url)
        return self.get(answer.headers["location"].partition("#")[0]) if answer.status == 303 else answer

    def send(self, method: str, path: str, body: str = "", **headers: str) -> Seen:
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.url).netloc, timeout=60)
        sent = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, sent | headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        seen = Seen(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode())
        connection.close()
        return seen


@dataclass
class RunningDesk:
    """A desk with a site behind it, and the queue that it shows."""

    browser: Browser
    installation: Desk
    village: VillageSite
    queue: QueueWriter


@pytest.fixture(scope="module")
def running_desk(start_redis, tmp_path_factory, command_socket) -> Iterator[RunningDesk]:
    """One desk without keys for the tests of a module; its site was crawled once."""
    village = VillageSite()
    redis_url = start_redis().url
    installation = Desk(redis_url, tmp_path_factory.mktemp("desk"), village, command_socket)
    installation.environment["WIREDESK_ARCHIVE"] = str(installation.folder / "pages")
    assert installation.run("crawl", "--quiet").returncode == 0
    _, line = installation.start("desk", "--port", "0", "--workers", "1")
    assert line.startswith("the desk is at "), line
    url = line.split()[-1].removesuffix("/desk/")
    yield RunningDesk(Browser(url), installation, village, QueueWriter(redis_url))
    installation.close()
    village.close()


@pytest.fixture
def desk_with_keys(start_redis, tmp_path, command_socket) -> Iterator[tuple[Browser, Desk, str, str]]:
    """A desk that needs a key: a client, its installation, a key that may change things, and one that may look."""
    village = VillageSite()
    installation = Desk(start_redis().url, tmp_path, village, command_socket)
    whole = installation.run("keys", "add", "mara").stdout.strip()
    looking = installation.run("keys", "add", "intern", "--read-only").stdout.strip()
    _, line = installation.start("desk", "--port", "0", "--workers", "1")
    yield Browser(line.split()[-1].removesuffix("/desk/")), installation, whole, looking
    installation.close()
    village.close()


@pytest.fixture
def desk_to_break(start_redis, tmp_path, command_socket) -> Iterator[tuple[Browser, Any]]:
    """A desk whose Redis may be killed, with a site that no crawl has looked at."""
    village = VillageSite()
    server = start_redis()
    installation = Desk(server.url, tmp_path, village, command_socket)
    _, line = installation.start("desk", "--port", "0", "--workers", "1")
    yield Browser(line.split()[-1].removesuffix("/desk/")), server
    installation.close()
    village.close()
