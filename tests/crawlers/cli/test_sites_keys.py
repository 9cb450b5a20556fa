"""``wiredesk sites keys``: what Redis keeps of one site."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import redis
from in_process import wiredesk_here

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.site_keys import OF_HOST, OF_SITE


def test_every_key_of_a_site_is_listed_with_type_size_and_expiry(redis_url: str, tmp_path: Path) -> None:
    (tmp_path / "bay.example.toml").write_text('url = "https://bay.example/"\n')
    keys = Keys()
    with redis.Redis.from_url(redis_url) as client:
        client.hset(keys.sources("bay.example"), "site", "x" * 5_000)
        client.set(keys.health("bay.example"), "{}", ex=86_400 * 30)
        client.set(keys.health("other.example"), "{}")
        client.hset(keys.paused, mapping={"bay.example": "", "other.example": ""})
        client.set(keys.robots("https://bay.example"), "", ex=3_600)

    def listed(name: str, *options: str):
        return wiredesk_here("sites", "keys", name, *options, "--folder", str(tmp_path), WIREDESK_REDIS_URL=redis_url)

    found = json.loads(listed("bay.example", "--json").stdout)
    assert [(one["key"], one["field"], one["type"]) for one in found] == [
        (keys.sources("bay.example"), None, "hash"),
        (keys.health("bay.example"), None, "string"),
        (keys.robots("https://bay.example"), None, "string"),
        (keys.paused, "bay.example", "hash"),
    ]
    assert found[0]["size"] > 5_000
    assert [one["seconds"] is None for one in found] == [True, False, False, True]
    first, second, *_ = listed("bay.example").stdout.splitlines()
    assert first.endswith("for ever")
    assert second.endswith("for 30 days")
    assert listed("other.example").stdout.count("\n") == 2, "a name without a definition"
    assert "bay.example" in listed("bay.exampel").stderr


def test_the_list_has_every_key_that_is_named_after_a_site_or_host() -> None:
    named = {"site": set(), "host": set()}
    for name, method in inspect.getmembers(Keys, inspect.isfunction):
        for parameter in inspect.signature(method).parameters:
            if parameter in named:
                named[parameter].add(name)
    assert {"site": {one.__name__ for one in OF_SITE}, "host": {one.__name__ for one in OF_HOST}} == named
