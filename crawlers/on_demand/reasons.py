"""The fixed list of reasons why a URL gave no article; docs/on-demand.md prints it, a test keeps the two equal."""

from __future__ import annotations

import re

REASONS = {
    # the request
    "invalid_request": "the request is malformed: no URL, or a field that cannot be read",
    "invalid_url": "no URL that can be requested",
    "already_published": "no failure: the article is on the queue already and has not changed; its id is given",
    "abandoned": "every worker that took the request up died over it",
    "interrupted": "the program was stopped before the page could be fetched",
    # getting there
    "forbidden_address": "the URL or the address that it leads to may not be fetched (not public, port, scheme)",
    "robots": "robots.txt does not allow the URL",
    "robots_unreachable": "robots.txt could not be had (an error of the server), which closes the site",
    "dns": "the host name has no address",
    "connection_refused": "nothing listens there",
    "connection": "the connection broke, or TLS failed",
    "timeout": "no whole answer in time",
    "host_down": "the host has not answered several times in a row, so that it was not asked again",
    "redirects": "a chain or loop of redirects, or one to what is no web address",
    "offsite": "the site sends its readers on to another one",
    # the answer
    "http_NNN": "the status of the answer: http_404, http_403, http_503, …",
    "too_large": "the answer is larger than the limit, decompressed",
    "truncated": "the answer ended before its announced length",
    "broken_encoding": "the answer's compression or transfer coding is damaged",
    # the page
    "empty": "no content at all",
    "noindex": "the page asks not to be indexed, and the site's definition says to obey that (meta_robots)",
    "not_html": "no page of text; the detail says what it is: a PDF, a picture, a feed, JSON",
    "unparsable": "nothing that a parser can make a page of",
    "listing": "a home page, section, search result or tag page",
    "error_page": "an error message, login or robot check with status 200",
    "not_article": "a page without an article's text or headline",
    "needs_javascript": "the page must be rendered, and this installation has no browser (extra: render)",
    "extraction_timeout": "the page took the extraction too long",
    "extraction_memory": "the page took the extraction too much memory",
    "extraction_crash": "the page broke its extraction process",
    "error": "a fault of wiredesk itself; the log has more",
}
"""Reason → what it means. ``http_NNN`` stands for the family of statuses."""

_STATUS = re.compile(r"http_[1-9]\d\d")


def detail_of(reason: str, message: str) -> str:
    """What a person is told: the library's own message where it has one for people, else what the reason means."""
    if not message or message.startswith("[<") or message.isidentifier():
        return REASONS.get(reason, message)
    return message[:300]


def is_documented(reason: str) -> bool:
    """Whether `reason` is one of the list."""
    return reason in REASONS or _STATUS.fullmatch(reason) is not None
