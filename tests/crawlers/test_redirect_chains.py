"""What a site answers before it gives an article: redirects to other hosts for a while, cookies asked back, a 304."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hand_made_site import WORDS, Answer, article_page


def published(wiredesk):
    return sorted(urlsplit(article["url"]).path for article in wiredesk.queue())


def stories(site, *numbers):
    paths = [f"/n/{number}" for number in numbers]
    for path in paths:
        body = f"Nobody had expected story {path} to end so well. " * 3 + WORDS.replace("bridge", f"pier{path[-2:]}")
        site.pages[path] = article_page(f"Ferry number {path[-2:]} returns to the upper lake", body=body)
    return paths


@pytest.mark.parametrize(("status", "again"), [(302, True), (307, True), (303, True), (301, False), (308, False)])
def test_a_temporary_redirect_to_another_host_is_not_remembered(wiredesk, start_site, status, again):
    site = start_site()
    (path,) = stories(site, 82)
    page = site.pages[path]
    wiredesk.define_with_feed("lake", site, path)
    site.pages[path] = Answer(status=status, headers={"Location": "https://consent.example/collect?x=1"})
    figures = wiredesk.crawl(exit_code=1 if again else 0)["lake"]
    assert figures["failed" if again else "dropped"] == {"sent_away" if again else "offsite": 1}
    site.pages[path] = page
    wiredesk.crawl()
    assert len(published(wiredesk)) == again


def test_a_cookie_is_given_back_within_its_chain_alone(wiredesk, start_site):
    site, other = start_site(), start_site()
    paths = stories(site, 83, 84)
    pages = {path: site.pages[path] for path in paths}
    seen = []

    def ask_back(path):
        def answer(headers):
            seen.append((path, headers.get("Cookie")))
            if f"pass={path[-2:]}" in (headers.get("Cookie") or ""):
                return pages[path]
            return Answer(status=302, headers={"Location": path, "Set-Cookie": f"pass={path[-2:]}; Path=/"})

        return answer

    site.pages |= {path: ask_back(path) for path in paths}
    wiredesk.define_with_feed("lake", site, *paths)
    wiredesk.crawl()
    assert published(wiredesk) == paths
    assert sorted(seen, key=str) == sorted(
        [pair for path in paths for pair in ((path, None), (path, f"pass={path[-2:]}"))], key=str
    )
    assert not other.asked


def test_cookies_beyond_all_bounds_are_not_kept(wiredesk, start_site):
    site = start_site()
    (path,) = stories(site, 85)
    wiredesk.define_with_feed("lake", site, path)
    big = Answer(status=302, headers={"Location": path, "Set-Cookie": f"pass={'x' * 20_000}"})
    site.pages[path] = big
    wiredesk.crawl(exit_code=None)
    assert all("Cookie" not in headers for _, headers in site.asked)


def test_a_304_that_nobody_asked_for_is_a_failure(wiredesk, start_site):
    site = start_site()
    (path,) = stories(site, 86)
    wiredesk.define_with_feed("lake", site, path)
    feed, site.pages["/feed"] = site.pages["/feed"], Answer(status=304)
    assert wiredesk.crawl(exit_code=1)["lake"]["failed"] == {"http_304": 1}
    site.pages["/feed"] = feed
    assert wiredesk.crawl()["lake"]["new"] == 1
