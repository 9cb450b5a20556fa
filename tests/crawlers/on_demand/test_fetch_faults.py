"""`wiredesk fetch` on every fault that newsfarm can serve: one line that names URL and reason, never a traceback."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from wiredesk.crawlers.reasons import is_documented

SLOW = [
    ({"kind": "drip", "chunk": 64, "ms": 500}, {"timeout"}),
    ({"kind": "latency", "ms": 60_000}, {"timeout"}),
]
FAULTS = [
    ({"kind": "reset"}, {"connection"}),
    ({"kind": "truncate"}, {"truncated", "connection"}),
    ({"kind": "status", "status": 403}, {"http_403"}),
    ({"kind": "gzip_bomb", "mb": 100}, {"too_large"}),
    ({"kind": "redirect_loop"}, {"redirects"}),
    ({"kind": "redirect_to", "location": "http://[::1]/secret"}, {"forbidden_address"}),
    ({"kind": "redirect_metadata"}, {"forbidden_address"}),
    ({"kind": "huge", "mb": 50}, {"too_large"}),
    ({"kind": "deep"}, {"unparsable", "not_article", "too_large", "empty"}),
    ({"kind": "bad_xml"}, {"not_html"}),
    ({"kind": "entity_bomb"}, {"not_html", "not_article"}),
    ({"kind": "binary"}, {"not_html", "not_article"}),
    ({"kind": "empty"}, {"empty"}),
    ({"kind": "status", "status": 503}, {"http_503"}),
]


def test_each_fault_has_its_line(wiredesk, farm):
    """Each fault on an article of its own, spread over the sites, in one call.

    The slow ones have a site of their own with a short time limit, which a busy machine may need for the large ones.
    """
    by_site = {site: [one["url"] for one in farm.control("/manifest?text=0")["articles"] if one["site"] == site]
               for site in range(4)}  # fmt: skip
    expected, rules = {}, []
    placed = [(0, *fault) for fault in SLOW] + [(1 + number % 3, *fault) for number, fault in enumerate(FAULTS)]
    for site, rule, reasons in placed:
        url = by_site[site].pop()
        rules.append({**rule, "path": urlsplit(url).path + "*", "site": site})
        expected[url] = (rule, reasons)
    mistyped = by_site[1].pop()  # a page that is HTML is read as such, whatever it is called
    rules.append({"kind": "wrong_type", "path": urlsplit(mistyped).path + "*", "site": 1})
    for site, urls in by_site.items():
        home, timeout = f"http://{urlsplit(urls[0]).netloc}/", 60 if site else 3
        wiredesk.define(f"farm{site}", f'url = "{home}"\n[fetch]\ntimeout = {timeout}\ndelay = 0\n')
    farm.control("/faults", {"rules": rules})
    done = wiredesk("fetch", *expected, mistyped)
    assert done.returncode == 1
    assert [json.loads(line)["requested_url"] for line in done.stdout.splitlines()] == [mistyped]
    lines = dict(line.split(": ", 1) for line in done.stderr.splitlines())
    assert lines.keys() == expected.keys()
    for url, (rule, reasons) in expected.items():
        reason = lines[url].partition(" ")[0]
        assert is_documented(reason), lines[url]
        assert reason in reasons, f"{rule}: {lines[url]}"
