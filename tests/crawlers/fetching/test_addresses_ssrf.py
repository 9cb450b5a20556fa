"""Hostile URLs in a real crawl, in a network namespace with its own DNS: only the public host is ever connected."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = Path(__file__).resolve().parents[3]
TABLE = [
    tuple(line.split("\t", 1))
    for line in (HERE / "ssrf_urls.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
NAMESPACE = ["unshare", "--net", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]


@pytest.fixture(scope="module")
def world() -> dict[str, Any]:
    """What became of the table's URLs; one crawl for all of them."""
    probe = [*NAMESPACE, "sh", "-c", "ip link set lo up && mount --bind /etc/hostname /etc/hostname"]
    try:
        possible = subprocess.run(probe, capture_output=True, timeout=20, check=False).returncode == 0
    except OSError:
        possible = False
    if not possible:
        pytest.skip("no right to make network and mount namespaces here (unshare, ip)")
    done = subprocess.run(
        [*NAMESPACE, sys.executable, str(HERE / "ssrf_world.py")],
        input=json.dumps([url for _, url in TABLE]), capture_output=True, text=True, timeout=100, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT), "http_proxy": "", "https_proxy": "", "all_proxy": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_the_table_is_large_enough() -> None:
    assert len({url for _, url in TABLE}) == len(TABLE)
    assert sum(expected != "answer" for expected, _ in TABLE) >= 120


def test_nothing_but_the_public_host_is_connected(world: dict[str, Any]) -> None:
    assert world["hits"] == []
    assert world["served"]


@pytest.mark.parametrize(("expected", "url"), TABLE)
def test_outcome(world: dict[str, Any], expected: str, url: str) -> None:
    outcome, message = world["outcomes"].get(url, ["dead", "no callback: dropped"])
    assert outcome == expected, message
    if outcome == "refused":
        assert message
        assert "secret" not in message


def test_a_name_that_changes_between_check_and_connection(world: dict[str, Any]) -> None:
    """The resolver is asked for each connection and alternates; the half that says loopback is refused."""
    found = [outcome for url, (outcome, _) in world["outcomes"].items() if "rebinding" in url]
    assert len(found) == 20
    assert {"answer", "refused"} == set(found)
    assert world["asked"]["rebinding.example"] >= 20
