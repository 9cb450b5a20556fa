"""How far a crawl reads its site's listings: to their end, or only as far as they are new."""

from __future__ import annotations

from dataclasses import dataclass

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.listings.source_memory import SourceMemory
from wiredesk.crawlers.sites.definition import SiteDefinition


@dataclass(frozen=True, slots=True)
class Extent:
    """What is known when the crawl begins."""

    first: bool
    """No crawl of the site has come to its end, or none of its sources is known."""
    backfill: bool
    """`--since` reaches back further than the site has been read so far."""
    resumed: bool
    """The crawl before has not come to its end, or could not read every listing."""

    @classmethod
    def of(cls, memory: SourceMemory, definition: SiteDefinition, options: CrawlOptions) -> Extent:
        """By what is remembered of the site and what is asked for now."""
        first = not memory.site.crawled_at or not (memory.sources or definition.sources)
        since = options.since
        backfill = bool(since and not first and since.timestamp() < memory.site.covered_since)
        return cls(first, backfill, memory.site.unfinished > 0)

    @property
    def reads_back(self) -> bool:
        """Whether this crawl reads listings to their end, and not only what is new."""
        return self.first or self.backfill or self.resumed
