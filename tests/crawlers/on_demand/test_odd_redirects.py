"""Redirects to nowhere: each has a reason that says so, in a crawl and on demand."""

from __future__ import annotations

import pytest
from hand_made_site import Answer, article_page

NOWHERE = {
    "/bracket-1": "http://[::1/news",
    "/port-2": "http://127.0.0.1:99999/news",
    "/letters-3": "http://127.0.0.1:news/",
    "/script-4": "javascript:history.back()",
    "/mail-5": "mailto:desk@harbour.example",
    "/data-6": "data:text/html,news",
    "/long-7": "/news?from=" + "%2Fnews%3Ffrom%3D" * 200,
}
"""path → a Location that no browser follows."""


def redirect(to: str | None, status: int = 302) -> Answer:
    return Answer("", status, headers={} if to is None else {"Location": to})


def test_on_demand(wiredesk, start_site):
    site = start_site()
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    site.pages.update({path: redirect(to) for path, to in NOWHERE.items()})
    site.pages["/label-8"] = redirect(f"http://{'harbour' * 10}.example/")
    site.pages["/control-9"] = redirect("/news/\x01bridge\t-1001")  # as browsers read it
    site.pages["/news/%01bridge-1001"] = article_page("Old bridge to be repaired")
    site.pages["/news/pier-1002"] = redirect("/enter?to=/news/pier-1002")
    site.pages["/enter?to=/news/pier-1002"] = article_page("Please choose what we may store")
    site.pages["/odd-status"] = Answer("", 999)
    for status in (301, 302, 303, 307, 308):
        site.pages[f"/none-{status}"] = redirect(None, status)
    site.pages["/blank"] = redirect(" ")
    done = wiredesk("fetch", *(site.url + path for path in site.pages if not path.startswith("/enter")))
    assert done.stdout.count("Old bridge to be repaired") >= 2
    lines = dict(line.removeprefix(site.url).split(": ", 1) for line in done.stderr.splitlines())
    said = {path: line.split(" ", 1) for path, line in lines.items()}
    assert {path: reason for path, (reason, _) in said.items()} == {
        **dict.fromkeys(NOWHERE, "redirects"), "/label-8": "forbidden_address", "/odd-status": "http_999",
        "/news/pier-1002": "sent_away",
        **{f"/none-{status}": f"http_{status}" for status in (301, 302, 303, 307, 308)}, "/blank": "http_302",
    }  # fmt: skip
    assert "mailto:desk@harbour.example" in said["/mail-5"][1]
    assert "without saying where to" in said["/none-302"][1]


@pytest.mark.parametrize("location", [None, "http://[::1/news"])
def test_a_crawl_tries_again(wiredesk, start_site, location):
    """Nothing is said as a fault of ours, and a robots.txt that is redirected to nowhere is not there."""
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
    site.pages["/robots.txt"] = redirect(None)
    site.pages["/news/bridge-1001"] = redirect(location)
    figures = wiredesk.crawl(exit_code=None)["harbour"]
    assert figures["failed"] | figures["dropped"] == {"http_302" if location is None else "redirects": 1}
    assert figures["left"] == 1
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    assert wiredesk.crawl()["harbour"]["new"] == 1
