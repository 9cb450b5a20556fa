"""What counts as wrong: the rules of alerts, on records of crawls as they are kept."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from wiredesk.crawlers.alerts import certificates
from wiredesk.crawlers.alerts.certificates import certificate_states
from wiredesk.crawlers.alerts.condition import Condition, check_rules
from wiredesk.crawlers.alerts.message import message_of
from wiredesk.crawlers.alerts.queue_conditions import server_conditions
from wiredesk.crawlers.alerts.records import AlertRecord, mark_told, renewed, settled, target_mark, to_tell
from wiredesk.crawlers.alerts.site_conditions import certificate_condition, crawl_condition, site_conditions
from wiredesk.crawlers.crawl.crawl_record import ArticleFields, CrawlRecord
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.fetching.certificate import CertificateState
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import UsageProblem

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()
HOUR, DAY = 3600.0, 86_400.0
SITE = SiteDefinition(id="harbour", url="https://harbour.example/")


def health(*records: CrawlRecord) -> SiteHealth:
    made = SiteHealth()
    for record in records:
        made.add(record)
    return made


def steady(days: int = 20, until: float = NOW) -> list[CrawlRecord]:
    """Six articles a day, three a crawl."""
    return [CrawlRecord(at=until - days * DAY + step * DAY / 2, found=9, new=3) for step in range(2 * days)]


def rules(made: SiteHealth, now: float = NOW) -> list[str]:
    return [condition.rule for condition in site_conditions(SITE, made, now)]


def test_a_site_that_works_as_always_is_no_alert_and_one_that_was_never_crawled_neither():
    assert rules(health(*steady())) == []
    assert rules(SiteHealth()) == []


def test_a_silence_longer_than_the_site_has_ever_kept():
    silent = [CrawlRecord(at=NOW - DAY + step * HOUR, found=9) for step in range(25)]
    assert rules(health(*steady(until=NOW - 1.5 * DAY), *silent)) == ["silence"]
    assert rules(health(*steady(until=NOW - DAY), *silent[:12]), NOW - DAY / 2) == []


def test_crawls_that_fail_and_those_that_robots_forbids():
    bad = [CrawlRecord(at=NOW - step * HOUR, failed=1, problem="down", reason="timeout") for step in (3, 2, 1)]
    (condition,) = site_conditions(SITE, health(*steady(until=NOW - 5 * HOUR), *bad), NOW)
    assert (condition.rule, condition.since) == ("failing", NOW - 3 * HOUR)
    said = "robots.txt does not allow https://harbour.example/"
    barred = [CrawlRecord(at=NOW - step * HOUR, problem=said, reason="robots") for step in (3, 2, 1)]
    (condition,) = site_conditions(SITE, health(*steady(until=NOW - 5 * HOUR), *barred), NOW)
    assert (condition.rule, condition.message) == ("robots", said), "the reason is told, and not that crawls fail"
    articles = CrawlRecord(at=NOW - HOUR, found=40, new=2, robots=30, dropped=30)
    assert rules(health(*steady(until=NOW - DAY), articles)) == ["robots"]
    few = CrawlRecord(at=NOW - HOUR, found=40, new=2, robots=4, dropped=4)
    assert rules(health(*steady(until=NOW - DAY), few)) == []


@pytest.mark.parametrize(("pause", "missed", "holds"), [
    (600, 1.9 * HOUR, False), (600, 2.1 * HOUR, True), (DAY, 1.9 * DAY, False), (DAY, 2.1 * DAY, True),
    (4 * HOUR, 11 * HOUR, False), (4 * HOUR, 13 * HOUR, True),
])  # fmt: skip
def test_no_crawl_is_told_by_the_habit_of_the_crawls(pause, missed, holds):
    last = NOW - missed
    healths = {
        f"site{site}": health(*(CrawlRecord(at=last - site * 20 - step * pause, found=1) for step in range(9, -1, -1)))
        for site in range(5)
    }
    condition = crawl_condition(healths, 0, NOW)
    assert (condition is not None) is holds
    assert crawl_condition(healths, 1000, NOW) is None
    assert crawl_condition({}, 0, NOW) is None


def test_certificates():
    def told(**state):
        return certificate_condition("harbour", CertificateState(**state), 14, NOW)

    assert told(expires=datetime.fromtimestamp(NOW + 15 * DAY, UTC)) is None
    assert told() is None
    ends = told(expires=datetime.fromtimestamp(NOW + 13 * DAY, UTC))
    assert ends is not None
    assert ends.message == "its TLS certificate ends in 13 days (2026-12-11)"
    refused = told(problem="self-signed certificate")
    assert refused is not None
    assert "self-signed" in refused.message


def record(rule: str, subject: str, **more) -> AlertRecord:
    return AlertRecord(rule=rule, subject=subject, message="down", since=NOW - 5 * HOUR, seen=NOW, **more)


def test_an_outage_of_all_sites_is_one_line_and_a_strangers_text_steers_nothing():
    title, text = message_of(
        [*(record("failing", f"site{number}") for number in range(40)), record("dead", "se\x1b[31march\nx")],
        [record("silence", "harbour", ended=NOW)], NOW,
    )  # fmt: skip
    assert title == "wiredesk: 41 problems, 1 over"
    lines = text.splitlines()
    assert lines[:3] == [
        "BEGAN",
        "- failing: 40: site0, site1, site2, site3, site4, site5, site6, site7, site8, site9 and 30 more",
        "  first: failing: site0: down (since 2026-11-28 07:00 UTC)",
    ]
    assert "- dead: search x: down (since 2026-11-28 07:00 UTC)" in lines
    assert "- harbour: silence, after 5 hours" in lines


def test_fields_that_are_lost_one_after_the_other_are_told_one_by_one():
    def lost(*parts: str) -> list[Condition]:
        return [Condition("fields", "harbour", f"no {part}", part=part) for part in parts]

    def told(records: dict[str, AlertRecord]) -> tuple[list[str], list[str]]:
        begun, ended = to_tell(records, "mail", {})
        mark_told(records, "mail", begun, ended)
        return [one.message for one in begun], [one.message for one in ended]

    before = AlertRecord(
        rule="fields", subject="harbour", message="all", since=NOW, seen=NOW, told=[target_mark("mail")]
    )
    records = renewed({before.key: before}, lost("authors"), NOW)
    assert told(records) == ([], []), "an earlier version has told it"
    records = renewed(settled(records, ["mail"]), lost("authors", "dates"), NOW)
    assert told(records) == (["no dates"], [])
    records = renewed(settled(records, ["mail"]), lost("dates"), NOW)
    assert told(records) == ([], ["no authors"])
    assert list(settled(records, ["mail"])) == ["fields|harbour|dates"]


def test_both_fields_that_a_site_has_lost_are_conditions():
    usual, bare = ArticleFields(articles=9, authors=9, dates=9), ArticleFields(articles=9)
    crawls = [one.model_copy(update={"fields": usual}) for one in steady(until=NOW - 3 * DAY)]
    crawls += [one.model_copy(update={"fields": bare}) for one in steady(days=3)]
    parts = {(one.rule, one.part) for one in site_conditions(SITE, health(*crawls), NOW)}
    assert parts == {("fields", "authors"), ("fields", "dates")}


def test_a_server_that_cannot_write_while_its_memory_is_short_is_two_conditions():
    info = {"used_memory": 95, "maxmemory": 100, "rdb_last_bgsave_status": "err"}
    found = server_conditions(SimpleNamespace(info=lambda *_: info), read_environment({}))
    assert [one.key for one in found] == ["redis||memory", "redis||disk"]


def test_hosts_that_do_not_answer_hold_up_no_check(monkeypatch):
    class Clock:
        now = NOW

        def monotonic(self) -> float:
            return self.now

        time = monotonic

    def look(url: str, guard: object) -> None:
        clock.now += 1  # twenty at a time, of which each takes twenty seconds
        asked.append(url)

    clock, asked = Clock(), []
    monkeypatch.setattr(certificates, "time", clock)
    monkeypatch.setattr(certificates, "look_at_certificate", look)
    sites = [SiteDefinition(id=f"s{number}", url=f"https://s{number}.example/") for number in range(500)]
    client = SimpleNamespace(hmget=lambda key, names: [None] * len(names))
    for _ in range(2):
        assert certificate_states(client, Keys(), read_environment({}), sites, look=True) == {}
    assert len(asked) == 160
    assert len(set(asked)) > 100, "the second check looks at others"


def test_a_rule_that_does_not_exist_is_refused():
    with pytest.raises(UsageProblem, match="'silense' is not a rule of alerts; there are silence, "):
        check_rules(["silense"])
