"""Every reason that can be given is documented, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import wiredesk.crawlers.fetching.failure_reasons as failure_reasons
from wiredesk.crawlers.on_demand.reasons import REASONS, is_documented
from wiredesk.pipelines.extraction.rejection import RejectionReason

DOCUMENT = Path(__file__).resolve().parents[3] / "docs/on-demand.md"


def test_what_extraction_and_download_say_is_on_the_list():
    assert all(map(is_documented, get_args(RejectionReason)))
    given = {reason for _, reason in failure_reasons._REASONS}
    assert all(map(is_documented, given)), given - REASONS.keys()
    for problem in (None, ConnectionResetError(), failure_reasons.ForbiddenByRobots("robots", "no"), RuntimeError()):
        assert is_documented(failure_reasons.reason_of(problem))


def test_statuses_are_a_family():
    assert is_documented("http_404")
    assert not is_documented("http_99")
    assert not is_documented("unheard_of")


def test_the_guide_prints_the_list():
    rows = dict(re.findall(r"^\| `([a-z_N]+)` \| (.+) \|$", DOCUMENT.read_text("utf-8"), re.M))
    assert {name: rows.get(name) for name in REASONS} == REASONS
