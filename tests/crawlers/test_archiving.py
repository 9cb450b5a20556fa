"""Crawls keep the pages of what they publish, as they came, and every article names its page."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hand_made_site import WORDS, Answer, article_page
from warcio.archiveiterator import ArchiveIterator

from wiredesk.pipelines.archive.kept_page import KeptPage
from wiredesk.pipelines.archive.reader import find_page, kept_pages, page_at
from wiredesk.pipelines.article import ArchivePlace


@pytest.fixture
def archive(wiredesk, tmp_path) -> Path:
    folder = tmp_path / "pages"
    wiredesk.environment["WIREDESK_ARCHIVE"] = str(folder)
    return folder


def pages(archive: Path, **options) -> list[KeptPage]:
    problems: list[str] = []
    found = list(kept_pages(archive, on_problem=problems.append, **options))
    assert problems == []
    return found


def records(archive: Path) -> list[str]:
    kinds = []
    for path in sorted(archive.glob("*.warc.gz")):
        with path.open("rb") as stream:
            kinds += [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]
    return kinds


def test_a_crawl_keeps_what_it_publishes_and_nothing_else(wiredesk, start_site, archive):
    site = start_site()
    wiredesk.define_with_feed("times", site, "/one", "/two", "/none")
    site.pages["/one"] = article_page("Old bridge is repaired")
    packed = article_page("Harbour opens again")
    packed.body = gzip.compress(packed.body.encode())
    packed.headers["Content-Encoding"] = "gzip"
    site.pages["/two"] = packed
    site.pages["/none"] = Answer("<p>nothing</p>")
    wiredesk.crawl()
    articles = {article["url"].rpartition("/")[2]: article for article in wiredesk.queue()}
    assert {page.id for page in pages(archive)} == {article["id"] for article in articles.values()}
    assert sorted(set(records(archive))) == ["metadata", "request", "response", "warcinfo"]
    assert len(records(archive)) == 1 + 2 * 3
    for name, article in articles.items():
        page = page_at(archive, ArchivePlace(**article["archive"]))
        body = site.pages[f"/{name}"].body
        assert page.body == (gzip.decompress(body) if isinstance(body, bytes) else body.encode())
        assert page.url == article["url"]
    kept = find_page(archive, articles["two"]["id"])
    assert (kept.revision, kept.site, kept.cause) == (1, "times", "new")
    assert kept.evidence.title == "/two"
    assert kept.article.headline == "Harbour opens again"
    assert kept.discovered_via.type == "feed"

    site.pages["/three"] = article_page("Rain comes late")
    wiredesk.define_with_feed("times", site, "/three")
    wiredesk.crawl()
    assert len(pages(archive)) == 3
    assert len(list(archive.glob("*.warc.gz"))) == 1, "the next run goes on with the file"


def test_on_demand_a_page_is_kept_once_and_published_by_name(wiredesk, start_site, archive):
    site = start_site()
    wiredesk.define("times", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    site.pages["/one"] = article_page("Old bridge is repaired")
    url = f"{site.url}/one"
    printed = json.loads(wiredesk("fetch", url).stdout)
    (page,) = pages(archive)
    assert (page.id, page.revision, page.cause) == (printed["id"], None, "request")
    assert page.place.model_dump() == printed["archive"]
    published = json.loads(wiredesk("fetch", "--publish", url).stdout)
    assert (published["revision"], published["archive"]) == (1, wiredesk.queue()[0]["archive"])
    wiredesk("fetch", "--publish", url)
    assert [(one.revision, one.cause) for one in pages(archive)] == [(None, "request"), (1, "new")], (
        "unchanged: not kept"
    )
    site.pages["/one"] = article_page("Old bridge is repaired", body=WORDS + " The mayor thanked all who helped.")
    wiredesk("fetch", "--publish", url)
    page = find_page(archive, published["id"], 2)
    assert (page.cause, page.body) == ("update", site.pages["/one"].body.encode())
    assert "mayor thanked" in page.article.body_text


def test_pages_that_ask_not_to_be_archived_are_not(wiredesk, start_site, archive):
    site = start_site()
    wiredesk.define_with_feed("times", site, "/by-header", "/by-meta-tag", "/another-robot")
    site.pages["/by-header"] = article_page("Old bridge is repaired")
    site.pages["/by-header"].headers["X-Robots-Tag"] = "noarchive"
    site.pages["/by-meta-tag"] = article_page("Harbour opens", head="<META content='follow, noarchive' name=robots>")
    site.pages["/another-robot"] = article_page("Rain", head="<meta name='otherbot' content='noarchive'>")
    summary = wiredesk.crawl()["times"]
    assert (summary["kept"], summary["not_kept"]) == (1, {"noarchive": 2})
    articles = wiredesk.queue()
    assert len(articles) == 3
    assert [one["url"].rpartition("/")[2] for one in articles if one["archive"]] == ["another-robot"]
    assert [one.url.rpartition("/")[2] for one in pages(archive)] == ["another-robot"]
    counted = wiredesk("metrics").stdout
    assert 'wiredesk_articles_kept_total{outcome="kept"} 1' in counted
    assert 'wiredesk_articles_kept_total{outcome="noarchive"} 2' in counted
    assert "its raw page is not kept: it asks not to be archived" in wiredesk("why", f"{site.url}/by-meta-tag").stdout
    wiredesk.environment["WIREDESK_ARCHIVE_NOARCHIVE"] = "1"
    assert json.loads(wiredesk("fetch", f"{site.url}/by-meta-tag").stdout)["archive"]


def test_all_pages_of_an_article_are_kept(wiredesk, start_site, archive):
    site = start_site()
    paths = ["/news/bridge-1", "/news/bridge-1?page=2"]
    wiredesk.define_with_feed("times", site, paths[0])
    parts = WORDS.replace("The council", "The parish"), WORDS.replace("bridge", "ferry").replace("mayor", "captain")
    links = f"<div class='pager'><a href='{paths[0]}'>1</a><a href='{paths[1]}'>2</a></div>"
    for path, part in zip(paths, parts, strict=True):
        page = article_page("Old bridge is repaired", body=part)
        page.body = page.body.replace("</article>", f"</article>{links}")
        site.pages[path] = page
    wiredesk.crawl()
    (kept,) = pages(archive)
    assert [one.url for one in (kept, *kept.further)] == [site.url + path for path in paths]
    assert kept.further[0].body == site.pages[paths[1]].body.encode()


@pytest.mark.parametrize("stands", [True, False])
def test_an_article_names_the_page_that_it_was_read_from(wiredesk, start_site, archive, stands):
    site = start_site()
    wiredesk.define_with_feed("times", site, "/amp/news-1001")
    canonical = f'<link rel="canonical" href="{site.url}/news/one-1001">'
    site.pages["/amp/news-1001"] = article_page("First story of the day", head=canonical)
    site.pages["/news/one-1001"] = article_page("First story of the day" if stands else "Another story altogether")
    wiredesk.crawl()
    kept = {one.id: one for one in pages(archive)}
    assert {one.url.removeprefix(site.url) for one in kept.values()} == (
        {"/news/one-1001"} if stands else {"/news/one-1001", "/amp/news-1001"}
    )
    for article in wiredesk.queue():
        page = kept[article["id"]]
        assert (page.url, page.article.headline) == (article["url"], article["headline"])
        assert page.body == site.pages[page.url.removeprefix(site.url)].body.encode()


def test_every_answer_is_kept_where_that_is_wanted(wiredesk, start_site, archive):
    wiredesk.environment["WIREDESK_ARCHIVE_ALL"] = "1"
    site = start_site()
    wiredesk.define_with_feed("times", site, "/moved", "/gone")
    site.pages["/moved"] = Answer("", 301, headers={"Location": "/one"})
    site.pages["/one"] = article_page("Old bridge is repaired")
    wiredesk.crawl(exit_code=None)
    everything = {one.url.removeprefix(site.url): one for one in pages(archive, only_articles=False)}
    assert {"/robots.txt", "/feed", "/moved", "/gone", "/one"} <= set(everything)
    assert (everything["/gone"].http_status, everything["/gone"].id) == (404, None)
    (article,) = wiredesk.queue()
    assert (everything["/one"].id, everything["/one"].revision) == (article["id"], 1)
    assert page_at(archive, ArchivePlace(**article["archive"])).body == site.pages["/one"].body.encode()
    assert records(archive).count("response") == len(site.asked), "each once"


@pytest.mark.parametrize("what", ["dry-run", "none"])
def test_nothing_is_kept_by_what_publishes_nothing(wiredesk, start_site, archive, what):
    site = start_site()
    wiredesk.define_with_feed("times", site, "/one")
    site.pages["/one"] = article_page("Old bridge is repaired")
    wiredesk.crawl(*(["--dry-run"] if what == "dry-run" else ["--archive", "none"]))
    assert not archive.exists()


def test_a_crawl_says_how_many_pages_it_has_not_kept(wiredesk, start_site, archive):
    site = start_site()
    wiredesk.define_with_feed("times", site, "/one", "/two")
    site.pages["/one"] = article_page("Old bridge is repaired", head="<meta name='robots' content='noarchive'>")
    site.pages["/two"] = article_page("Harbour opens")
    told = " ".join(wiredesk("crawl").stderr.split())
    assert "raw pages: 1 kept; 1 not, as they ask not to be archived (WIREDESK_ARCHIVE_NOARCHIVE=1" in told
    assert "raw page" not in wiredesk("crawl", "--archive", "none").stderr
