"""`wiredesk fetch` on every fault that newsfarm can serve: one line that names URL and reason, never a traceback."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawlers.on_demand.reasons import is_documented

FAULTS = [
    ({"kind": "reset"}, {"connection"}),
    ({"kind": "truncate"}, {"truncated", "connection"}),
    ({"kind": "drip", "chunk": 64, "ms": 500}, {"timeout"}),
    ({"kind": "latency", "ms": 60_000}, {"timeout"}),
    ({"kind": "status", "status": 403}, {"http_403"}),
    ({"kind": "gzip_bomb", "mb": 100}, {"too_large"}),
    ({"kind": "redirect_loop"}, {"redirects"}),
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

    But for wrong_type: a page that is HTML is read as such, whatever it is called.
    """
    by_site = {site: [one["url"] for one in farm.control("/manifest?text=0")["articles"] if one["site"] == site]
               for site in range(4)}  # fmt: skip
    expected, rules = {}, []
    for number, (rule, reasons) in enumerate(FAULTS):
        site = number % 4
        url = by_site[site][number // 4]
        rules.append({**rule, "path": urlsplit(url).path + "*", "site": site})
        expected[url] = (rule, reasons)
    for site, urls in by_site.items():
        parts = urlsplit(urls[0])
        wiredesk.define(f"farm{site}", f'url = "http://{parts.netloc}/"\n[fetch]\ntimeout = 3\ndelay = 0\n')
    farm.control("/faults", {"rules": rules})
    done = wiredesk("fetch", *expected)
    assert (done.returncode, done.stdout) == (1, "")
    lines = dict(line.split(": ", 1) for line in done.stderr.splitlines())
    assert lines.keys() == expected.keys()
    for url, (rule, reasons) in expected.items():
        reason = lines[url].partition(" ")[0]
        assert is_documented(reason), lines[url]
        assert reason in reasons, f"{rule}: {lines[url]}"
