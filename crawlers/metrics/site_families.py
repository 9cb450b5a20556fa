"""How each site fares."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from prometheus_client.metrics_core import Metric

from wiredesk.crawlers.alerts.certificates import certificate_states
from wiredesk.crawlers.completeness.judgement import completeness_of
from wiredesk.crawlers.completeness.record import SUMMARY, Summary, readable_summary
from wiredesk.crawlers.completeness.recorder import zone_for
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.crawl.health_store import readable
from wiredesk.crawlers.crawl.pauses import read_paused
from wiredesk.crawlers.metrics.families import counted_by_site, gauges
from wiredesk.crawlers.site_tools.checking.completeness import judge_completeness
from wiredesk.crawlers.site_tools.checking.history import judge_history
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.figures.figure_names import COUNTED_BY_SITE
from wiredesk.pipelines.figures.reading import figures_of
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment

_AT_ONCE = 200  # sites asked for in one round trip: their records are 20 kB each at the most


def site_families(client: Any, keys: Keys, environment: Environment) -> Iterator[Metric]:
    """Of the sites that have a definition; by name those that were ever crawled. Raises redis.RedisError."""
    definitions, faults = Catalogue.load(*environment.sites).readable()
    paused = read_paused(client, keys)
    enabled = [one for one in definitions if one.enabled]
    states = {
        "crawled": sum(one.id not in paused for one in enabled), "paused": sum(one.id in paused for one in enabled),
        "disabled": len(definitions) - len(enabled), "invalid": len(faults),
    }  # fmt: skip
    yield gauges("sites", "Site definitions, by state", ["state"], [((name,), count) for name, count in states.items()])
    read = _read(client, keys, [one.id for one in enabled])
    crawled = [one for one in enabled if read[one.id][0].crawls]
    healths = {one.id: read[one.id][0] for one in crawled}

    def moments(name: str, meaning: str, field: str) -> Metric:
        values = [((site,), getattr(health, field)) for site, health in healths.items()]
        return gauges(name, meaning, ["site"], values)

    yield gauges("site_up", "Whether the last crawl of a site could do its work", ["site"],
                 [((site,), float(not health.crawls[-1].is_bad)) for site, health in healths.items()])  # fmt: skip
    yield gauges("site_last_crawl_timestamp_seconds", "When the last crawl of a site ended", ["site"],
                 [((site,), health.crawls[-1].at) for site, health in healths.items()])  # fmt: skip
    yield moments("site_last_good_crawl_timestamp_seconds", "When the last one ended that did its work", "last_good")
    yield moments("site_last_article_timestamp_seconds", "When a site last brought a new article", "last_new")
    yield gauges("site_paused", "Whether a site is paused", ["site"],
                 [((site,), float(site in paused)) for site in healths])  # fmt: skip
    yield gauges("site_leads", "Links of a site that wait for the next crawl", ["site"],
                 [((site,), read[site][1]) for site in healths])  # fmt: skip
    now = time.time()
    yield from _completeness(crawled, {site: one[3] for site, one in read.items()}, now)
    broken = {
        (one.id, fault.kind): 1.0
        for one in crawled if one.id not in paused
        for fault in judge_history(one, healths[one.id], now) if fault.severity == "broken"
    }  # fmt: skip
    for one in crawled:
        if one.id not in paused and judge_completeness(read[one.id][3], zone_for(one.timezone), now) is not None:
            broken[one.id, "completeness"] = 1.0
    yield gauges("site_fault", "1 for what is wrong with a site, as `sites check --offline` tells", ["site", "kind"],
                 broken.items())  # fmt: skip
    seen = certificate_states(client, keys, environment, crawled, look=False)
    ends = [((site,), one.expires.timestamp()) for site, one in seen.items() if one.expires]
    yield gauges("site_certificate_expiry_timestamp_seconds", "When the certificate ends that `alerts check` last saw",
                 ["site"], ends)  # fmt: skip
    for figure in COUNTED_BY_SITE:
        yield counted_by_site(figure, {site: read[site][2].get(figure.name, {}) for site in healths})


def _completeness(sites: list[SiteDefinition], captures: dict[str, Summary], now: float) -> Iterator[Metric]:
    """What share of each site's articles is found, where that can be told."""
    told = [(one.id, completeness_of(captures[one.id], zone_for(one.timezone), now)) for one in sites]
    of_days = "of a site's articles, the last seven judged days"
    yield gauges("site_completeness_ratio", f"Share found {of_days}", ["site"],
                 [((site,), found.share) for site, found in told])  # fmt: skip
    yield gauges("site_completeness_low_ratio", f"Lower end of its 95 % interval: share found {of_days}", ["site"],
                 [((site,), found.low) for site, found in told])  # fmt: skip
    yield gauges("site_completeness_high_ratio", f"Upper end of its 95 % interval: share found {of_days}", ["site"],
                 [((site,), found.high) for site, found in told])  # fmt: skip


_Read = tuple[SiteHealth, int, dict[str, dict[str, int]], Summary]


def _read(client: Any, keys: Keys, sites: list[str]) -> dict[str, _Read]:
    """Health record, leads, counted figures, and what kinds of sources have named, of each site."""
    found = {}
    for begin in range(0, len(sites), _AT_ONCE):
        part = sites[begin : begin + _AT_ONCE]
        pipeline = client.pipeline()
        for site in part:
            pipeline.get(keys.health(site))
            pipeline.hlen(keys.frontier(site))
            pipeline.hgetall(keys.site_figures(site))
            pipeline.hget(keys.captures(site), SUMMARY)
        answers = pipeline.execute()
        for place, site in enumerate(part):
            health, leads, figures, captures = answers[4 * place : 4 * place + 4]
            counted = figures_of(figures).counted
            found[site] = (readable(site, health), int(leads), counted, readable_summary(site, captures))
    return found
