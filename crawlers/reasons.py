"""Why a URL gave no article: the one list of reasons, with what each means and what happens next.

Commands, HTTP, the worker, crawls, health and `sites check` take what they say and do from here. docs/reasons.md is
made from it (``python -m wiredesk.crawlers.reasons``). A test checks that every reason given is in the list, and that
every one in it is given somewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal

from wiredesk.pipelines.source_kinds import SOURCE_KINDS

Place = Literal["request", "network", "answer", "page", "crawl", "source"]

CRAWLS_TRIED: Final = 5
"""Crawls in which an article may fail before it is given up: at one crawl an hour an outage of an afternoon passes."""
CLOSED_DAYS: Final = 1.0
"""For what the site may change any day: robots.txt, a size, a redirect."""
BARRED_DAYS: Final = 7.0
"""For how long an article is tried again in whose place something else is shown: the site needs time to repair that."""
GONE_DAYS: Final = 7.0
"""For a URL that answered 404 or 410."""
REJECTED_DAYS: Final = 30.0
"""For a page that was read and is no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason."""

    name: str
    place: Place
    """How far the URL got."""
    meaning: str
    """The explanation for users."""
    told: str = ""
    """The same as part of a sentence about a URL; `meaning` where empty."""
    remembered: float | None = None
    """Days for which a crawl does not ask for the URL again; None: the next crawl tries again."""
    doubtful: bool = False
    """A temporary fault of a server may look the same, so a crawl believes it only the second time."""
    passing: bool = False
    """For a listing it does not prove that the listing is gone."""
    no_article: bool = False
    """The page was read: a site with many such pages may have changed its templates."""
    patient: bool = False
    """A site may show it for days in the place of an article: tried again for BARRED_DAYS, more and more rarely."""
    only_answer: bool = False
    """Given only for single URLs that somebody asked for; crawls never count it."""

    then: str = ""
    """What a crawl does next, where the other fields do not tell."""

    @property
    def next_step(self) -> str:
        """What a crawl does next, for the table."""
        if self.then:
            return self.then
        if self.place == "source":
            return "the source is tried again in the next crawl"
        if self.only_answer:
            return "ask again when the cause is removed"
        if self.place == "crawl":
            return "nothing"
        if self.patient:
            tried = f"the next crawls try again, for {BARRED_DAYS:g} days"
            return f"{tried}; then not asked for again for {self.remembered:g} days" if self.remembered else tried
        if self.remembered is None:
            return f"the next crawl tries again, {CRAWLS_TRIED} crawls at most"
        days = f"not asked for again for {self.remembered:g} day{'s' if self.remembered != 1 else ''}"
        return f"believed when two crawls have seen it; then {days}" if self.doubtful else days


_ALL: Final = (
    Reason(name="invalid_request", place="request", only_answer=True,
           meaning="the request is malformed: no URL, or a field that cannot be read"),
    Reason(name="invalid_url", place="request", then="nothing", meaning="no URL that can be requested"),
    Reason(name="already_published", place="request", only_answer=True,
           meaning="no failure: the article is on the queue already and has not changed; its id is given"),
    Reason(name="abandoned", place="request", only_answer=True,
           meaning="every worker that took the request died while working on it"),
    Reason(name="interrupted", place="request", only_answer=True,
           meaning="the program was stopped before the page could be fetched"),
    Reason(name="forbidden_address", place="network", remembered=CLOSED_DAYS,
           meaning="the URL or the address behind it may not be fetched (not public, port, scheme)",
           told="its address may not be fetched (it is not public, or not on a port of the web)"),
    Reason(name="robots", place="network", remembered=CLOSED_DAYS, meaning="robots.txt does not allow the URL",
           told="robots.txt does not allow it"),
    Reason(name="robots_unreachable", place="network", passing=True,
           meaning="robots.txt is unavailable (an error of the server), so nothing of the site may be fetched",
           told="robots.txt is unavailable, which forbids everything for now (RFC 9309)"),
    Reason(name="dns", place="network", passing=True, meaning="the host name has no address",
           told="the host name does not exist"),
    Reason(name="connection_refused", place="network", passing=True,
           meaning="the connection was refused: nothing listens there",
           told="nothing listens there (connection refused)"),
    Reason(name="connection", place="network", passing=True, meaning="the connection broke, or TLS failed",
           told="the connection broke"),
    Reason(name="timeout", place="network", passing=True, meaning="no whole answer in time", told="no answer in time"),
    Reason(name="host_down", place="network", passing=True,
           meaning="the host did not answer several times in a row and was not asked again",
           told="the host does not answer"),
    Reason(name="daily_budget", place="network", passing=True, then="the first crawl after midnight (UTC) goes on",
           meaning="the host has had all its requests of this day (`[fetch] daily_requests`)",
           told="its host has had its requests of the day"),
    Reason(name="redirects", place="network", passing=True, remembered=CLOSED_DAYS, doubtful=True,
           meaning="too many redirects, a loop, or a redirect to something that is no web address"),
    Reason(name="offsite", place="network", remembered=CLOSED_DAYS,
           meaning="a permanent redirect to another site", told="it leads to another site"),
    Reason(name="sent_away", place="network", passing=True, patient=True,
           meaning="a temporary redirect to another site, or to a log-in: a page for consent, login or maintenance",
           told="it redirects to another site, or to a log-in, for the moment"),
    Reason(name="http_NNN", place="answer", meaning="the status of the answer: http_404, http_403, http_503, …",
           then=f"404 and 410: not asked for again for {GONE_DAYS:g} days, 404 of what has just been published when "
           "two crawls have seen it; others: as `timeout`"),
    Reason(name="too_large", place="answer", remembered=CLOSED_DAYS, doubtful=True, no_article=True,
           meaning="the answer is larger than the limit, decompressed", told="the answer is too large"),
    Reason(name="truncated", place="answer", passing=True, meaning="the answer ended before its announced length",
           told="the answer breaks off"),
    Reason(name="broken_encoding", place="answer", passing=True,
           meaning="the answer's compression or transfer coding is damaged",
           told="the answer's compression is damaged"),
    Reason(name="empty", place="page", remembered=REJECTED_DAYS, doubtful=True, no_article=True,
           meaning="no text at all; perhaps scripts fill the page (`[fetch] render`)", told="empty"),
    Reason(name="noindex", place="page", remembered=REJECTED_DAYS, told="noindex",
           meaning="the page asks not to be indexed, and the site's definition says to obey that (meta_robots)"),
    Reason(name="not_html", place="page", remembered=REJECTED_DAYS, doubtful=True, no_article=True, told="not html",
           meaning="no HTML; the detail says what it is instead: a PDF, a picture, a feed, JSON"),
    Reason(name="unparsable", place="page", remembered=REJECTED_DAYS, doubtful=True, no_article=True,
           meaning="cannot be parsed as a page", told="unparsable"),
    Reason(name="listing", place="page", remembered=REJECTED_DAYS, no_article=True,
           meaning="a home page, section, search result or tag page", told="listing"),
    Reason(name="error_page", place="page", remembered=REJECTED_DAYS, patient=True, no_article=True,
           meaning="an error message, login or robot check with status 200", told="error page"),
    Reason(name="wall", place="page", patient=True,
           meaning="the same text at several addresses: a page for consent, login or maintenance, no articles"),
    Reason(name="not_article", place="page", remembered=REJECTED_DAYS, no_article=True,
           meaning="a page without an article's text or headline", told="not article"),
    Reason(name="needs_javascript", place="page", remembered=CLOSED_DAYS, told="needs javascript",
           meaning="the page must be rendered, and this installation has no browser (extra: render)"),
    Reason(name="extraction_timeout", place="page", meaning="extraction took too long",
           told="extraction timeout"),
    Reason(name="extraction_memory", place="page", meaning="extraction needed too much memory",
           told="extraction memory"),
    Reason(name="extraction_crash", place="page", meaning="the page broke its extraction process",
           told="extraction crash"),
    Reason(name="too_old", place="crawl", remembered=REJECTED_DAYS, told="too old",
           then="a crawl without `--since` takes it",
           meaning="the article is older than `--since` asks for; its listing did not date it"),
    Reason(name="too_new", place="crawl", told="too new", then="a crawl without `--until` takes it",
           meaning="the article is younger than `--until` asks for; its listing did not date it"),
    Reason(name="duplicate", place="crawl", meaning="another version of the same article"),
    Reason(name="rejected_before", place="crawl", told="rejected before",
           meaning="an earlier crawl found that it is no article, and this is still remembered"),
    Reason(name="archive", place="crawl", told="its page could not be kept",
           then="it ends; articles whose pages could not be kept are left to the next crawl",
           meaning="raw pages cannot be kept where `WIREDESK_ARCHIVE` says (a full disk), and nothing may be published "
           "without"),
    Reason(name="certificate", place="source", meaning="its TLS certificate is not valid"),
    *(Reason(name=f"no_{row.kind}", place="source", meaning=f"it is no {row.called}")
      for row in SOURCE_KINDS.values() if row.kind != "section"),  # whatever is answered can be read as a page
    Reason(name="nothing_found", place="source", then="the next crawl reads all listings again",
           meaning="no listing names any article, where articles were found before",
           told="its listings name no article any more"),
    Reason(name="error", place="page", meaning="a fault of wiredesk itself; the log has more",
           told="an error of our own; see the log"),
)  # fmt: skip

REASONS: Final = {reason.name: reason for reason in _ALL}
"""Name → reason. ``http_NNN`` stands for the family of statuses."""

_STATUS = re.compile(r"http_[1-9]\d\d")
_GONE = frozenset(("http_404", "http_410"))
_COUNTED = 3  # reasons with their numbers in one message


def reason_named(name: str) -> Reason | None:
    """The reason of that name; a status is one of its family. None for a name that is not in the list."""
    return REASONS.get("http_NNN" if _STATUS.fullmatch(name) else name)


def is_documented(name: str) -> bool:
    """Whether a name is in the list."""
    return reason_named(name) is not None


def patience(name: str) -> float:
    """Seconds for which an article that fails so is tried again, beyond the crawls that others are tried in."""
    reason = reason_named(name)
    return BARRED_DAYS * 86_400 if reason is not None and reason.patient else 0.0


def days_remembered(name: str) -> float | None:
    """Days for which a crawl does not ask again for a URL that has ended so; None: the next crawl tries again."""
    if name in _GONE:
        return GONE_DAYS
    reason = reason_named(name)
    return reason.remembered if reason is not None else None


def in_words(name: str) -> str:
    """The reason within a sentence: ``http_404`` → ``status 404 (Not Found)``."""
    if name.startswith("http_") and name[5:].isdigit():
        try:
            return f"status {name[5:]} ({HTTPStatus(int(name[5:])).phrase})"
        except ValueError:
            return f"status {name[5:]}"
    reason = reason_named(name)
    return (reason.told or reason.meaning) if reason is not None else name.replace("_", " ")


def counted(reasons: Mapping[str, int]) -> str:
    """The most frequent reasons with their numbers: ``57 error_page, 2 empty``."""
    return ", ".join(f"{count} {reason}" for reason, count in Counter(reasons).most_common(_COUNTED))


def counted_in_words(reasons: Mapping[str, int]) -> str:
    """The same for people: ``status 404 (Not Found): 3, a permanent redirect to another site: 2``."""
    return ", ".join(f"{in_words(reason)}: {count}" for reason, count in Counter(reasons).most_common(_COUNTED))


def detail_of(name: str, message: str) -> str:
    """What a person is told: the library's own message where it has one for people, else what the reason means."""
    if not message or message.startswith("[<") or message.isidentifier():
        reason = REASONS.get(name)
        return reason.meaning if reason is not None else message
    return message[:300]


def table() -> str:
    """The list as the rows of docs/reasons.md."""
    lines = ["| reason | meaning | what a crawl does next |", "|---|---|---|"]
    lines += [f"| `{reason.name}` | {reason.meaning} | {reason.next_step} |" for reason in _ALL]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
