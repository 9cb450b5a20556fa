"""Fixtures of the HTTP tests: the site and installation of the on-demand tests, and a running `wiredesk serve`."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "on_demand"))

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
def api(start_redis, tmp_path_factory) -> Iterator[Api]:
    """One server for the tests of a module, with its own Redis and a site to fetch from."""
    village = VillageSite()
    desk = Desk(start_redis().url, tmp_path_factory.mktemp("serve"), village)
    _, line = desk.start("serve", "--port", "0")
    assert line.startswith("listening on "), line
    yield Api(line.split()[-1], desk, village)
    desk.close()
    village.close()


@pytest.fixture
def village() -> Iterator[VillageSite]:
    """A news site on loopback."""
    site = VillageSite()
    yield site
    site.close()


@pytest.fixture
def desk(redis_url: str, tmp_path: Path, village: VillageSite) -> Iterator[Desk]:
    """An installation with its own Redis that knows the village's site."""
    opened = Desk(redis_url, tmp_path, village)
    yield opened
    opened.close()
