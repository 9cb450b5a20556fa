"""The doors: a page in, an article or the reason why not out."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiredesk.pipelines.article import Article, DiscoveredVia
from wiredesk.pipelines.extraction import Rejection, extract_article, extract_page
from wiredesk.pipelines.page import Evidence, Page
from wiredesk.pipelines.site_profile import ExtractRules, SiteProfile

sys.path.insert(0, str(Path(__file__).parent))
from test_document import HOSTILE

SHARED = Path(__file__).resolve().parents[3] / "../shared"
URL = "https://www.northnews.example/2026/11/20/fire-in-market"
FETCHED = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Fire destroys market in Hasakah - North News</title>
<meta property="og:title" content="Fire destroys market in Hasakah"><meta property="og:type" content="article">
<meta property="og:site_name" content="North News">
<meta property="article:published_time" content="2026-11-20T08:30:00+03:00">
<link rel="canonical" href="https://www.northnews.example/2026/11/20/fire-in-market"></head><body>
<header class="site-header"><nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/syria">Syria</a></li>
<li><a href="/iraq">Iraq</a></li><li><a href="/economy">Economy</a></li></ul></nav></header>
<main><article class="post"><h1 class="entry-title">Fire destroys market in Hasakah</h1>
<div class="entry-meta">By <a rel="author" href="/author/ahmed">Ahmed Ali</a> | November 20, 2026</div>
<div class="share-buttons"><a href="#">Facebook</a> <a href="#">Twitter</a></div>
<figure><img src="/fire.jpg" alt="Smoke over the market">
<figcaption>Smoke over the market. Photo: North News</figcaption></figure>
<div class="entry-content">
<p>HASAKAH, Syria (North Press) – A fire broke out in the central market on Friday morning and destroyed at least forty
shops, residents and the civil defence said, after an electric cable had caught fire shortly before dawn.</p>
<p>Nobody was killed, but six people were taken to hospital with light injuries, a doctor said. Traders estimated that
the damage would be more than two million dollars and asked the administration for help.</p>
<h2>Old cables</h2>
<p>The market was built in the 1960s and its cables have not been renewed since, said the head of the merchants'
association. Firefighters needed four hours until the flames were under control, because the lanes are narrow.</p>
<p>The administration promised to open another place for the traders within a week and to begin an inquiry.</p>
</div>
<p>Short link: https://north.example/?p=4711</p>
<div class="tags">Tags: <a href="/tag/syria">Syria</a>, <a href="/tag/fire">Fire</a></div>
<div class="related-posts"><h3>Related articles</h3><ul>
<li><a href="/2026/11/19/bridge">Bridge over the Khabur closed for repairs</a></li>
<li><a href="/2026/11/18/school">New school opens in Qamishli</a></li></ul></div>
<div id="comments" class="comments-area"><h3>Leave a comment</h3><form><p>Your email address will not be published.</p>
<p>12 + 5 =</p></form></div></article></main>
<aside class="sidebar"><h3>Most read</h3>
<ul><li><a href="/a">Prices of bread rise again in the east</a></li></ul></aside>
<footer class="footer"><p>© 2026 North News. All rights reserved. Follow us on Twitter.</p></footer></body></html>"""


def article(html: str = PAGE, url: str = URL, **options: object) -> Article:
    found = extract_article(html.encode(), url, fetched_at=FETCHED, **options)  # type: ignore[arg-type]
    assert found is not None
    return found


LEFT_FOR_THE_COLLECTOR = """
import gc, sys
from wiredesk import extract_article
page, url = sys.stdin.buffer.read(), sys.argv[1]
extract_article(page, url)
gc.collect()
gc.disable()
extract_article(page, url)
print(gc.collect())
"""


def test_the_memory_of_a_page_is_free_at_once_without_the_garbage_collector() -> None:
    # in a process of its own: threads that other tests have left would be counted with it
    command = [sys.executable, "-c", LEFT_FOR_THE_COLLECTOR, URL]
    done = subprocess.run(command, input=PAGE.encode(), capture_output=True, check=True, timeout=60)
    assert done.stdout == b"0\n"


def page_of(data: bytes, url: str = URL) -> Page:
    via = DiscoveredVia(type="section")
    return Page(url=url, requested_url=url, body=data, fetched_at=FETCHED, discovered_via=via)


def rejection(html: bytes | str, url: str = URL) -> Rejection:
    data = html.encode() if isinstance(html, str) else html
    found = extract_page(page_of(data, url))
    assert isinstance(found, Rejection), found.headline
    return found


