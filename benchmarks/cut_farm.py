"""newsfarm with sources cut short: each kind of source names an article with a chance of its own, or does not.

    python benchmarks/cut_farm.py serve --corpus … --sites 20 --articles-per-site 200 --port 8400

Takes what `python -m newsfarm` takes; needs ../shared/tools on PYTHONPATH. All articles are of the last CUT_DAYS whole
days (UTC). What each kind's chance is stands in the manifest, under `offers.chances`. CUT_ALIKE is the share of
articles of which feed and pages choose by the same lot, as editors do who choose for both.
"""

from __future__ import annotations

import gzip
import os
import random
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from newsfarm import __main__ as program
from newsfarm import listing, server, world
from newsfarm.world import Article, Site

from wiredesk import extract_article

DAYS = int(os.environ.get("CUT_DAYS", "7"))
ALIKE = float(os.environ.get("CUT_ALIKE", "0"))
KINDS = (("feed", "sitemap"), ("feed", "page"), ("feed", "sitemap", "page"), ("sitemap", "api", "page"))
"""The sites have these kinds in turn."""
_FEEDS = ("/feed/", "/rss.xml", "/atom.xml", "/feed.json")


class CutWorld(world.World):
    """Sites with few kinds of sources and articles of the last days."""

    def _choose_offers(self, site: Site) -> None:
        super()._choose_offers(site)
        luck = self._rng("cut", site.index)
        kinds = KINDS[site.index % len(KINDS)]
        site.offers.update(
            sitemap=site.offers["sitemap"] or "flat" if "sitemap" in kinds else None,
            rss="summary" if "feed" in kinds else None, atom=False, json_feed=False, wp_json="api" in kinds,
            sections="page" in kinds, feed_window=100_000, robots_sitemap="sitemap" in kinds, crawl_delay=None,
            chances={kind: round(luck.uniform(0.35, 0.95), 2) for kind in kinds},
        )  # fmt: skip

    def _finish(self, article: Article, site: Site, now: datetime | None) -> None:
        luck = self._rng("day", article.id)
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        second = luck.randrange(DAYS * 86_400)
        super()._finish(article, site, now or today - timedelta(days=DAYS) + timedelta(seconds=second))

    def names(self, site: Site, kind: str, article: Article) -> bool:
        """Whether sources of this kind name the article."""
        chance = site.offers["chances"].get(kind)
        if chance is None:
            return False
        alike = kind in ("feed", "page") and self._rng("alike", article.id).random() < ALIKE
        return self._rng("names", "both" if alike else kind, article.id).random() < chance

    def _datable(self) -> list[int]:
        """Pages that are of the day that the farm says: newsfarm leaves dates in the text as they were."""
        site, found = self.sites[0], []
        self._choose_offers(site)
        site.offers["charset"] = "meta"
        for page in self._remixable():
            if self.templates[page].has_published:
                article = self._new_article(site, page, 1)
                self._finish(article, site, None)
                read = extract_article(gzip.decompress(self._render(article)), self.url(article))
                if read is not None and (read.date_published or "").startswith(f"{article.listed:%Y-%m-%d}"):
                    found.append(page)
        site.articles.clear()
        self.articles.clear()
        self._counters.clear()
        return found

    def _deal(self, per_site: int) -> None:
        """Remixed pages alone: there are as many of them as are wanted."""
        remixable = self._datable()
        luck = random.Random(self.seed)
        for site in self.sites:
            self._choose_offers(site)
            site.language = "en"
            for _ in range(per_site):
                page = luck.choice(remixable)
                self._next_variant[page] += 1
                self._new_article(site, page, self._next_variant[page])
            for article in site.articles:
                self._finish(article, site, None)
            site.articles.sort(key=lambda one: (one.listed, one.number))


class CutListings(listing.Listings):
    """Lists that leave out what their kind does not name."""

    world: CutWorld
    kind = ""

    def get(self, site: Site, path: str, query: str) -> Any:
        kinds = {"sitemap": "sitemap" in path, "feed": path in _FEEDS, "api": path.startswith("/wp-json")}
        type(self).kind = next((kind for kind, matches in kinds.items() if matches), "page")
        return super().get(site, path, query)

    def _newest(self, site: Site) -> list[Article]:  # type: ignore[override]
        return [one for one in site.articles[::-1] if self.world.names(site, self.kind, one)]


server.Listings, server.World = CutListings, CutWorld  # type: ignore[misc]

if __name__ == "__main__":
    sys.exit(program.main())
