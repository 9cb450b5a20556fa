"""Sites that send what takes long to read: the attacks of benchmarks/loop_lag.py, one a name.

Each is a function that gives what its definition says beyond the address, and its pages. ``BASE`` in a definition or
body is the site's own address.
"""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SLOW_START = 1.3
"""Seconds before robots.txt is answered: by then a crawl has imported what it needs."""
Page = tuple[str, bytes]  # content type, or a whole head of several lines; body
Made = tuple[dict[str, object], dict[str, Page]]
HTML, XML, JSON, TEXT = "text/html; charset=utf-8", "application/xml", "application/json", "text/plain"

_PARAGRAPH = "The council of the harbour district agreed on Tuesday to repair the old bridge before the storms arrive. "


def article(number: int, head: str = "", body: str = "") -> bytes:
    """A page that is an article."""
    text = "".join(f"<p>{_PARAGRAPH * 3}{number} {part}</p>" for part in range(6))
    return (f"<html><head><title>Story {number} of the bridge</title>{head}</head><body><article>"
            f"<h1>Story {number} of the old bridge</h1>{text}{body}</article></body></html>").encode()  # fmt: skip


def source(kind: str, path: str) -> dict[str, object]:
    """A definition with one source."""
    return {"sources": [{"type": kind, "url": f"BASE{path}"}]}


def feed_of(*paths: str) -> Page:
    """A plain feed."""
    items = "".join(f"<item><title>Story</title><link>BASE{path}</link></item>" for path in paths)
    return XML, f"<rss><channel>{items}</channel></rss>".encode()


def _feed(entry: Callable[[int], str], count: int) -> Made:
    items = "".join(f"<item>{entry(n)}<link>BASE/story-{n}</link></item>" for n in range(count))
    return source("feed", "/feed"), {"/feed": (XML, f"<rss><channel>{items}</channel></rss>".encode())}


def _sections(body: str) -> Made:
    return source("section", "/list"), {"/list": (HTML, f"<html><body>{body}</body></html>".encode())}


def _page(head: str = "", body: str = "", headers: str = "") -> Made:
    made = article(7, head, body)
    return source("feed", "/feed"), {"/feed": feed_of("/story-7"), "/story-7": (headers or HTML, made)}


def _api(post: Callable[[int], dict[str, object]], count: int = 100) -> Made:
    posts = [{"id": n, "link": f"BASE/story-{n}", "date_gmt": "2026-11-20T08:00:00", **post(n)} for n in range(count)]
    return source("wordpress", "/wp-json/wp/v2/posts"), {"/wp-json/wp/v2/posts": (JSON, json.dumps(posts).encode())}


def _map(urls: Iterator[str] | list[str], packed: bool = False) -> Made:
    body = f"<urlset>{''.join(urls)}</urlset>".encode()
    return source("sitemap", "/s.xml"), {"/s.xml": ("application/gzip", gzip.compress(body)) if packed else (XML, body)}


def _robots(rules: str) -> Made:
    paths = [f"/a/b/{'x' * 1000}-{n}" for n in range(300)]
    return source("feed", "/feed"), {"/robots.txt": (TEXT, rules.encode()), "/feed": feed_of(*paths)}


def _long_links(link: str, count: int) -> str:
    return "".join(f'<h2><a href="{link}{n}">The old bridge will be mended at last {n}</a></h2>' for n in range(count))


