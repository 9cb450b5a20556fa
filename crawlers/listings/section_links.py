"""The links of home and section pages: which of them are articles, as far as is known by now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.listing import Link
from wiredesk.crawlers.listings.slices import sliced
from wiredesk.crawlers.listings.url_shapes import ArticleShapes, may_be_article
from wiredesk.pipelines.article import DiscoveredVia
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.urls.identity import normalise_url

MOST_UNDECIDED = 20_000
"""Links kept that may yet turn out to be articles: portals have some thousand on all their pages together."""


class SectionLinks:
    """Learns the shapes of a site's article URLs from its pages. `strip_params`: of the site's definition."""

    def __init__(self, strip_params: Sequence[str]) -> None:
        self.shapes = ArticleShapes()
        self._strip_params = strip_params
        self._undecided: dict[str, tuple[Link, str]] = {}
        self.is_in_doubt = False
        """Whether something has been learned since `decide_late` looked at the links that were no articles."""

    async def learn_articles(self, leads: Iterable[Lead]) -> None:
        """These are articles, as a listing says that names nothing else."""
        async for lead in sliced(leads):
            self.shapes.learn_articles((lead.url,))
        self.is_in_doubt = bool(self._undecided)

    async def leads(self, links: Sequence[Link], page: str) -> list[Lead]:
        """The article links among `links` of the page at the URL `page`; the others may be decided late."""
        async for link in sliced(links):
            self.shapes.learn_links((link,))
        articles = []
        async for link in sliced(links):
            if self.shapes.is_article(link):
                articles.append(link)
            elif may_be_article(link.url) and len(self._undecided) < MOST_UNDECIDED:
                self._undecided[link.url] = (link, page)
        self.is_in_doubt = bool(self._undecided)
        return [self._lead(link, page) async for link in sliced(articles)]

    async def decide_late(self) -> list[Lead]:
        """Links that are seen to be articles only now that more pages of the site are known."""
        self.is_in_doubt = False
        waiting = list(self._undecided.values())
        found = [(link, page) async for link, page in sliced(waiting) if self.shapes.is_article(link)]
        for link, _ in found:
            self._undecided.pop(link.url, None)
        return [self._lead(link, page) async for link, page in sliced(found)]

    def _lead(self, link: Link, page: str) -> Lead:
        title = link.text if link.in_heading else None
        return Lead(
            url=normalise_url(link.url, self._strip_params),
            via=DiscoveredVia(type="section", url=page),
            evidence=Evidence(title=title) if title else None,
        )
