"""What a content system's API must offer to be a source: dated articles in pages, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.pipelines.source_kinds import SourceKind


class NotThisApi(ValueError):
    """The answer is not of this API."""


@dataclass(frozen=True, slots=True)
class ApiPage:
    """One page of articles, and whether there are more behind it."""

    leads: list[Lead]
    more: bool


@dataclass(frozen=True, slots=True)
class HeadLink:
    """A ``<link>`` of a home page's head: its relations in lower case, and where it leads."""

    relations: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What an API tells of the site itself; a field is None where it does not."""

    system: str
    """The content system's name, for people."""
    name: str | None = None
    timezone: str | None = None
    """An IANA name, unchecked."""
    utc_offset: float | None = None
    """Hours east of UTC, now."""


class PagedApi(Protocol):
    """One content system's API. Its methods read what strangers wrote, and raise only `NotThisApi`."""

    kind: SourceKind
    behind_last_page: frozenset[int]
    """The statuses that it answers with when it is asked for a page after its last one."""

    def find(self, links: Iterable[HeadLink]) -> str | None:
        """The API's address, where the links of the site's home page name it; else None."""

    def first_page(self, address: str) -> str:
        """The address of the newest articles. `address` is the API's as a definition or a home page gives it, or what
        this method has returned before: then it is returned as it is."""

    def page_url(
        self, first: str, *, page: int = 1, since: datetime | None = None, until: datetime | None = None
    ) -> str:
        """The address of one page, counted from 1, of what was published from `since` to `until` (aware). An API that
        cannot filter by date ignores the two: the crawl leaves out what is outside of them."""

    def read(self, body: bytes, url: str, headers: Mapping[str, str], page: int) -> ApiPage:
        """The articles of one page, without those that have no address. `headers` have names in lower case. Raises
        NotThisApi."""

    def settings_url(self, first: str) -> str | None:
        """Where it tells the site's own settings; None where it does not."""

    def read_settings(self, body: bytes) -> SiteSettings | None:
        """What the answer to `settings_url` says; None where it cannot be read."""
