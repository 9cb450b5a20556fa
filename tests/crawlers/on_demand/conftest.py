"""Fixtures of the tests that fetch on demand: a small site, and an installation that knows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from village_site import Desk, VillageSite


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
