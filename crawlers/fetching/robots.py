"""What a site's robots.txt allows this crawler, and how long that is believed (RFC 9309)."""

from __future__ import annotations

import codecs

from wiredesk.crawlers.fetching.robots_rules import Directive, RobotsRules, product_tokens, read_directives

# RFC 9309 section 2.5: a parsing limit must be at least 500 kibibytes.
LARGEST_ROBOTS = 500 * 1024
# A site that names more sitemaps than this lists them in an index.
MOST_SITEMAPS = 500
_UNREACHABLE = "# unreachable"
_REACHED = "# robots.txt"  # so that the text of an empty policy is not empty


class RobotsPolicy:
    """The answer to every question about one origin's robots.txt. Immutable."""

    def __init__(self, directives: list[Directive], user_agent: str, *, unreachable: bool = False) -> None:
        self.unreachable = unreachable
        """robots.txt could not be fetched, so nothing may be fetched for now (2.3.1.4)"""
        self._directives = directives
        self._rules = RobotsRules(directives, product_tokens(user_agent))
        self.sitemaps: tuple[str, ...] = tuple(
            dict.fromkeys(value for field, value in directives if field == "sitemap" and value)
        )[:MOST_SITEMAPS]
        """as written there: absolute URLs in most cases, to be resolved against that of robots.txt"""

    @classmethod
    def from_response(cls, status: int, body: bytes, *, user_agent: str) -> RobotsPolicy:
        """The policy that an answer means (2.3.1).

        2xx: its rules, read from the first 500 KiB in any charset. 5xx and 429: unreachable. 4xx, and 3xx after the
        caller has followed five redirects: there is no robots.txt, all is allowed.
        """
        if 200 <= status < 300:
            return cls(list(read_directives(_decoded(body))), user_agent)
        if 300 <= status < 500 and status != 429:
            return cls([], user_agent)
        return cls.from_failure(user_agent=user_agent)

    @classmethod
    def from_failure(cls, *, user_agent: str) -> RobotsPolicy:
        """The policy where robots.txt could not be fetched at all: nothing is allowed."""
        return cls([], user_agent, unreachable=True)

    @classmethod
    def from_text(cls, text: str, *, user_agent: str) -> RobotsPolicy:
        """The policy that `to_text` wrote; the user agent may be another one."""
        if text.startswith(_UNREACHABLE):
            return cls.from_failure(user_agent=user_agent)
        return cls(list(read_directives(text)), user_agent)

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between requests that the site asks for; the longest where it says several. None: it does not say."""
        return self._rules.crawl_delay

    def allowed(self, url: str) -> bool:
        """Whether the absolute `url` may be fetched. robots.txt itself always may."""
        return not self.unreachable and self._rules.allow(url)

    def to_text(self) -> str:
        """All rules (of every crawler) as a plain robots.txt without comments; valid Unicode, for a cache."""
        if self.unreachable:
            return _UNREACHABLE
        return "\n".join([_REACHED, *(f"{field}: {value}" for field, value in self._directives)])


def _decoded(body: bytes) -> str:
    """The text of at most `LARGEST_ROBOTS` bytes. Bytes that are not UTF-8 become percent-encoded, as in URLs."""
    cut = body[:LARGEST_ROBOTS]
    if cut.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = cut.decode("utf-16", "replace")
    else:
        decoded = cut.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
        text = "".join(f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c for c in decoded)
    if len(body) > LARGEST_ROBOTS:  # the last line may be cut short: "Allow: /" of "Allow: /public"
        text = text[: max(text.rfind("\n"), text.rfind("\r"), 0)]
    return text
