"""Requests that nobody answers are seen: in the figures of the queue, by the doctor, and in the metrics."""

from __future__ import annotations

import json
import time

import pytest
import redis
from click.testing import CliRunner

from wiredesk.crawlers.cli.doctor import doctor
from wiredesk.crawlers.cli.queue import queue as queue_command
from wiredesk.crawlers.metrics.collection import collect
from wiredesk.crawlers.on_demand.request_queue import GROUP
from wiredesk.crawlers.on_demand.waiting_requests import TOO_LONG, read_waiting
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment

KEYS = Keys()


@pytest.fixture
def client(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        yield client


def ask(client, *ages: float) -> None:
    """Requests that were made so many seconds ago; the oldest first."""
    for age in ages:
        client.xadd(KEYS.requests, {"url": "https://a.example/1"}, id=f"{(time.time() - age) * 1000:.0f}-*")


def test_an_empty_queue_and_one_that_no_worker_has_read(client):
    assert read_waiting(client, KEYS).in_words == "none"
    ask(client, TOO_LONG + 60, 5)
    state = read_waiting(client, KEYS)
    assert (state.waiting, state.held, state.held_too_long) == (2, 0, 0)
    assert state.oldest_seconds >= TOO_LONG + 60


def test_what_is_held_too_long_is_shown_everywhere(client, redis_url):
    ask(client, TOO_LONG + 120, TOO_LONG + 60, 5)
    client.xgroup_create(KEYS.requests, GROUP, "0")
    client.xreadgroup(GROUP, "worker", {KEYS.requests: ">"}, count=2)
    state = read_waiting(client, KEYS)
    assert (state.waiting, state.held, state.held_too_long) == (3, 2, 2)
    assert "2 held for more than 15 min" in state.in_words

    environment = {"WIREDESK_REDIS_URL": redis_url}
    shown = CliRunner().invoke(queue_command, ["stats"], env=environment).output
    assert "2 held for more than 15 min" in shown
    figures = json.loads(CliRunner().invoke(queue_command, ["stats", "--json"], env=environment).output)
    assert figures["requests"]["held_too_long"] == 2
    done = CliRunner().invoke(doctor, ["--json"], env=environment)
    (finding,) = [finding for finding in json.loads(done.output) if finding["subject"] == "requests"]
    assert (finding["state"], done.exit_code) == ("change", 1)

    assert b"wiredesk_requests_held_too_long 2.0" in collect(Environment(redis_url=redis_url)).text()
