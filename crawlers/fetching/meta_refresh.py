"""Redirects that a page's own head, or a header ``Refresh``, asks for, found without decoding the page."""

from __future__ import annotations

import re
from html import escape

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware as ScrapyMetaRefreshMiddleware
from scrapy.http import HtmlResponse, Request, Response

from wiredesk.crawlers.fetching.chain_cookies import carry_cookies
from wiredesk.crawlers.fetching.redirects import LONGEST_LOCATION
from wiredesk.crawlers.fetching.response_headers import header_text

HEAD = 16_384
"""Bytes in which a refresh is looked for; Scrapy looks at 4,096 characters, of four bytes each at the most."""
_REFRESH = re.compile(rb"r\0*e\0*f\0*r\0*e\0*s\0*h", re.IGNORECASE)


class MetaRefreshMiddleware(ScrapyMetaRefreshMiddleware):
    """Scrapy's middleware, shown only the head of pages that have the word in it.

    Scrapy's own decodes every page as a whole and keeps the text with the answer: twice to four times a page's size
    while it waits for its extraction, and a millisecond of the event loop's time for each.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """A request for where the page leads, or the answer itself."""
        if told := header_text(response, "Refresh"):
            # As the HTML Living Standard has it (7.5), in the order of the page: the header comes first
            plain = told[:LONGEST_LOCATION].replace('"', "'")
            tag = f'<meta http-equiv="refresh" content="{escape(plain)}">'
            head = HtmlResponse(response.url, body=tag.encode("utf-8", "replace"), encoding="utf-8")
        elif isinstance(response, HtmlResponse) and _REFRESH.search(response.body, 0, HEAD):
            head = response.replace(body=response.body[:HEAD])
        else:
            return response
        try:
            asked: Request | Response = super().process_response(request, head)
        except ValueError:  # what it names is no address: browsers stay where they are
            return response
        if not isinstance(asked, Request) or len(asked.url) > LONGEST_LOCATION:
            return response
        if asked.url == request.url and (
            request.url in request.meta.get("redirect_urls", ()) or not _sets_cookie(response)
        ):
            return response  # it reloads itself: nothing else comes of it
        carry_cookies(request, response, asked)
        return asked


def _sets_cookie(response: Response) -> bool:
    return bool(response.headers.getlist("Set-Cookie"))
