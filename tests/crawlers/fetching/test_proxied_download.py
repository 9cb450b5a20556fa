"""What is still guarded when a proxy makes the connections (docs/security.md)."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading

CRAWL = """
import json, sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

proxy, *urls = json.load(sys.stdin)
found = {}

class Spider(scrapy.Spider):
    name = "proxied"

    async def start(self):
        for url in urls:
            yield scrapy.Request(url, self.answered, errback=self.failed, meta={"proxy": proxy}, dont_filter=True)

    def answered(self, response):
        found[response.url] = response.text

    def failed(self, failure):
        found[failure.request.url] = type(failure.value).__name__

module = "wiredesk.crawlers.fetching.guarded_download"
handler = module + ".GuardedDownloadHandler"
process = AsyncCrawlerProcess({
    "LOG_LEVEL": "CRITICAL", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "RETRY_ENABLED": False,
    "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, "data": None, "file": None, "ftp": None, "s3": None},
    "DOWNLOADER_MIDDLEWARES": {module + ".AddressGuardMiddleware": 50},
})
process.crawl(Spider)
process.start()
json.dump(found, sys.stdout)
"""


def test_urls_are_still_judged_and_the_proxy_may_be_local() -> None:
    asked: list[bytes] = []

    def proxy(listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            asked.append(connection.recv(65536).split(b"\r\n")[0])
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\n"
            connection.sendall(head + b"proxy")
            connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=proxy, args=(listening,), daemon=True).start()
        allowed = "http://news.example/a"
        refused = [
            "http://127.0.0.1/", "http://2130706433/", "http://localhost/", "http://metadata.google.internal/",
            "http://169.254.169.254/", "http://news.example:6379/", "http://[::1]/",
        ]  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", CRAWL],
            input=json.dumps([f"http://127.0.0.1:{listening.getsockname()[1]}", allowed, *refused]),
            capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
    found = json.loads(done.stdout)
    assert found.pop(allowed) == "proxy"
    assert set(found.values()) == {"RefusedRequest"}
    assert len(found) == len(refused)
    assert asked == [b"GET http://news.example/a HTTP/1.1"]
