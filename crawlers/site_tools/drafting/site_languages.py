"""The languages of a site, by its articles' own text first."""

from __future__ import annotations

from collections import Counter

from wiredesk.crawlers.site_tools.drafting.evidence import Finding, Vote, decide
from wiredesk.crawlers.site_tools.drafting.home_facts import HomeFacts
from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
from wiredesk.crawlers.sites.standard_codes import check_language, language_matches

_SHARE = 0.25
"""Share of the sampled articles from which a second language is the site's own and not a quotation."""
_DECLARED, _DECLARED_BY_FEED = 0.5, 0.4  # a template's default as often as not


def find_languages(visit: SiteVisit, home: HomeFacts) -> tuple[list[str], Finding | None]:
    """The languages (BCP 47, the usual one first), and the finding about the first of them."""
    counts = Counter(tag for article in visit.articles if article.language and (tag := _valid(article.language)))
    total = sum(counts.values())
    if not total:
        found = decide(_declared(visit, home))
        return [found.value] if found else [], found
    usual = [tag for tag, count in counts.most_common() if count / total >= _SHARE] or [counts.most_common(1)[0][0]]
    first = usual[0]
    votes = [Vote(first, min(0.95, 0.5 + 0.1 * counts[first]), f"{counts[first]} of {total} articles")]
    votes += [
        Vote(first, vote.weight, vote.source)
        for vote in _declared(visit, home)
        if language_matches(vote.value, first) or language_matches(first, vote.value)
    ]
    return usual, decide(votes)


def _declared(visit: SiteVisit, home: HomeFacts) -> list[Vote]:
    votes = [Vote(tag, _DECLARED, "html lang") for tag in (_valid(home.language),) if tag]
    feeds = {tag for listing in visit.sources if (tag := _valid(listing.language))}
    return votes + [Vote(tag, _DECLARED_BY_FEED, "feed") for tag in sorted(feeds)]


def _valid(tag: str | None) -> str | None:
    try:
        return check_language(tag.replace("_", "-")) if tag else None
    except ValueError:
        return None
