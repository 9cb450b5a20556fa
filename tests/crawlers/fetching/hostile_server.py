"""An HTTP server that tries to exhaust the one who asks: bombs, drips, floods and lies, each at its own path."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote

import brotli
from backports import zstd

MB = 1 << 20
UNPACKED = 50  # MB: five times what is let in


@cache
def bomb(coding: str) -> bytes:
    """`UNPACKED` megabytes of zeros in the coding; "gzip, gzip" packs twice."""
    first, _, again = coding.partition(", ")
    if again:
        return gzip.compress(bomb(first), 9)
    zeros = bytes(MB)
    if first in ("gzip", "deflate"):
        deflating = zlib.compressobj(6, zlib.DEFLATED, 31 if first == "gzip" else 15)
        return b"".join(deflating.compress(zeros) for _ in range(UNPACKED)) + deflating.flush()
    if first == "br":
        brotling = brotli.Compressor(quality=5)
        return b"".join(brotling.process(zeros) for _ in range(UNPACKED)) + brotling.finish()
    packing = zstd.ZstdCompressor()
    return b"".join(packing.compress(zeros) for _ in range(UNPACKED)) + packing.flush()


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
# path: (what is sent at once, what is then sent for ever, seconds between)
FLOODS: dict[str, tuple[bytes, bytes, float]] = {
    "endless-body": (OK + b"Connection: close\r\n\r\n", b"x" * MB, 0),
    "endless-chunks": (CHUNKED, b"10000\r\n" + b"x" * 0x10000 + b"\r\n", 0),
    "one-byte-chunks": (CHUNKED, b"1\r\nx\r\n" * 10_000, 0),
    "declared-too-large": (OK + b"Content-Length: 100000000\r\n\r\n", b"x" * MB, 0),
    "slow-body": (OK + b"Content-Length: 100000\r\n\r\n", b"x", 0.2),
    "slow-headers": (OK, b"X: y\r\n", 0.2),
    "silence": (b"", b"", 0.2),
    "endless-headers": (OK, b"X: " + b"y" * 1000 + b"\r\n", 0),
    "endless-header-line": (OK + b"X: ", b"y" * MB, 0),
    "endless-folded-header": (OK + b"X: a\r\n", b" y" * 500 + b"\r\n", 0),
    "endless-status": (b"HTTP/1.1 200 ", b"O" * MB, 0),
    "endless-interim-answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, 0),
    "endless-trailers": (CHUNKED + b"3\r\nabc\r\n0\r\n", b"X: " + b"y" * 1000 + b"\r\n", 0),
    "endless-chunk-extension": (CHUNKED + b"3;", b"x" * MB, 0),
}
ANSWERS: dict[str, bytes] = {
    "ok": OK + b"Content-Length: 2\r\n\r\nok",
    "odd-header-lines": b"HTTP/1.1 200\r\n continued\r\nno colon\r\nX Frame: a\r\n: b\r\nContent-Length : 2\r\n\r\nok",
    "cut-short": OK + b"Content-Length: 1000\r\n\r\nabc",
    "garbage": b"\0\1\2 garbage\r\n\r\n",
    "nothing": b"",
    "long-redirect": b"HTTP/1.1 302 Found\r\nLocation: /" + b"a" * 12_000 + b"\r\nContent-Length: 0\r\n\r\n",
}


def serve(connection: socket.socket) -> None:
    """Answer one request."""
    try:
        request = b""
        while b"\r\n\r\n" not in request:
            received = connection.recv(65536)
            if not received:
                return
            request += received
        name = unquote(request.split(b" ")[1].decode()[1:])
        if name.startswith("bomb/"):
            packed = bomb(name[5:])
            head = f"Content-Encoding: {name[5:]}\r\nContent-Length: {len(packed)}\r\n\r\n"
            connection.sendall(OK + head.encode() + packed)
        elif name.startswith("redirects"):
            location = f"Location: /{name}x\r\nContent-Length: 0\r\n\r\n"
            connection.sendall(b"HTTP/1.1 302 Found\r\n" + location.encode())
        elif name in FLOODS:
            first, again, pause = FLOODS[name]
            connection.sendall(first)
            while True:
                connection.sendall(again)
                time.sleep(pause)
        else:
            connection.sendall(ANSWERS[name])
    except OSError:
        pass
    finally:
        connection.close()


def start(certificate: str | None = None, address: str = "127.0.0.1") -> tuple[int, Callable[[], None]]:
    """Serve in threads, with TLS where there is a certificate file; returns the port and what ends it."""
    listening = socket.create_server((address, 0), backlog=50)
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=secured, args=(connection,), daemon=True).start()

    def secured(connection: socket.socket) -> None:
        if context is not None:
            try:
                connection = context.wrap_socket(connection, server_side=True)
            except OSError:
                return
        serve(connection)

    threading.Thread(target=accept, daemon=True).start()

    def stop() -> None:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()

    return listening.getsockname()[1], stop
