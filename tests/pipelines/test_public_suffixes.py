"""Registered names, compared with what tldextract makes of the same list."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import tldextract
from hypothesis import given
from hypothesis import strategies as st
from publicsuffixlist import PSLFILE

from wiredesk.pipelines.urls.public_suffixes import registered_name

EXTRACT = tldextract.TLDExtract(
    suffix_list_urls=(Path(PSLFILE).as_uri(),),
    fallback_to_snapshot=False,
    cache_dir=None,
    include_psl_private_domains=True,
)
RULES = sorted(EXTRACT.tlds)
LABELS = st.text("abcxyz0", min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.example.org", "example.org"),
        ("a.b.example.com.iq", "example.com.iq"),
        ("www.city.kawasaki.jp", "city.kawasaki.jp"),  # an exception to *.kawasaki.jp
        ("a.b.c.kawasaki.jp", "b.c.kawasaki.jp"),
        ("x.someone.github.io", "someone.github.io"),
        ("news.xn--mgbc0a9azcg", "news.xn--mgbc0a9azcg"),  # المغرب
        ("www.news.xn--mgbc0a9azcg", "news.xn--mgbc0a9azcg"),
        ("co.uk", "co.uk"),
        ("uk", "uk"),
        ("www.news.unknowntld", "news.unknowntld"),
    ],
)
def test_examples(host: str, expected: str) -> None:
    assert registered_name(host) == expected


@given(st.lists(LABELS, min_size=1, max_size=3), st.sampled_from(RULES))
def test_agrees_with_tldextract(labels: list[str], rule: str) -> None:
    host = ".".join([*labels, *(label if label != "*" else "any" for label in rule.removeprefix("!").split("."))])
    found = EXTRACT(host)
    assert registered_name(host) == (f"{found.domain}.{found.suffix}" if found.domain else host)


def test_cheap() -> None:
    code = (
        "import time; start = time.process_time()\n"
        "from wiredesk.pipelines.urls.public_suffixes import registered_name; registered_name('a.b.co.uk')\n"
        "import sys; print(time.process_time() - start, 'requests' in sys.modules)"
    )
    seconds, network = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert network == "False"
    assert float(seconds) < 0.15  # 0.02 s on an idle machine
