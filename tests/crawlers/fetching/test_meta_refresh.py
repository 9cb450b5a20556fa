"""Redirects by a page's own head."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Request
from scrapy.utils.test import get_crawler

from wiredesk.crawlers.fetching.meta_refresh import HEAD, MetaRefreshMiddleware

REFRESH = '<meta http-equiv="Refresh" content="0; url=/news/one-1001">'


def answered(body: bytes, encoding: str = "utf-8", *, before: tuple[str, ...] = (), **headers: str):
    """What becomes of a page, and the page. `before`: the addresses that have led to it."""
    middleware = MetaRefreshMiddleware.from_crawler(get_crawler(settings_dict={"METAREFRESH_MAXDELAY": 5}))
    request = Request("https://example.org/old/one", meta={"redirect_urls": [*before], "redirect_times": len(before)})
    page = HtmlResponse(request.url, body=body, encoding=encoding, request=request, headers=headers)
    return middleware.process_response(request, page), page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "windows-1256"])
def test_a_refresh_in_the_head_is_followed(encoding):
    leads_to, _ = answered(f"<html><head>{REFRESH}</head></html>".encode(encoding), encoding)
    assert isinstance(leads_to, Request)
    assert leads_to.url == "https://example.org/news/one-1001"


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p>A refreshing drink.</p></body></html>",
        '<html><head><meta http-equiv="refresh" content="300"></head></html>',
        "<html>" + " " * HEAD + REFRESH,
        "<html><body><p>Nothing of the kind.</p></body></html>",
    ],
)
def test_any_other_page_stays_what_it_is_and_is_not_decoded(page):
    stays, asked = answered(page.encode())
    assert stays is asked
    assert asked._cached_ubody is None


@pytest.mark.parametrize("target", ["http://[::1/one", "http://a.example:port/", "/" + "a" * 3000])
def test_a_refresh_to_what_is_no_address_is_none(target):
    stays, asked = answered(f'<meta http-equiv="refresh" content="0; url={target}"><p>News.</p>'.encode())
    assert stays is asked


@pytest.mark.parametrize("told", ["0; url=/news/one-1001", "1;URL='/news/one-1001'", '0;url="/news/one-1001"'])
def test_a_refresh_in_a_header_is_followed(told):
    leads_to, _ = answered(b"<p>Moved.</p>", Refresh=told)
    assert isinstance(leads_to, Request)
    assert leads_to.url == "https://example.org/news/one-1001"


@pytest.mark.parametrize("told", ["300", "60; url=/", "soon", "0; url=http://[::1/one"])
def test_any_other_header_of_the_name_is_none(told):
    stays, asked = answered(b"<p>News.</p>", Refresh=told)
    assert stays is asked


ITSELF = b'<meta http-equiv="refresh" content="0; url=/old/one"><p>News.</p>'


def test_a_page_that_reloads_itself_is_the_page():
    stays, asked = answered(ITSELF)
    assert stays is asked
    again, asked = answered(ITSELF, **{"Set-Cookie": "seen=1"})
    assert again is not asked  # it may wait for its cookie
    stays, asked = answered(ITSELF, before=("https://example.org/old/one",), **{"Set-Cookie": "seen=1"})
    assert stays is asked
