"""A small run of benchmarks/consumer_crash.py: real consumers, kill -9, poison, replay."""

from __future__ import annotations

import importlib
import random
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


@pytest.fixture
def consumer_crash(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    harness = importlib.import_module("consumer_harness")
    monkeypatch.setattr(harness, "CLAIM_AFTER", 0.3)
    monkeypatch.setattr(harness, "MAX_DELIVERIES", 5)
    return importlib.import_module("consumer_crash")


def test_killed_consumers_lose_nothing(consumer_crash, redis_url, tmp_path):
    random.seed()
    figures = consumer_crash.run(redis_url, tmp_path, kills=8, articles=60, workers=3, mean_gap=0.08)
    assert figures["kills"] == 8
    assert figures["processed"] == 60
    assert figures["dead_letters"] == 3
    assert figures["deaths_of_poison"] >= 3


def test_the_harness_notices_an_acknowledgement_too_early(consumer_crash, redis_url, tmp_path, monkeypatch):
    """The check itself is checked: a consumer that acknowledges before it writes down must be caught."""
    harness = consumer_crash.Harness(redis_url, tmp_path, 1)
    harness.client.xgroup_create(consumer_crash.KEYS.articles, consumer_crash.GROUP, "0", mkstream=True)
    consumer_crash.queue_articles(harness.client, range(1, 3))
    ((_, entries),) = harness.client.xreadgroup(
        consumer_crash.GROUP, "careless", {consumer_crash.KEYS.articles: ">"}
    ) or [(None, [])]
    assert harness.acknowledged_unprocessed() == set()
    harness.client.xack(consumer_crash.KEYS.articles, consumer_crash.GROUP, entries[0][0])
    assert harness.acknowledged_unprocessed() == {entries[0][0]}