SITES: dict[str, Callable[[], Made]] = {
    "feed-titles-brackets": lambda: _feed(lambda n: f"<title><![CDATA[{'<' * 100_000}]]></title>", 20),
    "feed-content-big": lambda: _feed(lambda n: f"<title>t</title><description>{'&lt;p&gt;a ' * 20_000}</description>", 60),
    "feed-5000": lambda: _feed(lambda n: f"<title>Story {n}</title><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate>", 5_000),
    "feed-30000": lambda: _feed(lambda n: "<title>s</title>", 30_000),
    "feed-categories": lambda: _feed(lambda n: "<category>a</category>" * 2_000, 100),
    "feed-authors": lambda: _feed(lambda n: "<author><name>a</name></author>" * 2_000, 60),
    "feed-deep": lambda: _feed(lambda n: "<a>" * 200 + "</a>" * 200, 500),
    "feed-one-giant-title": lambda: _feed(lambda n: f"<title>{'word ' * 2_000_000}</title>", 1),
    "feed-long-urls": lambda: _feed(lambda n: f"<link>BASE/{'a/index.html/' * 150}{n}</link>", 3_000),
    "feed-many-parameters": lambda: _feed(lambda n: f"<link>BASE/x?{'a=1&amp;' * 250}n={n}</link>", 2_000),
    "feed-other-hosts": lambda: _feed(lambda n: f"<link>http://h{n}.example/{n}</link>", 5_000),
    "json-feed": lambda: (source("json_feed", "/feed"), {"/feed": (JSON, json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": str(n), "url": f"BASE/story-{n}", "tags": ["t"] * 40, "content_html": "<" * 500} for n in range(5_000)]}).encode())}),
    "wordpress-titles": lambda: _api(lambda n: {"title": {"rendered": "<" * 90_000}, "excerpt": {"rendered": "&" * 2_000}}),
    "wordpress-entities": lambda: _api(lambda n: {"title": {"rendered": "&amp;" * 15_000}, "excerpt": {"rendered": "&#x1F600;" * 9_000}}),
    "wordpress-many": lambda: _api(lambda n: {}, 30_000),
    "sitemap-50000": lambda: _map(f"<url><loc>BASE/2026/11/20/story-of-it-{n}</loc><lastmod>2026-11-20</lastmod></url>" for n in range(50_000)),
    "sitemap-packed": lambda: _map((f"<url><loc>BASE/story-{n}</loc></url>" for n in range(200_000)), packed=True),
    "sitemap-long-urls": lambda: _map(f"<url><loc>BASE/{'index.php/' * 190}{n}</loc></url>" for n in range(10_000)),
    "sitemap-images": lambda: _map(f"<url><loc>BASE/story-{n}</loc>{'<image><loc>x</loc></image>' * 100}</url>" for n in range(2_000)),
    "sitemap-index-50000": lambda: (source("sitemap", "/i.xml"), {"/i.xml": (XML, f"<sitemapindex>{''.join(f'<sitemap><loc>BASE/c{n}.xml</loc><lastmod>2026-11-{n % 28 + 1:02}</lastmod></sitemap>' for n in range(50_000))}</sitemapindex>".encode())}),
    "sitemap-text": lambda: (source("sitemap", "/s.txt"), {"/s.txt": (TEXT, "".join(f"BASE/story-{n}\n" for n in range(100_000)).encode())}),
    "sitemap-blank": lambda: (source("sitemap", "/s.txt"), {"/s.txt": (TEXT, b"\n " * 5_000_000)}),
    "section-links-5000": lambda: _sections(_long_links("/2026/11/20/story-of-it-", 5_000)),
    "section-links-long": lambda: _sections(_long_links(f"/{'a-b-c/' * 300}", 2_000)),
    "section-links-queries": lambda: _sections(_long_links(f"/x?{'a=b&amp;' * 200}n=", 2_000)),
    "section-deep": lambda: _sections("<div>" * 20_000 + _long_links("/story-", 20)),
    "section-big-text": lambda: _sections(f"<p>{'word ' * 1_800_000}</p>" + _long_links("/story-", 20)),
    "section-anchor-texts": lambda: _sections("".join(f'<a href="/story-{n}">{"w " * 20_000}</a>' for n in range(150))),
    "section-bases": lambda: _sections(f'<base href="http://{"a." * 5_000}">' + _long_links("/story-", 500)),
    "home-feeds": lambda: ({}, {"/": (HTML, ("<html><head>" + "".join(f'<link rel=alternate type="application/rss+xml" href="/f{n}">' for n in range(20_000)) + "</head></html>").encode())}),
    "robots-wildcards": lambda: _robots("User-agent: *\n" + "".join(f"Disallow: /*{n}*a*b*$\n" for n in range(25_000))),
    "robots-stars": lambda: _robots("User-agent: *\n" + "".join(f"Disallow: /{'*x' * 200}$\n" for n in range(900))),
    "robots-agents": lambda: _robots("User-agent: a\n" * 20_000 + "User-agent: *\nDisallow: /z\n"),
    "robots-sitemaps": lambda: _robots("".join(f"Sitemap: BASE/s{n}.xml\n" for n in range(20_000))),
    "robots-one-line": lambda: _robots("User-agent: *\nDisallow: /" + "*" * 490_000),
    "robots-percent": lambda: _robots("User-agent: *\n" + "".join(f"Disallow: /{'%D8%A7' * 80}{n}\n" for n in range(1_000))),
    "page-10mb": lambda: _page(body=f"<p>{'word ' * 1_900_000}</p>"),
    "page-links": lambda: _page(body="<a href=/x>y</a>" * 300_000),
    "page-canonicals": lambda: _page(head="<link rel=canonical href=/x>" * 100_000),
    "page-metas": lambda: _page(head='<meta name="robots" content="a,b,c">' * 100_000),
    "page-refresh": lambda: _page(head=f'<meta http-equiv=refresh content="{"0;" * 200_000}url=/x">'),
    "page-refresh-many": lambda: _page(head='<meta http-equiv=refresh content="9999;url=/x">' * 50_000),
    "page-json-ld": lambda: _page(head="".join(f'<script type="application/ld+json">{{"@type":"NewsArticle","n":{n}}}</script>' for n in range(30_000))),
    "page-comment": lambda: _page(head="<!--" + "-" * 4_000_000 + "-->"),
    "page-script-redirect": lambda: _page(head="<script>" + "window.location = " * 200_000 + "</script>"),
    "page-gzip": lambda: (source("feed", "/feed"), {"/feed": feed_of("/story-7"), "/story-7": (f"Content-Type: {HTML}\r\nContent-Encoding: gzip", gzip.compress(article(7) + b" " * 9_000_000))}),
    "headers-many": lambda: _page(headers="\r\n".join([f"Content-Type: {HTML}", *(f"X-H-{n}: {'v' * 60}" for n in range(450))])),
    "headers-cookies": lambda: _page(headers="\r\n".join([f"Content-Type: {HTML}", *(f"Set-Cookie: c{n}=v; Path=/; Expires={'x' * 40}" for n in range(300))])),
    "headers-x-robots": lambda: _page(headers=f"Content-Type: {HTML}\r\nX-Robots-Tag: {'a,' * 7_000}b"),
    "headers-link": lambda: _page(headers=f"Content-Type: {HTML}\r\nLink: {'<x>;rel=canonical,' * 700}<y>"),
    "headers-type": lambda: _page(headers=f"Content-Type: text/html;{'charset=' * 1_700}"),
    "definition-patterns": lambda: ({**source("feed", "/feed"), "urls": {"deny": [f"/x{n}.*y.*z" for n in range(300)], "strip_params": [f"p{n}" for n in range(300)]}}, {"/feed": (XML, f"<rss><channel>{''.join(f'<item><link>BASE/{chr(120) * 900}-{n}?a=1</link></item>' for n in range(3_000))}</channel></rss>".encode())}),
}  # fmt: skip


def serve(make: Callable[[], Made]) -> tuple[dict[str, object], int]:
    """Serve a site in a thread; its definition and port."""
    definition, pages = make()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                time.sleep(SLOW_START)
            page = pages.get(self.path, pages.get(self.path.partition("?")[0]))
            if page is None and "story" in self.path:
                page = HTML, article(abs(hash(self.path)))
            if page is None:
                self.send_response_only(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            head, body = page
            if b"BASE" in body[:200_000_000]:
                body = body.replace(b"BASE", base)
            lines = head if head.startswith("Content-Type") else f"Content-Type: {head}"
            self.wfile.write(f"HTTP/1.1 200 OK\r\n{lines}\r\nContent-Length: {len(body)}\r\n\r\n".encode())
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_address[1]}".encode()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return definition, int(server.server_address[1])
