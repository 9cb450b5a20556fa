"""Which pages an article has, by its links."""

from __future__ import annotations

import time

import pytest
from lxml.html import document_fromstring

from tests.pipelines.extraction.story_pages import HEADLINE, STORY, paragraphs
from wiredesk import extract_article
from wiredesk.pipelines.extraction.page.article_pages import ArticlePages, article_pages

SITE = "https://pier.example"


def pages(url: str, body: str) -> ArticlePages | None:
    return article_pages(document_fromstring(f"<html><body>{body}</body></html>"), SITE + url)


@pytest.mark.parametrize(
    ("url", "body", "second"),
    [
        ("/a/broken-pier", "<a href='/a/broken-pier/2/'>2</a><a href='/a/broken-pier/3/'>3</a>", "/a/broken-pier/2/"),
        ("/a/broken-pier.html", "<a href='broken-pier_2.html'>Nächste Seite</a>", "/a/broken-pier_2.html"),
        ("/a/broken-pier-17.html", "<a href='broken-pier-17-p2.html' rel='next'>x</a>", "/a/broken-pier-17-p2.html"),
        ("/a/pier", "<link rel='next' href='/a/pier?page=2'>", "/a/pier?page=2"),
        ("/a/pier?from=feed", "<a href='?from=feed&amp;seite=2'>weiter</a>", "/a/pier?from=feed&seite=2"),
        ("/a/pier", "<a href='?page=2'>Selanjutnya</a>", "/a/pier?page=2"),
        ("/a/pier.htm", "<a href='pier_page_2.htm'>次のページ</a>", "/a/pier_page_2.htm"),
    ],
)
def test_the_second_page_is_found(url: str, body: str, second: str) -> None:
    found = pages(url, body)
    assert found is not None
    assert found.number == 1
    assert found.addresses[2] == SITE + second


def test_a_page_in_the_middle_knows_its_number() -> None:
    found = pages("/a/pier/2/", "<a href='/a/pier/'>1</a><a href='/a/pier/3/'>next</a>")
    assert found == ArticlePages(2, {3: f"{SITE}/a/pier/3/"})


@pytest.mark.parametrize("whole", ["/a/pier?page=all", "/a/pier?view=full", "/a/pier/komplettansicht"])
def test_the_page_with_all_of_it_is_found(whole: str) -> None:
    found = pages("/a/pier", f"<a href='/a/pier?page=2'>2</a><a href='{whole}'>On one page</a>")
    assert found is not None
    assert found.whole == SITE + whole


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("/?p=123", "<a rel='next' href='/?p=124'>next</a>"),
        ("/2026/11/20/pier/", "<a rel='next' href='/2026/11/21/bakers/'>next</a>"),
        ("/top-10", "<a href='/top-11'>next</a>"),
        ("/a/pier", "<div class='comments'><a href='/a/pier?page=2'>2</a></div>"),
        ("/a/pier", "<a href='https://other.example/a/pier?page=2'>2</a>"),
        ("/a/pier", "<a href='/a/pier?page=3'>3</a>"),
        ("/a/pier", "<a href='/a/pier?page=2'>Read our survey of the harbour</a>"),
        ("/a/pier", "<a href='?page=2222222222222222222222222'>2</a><a href='http://[::1'>2</a>"),
    ],
)
def test_other_links_make_no_pages(url: str, body: str) -> None:
    assert pages(url, body) is None


def test_many_links_cost_little() -> None:
    links = "<a href='/a/pier?page=1&amp;x=2'>2</a>" * 60_000
    started = time.process_time()
    assert pages("/a/pier/7/", links) is None
    assert time.process_time() - started < 2


@pytest.mark.parametrize(("links", "warned"), [("<a href='?page=2'>2</a>", True), ("", False)])
def test_an_article_of_several_pages_says_so(links: str, warned: bool) -> None:
    html = f"<title>{HEADLINE}</title><main><h1>{HEADLINE}</h1>{paragraphs()}<p>{links}</p></main>"
    article = extract_article(html.encode(), f"{SITE}/a/council-rebuilds-the-pier")
    assert article is not None
    assert article.body_text == "\n\n".join(STORY)
    assert ("multi_page" in article.extraction.warnings) is warned
