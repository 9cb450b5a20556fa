"""The peer of benchmarks/crawl.py: the news crawler one writes in an afternoon with Scrapy and trafilatura.

    python benchmarks/plain_spider.py http://site-one/,http://site-two/ out.jsonl

Follows links on the sites, reads the sitemaps, and extracts every page that looks like an article in the callback.
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

NO_ARTICLE = re.compile(
    r"/(section|tag|author|login|calendar|private|amp|print)/|/login$|\.(xml|json)|/feed/?$|[?&]page=|/page/"
)


class NewsSpider(Spider):
    name = "news"

    def __init__(self, starts: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.start_urls = starts.split(",")
        self.allowed_domains = [urlsplit(url).hostname for url in self.start_urls]
        self.links = LinkExtractor(deny=[r"/calendar/", r"/login", r"#"])

    async def start(self) -> Any:
        for url in self.start_urls:
            yield Request(url)
            yield Request(url + "sitemap.xml", self.parse_sitemap)

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        try:
            sitemap = Sitemap(response.body)
            for entry in sitemap:
                yield Request(entry["loc"], self.parse_sitemap if sitemap.type == "sitemapindex" else self.parse)
        except ValueError:
            return

    def parse(self, response: Response) -> Iterator[Any]:
        if not isinstance(response, TextResponse):
            return
        if urlsplit(response.url).path not in ("", "/") and not NO_ARTICLE.search(response.url):
            found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
            if found and len(found.text or "") > 200:
                yield {"url": response.url, "title": found.title, "authors": (found.author or "").split("; "),
                       "published_at": found.date, "text": found.text}  # fmt: skip
        for link in self.links.extract_links(response):
            yield Request(link.url)


if __name__ == "__main__":
    process = CrawlerProcess({
        "ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS": 32, "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False, "DEPTH_LIMIT": 10, "CLOSESPIDER_TIMEOUT": 900,
        "FEEDS": {sys.argv[2]: {"format": "jsonlines", "overwrite": True}},
    })  # fmt: skip
    process.crawl(NewsSpider, starts=sys.argv[1])
    process.start()
