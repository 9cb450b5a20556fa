"""A web in front of a newsfarm whose sites can be changed: a new template, another feed address, a wall, a new domain.

Site i of the farm, 127.10.0.(1+i), stands at 127.12.0.(1+i), same port; its new domain is 127.13.0.(1+i). Addresses in
answers are changed alike (they are as long, so that nothing else moves). Only loopback traffic.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

FARM, OURS, NEW_DOMAIN = "127.10.0.", "127.12.0.", "127.13.0."
_PARAGRAPH = re.compile(r"<p\b[^>]*>.{60,}?</p>", re.I | re.S)
_HEADING = re.compile(r"<(/?)h1\b", re.I)
_NAMES = re.compile(r'\b(class|id|itemprop)=("|\')([^"\']*)\2', re.I)
_DATE_IN_DATA = re.compile(r'"(date(?:Published|Modified|Created)|uploadDate)"\s*:\s*"[^"]*"\s*,?', re.I)
_DATE_META = re.compile(r"<meta\b[^>]*(?:published|modified|pubdate|dc\.date|datepub|datemod|\bdate\b)[^>]*>", re.I)
_TIME = re.compile(r"<time\b[^>]*>.*?</time>", re.I | re.S)
_FEED_DATE = re.compile(
    r"<(pubDate|published|updated|dc:date|lastmod|news:publication_date)\b[^>]*>.*?</\1>", re.I | re.S
)
_BODY_IN_DATA = re.compile(r'"articleBody"\s*:\s*"(?:[^"\\]|\\.)*"\s*,?')
_FEED_LINK = re.compile(r'<link\b[^>]*type=["\']application/(?:rss|atom)\+xml["\'][^>]*>', re.I)
WALL = '<div class="paywall"><h2>Continue reading with a subscription</h2><p>Already a subscriber? Log in.</p></div>'


@dataclass
class Answer:
    """What the farm has answered, as text where it is text."""

    status: int
    headers: dict[str, str]
    body: bytes
    path: str
    is_article: bool

    @property
    def is_page(self) -> bool:
        """Whether it is HTML."""
        return "html" in self.headers.get("Content-Type", "")

    @property
    def is_feed(self) -> bool:
        """Whether it is RSS or Atom."""
        return self.body[:600].find(b"<rss") >= 0 or self.body[:600].find(b"<feed") >= 0

    def with_text(self, change: Callable[[str], str]) -> Answer:
        """The answer with its text changed; signs that cannot be read stay as they are."""
        self.body = change(self.body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        return self


Change = Callable[[Answer], Answer]


def _page(change: Callable[[str], str], *, articles_only: bool = True) -> Change:
    def apply(answer: Answer) -> Answer:
        if answer.is_page and (answer.is_article or not articles_only):
            return answer.with_text(change)
        return answer

    return apply


def _without_dates(answer: Answer) -> Answer:
    if answer.is_page:
        return answer.with_text(lambda text: _TIME.sub("", _DATE_META.sub("", _DATE_IN_DATA.sub("", text))))
    return answer.with_text(lambda text: _FEED_DATE.sub("", text)) if b"<?xml" in answer.body[:200] else answer


def _cut(text: str) -> str:
    seen = 0

    def keep(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return found[0] if seen == 1 else WALL if seen == 2 else ""

    return _PARAGRAPH.sub(keep, _BODY_IN_DATA.sub("", text))


def _without_text(text: str) -> str:
    return _PARAGRAPH.sub("<p></p>", _BODY_IN_DATA.sub("", text))


def _error(status: int, text: str) -> Change:
    def apply(answer: Answer) -> Answer:
        return Answer(status, {"Content-Type": "text/html"}, text.encode(), answer.path, False)

    return apply


def _moved_feed(answer: Answer) -> Answer:
    """The feed is at another address, which the home page names."""
    if answer.is_feed:
        if not answer.path.startswith("/nova/"):
            return _error(404, "<h1>Not found</h1>")(answer)
        return answer
    if answer.is_page:
        return answer.with_text(
            lambda text: _FEED_LINK.sub(
                lambda found: re.sub(r'href=(["\'])(https?://[^/"\']+)?/', r"href=\1\2/nova/", found[0]), text
            )
        )
    return answer


def _no_feed(answer: Answer) -> Answer:
    if answer.is_feed:
        return _error(404, "<h1>Not found</h1>")(answer)
    return answer.with_text(lambda text: _FEED_LINK.sub("", text)) if answer.is_page else answer


def _robots(answer: Answer) -> Answer:
    if answer.path == "/robots.txt":
        return Answer(200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /\n", answer.path, False)
    return answer


def _domain(answer: Answer) -> Answer:
    """Everything redirects to the new domain."""
    return Answer(301, {"Location": "new-domain"}, b"", answer.path, False)


CHANGES: dict[str, Change] = {
    "template": _page(
        lambda text: _HEADING.sub(r"<\1h2", _NAMES.sub(r"\1=\2x-\3\2", text)), articles_only=False
    ),
    "feed moved": _moved_feed,
    "feed gone": _no_feed,
    "domain": _domain,
    "dates": _without_dates,
    "paywall": _page(_cut),
    "emptied": _page(_without_text),
    "robots": _robots,
    "blocked": _error(403, "<h1>Forbidden</h1>"),
    "challenge": _error(200, "<html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and "
                             "cookies to continue</noscript><script>/* challenge */</script></body></html>"),
    "parked": _error(200, "<html><head><title>This domain is for sale</title></head><body><h1>This domain is for sale"
                          "</h1><p>Buy it now.</p></body></html>"),
}  # fmt: skip
"""What can happen to a site."""


@dataclass
class ChangingWeb:
    """Serves `sites` sites of the farm at `port`; `changes` says what has happened to which."""

    port: int
    sites: int
    articles: set[str] = field(default_factory=set)
    """Paths of articles, each with its site's number before it: ``3/news/1``."""
    changes: dict[int, str] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def start(self) -> None:
        """Serve, in a thread of its own."""
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        assert ready.wait(30), "the changing web does not start"

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        ready.set()
        self._loop.run_forever()

    async def _serve(self) -> None:
        self._client = aiohttp.ClientSession(auto_decompress=True)
        runner = web.ServerRunner(web.Server(self._answer))
        await runner.setup()
        for number in range(self.sites):
            for network in (OURS, NEW_DOMAIN):
                await web.TCPSite(runner, f"{network}{1 + number}", self.port).start()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        host = request.host.partition(":")[0]
        network, last = host.rpartition(".")[0] + ".", host.rpartition(".")[2]
        number = int(last) - 1
        change = self.changes.get(number)
        path = request.path_qs
        asked = path.removeprefix("/nova") if change == "feed moved" else path
        url = f"http://{FARM}{last}:{self.port}{asked}"
        async with self._client.get(url, headers={"Accept-Encoding": "identity"}, allow_redirects=False) as got:
            headers = {name: value for name, value in got.headers.items() if name in ("Content-Type", "Location")}
            body = await got.read()
            packed = body[:2] == b"\x1f\x8b"
            body = gzip.decompress(body) if packed else body
            answer = Answer(got.status, headers, body, path, f"{number}{asked}" in self.articles)
        if change is not None and not (change == "domain" and network == NEW_DOMAIN):
            answer = CHANGES[change](answer)
        if answer.headers.get("Location") == "new-domain":
            answer.headers["Location"] = f"http://{NEW_DOMAIN}{last}:{self.port}{path}"
        here = NEW_DOMAIN if change == "domain" else OURS
        answer.body = answer.body.replace(FARM.encode(), here.encode())
        answer.headers = {name: value.replace(FARM, here) for name, value in answer.headers.items()}
        if packed and answer.status == 200:
            answer.body = gzip.compress(answer.body)
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)
