"""A page that a site shows in the place of its articles is none of them, and costs none of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

import pytest
import redis
from hand_made_site import Answer, HandMade, article_page

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.reasons import patience
from wiredesk.crawlers.spiders.fetched_page import Version
from wiredesk.crawlers.spiders.walls import MOST_HELD, ReadPage, Walls
from wiredesk.pipelines.article import Article, DiscoveredVia
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.validators import Validators
from wiredesk.pipelines.urls.identity import article_id

SLUGS = ("ferry-timetable-changes", "school-roof-repaired", "orchard-harvest-begins", "library-opens-late")
HEADLINES = {slug: slug.replace("-", " ").capitalize() for slug in SLUGS}
WALL = (
    "<html><head><title>Times of the Bay</title></head><body><main><h1>Your privacy matters to our team</h1>"
    + "<p>We and our partners store information on your device, measure how our pages are used and show you offers "
    "that fit. You decide what we may do, and can change your mind whenever you like in your account.</p>"
    * 3
    + "<form action=/choice><button>Agree</button><button>Choose</button></form></main></body></html>"
)


def listed(site: HandMade, titles: dict[str, str]) -> Answer:
    items = "".join(f"<item><title>{t}</title><link>{site.url}{p}</link></item>" for p, t in titles.items())
    return Answer(f'<rss version="2.0"><channel><title>Bay</title>{items}</channel></rss>', content_type="text/xml")


def define(wiredesk, site: HandMade, titles: dict[str, str]) -> None:
    site.pages["/feed"] = listed(site, titles)
    wiredesk.define(
        "bay", f'url = "{site.url}/"\nsources = [{{type = "feed", url = "{site.url}/feed"}}]\n[fetch]\ndelay = 0\n'
    )


def published(wiredesk, start_site) -> tuple[HandMade, dict[str, str]]:
    """A site whose four articles are published, and the titles that its feed gives them."""
    site = start_site()
    titles = {f"/news/{slug}": HEADLINES[slug] for slug in SLUGS}
    define(wiredesk, site, titles)
    for path, title in titles.items():
        site.pages[path] = article_page(title)
    assert wiredesk.crawl()["bay"]["new"] == 4
    return site, titles


def with_untold_stories(wiredesk, start_site) -> HandMade:
    """A site with three articles that neither their addresses nor the feed tells the headlines of."""
    site = start_site()
    titles = {f"/story/{number}": "More" for number in range(101, 104)}
    define(wiredesk, site, titles)
    for path, headline in zip(titles, HEADLINES.values(), strict=False):
        site.pages[path] = article_page(headline)
    return site


def read(path: str, headline: str, text: str, title: str | None = None, named: str | None = None) -> ReadPage:
    url = f"https://bay.example{path}"
    lead = Lead(url=url, via=DiscoveredVia(type="feed"), evidence=Evidence(title=title) if title else None)
    article = Article.model_construct(
        url=url, headline=headline, body_text=text, canonical_url=named, fetched_at="2026-11-29T18:00:00Z"
    )
    return ReadPage(Version(article, lead, Validators(None, None), (url,)), None, named or url)


@pytest.mark.parametrize(
    ("path", "headline", "title", "strange"),
    [
        ("/news/ferry-timetable-changes", "Ferry timetable changes on Monday", None, False),
        ("/2026/11/ferry-timetable/4711.html", "Ferry timetable changes on Monday", None, False),
        ("/story/4711", "Ferry timetable changes on Monday", "Ferry timetable changes", False),
        ("/story/4711", "フェリーの時刻が変わる", "フェリーの時刻が変わる", False),
        ("/story/4711", "Ferry timetable changes on Monday", None, True),
        ("/bay-times/ferry-timetable-changes", "Welcome to the bay", "Ferry timetable changes", True),
        ("/news/the-school-and-the-sea", "Sign in to the Times of the Bay", None, True),
    ],
)
def test_which_headlines_are_strange(path, headline, title, strange):
    assert read(path, headline, "Text.", title).is_strange is strange


def test_a_third_address_with_one_text_makes_a_wall():
    walls = Walls()
    pages = [read(f"/story/{number}", "Sign in", "The same words.") for number in range(4)]
    assert [(walls.sort(page).articles, walls.has_held) for page in pages[:2]] == [([], True)] * 2
    found = walls.sort(pages[2])
    assert (found.articles, found.walls, found.is_first, walls.has_held) == ([], pages[:3], True, False)
    found = walls.sort(pages[3])
    assert (found.walls, found.is_first) == ([pages[3]], False)


@pytest.mark.parametrize(
    ("titles", "dated", "is_wall"),
    [
        (("The school roof is mended", "An orchard has burnt"), False, True),
        (("The school roof is mended", "An orchard has burnt"), True, False),
        (("Pictures of the day", "Pictures of the day"), False, False),
        (("/story/0", "/story/1"), False, False),
    ],
)
def test_two_titles_of_a_listing_above_one_undated_text_are_a_wall(titles, dated, is_wall):
    walls = Walls()
    pages = [read(f"/story/{n}", "Sign in", "The same words.", title) for n, title in enumerate(titles)]
    for page in pages:
        page.version.article.date_published_source = "meta" if dated else "feed"
    assert walls.sort(pages[0]).walls == []
    assert walls.sort(pages[1]).walls == (pages if is_wall else [])
    assert [*walls.rest()] == ([] if is_wall else pages)


@pytest.mark.parametrize(
    ("dates", "source", "walls_from"),
    [
        (["2026-11-28T09:00:00Z"] * 6, "meta", 6),  # agency copy in several sections, called otherwise there
        (["2026-11-28"] * 6, "text", 6),
        (["2026-11-28T09:00:00Z"] * 3, "feed", 3),  # it is the listing that dates it
        (["2026-11-29T17:59:30Z"] * 3, "meta", 3),  # made for this answer
        (["2026-11-28T09:00:00Z", "2026-11-27T09:00:00Z", "2026-11-26T09:00:00Z"], "json-ld", 3),
    ],
)
def test_a_dated_text_may_stand_at_more_addresses(dates, source, walls_from):
    walls = Walls()
    pages = [read(f"/story/{n}", "The school roof is mended", "The same words.", "More") for n in range(len(dates))]
    for page, date in zip(pages, dates, strict=True):
        page.version.article.date_published, page.version.article.date_published_source = date, source
    assert [bool(walls.sort(page).walls) for page in pages] == [False] * (walls_from - 1) + [True]


def test_a_wall_may_name_the_address_and_the_time():
    walls = Walls()
    words = "We and our partners store information on your device and measure how our pages are used. You decide. " * 3
    told = [f"{words} You asked for /story/{number} at 12:0{number}, request {number}f." for number in range(4)]
    pages = [read(f"/story/{number}", "Your choice", text) for number, text in enumerate(told)]
    assert [walls.sort(page).articles for page in pages[:2]] == [[], []]
    assert walls.sort(pages[2]).walls == pages[:3]
    assert walls.sort(pages[3]).walls == [pages[3]]


def test_reports_of_one_form_are_no_wall():
    walls = Walls()
    for number in range(1, 5):
        money = enumerate("euro pound yen franc lira rial".split())
        rates = " ".join(f"{name} {number * place + 0.37}" for place, name in money)
        walls.sort(read(f"/story/{number}", "Rates of the day", f"The bank has set the rates of today: {rates}."))
    assert len(list(walls.rest())) == 4


def test_one_text_below_three_headlines_is_a_wall_too():
    walls = Walls()
    pages = [read(f"/{slug}", HEADLINES[slug], "Accept all.", HEADLINES[slug]) for slug in SLUGS[:3]]
    assert walls.sort(pages[0]).articles == [pages[0]]
    assert walls.sort(pages[1]).articles == []
    assert walls.sort(pages[2]).walls == pages[1:]


def test_one_article_at_many_addresses_is_no_wall():
    walls = Walls()
    twins = [read(f"/{slug}/ferry-timetable-changes", "Ferry timetable changes", "It sails later.") for slug in SLUGS]
    assert [walls.sort(page).articles for page in twins] == [[page] for page in twins]
    named = "https://bay.example/story/12"
    versions = [read(f"/story/12?v={number}", "A strange one", "It sails.", named=named) for number in range(4)]
    assert not any(walls.sort(page).walls for page in versions)


def test_only_a_few_pages_are_held_back():
    walls = Walls()
    pages = [read(f"/story/{number}", "No title tells", f"Text {number}.") for number in range(MOST_HELD + 2)]
    assert [page for each in pages for page in walls.sort(each).articles] == pages[:2]
    assert list(walls.rest()) == pages[2:]
    assert not walls.has_held


def test_a_wall_is_not_published_and_costs_no_article(wiredesk, start_site):
    site = start_site()
    titles = {f"/news/{slug}": HEADLINES[slug] for slug in SLUGS}
    define(wiredesk, site, titles)
    for path in titles:
        site.pages[path] = Answer(WALL)
    figures = wiredesk.crawl(exit_code=1)["bay"]
    assert (figures["new"], figures["failed"], figures["left"]) == (0, {"wall": 4}, 4)
    assert "Your privacy matters" in figures["warnings"][0]
    faults = json.loads(wiredesk("sites", "check", "--json").stdout)["faults"]
    told = {fault["kind"]: fault["message"] for fault in faults}["no_articles"]
    assert told.endswith("4 were tried, and none gave an article: 4 wall")
    assert patience("wall") == patience("sent_away") > 0
    site.pages["/feed"] = listed(site, titles | {"/news/one-more": "One more"})
    for path, title in titles.items():
        site.pages[path] = article_page(title)
    site.pages["/news/one-more"] = Answer(WALL)
    figures = wiredesk.crawl(exit_code=1)["bay"]
    assert (figures["new"], figures["failed"]) == (4, {"wall": 1}), "met alone, it is known again"


def test_a_wall_at_one_address_of_the_site_is_one_too(wiredesk, start_site):
    """Each article redirects, for now, to the page that asks."""
    site = start_site()
    titles = {f"/news/{slug}": HEADLINES[slug] for slug in SLUGS}
    define(wiredesk, site, titles)
    site.pages["/privacy-choice"] = Answer(WALL)
    for path in titles:
        site.pages[path] = Answer(status=302, headers={"Location": "/privacy-choice"})
    assert wiredesk.crawl(exit_code=1)["bay"]["failed"] == {"wall": 4}
    for path, title in titles.items():
        site.pages[path] = article_page(title)
    assert wiredesk.crawl()["bay"]["new"] == 4


def test_a_known_article_is_not_replaced_by_a_wall(wiredesk, start_site):
    site, titles = published(wiredesk, start_site)
    for path in titles:
        site.pages[path] = Answer(WALL)
    site.pages["/feed"] = listed(site, {path: f"{title}, once more" for path, title in titles.items()})
    figures = wiredesk.crawl(exit_code=1)["bay"]
    assert (figures["updated"], figures["failed"]) == (0, {"wall": 4})


def story(headline: str, text: str) -> Answer:
    """A page whose text does not name its headline."""
    return Answer(WALL.replace("Your privacy matters to our team", headline).replace("We and our partners", text))


def visit(wiredesk, site: HandMade, path: str) -> dict:
    """A crawl in which the visit to one known article is due."""
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        for known in client.zrange(Keys().revisits("bay"), 0, -1):
            client.zadd(Keys().revisits("bay"), {known: time.time() + 9_000})
        client.zadd(Keys().revisits("bay"), {article_id(site.url + path): 1})
    return wiredesk.crawl(exit_code=None)["bay"]


def test_a_wall_that_is_met_at_one_known_article_a_crawl_replaces_none(wiredesk, start_site):
    site, titles = published(wiredesk, start_site)
    one, two, *_ = titles
    site.pages[one] = site.pages[two] = Answer(WALL)
    met = [visit(wiredesk, site, path) for path in (one, two, one)]
    assert [(figures["updated"], figures["failed"]) for figures in met] == [(0, {}), (0, {"wall": 1}), (0, {"wall": 1})]
    site.pages[one] = article_page(titles[one], body="Its words are others now. The harbour master has said so. " * 4)
    assert visit(wiredesk, site, one)["updated"] == 1


def test_one_text_that_a_template_puts_below_all_headlines_replaces_one_article_at_most(wiredesk, start_site):
    site, titles = published(wiredesk, start_site)
    one, two, *_ = titles
    for path in (one, two):
        site.pages[path] = story(titles[path], "The council and the mayor")
    met = [visit(wiredesk, site, path) for path in (one, two)]
    assert [(figures["updated"], figures["failed"]) for figures in met] == [(1, {}), (0, {"wall": 1})]
    for path in titles:
        site.pages[path] = story(titles[path], "The council and the mayor")
    faults = json.loads(wiredesk("sites", "check", "--json").stdout)["faults"]
    assert "3 of 4 pages show one text" in {fault["kind"]: fault["message"] for fault in faults}["headline"]


def test_a_story_with_another_headline_is_published_when_two_visits_have_seen_it(wiredesk, start_site):
    site = start_site()
    titles = {"/story/101": "More", "/story/102": "More"}
    define(wiredesk, site, titles)
    site.pages["/story/101"], site.pages["/story/102"] = map(article_page, list(HEADLINES.values())[:2])
    assert wiredesk.crawl()["bay"]["new"] == 2
    site.pages["/story/101"] = story("Fog halts all boats", "The pilots and the harbour master")
    assert visit(wiredesk, site, "/story/101")["updated"] == 0
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        planned = client.zscore(Keys().revisits("bay"), article_id(f"{site.url}/story/101"))
        assert 0 < planned - time.time() < 3600
    assert visit(wiredesk, site, "/story/101")["updated"] == 1


def test_pages_that_no_listing_names_are_published_at_the_end(wiredesk, start_site):
    with_untold_stories(wiredesk, start_site)
    assert wiredesk.crawl()["bay"]["new"] == 3


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_pages_held_back_are_not_lost_when_the_crawl_is_stopped(wiredesk, start_site, how):
    site = with_untold_stories(wiredesk, start_site)
    site.pages["/story/103"].wait = 60
    process = wiredesk.start("crawl", "bay")
    deadline = time.monotonic() + 30
    while len(site.paths()) < 5 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.5)  # the first two pages are read by now
    os.kill(process.pid, how)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert wiredesk.queue() == []
    site.pages["/story/103"].wait = 0
    assert wiredesk.crawl()["bay"]["new"] == 3
