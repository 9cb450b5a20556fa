"""The peer of benchmarks/crawl.py: the news crawler one writes in an afternoon with Scrapy and trafilatura.

    python benchmarks/plain_spider.py http://site-one/,http://site-two/ out.jsonl

Reads the sitemaps and follows the links of home and section pages; what has a long slug or a number in its address is
taken for an article and goes through trafilatura in the callback. Links on article pages are not followed: on the pages
of the farm these lead mostly nowhere, and a spider that asks for all of them makes 50 requests an article.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Request, Response, TextResponse
from scrapy.linkextractors import LinkExtractor
from scrapy.utils.sitemap import Sitemap

ARTICLE = re.compile(r"[^/?]{20,}|\d{3,}|-[^/?]*-[^/?]*-")
OTHER = [r"/calendar/", r"/login", r"/tag/", r"/author/", r"/amp/", r"/print/", r"#"]


class NewsSpider(Spider):
    name = "news"

    def __init__(self, starts: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.start_urls = starts.split(",")
        self.allowed_domains = [urlsplit(url).hostname for url in self.start_urls]
        self.links = LinkExtractor(deny=OTHER)

    async def start(self) -> Any:
        for url in self.start_urls:
            yield Request(url)
            yield Request(url + "sitemap.xml", self.parse_sitemap)

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        try:
            sitemap = Sitemap(response.body)
            entries = list(sitemap)
        except (ValueError, RuntimeError, StopIteration):  # no sitemap; an empty one raises StopIteration
            return
        for entry in entries:
            if sitemap.type == "sitemapindex":
                yield Request(entry["loc"], self.parse_sitemap)
            else:
                yield Request(entry["loc"], self.parse_article)

    def parse(self, response: Response) -> Iterator[Request]:
        if isinstance(response, TextResponse):
            for link in self.links.extract_links(response):
                parts = urlsplit(link.url)
                is_article = ARTICLE.search(parts.path.rstrip("/").rpartition("/")[2] + "?" + parts.query)
                yield Request(link.url, self.parse_article if is_article else self.parse)

    def parse_article(self, response: Response) -> Iterator[Any]:
        if isinstance(response, TextResponse):
            found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
            if found and len(found.text or "") > 200:
                yield {"url": response.url, "title": found.title, "authors": (found.author or "").split("; "),
                       "published_at": found.date, "text": found.text}  # fmt: skip


if __name__ == "__main__":
    process = CrawlerProcess({
        "ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS": 32, "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False, "DEPTH_LIMIT": 10, "CLOSESPIDER_TIMEOUT": 900,
        "FEEDS": {sys.argv[2]: {"format": "jsonlines", "overwrite": True}},
    })  # fmt: skip
    process.crawl(NewsSpider, starts=sys.argv[1])
    process.start()
