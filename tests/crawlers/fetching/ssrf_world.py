"""A small internet for test_addresses_ssrf.py, alone in a network namespace, and a real crawl of hostile URLs in it.

Run as root of the namespaces (``unshare --net --mount``). Every address on every port of interest is listened to; what
arrives anywhere but at the public host is a hit. A DNS server of its own answers the operating system's resolver.
Reads URLs as a JSON list from stdin, writes what became of them, and the hits, as JSON to stdout.
"""

from __future__ import annotations

import json
import selectors
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

PUBLIC = ("93.184.215.14", "2606:2800:21f:cb07::14")
OTHERS = (
    *("10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16"),
    *("fd00:ec2::254", "fe80::1", "64:ff9b::7f00:1", "2002:7f00:1::"),
)
PORTS = (22, 25, 80, 443, 6379, 8080, 8443)
NAMES: dict[str, list[str]] = {
    "news.example": [*PUBLIC],
    "xn--mgbh0fb.example": [PUBLIC[0]],
    "mixed.example": ["127.0.0.1", "10.0.0.1", PUBLIC[0], "::1"],
    "loopback.example": ["127.0.0.1"],
    "www.loopback.example": ["127.0.0.1"],
    "loopback6.example": ["::1"],
    "mapped6.example": ["::ffff:127.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "private.example": ["10.0.0.1"],
    "all-private.example": ["10.0.0.1", "192.168.1.1", "172.16.0.1", "fd00:ec2::254"],
    "metadata.example": ["169.254.169.254"],
    "metadata.google.internal": ["169.254.169.254"],
    "zero.example": ["0.0.0.0"],
    "127.0.0.1.nip.example": ["127.0.0.1"],
}
ALIASES = {"alias-of-loopback.example": "loopback.example"}
REBINDING = "rebinding.example"


class NameServer(threading.Thread):
    """Answers A and AAAA on 127.0.0.1:53; a rebinding name alternates between the public host and loopback."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.asked: Counter[str] = Counter()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))

    def run(self) -> None:
        while True:
            query, client = self.socket.recvfrom(4096)
            self.socket.sendto(self.answer(query), client)

    def answer(self, query: bytes) -> bytes:
        labels, place = [], 12
        while query[place]:
            labels.append(query[place + 1 : place + 1 + query[place]].decode("ascii", "replace"))
            place += 1 + query[place]
        question = query[12 : place + 5]
        (kind,) = struct.unpack("!H", query[place + 1 : place + 3])
        name = ".".join(labels).lower()
        self.asked[name] += 1
        records = b""
        count = 0
        if name in ALIASES:
            target = b"".join(bytes([len(part)]) + part.encode() for part in ALIASES[name].split(".")) + b"\0"
            records += b"\xc0\x0c" + struct.pack("!HHIH", 5, 1, 0, len(target)) + target
            owner, count = target, 1
        else:
            owner = b"\xc0\x0c"
        for address in self.addresses(ALIASES.get(name, name), kind):
            packed = socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
            if {4: 1, 16: 28}[len(packed)] == kind:
                records += owner + struct.pack("!HHIH", kind, 1, 0, len(packed)) + packed
                count += 1
        known = name in NAMES or name in ALIASES or name == REBINDING
        return query[:2] + struct.pack("!HHHHH", 0x8580 | (0 if known else 3), 1, count, 0, 0) + question + records

    def addresses(self, name: str, kind: int) -> list[str]:
        if name == REBINDING and kind == 1:
            self.asked["rebound"] += 1
            return [PUBLIC[0] if self.asked["rebound"] % 2 else "127.0.0.1"]
        return NAMES.get(name, [])


class Listeners(threading.Thread):
    """Accepts on all addresses; answers like a news site on the public ones, and notes every other connection."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.hits: list[str] = []
        self.served: list[str] = []
        self.selector = selectors.DefaultSelector()
        for port in PORTS:
            for family, wildcard in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
                listening = socket.socket(family, socket.SOCK_STREAM)
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                listening.bind((wildcard, port))
                listening.listen(64)
                self.selector.register(listening, selectors.EVENT_READ)

    def run(self) -> None:
        while True:
            for key, _ in self.selector.select():
                connection, _peer = key.fileobj.accept()  # type: ignore[union-attr]
                address, port = connection.getsockname()[:2]
                if address in PUBLIC and port == 80:
                    threading.Thread(target=self.serve, args=(connection,), daemon=True).start()
                else:
                    connection.settimeout(0.5)
                    try:
                        sent = connection.recv(100)
                    except OSError:
                        sent = b""
                    self.hits.append(f"{address}:{port} {sent!r}")
                    connection.close()

    def serve(self, connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            received = connection.recv(65536)
            if not received:
                return
            request += received
        target = request.split(b" ", 2)[1].decode("ascii")
        self.served.append(target)
        path, _, query = target.partition("?")
        status, header, body = "200 OK", "", "<html><body>news</body></html>"
        if path in ("/to", "/307", "/308"):
            status, header = f"{path[1:] if path != '/to' else 302} Found", f"Location: {unquote(query)}\r\n"
        elif path == "/loop":
            status, header = "302 Found", "Location: /loop\r\n"
        elif path == "/refresh":
            body = f'<html><head><meta http-equiv="refresh" content="0; url={unquote(query)}"></head></html>'
        payload = body.encode()
        head = f"HTTP/1.1 {status}\r\n{header}Content-Type: text/html\r\nContent-Length: {len(payload)}\r\n"
        connection.sendall(head.encode() + b"Connection: close\r\n\r\n" + payload)
        connection.close()


def found_network() -> None:
    """Addresses, host names and resolver of the namespace."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in (*PUBLIC, *OTHERS):
        length = "128" if ":" in address else "32"
        subprocess.run(["ip", "address", "add", f"{address}/{length}", "dev", "lo"], check=True)
    folder = Path(tempfile.mkdtemp())
    files = {
        "resolv.conf": "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
        "hosts": "127.0.0.1 localhost\n::1 localhost ip6-localhost\n10.0.0.1 intranet\n",
        "nsswitch.conf": "hosts: files dns\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
        if Path("/etc", name).exists():
            subprocess.run(["mount", "--bind", str(folder / name), f"/etc/{name}"], check=True)


def crawl(urls: list[str]) -> dict[str, Any]:
    """Ask for all URLs in one real crawl; the outcome of each is a word and a message."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    outcomes: dict[str, list[str]] = {}

    class Spider(scrapy.Spider):
        name = "hostile"

        async def start(self) -> Any:
            for url in urls:
                try:
                    request = scrapy.Request(
                        url, self.answered, errback=self.failed, dont_filter=True, meta={"asked": url}
                    )
                except ValueError as problem:
                    outcomes[url] = ["dead", str(problem)]
                else:
                    yield request
            for number in range(20):
                url = f"http://{REBINDING}/ok?{number}"
                yield scrapy.Request(url, self.answered, errback=self.failed, dont_filter=True, meta={"asked": url})

        def answered(self, response: Any) -> None:
            outcomes[response.meta["asked"]] = ["answer", f"{response.status} {response.url}"]

        def failed(self, failure: Any) -> None:
            refused = type(failure.value).__name__ == "RefusedRequest"
            outcomes[failure.request.meta["asked"]] = ["refused" if refused else "dead", str(failure.value)]

    module = "wiredesk.crawlers.fetching.guarded_download"
    handler = f"{module}.GuardedDownloadHandler"
    process = AsyncCrawlerProcess(
        {
            "LOG_LEVEL": "CRITICAL",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "RETRY_ENABLED": False,
            "REDIRECT_MAX_TIMES": 5,
            "DNSCACHE_ENABLED": False,  # so that the rebinding name is asked for again and again
            "TWISTED_DNS_RESOLVER": "wiredesk.crawlers.fetching.name_resolver.CachingDualStackResolver",
            "DOWNLOAD_TIMEOUT": 10,
            "DOWNLOAD_HANDLERS": {
                "http": handler,
                "https": handler,
                "data": None,
                "file": None,
                "ftp": None,
                "s3": None,
            },
            "DOWNLOADER_MIDDLEWARES": {f"{module}.AddressGuardMiddleware": 50},
        }
    )
    process.crawl(Spider)
    process.start()
    return outcomes


def main() -> None:
    found_network()
    names, listeners = NameServer(), Listeners()
    names.start()
    listeners.start()
    outcomes = crawl(json.load(sys.stdin))
    asked = {name: count for name, count in names.asked.items() if name.endswith(".example")}
    json.dump({"outcomes": outcomes, "hits": listeners.hits, "served": listeners.served, "asked": asked}, sys.stdout)


if __name__ == "__main__":
    main()
