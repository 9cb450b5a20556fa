"""Clients that send nothing, or slowly, or do not read: nobody else is shut out by them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from village_site import wait_until

from wiredesk.crawlers.http_api import connections
from wiredesk.crawlers.http_api.api_keys import KeyFile
from wiredesk.crawlers.http_api.connections import BoundedProtocol, Connections
from wiredesk.crawlers.http_api.gate import Gate
from wiredesk.crawlers.http_api.metrics import Metrics

BEGINNINGS = {
    "nothing": b"",
    "half a header": b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ",
    "half a body": b"POST /v1/articles HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{",
}


def open_connection(url: str, sent: bytes) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), 5)
    connection.sendall(sent)
    return connection


def is_cut(connection: socket.socket, within: float) -> bool:
    """Whether the server ends a connection, whatever it answers before."""
    connection.settimeout(within)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_hundreds_of_slow_connections_shut_nobody_out(kind, desk, village, open_api):
    path = desk.folder / "keys"
    key = desk.run("serve", "--key-file", str(path), "--add-key", "newsroom").stdout.strip()
    _, line = desk.start("serve", "--port", "0", "--host", "0.0.0.0", "--key-file", str(path))
    api = open_api(line.split()[-1].replace("0.0.0.0", "127.0.0.1"), desk, village)
    assert api("/healthz").status == 200
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(open_connection(api.url, BEGINNINGS[kind])) for _ in range(600)]
        began = time.monotonic()
        assert api("/v1/articles", X_API_Key=key).status == 200
        assert (api("/healthz").status, api("/readyz").status) == (200, 200)
        assert api("/v1/articles", {"url": f"{api.village.url}/news/one"}, X_API_Key=key).status == 200
        assert time.monotonic() - began < 10
        if kind == "half a body":  # without a key the answer does not wait for the rest
            slow[-1].settimeout(5)
            assert slow[-1].recv(100).startswith(b"HTTP/1.1 401 ")
        else:
            limit = began + connections.HEADER_SECONDS + 5
            assert all(is_cut(one, max(0.1, limit - time.monotonic())) for one in slow)
        assert api("/v1/articles", X_API_Key=key).status == 200


class Running:
    """uvicorn with the gate and the limits in front of an application that tests give."""

    def __init__(self, application: Any, keys: KeyFile, most_in_flight: int) -> None:
        self.connections = Connections(keys.admits)
        gate: Any = Gate(application, Metrics(), keys, None, True, most_in_flight)
        protocol: Any = partial(BoundedProtocol, self.connections)
        config = uvicorn.Config(gate, http=protocol, ws="none", lifespan="off", log_config=None, port=0)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)

    def __enter__(self) -> Running:
        self._thread.start()
        wait_until(lambda: self._server.started, "uvicorn does not start")
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.force_exit = self._server.should_exit = True
        self._thread.join(20)

    def ask(self, path: str, key: str = "") -> int:
        request = urllib.request.Request(self.url + path, headers={"X-API-Key": key})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code


@pytest.fixture
def keys(tmp_path: Path) -> tuple[KeyFile, str]:
    file = KeyFile(tmp_path / "keys")
    return file, file.add("newsroom")


async def read_and_answer(scope: Any, receive: Any, send: Any) -> None:
    """`/wait` answers after a second, `/much` with 50 MB."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        more = message["more_body"]
    if scope["path"] == "/wait":
        await asyncio.sleep(1)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(500 if scope["path"] == "/much" else 0):
        await send({"type": "http.response.body", "body": bytes(100_000), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def test_a_slow_body_of_a_key_holder_and_an_unread_answer_end_by_time(keys, monkeypatch):
    monkeypatch.setattr(connections, "BODY_SECONDS", 1)
    monkeypatch.setattr(connections, "STALLED_SECONDS", 1)
    file, key = keys
    with Running(read_and_answer, file, 10) as server:
        head = f"X-API-Key: {key}\r\nHost: x\r\n"
        with open_connection(server.url, f"POST / HTTP/1.1\r\n{head}Content-Length: 9\r\n\r\n{{".encode()) as slow:
            slow.settimeout(5)
            assert slow.recv(100).startswith(b"HTTP/1.1 408 ")
            assert is_cut(slow, 5)
        with open_connection(server.url, f"GET /much HTTP/1.1\r\n{head}\r\n".encode()) as deaf:
            time.sleep(3)
            assert is_cut(deaf, 5)
        with open_connection(server.url, f"GET / HTTP/1.1\r\n{head}\r\n".encode()) as well:
            assert not is_cut(well, 2)  # idle after its answer: kept alive
        assert server.ask("/", key) == 200


def test_places_are_for_key_holders_and_health_has_its_own(keys):
    file, key = keys
    with Running(read_and_answer, file, 1) as server, contextlib.ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(open_connection(server.url, BEGINNINGS["half a body"]))
        assert server.ask("/", key) == 200
        stack.enter_context(open_connection(server.url, f"GET /wait HTTP/1.1\r\nX-API-Key: {key}\r\n\r\n".encode()))
        wait_until(lambda: server.ask("/", key) == 429, "the place is not taken")
        assert server.ask("/healthz") == 200
        wait_until(lambda: server.ask("/", key) == 200, "the place is not given back")


def whole_answer(connection: socket.socket) -> bytes:
    """An answer in chunks to its end, however many pieces it comes in; what follows is the next answer."""
    answer = b""
    while not answer.endswith(b"0\r\n\r\n"):
        piece = connection.recv(1000)
        assert piece, f"the connection was closed after {answer!r}"
        answer += piece
    return answer


def test_when_all_connections_are_taken_the_oldest_without_a_key_goes(keys):
    file, key = keys
    with Running(read_and_answer, file, 10) as server, contextlib.ExitStack() as stack:
        server.connections.most = 5
        head = f"GET / HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\n\r\n".encode()
        proven = stack.enter_context(open_connection(server.url, head))
        proven.settimeout(5)
        assert whole_answer(proven).startswith(b"HTTP/1.1 200 ")
        silent = [stack.enter_context(open_connection(server.url, b"")) for _ in range(8)]
        assert [is_cut(one, 2) for one in silent[:4]] == [True] * 4
        assert not is_cut(silent[-1], 0.2)
        assert server.ask("/", key) == 200
        proven.settimeout(5)
        proven.sendall(head)
        assert whole_answer(proven).startswith(b"HTTP/1.1 200 ")
