"""Answers of sites that would hold up a crawl's event loop, each with the way to it: what a stranger may send.

`CASES`: name → a function of the site's address that gives its pages, path → (body, content type, more headers), and
the sources of its definition.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field

Pages = dict[str, tuple[bytes, str, dict[str, str]]]
STORY = "/2026/11/28/story-of-the-harbour-{}"
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


@dataclass
class HostileSite:
    """What a site answers, and where its definition says that articles are listed."""

    pages: Pages = field(default_factory=dict)
    sources: list[tuple[str, str]] = field(default_factory=list)

    def add(self, path: str, body: str | bytes, content_type: str = "text/html", **headers: str) -> HostileSite:
        """One more page."""
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = (data, content_type, {key.replace("_", "-"): value for key, value in headers.items()})
        return self

    def listed(self, kind: str, path: str, body: str | bytes, content_type: str, **headers: str) -> HostileSite:
        """One more source."""
        self.sources.append((kind, path))
        return self.add(path, body, content_type, **headers)


CASES: dict[str, Callable[[str], HostileSite]] = {}


def case(make: Callable[[str], HostileSite]) -> Callable[[str], HostileSite]:
    """Register a site under the name of the function."""
    CASES[make.__name__] = make
    return make


def _page(body: str, head: str = "") -> str:
    text = "<p>The council has heard the fishermen, who ask for a light at the end of the eastern quay.</p>" * 9
    return f"<html><head><title>The harbour</title>{head}</head><body><h1>The harbour</h1>{body}{text}</body></html>"


def _feed(base: str, items: str, head: str = "") -> str:
    return f"<rss version='2.0'><channel><title>Harbour</title><link>{base}/</link>{head}{items}</channel></rss>"


def _item(base: str, number: int, more: str = "", title: str = "The bridge will be mended") -> str:
    return f"<item><title>{title}</title><link>{base}{STORY.format(number)}</link>{more}</item>"


def _urls(*addresses: str) -> str:
    return SITEMAP.format("".join(f"<url><loc>{address}</loc></url>" for address in addresses))


def _sitemap(*addresses: str) -> HostileSite:
    return HostileSite().listed("sitemap", "/map.xml", _urls(*addresses), "text/xml")


# -- titles -------------------------------------------------------------------------------------------------------


STORY_PAGE = _page("")
"""What is answered for every other address of a story."""


@case
def wordpress_titles(base: str) -> HostileSite:
    """100 posts, each with a title of 90,000 opening brackets."""
    posts = [
        {"id": n, "link": base + STORY.format(n), "date_gmt": "2026-11-28T10:00:00",
         "title": {"rendered": "<" * 90_000}, "excerpt": {"rendered": "&" * 5_000}} for n in range(100)
    ]  # fmt: skip
    return HostileSite().listed("wordpress", "/wp-json/wp/v2/posts", json.dumps(posts), "application/json")


@case
def feed_titles(base: str) -> HostileSite:
    """Titles and descriptions of a feed that are nothing but brackets, spaces and ampersands."""
    signs = ("&lt;" * 20_000, " \n" * 60_000, "&amp;" * 20_000, "a\u0301" * 40_000, ":" * 90_000, "|  " * 40_000)
    items = "".join(_item(base, n, f"<description>{sign}</description>", sign) for n, sign in enumerate(signs * 4))
    return HostileSite().listed("feed", "/feed", _feed(base, items), "text/xml")


@case
def home_title(base: str) -> HostileSite:
    """A home page whose title, heading and first words are a megabyte of brackets, and of line breaks."""
    page = (
        f"<html><head><title>{'<' * 1_000_000}</title></head><body><h1>{'x ' * 400_000}</h1><p>{chr(10) * 900_000}x</p>"
    )
    return HostileSite().listed("section", "/", page, "text/html")


@case
def section_of_brackets(base: str) -> HostileSite:
    """Three megabytes of opening brackets, and of openings of a link."""
    return (
        HostileSite()
        .listed("section", "/a", "<" * 3_000_000, "text/html")
        .listed("section", "/b", "<a href=" * 370_000, "text/html")
        .listed("section", "/c", "<div class=nav>" * 200_000, "text/html")
    )


# -- long lists ---------------------------------------------------------------------------------------------------


@case
def sitemap_of_50000(base: str) -> HostileSite:
    """As many URLs as a sitemap may have, each with a date and two parameters."""
    return _sitemap(*(f"{base}{STORY.format(n)}?a=1&amp;b={n}" for n in range(50_000)))


@case
def sitemap_packed(base: str) -> HostileSite:
    """The same in gzip, named as a gzip file and not named at all."""
    body = gzip.compress(_urls(*(base + STORY.format(n) for n in range(50_000))).encode())
    site = HostileSite().listed("sitemap", "/map.xml.gz", body, "application/gzip")
    return site.listed("sitemap", "/packed", body, "text/xml")


@case
def deep_addresses(base: str) -> HostileSite:
    """Addresses of 2,000 characters that are made of default documents, slashes and dots."""
    parts = ("/index.html", "/.", "//", "/..", "/default.aspx", "/amp", "/page/2", "/%2e", "/;jsessionid=1")
    return _sitemap(*(f"{base}{part * (1_900 // len(part))}/story-of-it-{n}" for n in range(400) for part in parts))


@case
def addresses_of_parameters(base: str) -> HostileSite:
    """Addresses with 400 parameters, escapes and letters of many bytes."""
    queries = ("&amp;".join(f"a{n}={n}" for n in range(250)), "%D0%90" * 300, "а" * 900, "a=" + "%25" * 600, ";a" * 900)
    return _sitemap(*(f"{base}{STORY.format(n)}?{query}" for n in range(500) for query in queries))


@case
def many_hosts(base: str) -> HostileSite:
    """A feed and a sitemap whose every link leads to another host."""
    others = [f"https://site-{n}.example-{n}.co.uk{STORY.format(n)}" for n in range(5_000)]
    items = "".join(f"<item><title>The bridge</title><link>{address}</link></item>" for address in others)
    return _sitemap(*others * 8).listed("feed", "/feed", _feed(base, items), "text/xml")


@case
def long_feed(base: str) -> HostileSite:
    """5,000 entries with categories, authors and a text."""
    more = "<category>harbour</category>" * 30 + "<author>Ann Hall</author><description>" + "A word. " * 100
    items = "".join(_item(base, n, more + "</description>") for n in range(5_000))
    return HostileSite().listed("feed", "/feed", _feed(base, items), "text/xml")


@case
def section_of_3000_links(base: str) -> HostileSite:
    """As many links as are read of a section, in deep boxes, with long addresses and long texts."""
    link = "<h2><a href='{}?{}'>{}</a></h2>"
    text = "The old bridge will be mended " * 30
    links = "".join(link.format(STORY.format(n), "x=" + "%41" * 500, text) for n in range(1_000))
    boxes = "<div><section class='a b c'>" * 100
    page = f"<html><body>{boxes}{links}</body></html>"
    return HostileSite().listed("section", "/news", page, "text/html")


@case
def section_that_names_all(base: str) -> HostileSite:
    """3,000 links of 3,000 shapes, so that each is judged alone."""
    links = "".join(f"<a href='/a{n}/b{n * 7}/c-{n}/x{n}-y-z'>The old bridge {n}</a>" for n in range(3_000))
    return HostileSite().listed("section", "/", f"<html><body>{links}</body></html>", "text/html")


@case
def json_feed(base: str) -> HostileSite:
    """A JSON Feed of nine megabytes with long texts and titles."""
    items = [{"id": base + STORY.format(n), "title": "<" * 900, "content_html": "<p>" * 2_000} for n in range(1_300)]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "H", "items": items})
    return HostileSite().listed("json_feed", "/feed.json", feed, "application/json")


# -- robots.txt ---------------------------------------------------------------------------------------------------


def _ruled(base: str, robots: str) -> HostileSite:
    return _sitemap(*(base + STORY.format(n) for n in range(3_000))).add("/robots.txt", robots, "text/plain")


@case
def robots_of_27000_rules(base: str) -> HostileSite:
    """27,000 rules, each the beginning of no address."""
    return _ruled(base, "User-agent: *\n" + "".join(f"Disallow: /x{n}/\n" for n in range(27_000)))


@case
def robots_of_asterisks(base: str) -> HostileSite:
    """4,000 rules, each with asterisks that fit nearly."""
    return _ruled(base, "User-agent: *\n" + "".join(f"Disallow: /*{n}*a*r*b*$\n" for n in range(4_000)))


@case
def robots_of_groups(base: str) -> HostileSite:
    """A group for each of 30,000 crawlers, and 500 sitemaps."""
    groups = "".join(f"User-agent: bot{n}\n" for n in range(24_000)) + "Disallow: /x\n"
    return _ruled(base, groups + "".join(f"Sitemap: {base}/none-{n}.xml\n" for n in range(500)))


@case
def robots_of_escapes(base: str) -> HostileSite:
    """Rules of percent signs and of bytes that are no UTF-8."""
    rules = "".join(f"Disallow: /{'%zz%41%' * 30}{n}\n" for n in range(2_000))
    return _ruled(base, f"User-agent: *\n{rules}Allow: /{'%' * 90_000}\nDisallow: /{'é' * 90_000}\n")


# -- pages and headers --------------------------------------------------------------------------------------------


@case
def articles_of_10_mb(base: str) -> HostileSite:
    """Pages of nearly ten megabytes: brackets, a head without end, words that begin a refresh or robots tag."""
    fill = (
        "<" * 9_000_000,
        "<meta name=robots " * 500_000,
        " refresh" * 1_000_000,
        "<meta http-equiv=refresh" * 370_000,
    )
    site = _sitemap(*(base + STORY.format(n) for n in range(len(fill))))
    for number, filling in enumerate(fill):
        site.add(STORY.format(number), _page(filling if number == 0 else "", "" if number == 0 else filling))
    return site


@case
def headers(base: str) -> HostileSite:
    """Long headers of every kind that is read."""
    site = _sitemap(*(base + STORY.format(n) for n in range(8)))
    kinds = {
        "Link": "<" * 15_000, "Refresh": "0; url=" + "x " * 7_000, "X_Robots_Tag": "noarchive, " * 1_300,
        "ETag": '"' + "x" * 15_000, "Retry_After": "9" * 15_000, "Content_Encoding": "gzip, " * 2_500,
        "Set_Cookie": "a=b; " * 3_000, "Last_Modified": " " * 15_000 + "x",
    }  # fmt: skip
    for number, (name, value) in enumerate(kinds.items()):
        site.add(STORY.format(number), _page(""), "text/html; charset=" + "x" * 9_000, **{name: value})
    return site.add("/", _page(""), "text/html", Link="<" * 8_000 + ">;" * 4_000)


@case
def elements_without_end(base: str) -> HostileSite:
    """XML of nothing but elements, attributes and references."""
    site = HostileSite()
    site.listed("sitemap", "/a.xml", "<urlset>" + "<a/>" * 2_000_000, "text/xml")
    site.listed("feed", "/b", "<rss>" + "<a b='c'>" * 900_000, "text/xml")
    site.listed("feed", "/c", "<rss><channel>" + "<item>" * 1_000_000, "text/xml")
    return site.listed("feed", "/d", _feed(base, _item(base, 1, "<b>" + "&nbsp;" * 1_500_000 + "</b>")), "text/xml")


@case
def wrong_encodings(base: str) -> HostileSite:
    """Feeds that are not in the encoding that they name, and whose bytes tell nothing."""
    noise = bytes(range(128, 256)) * 15_000
    site = HostileSite()
    for number, said in enumerate(("utf-8", "windows-1251", "utf-16", "shift_jis")):
        head = f'<?xml version="1.0" encoding="{said}"?>'.encode()
        body = head + _feed(base, _item(base, number, "<description>@</description>")).encode().replace(b"@", noise)
        site.listed("feed", f"/feed-{number}", body, "text/xml")
    return site
