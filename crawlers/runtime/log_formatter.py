"""Log lines of a crawl: short, and without bodies, secrets or terminal escapes."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class BriefLogFormatter(LogFormatter):
    """Items are named, not printed: a page's body has no place in a log."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """An article was published."""
        url = item.get("url") if isinstance(item, dict) else repr(item)
        return {"level": logging.DEBUG, "msg": "published %(url)s", "args": {"url": url}}

    def dropped(self, item: Any, exception: BaseException, response: Any, spider: Spider) -> LogFormatterResult:
        """A page gave nothing new."""
        return {"level": logging.DEBUG, "msg": "%(item)r: %(why)s", "args": {"item": item, "why": exception}}

    def item_error(self, item: Any, exception: BaseException, response: Any, spider: Spider) -> LogFormatterResult:
        """A page could not be processed because of a fault of ours or of Redis."""
        return {"level": logging.ERROR, "msg": "processing %(item)r failed", "args": {"item": item}}

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> LogFormatterResult:
        """A request failed; the spider counts it, so the log needs a line only when it is verbose."""
        return {"level": logging.DEBUG, "msg": "%(request)s failed", "args": {"request": request}}
