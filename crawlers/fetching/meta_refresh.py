"""Redirects that a page's own head asks for, found without decoding the page."""

from __future__ import annotations

import re

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware as ScrapyMetaRefreshMiddleware
from scrapy.http import HtmlResponse, Request, Response

from wiredesk.crawlers.fetching.chain_cookies import carry_cookies
from wiredesk.crawlers.fetching.redirects import LONGEST_LOCATION

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
        if not isinstance(response, HtmlResponse) or not _REFRESH.search(response.body, 0, HEAD):
            return response
        head = response.replace(body=response.body[:HEAD])
        try:
            asked: Request | Response = super().process_response(request, head)
        except ValueError:  # what it names is no address: browsers stay where they are
            return response
        if not isinstance(asked, Request) or len(asked.url) > LONGEST_LOCATION:
            return response
        carry_cookies(request, response, asked)
        return asked
