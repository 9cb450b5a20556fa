"""What a site calls itself, and the id that its definition gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from wiredesk.crawlers.site_tools.drafting.evidence import Finding, Vote, decide
from wiredesk.crawlers.site_tools.drafting.home_facts import HomeFacts, site_name
from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
from wiredesk.pipelines.extraction.page.plain_text import clean_line
from wiredesk.pipelines.urls.syntax import normal_host

# How often each place has the site's bare name, estimated: og:site_name and WordPress' setting hold nothing else, feed
# titles and the home page's title often a slogan too.
_WEIGHTS = {"og:site_name": 0.85, "JSON-LD": 0.8, "application-name": 0.7}
_BY_SETTING, _BY_FEED, _BY_TITLE, _BY_PART_OF_TITLE = 0.9, 0.6, 0.6, 0.4
_SHORT_TITLE = 5  # words; a home page's longer title is name and slogan
# Characters of a title that are looked at, as of the home page's. The two patterns below try every place of a run of
# spaces or colons as its start: a feed's title of 100,000 colons held them up for minutes.
_LONGEST = 300
_SEPARATOR = re.compile(r"\s+[|–—·•»:-]\s+|\s*[|»•]\s*|:\s+")
_FEED_WORDS = re.compile(r"^(?:rss|atom|feed|flux)\b[\s:|-]*|[\s:|»-]*\b(?:rss|atom|feeds?)(?:\s*2\.0)?$", re.I)


def find_name(visit: SiteVisit, home: HomeFacts) -> Finding | None:
    """The site's own name with its evidence."""
    votes = list(_votes(visit, home))
    spelling: dict[str, str] = {}
    for vote in sorted(votes, key=lambda vote: (-vote.weight, vote.value.isupper())):
        spelling.setdefault(_comparable(vote.value), vote.value)
    found = decide(Vote(_comparable(vote.value), vote.weight, vote.source) for vote in votes)
    return Finding(spelling[found.value], found.confidence, found.because) if found else None


def _comparable(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _votes(visit: SiteVisit, home: HomeFacts) -> Iterator[Vote]:
    if visit.settings is not None and (own := site_name(visit.settings.name or "")):
        yield Vote(own, _BY_SETTING, visit.settings.system)
    named = [(where, name) for name, where in home.names]
    for where, name in dict(reversed(named)).items():  # the first of each place
        if (stated := site_name(name)) is not None:
            yield Vote(stated, _WEIGHTS[where], where)
    lines = (clean_line(listing.title, limit=_LONGEST) for listing in visit.sources)
    titles = {found for line in lines if line and (found := site_name(_FEED_WORDS.sub("", line)))}
    for title in titles:
        yield from _title_votes(title, "feed title", _BY_FEED)
    if home.title:
        yield from _title_votes(home.title, "home page's title", _BY_TITLE)


def _title_votes(title: str, where: str, weight: float) -> Iterator[Vote]:
    parts = [line for part in _SEPARATOR.split(title) if (line := site_name(part))]
    if len(parts) == 1 and len(parts[0].split()) <= _SHORT_TITLE:
        yield Vote(parts[0], weight, where)
    elif len(parts) > 1:
        for part in dict.fromkeys((parts[0], parts[-1])):
            if len(part.split()) <= _SHORT_TITLE:
                yield Vote(part, _BY_PART_OF_TITLE, where)


def site_id(url: str) -> str:
    """The id for the site at a home page: its host without ``www.``, a port that is not the scheme's own, its path."""
    parts = urlsplit(url)
    host = (normal_host(parts.hostname or "") or "").strip("[]").removeprefix("www.")
    port = f"-{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = "-".join(segment for segment in parts.path.split("/") if segment)
    name = re.sub(r"[^a-z0-9.-]+", "-", f"{host}{port}{'-' if path else ''}{path}".lower())
    return name.strip(".-")[:80] or "site"
