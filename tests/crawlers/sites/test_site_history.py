"""What a site's record says about its health, without a visit."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiredesk.crawlers.crawl.crawl_record import ArticleFields, CrawlRecord
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.site_tools.checking.history import judge_history
from wiredesk.crawlers.site_tools.checking.own_selectors import idle_in_visit
from wiredesk.crawlers.site_tools.checking.same_headline import one_headline_of_samples
from wiredesk.crawlers.site_tools.checking.usual_fields import Share, probability_of_so_few
from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
from wiredesk.crawlers.sites.definition import Expectations, SiteDefinition

HOUR, DAY = 3600.0, 86_400.0
START = 1_790_000_000.0


def crawl(at: float, *, new: int = 0, authors: int = 0, dates: int | None = None, length: int = 2000, **more):
    empty, empty_reasons = more.pop("empty", 0), more.pop("empty_reasons", {})
    fields = ArticleFields(
        articles=new, empty=empty, empty_reasons=empty_reasons, authors=authors, dates=new if dates is None else dates,
        lengths=[length] * new,
    )  # fmt: skip
    return CrawlRecord(at=at, found=new + empty, new=new, fields=fields, **more)


def usual(days: int = 20) -> SiteHealth:
    """A site with a crawl every two hours that brings two articles, of which one names an author; quiet at night."""
    health = SiteHealth()
    for number in range(days * 12):
        new = 0 if number % 12 < 4 else 2
        health.add(crawl(START + number * 2 * HOUR, new=new, authors=new // 2))
    return health


def site(**expect) -> SiteDefinition:
    return SiteDefinition(id="town", url="https://example.org/", expect=Expectations(**expect))


def kinds(health: SiteHealth, definition: SiteDefinition | None = None, now: float | None = None) -> dict[str, str]:
    last = health.crawls[-1].at if health.crawls else START
    found = judge_history(definition or site(), health, last if now is None else now)
    return {fault.kind: fault.message for fault in found}


def go_on(health: SiteHealth, count: int, **what) -> float:
    """More crawls, every two hours; the moment of the first."""
    begin = health.crawls[-1].at + 2 * HOUR
    for number in range(count):
        health.add(crawl(begin + number * 2 * HOUR, **what))
    return begin


def test_a_usual_site_is_in_order():
    assert kinds(usual()) == {}


def test_a_site_that_was_never_crawled_is_not_in_order():
    (fault,) = judge_history(site(), SiteHealth(), START)
    assert (fault.kind, fault.severity) == ("never_crawled", "notice")
    assert judge_history(site().model_copy(update={"enabled": False}), SiteHealth(), START) == []


@pytest.mark.parametrize(("count", "told"), [(1, "dns"), (80, "dns"), (400, "dns")])
def test_a_site_that_never_worked_fails_since_its_first_crawl(count, told):
    health = SiteHealth()
    for number in range(count):
        health.add(crawl(START + number * 2 * HOUR, problem=told))
    (fault,) = judge_history(site(), health, health.crawls[-1].at)
    assert (fault.kind, fault.severity) == ("crawls_fail", "broken")
    rarely = "; it is tried more and more rarely, once a day at the least"
    assert fault.message == "no crawl has ever worked: dns" + (rarely if count > 1 else "")
    assert fault.since is not None
    assert abs(fault.since.timestamp() - START) < DAY


def test_one_or_two_crawls_that_fail_after_others_are_a_notice_three_or_a_day_need_somebody():
    def severity(count: int, hours: float = 2) -> str:
        health = usual()
        begin = health.crawls[-1].at
        for number in range(count):
            health.add(crawl(begin + (number + 1) * hours * HOUR, problem="dns"))
        (fault,) = judge_history(site(), health, health.crawls[-1].at)
        assert fault.kind == "crawls_fail"
        return fault.severity

    assert (severity(1), severity(2), severity(3)) == ("notice", "notice", "broken")
    assert (severity(1, hours=24), severity(2, hours=24)) == ("notice", "broken")


def test_a_quiet_site_with_few_articles_a_day_is_not_taken_for_broken_by_chance():
    chance, health, alarms = random.Random(3), SiteHealth(), []
    for number in range(120):
        health.add(crawl(START + number * DAY, new=3, authors=3, dates=sum(chance.random() < 0.9 for _ in range(3))))
        alarms += kinds(health)
    assert alarms == []
    go_on(health, 4, new=3, authors=3, dates=0)
    assert "0 of 12 new articles have a publication date; usual: 9" in kinds(health)["dates"]


def test_the_usual_length_is_that_of_articles_not_of_days():
    health = SiteHealth()
    health.add(crawl(START, new=30, length=4000))
    for day in (1, 2, 3):
        health.add(crawl(START + day * DAY, new=1, length=40_000))
    go_on(health, 10, new=1, length=4000)
    assert "body_length" not in kinds(health)


def test_texts_that_vary_much_have_not_become_shorter_with_a_few_short_ones():
    """Short notices and long reports: a dozen notices in a row are no other site."""
    chance, health = random.Random(5), SiteHealth()
    for number in range(30):
        record = crawl(START + number * HOUR, new=2)
        record.fields.lengths = [chance.choice((300, 400, 3000, 6000)) for _ in range(2)]
        health.add(record)
    some = [300, 400, 300, 3000, 400, 300, 400, 400, 6000, 300, 400, 3000]
    record = crawl(START + 31 * HOUR, new=12)
    record.fields.lengths = some
    health.add(record)
    assert "body_length" not in kinds(health)
    go_on(health, 2, new=6, length=80)
    assert "body_length" in kinds(health)


def test_why_pages_gave_no_article_is_told():
    health = usual()
    go_on(health, 3, empty=9, empty_reasons={"error_page": 8, "empty": 1})
    assert kinds(health)["headline"].endswith("0 of 18 pages taken for articles give an article; usual: 100%; "
                                              "the others: 16 error_page, 2 empty")  # fmt: skip


def test_a_site_that_has_never_brought_an_article_does_not_work():
    health = SiteHealth()
    health.add(crawl(START))
    (fault,) = judge_history(site(), health, START)
    assert (fault.kind, fault.severity) == ("no_articles", "notice")
    go_on(health, 2)
    (fault,) = judge_history(site(), health, START)
    assert (fault.severity, fault.message) == ("broken", "no crawl has found an article yet")
    go_on(health, 1, unchanged=3)  # the record was lost; the articles are known
    assert kinds(health) == {}
    health.add(crawl(START + DAY, new=1, authors=1))
    assert kinds(health) == {}


def test_silence_is_longer_than_usual_only_after_a_while():
    health = usual()
    go_on(health, 10)
    assert kinds(health) == {}, "twenty hours"
    go_on(health, 14)
    (fault,) = judge_history(site(), health, health.crawls[-1].at)
    assert fault.kind == "silence"
    assert fault.message.startswith("no new article for 2 days; usual: at most 10 hours")
    assert fault.since is not None
    assert fault.since.timestamp() == health.last_new


def test_the_definition_says_how_long_a_silence_may_be():
    health = usual()
    go_on(health, 6)
    assert "at most 8 hours, says the definition" in kinds(health, site(longest_silence=8))["silence"]
    assert kinds(health, site(longest_silence=48)) == {}


def test_failing_crawls_are_no_silence():
    health = usual()
    begin = go_on(health, 30, problem="https://example.org/ is unavailable: dns")
    (fault,) = judge_history(site(), health, health.crawls[-1].at)
    assert fault.kind == "crawls_fail"
    assert "30 crawls" in fault.message
    assert "dns" in fault.message
    assert fault.since is not None
    assert fault.since.timestamp() == begin


@pytest.mark.parametrize(
    ("what", "kind", "message"),
    [
        ({"new": 4, "authors": 0}, "authors", "credit somebody; usual: 50%"),
        ({"new": 4, "authors": 2, "dates": 0}, "dates", "0 of"),
        ({"new": 1, "authors": 1, "empty": 9}, "headline", "pages taken for articles give an article"),
        ({"new": 4, "authors": 2, "length": 300}, "body_length", "300 characters (median); usual: 2000"),
    ],
)
def test_what_went_missing_and_since_when(what, kind, message):
    health = usual()
    begin = go_on(health, 6, **what)
    (fault,) = judge_history(site(), health, health.crawls[-1].at)
    assert fault.kind == kind
    assert message in fault.message
    assert fault.since is not None
    assert fault.since.timestamp() == begin


def test_the_definition_expects_what_history_cannot_know():
    health = SiteHealth()
    health.add(crawl(START, new=12, authors=0))
    assert kinds(health) == {}
    assert "expected: 60%" in kinds(health, site(authors=0.6))["authors"]
    assert kinds(usual(), site(articles_per_day=100))["rate"].startswith("16.0 new articles a day")


def test_crawls_that_have_stopped_are_told():
    health = usual()
    assert "4 days ago" in kinds(health, now=health.crawls[-1].at + 4 * DAY)["not_crawled"]


def test_so_few_can_be_chance_or_not():
    assert probability_of_so_few(0, 5, Share(0.6)) == pytest.approx(0.4**5)
    assert probability_of_so_few(5, 5, Share(0.6)) == pytest.approx(1.0)
    assert probability_of_so_few(9, 10, Share(1.0)) > 0.01, "one odd page of ten is no proof"


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.floats(0.2, 30)), min_size=1, max_size=150),
    st.floats(0.3, 1.0), st.integers(500, 5000),
)  # fmt: skip
def test_no_record_raises_and_a_site_that_stays_as_it_is_loses_no_field(crawls, share, length):
    health, at = SiteHealth(), START
    for new, hours in crawls:
        at += hours * HOUR
        health.add(crawl(at, new=new, authors=round(new * share), length=length))
    assert not {"dates", "body_length", "headline"} & kinds(health).keys()


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("headline", {"new": 0, "empty": 2}),
        ("dates", {"new": 2, "authors": 1, "dates": 0}),
        ("body_length", {"new": 2, "authors": 1, "length": 300}),
    ],
)
def test_what_is_broken_does_not_become_usual_within_days_but_within_a_month(kind, broken):
    health, told = usual(), []
    for _ in range(40):
        go_on(health, 12, **broken)
        told.append(kind in kinds(health))
    assert told[:28] == [True] * 28
    assert not told[-1]
    go_on(health, 24, new=2, authors=1)
    assert kind not in kinds(health)


def test_a_silence_that_was_told_is_no_habit_before_the_second_like_it():
    health = usual()
    go_on(health, 48, new=0)
    assert "silence" in kinds(health)
    go_on(health, 24, new=2, authors=1)
    assert kinds(health) == {}
    go_on(health, 20, new=0)
    assert "usual: at most 10 hours" in kinds(health)["silence"]
    go_on(health, 28, new=0)
    go_on(health, 24, new=2, authors=1)
    go_on(health, 48, new=0)
    assert kinds(health) == {}


def test_why_nothing_new_comes_stands_before_that_nothing_comes():
    health = usual()
    go_on(health, 48, new=0, empty=2)
    assert list(kinds(health)) == ["headline", "silence"]


def test_feeds_that_stand_still_beside_living_pages_are_told():
    health = usual()
    changed = health.crawls[-1].at - 10  # seconds: the feeds were read in the last crawl
    for number in range(11):
        record = crawl(health.crawls[-1].at + 2 * HOUR, new=number % 2, authors=1)
        health.add(record, changed)
    assert kinds(health) == {}
    for _ in range(6):
        health.add(crawl(health.crawls[-1].at + 2 * HOUR, new=1, authors=1), changed)
    assert kinds(health) == {
        "source": "its feeds stand still: 11 new articles came since, all of them by its other listings"
    }
    health.add(crawl(health.crawls[-1].at + 2 * HOUR, new=1, authors=1), health.crawls[-1].at + HOUR)
    assert kinds(health) == {}
    health.add(crawl(health.crawls[-1].at + 2 * HOUR, new=1, authors=1), None)
    assert kinds(health) == {}


def test_a_site_with_few_articles_is_silent_too():
    health = SiteHealth()
    for number in range(9 * 12):
        health.add(crawl(START + number * 2 * HOUR, new=number % 12 == 0, authors=1))
    assert 8 <= sum(day.new for day in health.days) < 20
    go_on(health, 34)
    assert kinds(health) == {}, "three days"
    go_on(health, 14)
    assert "no new article for 5 days; usual: at most 24 hours" in kinds(health)["silence"]


def with_selectors(health: SiteHealth, crawls: int, **found: tuple[int, int]) -> SiteHealth:
    for _ in range(crawls):
        record = crawl(START if not health.crawls else health.crawls[-1].at + HOUR, new=4)
        record.fields.selectors = found
        health.add(record)
    return health


@pytest.mark.parametrize(
    ("rules", "before", "now", "told"),
    [
        (
            {"headline": ["h1"]},
            {"h1": (4, 4)},
            {"h1": (4, 0)},
            "'h1' finds no headline on any of the 8 articles read last",
        ),
        ({"headline": ["h1"]}, {}, {"h1": (4, 0)}, "and has never found any"),
        (
            {"authors": ["a", "b"]},
            {"a": (4, 4)},
            {"a": (4, 0), "b": (4, 0)},
            "`[extract] authors` of town.toml: 'a' finds",
        ),
        ({"headline": ["h1"]}, {"h1": (4, 4)}, {"h1": (4, 4)}, None),
        ({"authors": ["a"]}, {}, {"a": (4, 0)}, None),  # perhaps nothing is signed
        ({"headline": ["h1", "h2"]}, {}, {"h1": (4, 0), "h2": (4, 4)}, None),  # one of them was never on these pages
        ({"remove": ["aside"]}, {"aside": (4, 1)}, {"aside": (4, 0)}, None),  # by chance
        ({"remove": ["aside"]}, {}, {"aside": (4, 0)}, None),
        ({"body": ["main"]}, {"article": (4, 4)}, {"article": (4, 0)}, None),  # an older definition's
    ],
)
def test_a_selector_that_finds_nothing_is_named(rules, before, now, told):
    health = with_selectors(with_selectors(SiteHealth(), 10, **before), 2, **now)
    health = SiteHealth.model_validate_json(health.model_dump_json(exclude_defaults=True))
    definition = SiteDefinition(id="town", url="https://example.org/", extract=rules)
    faults = [one for one in judge_history(definition, health, health.crawls[-1].at) if one.kind == "selector"]
    assert len(faults) == (told is not None), faults
    assert (told or "") in "".join(fault.message for fault in faults)
    assert all(fault.severity == "broken" for fault in faults)


def test_a_selector_whose_place_another_takes_is_a_notice():
    health = with_selectors(with_selectors(SiteHealth(), 10, h1=(4, 4)), 3, h1=(4, 0), h2=(4, 4))
    definition = SiteDefinition(id="town", url="https://example.org/", extract={"headline": ["h1", "h2"]})
    (fault,) = judge_history(definition, health, health.crawls[-1].at)
    assert (fault.kind, fault.severity) == ("selector", "notice")
    assert "'h1'" in fault.message
    assert fault.since is not None


@pytest.mark.parametrize(
    ("newest", "told"),
    [
        (["The  Town Post"] * 5, "5 of the 12 newest articles have the site's name as headline: “The Town Post”"),
        (["Obituaries", "A fire", "Obituaries", "A flood", "Obituaries", "Snow"], None),
        (["Weather"] * 4, None),
        ([f"Town Post: story {number}" for number in range(12)], None),
    ],
)
def test_one_headline_for_all_articles_is_told(newest, told):
    health = SiteHealth()
    for number, headline in enumerate([*(f"Story {number}" for number in range(9)), *newest]):
        record = crawl(START + number * HOUR, new=1)
        record.fields.headlines = [headline]
        health.add(record)
        health = SiteHealth.model_validate_json(health.model_dump_json(exclude_defaults=True))
    definition = SiteDefinition(id="town", url="https://example.org/", name="Town Post")
    found = {one.kind: one.message for one in judge_history(definition, health, health.crawls[-1].at)}
    assert ("headline" in found) == (told is not None), found
    assert (told or "") in found.get("headline", "")


def test_a_visit_names_selectors_that_find_nothing_and_one_headline():
    definition = SiteDefinition(id="town", url="https://example.org/", extract={"headline": ["h1"], "date": ["time"]})
    visit = SiteVisit(definition, SiteSummary(site="town"), selectors={"h1": (5, 0), "time": (5, 4)}, leads=5)
    found = {fault.kind: fault.message for fault in idle_in_visit(definition, SiteHealth(), visit)}
    assert list(found) == ["selector"]
    assert "`[extract] headline` of town.toml: 'h1'" in found["selector"]
    assert list(one_headline_of_samples(definition, ["A", "A", "B", "A"])) == []
    (fault,) = one_headline_of_samples(definition, ["The Town Post"] * 3)
    assert "all 3 articles read now have one and the same headline" in fault.message
