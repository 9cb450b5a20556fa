"""The words that failures are counted by, as a sentence for people."""

from __future__ import annotations

from http import HTTPStatus

_WORDS = {
    "robots": "robots.txt does not allow it",
    "robots_unreachable": "robots.txt cannot be had, which forbids everything for now (RFC 9309)",
    "forbidden_address": "its address may not be fetched (it is not public, or its port is none of the web's)",
    "timeout": "no answer in time",
    "dns": "the host name does not exist",
    "too_large": "the answer is too large",
    "truncated": "the answer breaks off",
    "broken_encoding": "the answer's compression is damaged",
    "connection_refused": "nothing listens there (connection refused)",
    "connection": "the connection broke",
    "certificate": "its TLS certificate is not valid",
    "host_down": "the host does not answer",
    "error": "an error of our own; see the log",
    "no_feed": "it is no feed",
    "no_json_feed": "it is no feed",
    "no_sitemap": "it is no sitemap",
    "no_news_sitemap": "it is no sitemap",
    "no_wordpress": "it is no WordPress API",
    "duplicate": "another version of the same article",
    "offsite": "it leads to another site",
}


def in_words(reason: str) -> str:
    """``http_404`` → ``status 404 (Not Found)``; a word that is not listed stands for itself."""
    if reason.startswith("http_") and reason[5:].isdigit():
        try:
            return f"status {reason[5:]} ({HTTPStatus(int(reason[5:])).phrase})"
        except ValueError:
            return f"status {reason[5:]}"
    return _WORDS.get(reason, reason.replace("_", " "))