def test_a_news_page_gives_the_article_and_nothing_else() -> None:
    found = article()
    paragraphs = found.body_text.split("\n\n")
    assert found.headline == "Fire destroys market in Hasakah"
    assert paragraphs[0].startswith("A fire broke out")
    assert paragraphs[2] == "Old cables"
    assert paragraphs[-1].endswith("begin an inquiry.")
    for outside in (
        "Short link", "Tags", "Related", "comment", "12 + 5", "Most read", "rights reserved", "Photo:", "Facebook",
        "Ahmed Ali", "Bridge",
    ):  # fmt: skip
        assert outside not in found.body_text
    assert (found.dateline, found.source) == ("Hasakah, Syria", "North Press")
    assert [author.name for author in found.authors] == ["Ahmed Ali"]
    assert found.date_published == "2026-11-20T08:30:00+03:00"
    assert (found.site, found.url, found.discovered_via.type) == ("northnews.example", URL, "file")


def test_lines_of_the_template_inside_the_text_are_taken_off() -> None:
    lines = (
        "<p>Reporting by: Ahmed Ali</p><p>Source: ANHA</p><p>Follow us on Twitter</p>"
        "<p>Short link: https://northnews.example/?p=1</p><p>Leave a comment</p><p>12 + 5 =</p>"
    )
    found = article(PAGE.replace("</div>\n<p>Short link", lines + "</div>\n<p>Short link"))
    assert found.body_text == article().body_text


def test_the_same_page_gives_the_same_article() -> None:
    assert article() == article()
    other = article(url=URL + "?utm_source=feed#top")
    assert (other.id, other.content_hash) == (article().id, article().content_hash)


def test_the_sites_own_rules_win() -> None:
    site = SiteProfile(
        id="north",
        timezone="Asia/Damascus",
        extract=ExtractRules(
            headline=["//div[@class='tags']/a[2]"],
            body=[".no-such-thing", ".entry-content p"],
            authors=[".related-posts li:first-child"],
            date=[".entry-meta"],
            remove=["h2"],
        ),
    )
    found = article(site=site)
    assert found.headline == "Fire"
    assert found.site == "north"
    assert found.extraction.method == "rules"
    assert "Old cables" not in found.body_text
    assert len(found.body_text.split("\n\n")) == 4
    assert found.date_published_source == "rules"
    assert (found.date_published or "").startswith("2026-11-20")


@pytest.mark.parametrize(
    ("way", "source"),
    [("feed", "feed"), ("news-sitemap", "sitemap"), ("wordpress", "wordpress")],
)
def test_a_date_of_the_way_that_led_to_the_page_is_named_so(way: Any, source: str) -> None:
    bare = PAGE.replace("article:published_time", "nothing").replace("| November 20, 2026", "")
    page = page_of(bare.encode(), "https://www.northnews.example/fire-in-market-of-hasakah")
    page.discovered_via = DiscoveredVia(type=way)
    page.evidence = Evidence(date_published="2026-11-20T08:30:00+03:00")
    found = extract_page(page)
    assert isinstance(found, Article)
    assert (found.date_published, found.date_published_source) == ("2026-11-20T08:30:00+03:00", source)


def test_the_publishers_own_text_stands_in_where_the_page_hides_it() -> None:
    body = "The council met on Monday and decided to repair the bridge. " * 30
    data = {"@type": "NewsArticle", "headline": "Bridge to be repaired", "articleBody": body}
    html = (
        f"<html><head><title>Bridge</title><script type='application/ld+json'>{json.dumps(data)}</script>"
        "</head><body><h1>Bridge to be repaired</h1><p>Subscribe to read this article.</p></body></html>"
    )
    found = article(html)
    assert found.extraction.method == "json-ld"
    assert found.body_text == body.strip()


def teasers(count: int, tag: str = "h2") -> str:
    return "".join(
        f"<div class='teaser'><{tag}><a href='/news/{number}'>Something happened in town number {number}</a></{tag}>"
        f"<p>The mayor of town number {number} said on Monday that it had happened. More in the article.</p></div>"
        for number in range(count)
    )


