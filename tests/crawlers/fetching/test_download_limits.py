"""What a hostile server can cost: bounds on time, headers, bodies and redirects hold in a real crawl."""

from __future__ import annotations

import datetime
import ipaddress
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import hostile_server
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TIMEOUT = 8.0  # seconds, of those that are slow or silent; the product's own is longer

CLOSING = """
import asyncio, time
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import reactor, task
from twisted.internet.defer import Deferred
from twisted.logger import globalLogPublisher
from wiredesk.crawlers.fetching.guarded_download import GuardedDownloadHandler

class Pool:
    def closeCachedConnections(self):
        closed = Deferred()
        reactor.callLater(0.02, closed.callback, None)
        return closed

async def close_while_busy():
    handler = object.__new__(GuardedDownloadHandler)
    handler._pool, handler._disconnect_timeout = Pool(), 0.02
    closing = asyncio.ensure_future(handler.close())
    await asyncio.sleep(0)
    time.sleep(0.1)  # both the end of the connections and of the patience are due now
    await closing
    await asyncio.sleep(0.05)

globalLogPublisher.addObserver(lambda event: event.get("log_failure") and print(event["log_failure"]))
task.react(lambda _: Deferred.fromFuture(asyncio.ensure_future(close_while_busy())))
"""


def test_the_end_of_a_crawl_on_a_busy_machine_is_quiet():
    done = subprocess.run([sys.executable, "-c", CLOSING], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


CRAWL = """
import json, resource, sys, time
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
import settings as project

urls = json.load(sys.stdin)
found = {}

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

class Spider(scrapy.Spider):
    name = "limits"

    async def start(self):
        for url in urls:
            meta = {"asked": url}
            if "/s" not in url:  # bounded by what it sends, however long a busy machine needs to take that in
                meta["download_timeout"] = 60
            yield scrapy.Request(url, self.answered, errback=self.failed, meta=meta, dont_filter=True)

    def answered(self, response):
        self.note(response.request, "answer", str(len(response.body)))

    def failed(self, failure):
        self.note(failure.request, type(failure.value).__name__, str(failure.value))

    def note(self, request, word, message):
        found[request.meta["asked"]] = [word, message, request.meta.get("download_latency")]

module = "wiredesk.crawlers.fetching.guarded_download"
handler = module + ".GuardedDownloadHandler"
process = AsyncCrawlerProcess({
    "LOG_LEVEL": "CRITICAL", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "RETRY_ENABLED": False,
    "REDIRECT_MAX_TIMES": project.REDIRECT_MAX_TIMES, "DOWNLOAD_MAXSIZE": project.DOWNLOAD_MAXSIZE,
    "DOWNLOAD_WARNSIZE": 0, "DOWNLOAD_FAIL_ON_DATALOSS": project.DOWNLOAD_FAIL_ON_DATALOSS,
    "DOWNLOAD_VERIFY_CERTIFICATES": project.DOWNLOAD_VERIFY_CERTIFICATES,
    "DOWNLOAD_TIMEOUT": TIMEOUT, "CONCURRENT_REQUESTS": 8, "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "WIREDESK_ALLOW_ADDRESSES": ["127.0.0.0/8"],
    "TWISTED_DNS_RESOLVER": "wiredesk.crawlers.fetching.name_resolver.CachingDualStackResolver",
    "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, "data": None, "file": None, "ftp": None, "s3": None},
    "DOWNLOADER_MIDDLEWARES": {module + ".AddressGuardMiddleware": 50},
})
process.crawl(Spider)
before, start = peak(), time.monotonic()
process.start()
json.dump({"found": found, "grown": peak() - before, "seconds": time.monotonic() - start}, sys.stdout)
"""

BOMBS = ["gzip", "deflate", "br", "zstd", "gzip, gzip", "br, gzip"]
EXPECTED = {
    **{f"bomb/{coding}": "IgnoreRequest" for coding in BOMBS},
    **dict.fromkeys([name for name in hostile_server.FLOODS if name.startswith("s")], "DownloadTimeoutError"),
    "endless-body": "DownloadCancelledError",
    "endless-chunks": "DownloadCancelledError",
    "declared-too-large": "DownloadCancelledError",
    "endless-headers": "DownloadCancelledError",
    "endless-folded-header": "DownloadCancelledError",
    "endless-interim-answers": "DownloadCancelledError",
    "endless-header-line": "DownloadFailedError",
    "endless-status": "DownloadFailedError",
    "endless-trailers": "ResponseDataLossError",
    "endless-chunk-extension": "ResponseDataLossError",
    "redirects": "IgnoreRequest",
    "long-redirect": "RefusedRequest",
    "cut-short": "ResponseDataLossError",
    "garbage": "DownloadFailedError",
    "nothing": "DownloadFailedError",
    "ok": "answer",
    "odd-header-lines": "answer",
    "one-byte-chunks": "ResponseDataLossError",  # last: its second of work disturbs the others
}


def certificate(folder: Path) -> str:
    """A self-signed certificate for 127.0.0.1 and its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1)).add_extension(alternative, critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "cert.pem").write_bytes(plain + made.public_bytes(pem))
    return str(folder / "cert.pem")


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    for coding in BOMBS:
        hostile_server.bomb(coding)  # made before the clock runs
    port, stop = hostile_server.start()
    tls_port, stop_tls = hostile_server.start(certificate(tmp_path_factory.mktemp("tls")))
    urls = {name: f"http://127.0.0.1:{port}/{quote(name)}" for name in EXPECTED}
    urls["self-signed"] = f"https://127.0.0.1:{tls_port}/ok"
    done = subprocess.run(
        [sys.executable, "-c", CRAWL.replace("TIMEOUT,", f"{TIMEOUT},")],
        input=json.dumps(list(urls.values())), capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    stop()
    stop_tls()
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout)
    result["found"] = {name: result["found"].get(url, ["dropped", "", None]) for name, url in urls.items()}
    return result


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
def test_each_ends_as_it_should(crawl: dict[str, Any], name: str, expected: str) -> None:
    assert crawl["found"][name][0] == expected, crawl["found"][name]


def test_self_signed_certificates_are_not_believed(crawl: dict[str, Any]) -> None:
    word, message, _ = crawl["found"]["self-signed"]
    assert word != "answer"
    assert "certificate" in message


def test_all_of_it_together_costs_little_memory_and_time(crawl: dict[str, Any]) -> None:
    assert crawl["grown"] < 150, "megabytes"  # eight bodies of 10 MB, packed and unpacked
    assert crawl["seconds"] < 60  # four that wait for their timeout, eight at a time
