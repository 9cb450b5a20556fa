"""Fixtures of the HTTP tests: a running `wiredesk serve`, and a client of it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from village_site import Desk, VillageSite


@dataclass
class Reply:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Api:
    """A running server."""

    url: str
    desk: Desk
    village: VillageSite

    def __call__(self, path: str, data: Any = None, **headers: str) -> Reply:
        """GET, or POST with `data` as JSON."""
        body = json.dumps(data).encode() if data is not None else None
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json", **named})
        try:
            answer = urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Reply(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode())


@pytest.fixture
def open_api() -> type[Api]:
    """Makes a client of a server that the test has started itself."""
    return Api


@pytest.fixture(scope="module")
def api(start_redis, tmp_path_factory, command_socket) -> Iterator[Api]:
    """One server for the tests of a module, with its own Redis and a site to fetch from."""
    village = VillageSite()
    desk = Desk(start_redis().url, tmp_path_factory.mktemp("serve"), village, command_socket)
    _, line = desk.start("serve", "--port", "0")
    assert line.startswith("listening on "), line
    yield Api(line.split()[-1], desk, village)
    desk.close()
    village.close()
