"""One request for a listing: what was asked for and why, carried to the answer (`cb_kwargs`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wiredesk.crawlers.listings.child_sitemaps import Child
from wiredesk.crawlers.sites.definition import Source
from wiredesk.pipelines.source_kinds import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRequest:
    """What is known of a listing before its answer comes."""

    asked: str = ""
    """The address under which the listing is remembered."""
    address: str = ""
    """The address that is asked; it may have further parameters."""
    conditions: Mapping[str, str] = field(default_factory=dict)
    """The headers that make the request conditional, none where the listing is read in any case."""
    kind: SourceKind | None = None
    """None for a look besides the listings, such as a trial's at a site's name."""
    source: Source | None = None
    """The source of the definition that names it."""
    home: bool = False
    """The site's home page."""
    probe: bool = False
    """Looked for without knowing whether it is there: that it is not is no failure."""
    root: bool = False
    """A sitemap or API that may list everything: sections wait for it."""
    unconditional: bool = False
    """Asked for without validators."""
    page: int = 1
    """Of a listing in several pages."""
    base: str = ""
    """An API: the address of the first page, where it was redirected to."""
    stem: str = ""
    """A section: the address of its first page."""
    child: Child | None = None
    """The entry of a sitemap index that it answers."""
    then: tuple[str, ...] = ()
    """The usual places that are tried next where this one has none."""
