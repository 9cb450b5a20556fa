"""A rule is tried on kept pages in a time that is bounded, whatever the selector."""

from __future__ import annotations

import signal
import threading
import time
from datetime import UTC, datetime

import pytest

from wiredesk.crawlers.site_tools.rule_trial import trial
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.archive.kept_page import KeptPage
from wiredesk.pipelines.extraction.rules import InvalidSelector

SLOW = "//*[count(//*[contains(., 'water')]) > 5]"
"""Looks through the whole page from each of its elements."""
SITE = SiteDefinition(id="bay", url="https://bay.example/")


@pytest.fixture
def kept() -> KeptPage:
    """A page with seven hundred comments."""
    comments = "".join(f"<p>Comment {n} about the <b>water</b> of the bay</p>" for n in range(700))
    body = f"<html><body><article><h1>The water of the bay</h1>{comments}</article></body></html>".encode()
    return KeptPage(
        "a", 1, "bay", "new", "https://bay.example/water-of-the-bay", "https://bay.example/water-of-the-bay",
        datetime.now(UTC), 200, "text/html", (), body, "f", 0, "d",
    )  # fmt: skip


def test_a_selector_that_takes_longer_than_a_page_may_is_refused(kept, monkeypatch):
    monkeypatch.setattr(trial, "TIME_LIMIT", 0.05)
    with pytest.raises(InvalidSelector, match=r"takes more than 0\.05 s"):
        trial.try_rule([kept], SITE, "remove", SLOW)


def test_ctrl_c_does_not_wait_for_a_slow_selector(kept):
    began = time.monotonic()
    main = threading.main_thread().ident
    assert main is not None
    threading.Timer(0.1, signal.pthread_kill, (main, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        trial.try_rule([kept], SITE, "remove", SLOW)
    assert time.monotonic() - began < 5


def test_what_the_trial_of_a_page_raises_is_raised(kept):
    with pytest.raises(InvalidSelector, match="no valid selector"):
        trial.try_rule([kept], SITE, "remove", "//p[nosuch()]")