@pytest.mark.parametrize(
    ("html", "url", "reason"),
    [
        (f"<title>North News</title><body><h1>North News</h1>{teasers(20)}", "https://north.example/", "listing"),
        (f"<title>World - North</title><h1>World</h1>{teasers(12)}", "https://north.example/section/world", "listing"),
        (f"<title>World - North</title><h1>World</h1>{teasers(12)}", "https://north.example/world", "listing"),
        (f"<title>Results</title><h1>Results</h1>{teasers(5)}", "https://north.example/?s=fire", "listing"),
        ("<title>404 Not Found</title><h1>Not Found</h1><p>It was not found here.</p>", URL, "error_page"),
        ("<title>Page not found - North</title><h1>Oops! Page not found</h1><p>Try a search.</p>", URL, "error_page"),
        ("<title>Just a moment...</title><p>Checking your browser.</p>", URL, "error_page"),
        ("<title>Sign in</title><h1>Sign in</h1><form><p>E-mail</p><p>Password</p></form>", URL, "error_page"),
        ("<title>Seite nicht gefunden</title><p>Leider nicht.</p>", URL, "error_page"),
        ("<title>Contact</title><h1>Contact</h1><p>Call us.</p>", URL, "not_article"),
        ("<html><title>App</title><body><div id=root></div><script>x</script></body></html>", URL, "empty"),
        (b"%PDF-1.4", URL, "not_html"),
        (b"", URL, "empty"),
    ],
)  # fmt: skip
def test_pages_without_an_article_are_refused_with_the_reason(html: bytes | str, url: str, reason: str) -> None:
    assert rejection(html, url).reason == reason
    data = html.encode() if isinstance(html, str) else html
    assert extract_article(data, url) is None


@pytest.mark.parametrize(
    "path",
    [
        "archives/20417",
        "archives/317",
        "category/town/fire-in-the-old-market-hall",
        "page/fire-in-market",
        "topics/syria/2026/fire-in-market",
        "news?id=7",
        "n/4711",
    ],
)
def test_an_article_may_live_at_any_path(path: str) -> None:
    undeclared = PAGE.replace("og:type", "x").replace("article:published_time", "y")
    assert article(undeclared, url=f"https://www.northnews.example/{path}").headline


def test_a_short_article_is_an_article() -> None:
    html = PAGE[: PAGE.index("<p>Nobody")] + PAGE[PAGE.index("</div>\n<p>Short link") :]
    found = article(html)
    assert found.body_text.startswith("A fire broke out")
    assert "\n\n" not in found.body_text
    assert "short_text" in found.extraction.warnings


def test_special_kinds_are_named() -> None:
    live = article(PAGE.replace("og:type", "x"), url="https://north.example/live/fire-in-market-4711")
    assert "live_blog" in live.extraction.warnings


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_neither_raise_nor_take_two_seconds(name: str) -> None:
    started = time.process_time()
    found = extract_page(page_of(HOSTILE[name]))
    assert time.process_time() - started < 2
    assert isinstance(found, Article | Rejection)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_broken_page_neither_raises_nor_lies_about_its_kind(data: st.DataObject) -> None:
    html = bytearray(PAGE.encode(data.draw(st.sampled_from(["utf-8", "utf-16", "cp1256", "ascii"])), "replace"))
    for _ in range(data.draw(st.integers(0, 12))):
        place = data.draw(st.integers(0, len(html)))
        change = data.draw(
            st.sampled_from([b"", b"\0", b"<", b">", b'"', b"</div>", b"<div>", b"<script>", b"\xff\xfe", b"<table>"])
        )
        html[place : place + data.draw(st.integers(0, 200))] = change
    found = extract_article(bytes(html[: data.draw(st.integers(0, len(html)))]), URL, fetched_at=FETCHED)
    assert found is None or (found.headline and found.body_text and "\0" not in found.body_text)


@pytest.mark.parametrize(
    "url", ["", "not a url", "http://[::1", "https://example.org:99999/x", "javascript:alert(1)", "\0"]
)
def test_strange_urls_do_no_harm(url: str) -> None:
    extract_article(PAGE.encode(), url, fetched_at=FETCHED)


def test_threads_share_the_door() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: article(), range(16)))
    assert all(one == found[0] for one in found)


@pytest.mark.skipif(not (SHARED / "corpora/fundus").exists(), reason="needs ../shared/corpora")
def test_real_pages_are_articles_with_their_text() -> None:
    """A floor far below what is measured: it fails when a step breaks, not when a figure moves."""
    folder = SHARED / "corpora/fundus"
    pages = [json.loads(line) for line in (folder / "pages.jsonl").open(encoding="utf-8")]
    shares = []
    for page in random.Random(4).sample(pages, 25):
        found = extract_article(gzip.decompress((folder / page["file"]).read_bytes()), page["url"])
        assert found is not None, page["url"]
        gold = set(page["gold"]["text"].split())
        shares.append(len(gold & set(found.body_text.split())) / len(gold))
    assert sum(shares) / len(shares) > 0.9
