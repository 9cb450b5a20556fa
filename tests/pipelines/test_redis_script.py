"""Lua scripts: each is a file that says what it does, and compiles in Redis; none hides in Python."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from wiredesk.pipelines.redis_script import RedisScript

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(path for room in ("crawlers", "pipelines") for path in (ROOT / room).rglob("*.lua"))


def script_of(path: Path) -> RedisScript:
    package = ".".join(("wiredesk", *path.parent.relative_to(ROOT).parts))
    return RedisScript(package, path.stem)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_each_compiles_and_is_known_by_its_hash(path, redis_url):
    import redis

    with redis.Redis.from_url(redis_url) as client:
        script = script_of(path)
        assert client.script_load(script.text) == script.sha


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_each_says_what_it_does_and_with_which_keys(path):
    lines = path.read_text("utf-8").splitlines()
    head = [line for line in lines[:60] if line.startswith("--")]
    assert lines[0].startswith("-- ")
    assert any("KEYS" in line or "ARGV" in line for line in head)


def test_no_script_is_written_in_python():
    inside = [
        str(path.relative_to(ROOT))
        for room in ("crawlers", "pipelines", "settings")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "redis.call" in node.value
    ]
    assert inside == []
