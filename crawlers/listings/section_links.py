"""The links of home and section pages: which of them are articles, as far as is known by now."""

from __future__ import annotations

from collections.abc import Sequence

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.listing import Link
from wiredesk.crawlers.listings.url_shapes import ArticleShapes, may_be_article
from wiredesk.pipelines.article import DiscoveredVia
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.urls.identity import normalise_url


class SectionLinks:
    """Learns the shapes of a site's article URLs from its pages. `strip_params`: of the site's definition."""

    def __init__(self, strip_params: Sequence[str]) -> None:
        self.shapes = ArticleShapes()
        self._strip_params = strip_params
        self._undecided: dict[str, tuple[Link, str]] = {}

    def leads(self, links: Sequence[Link], page: str) -> list[Lead]:
        """The article links among `links` of the page at the URL `page`; the others may be decided late."""
        self.shapes.learn_links(links)
        articles = [link for link in links if self.shapes.is_article(link)]
        for link in links:
            if may_be_article(link.url) and link not in articles:
                self._undecided[link.url] = (link, page)
        return [self._lead(link, page) for link in articles]

    def decide_late(self) -> list[Lead]:
        """Links that are seen to be articles only now that more pages of the site are known."""
        found = [(link, page) for link, page in self._undecided.values() if self.shapes.is_article(link)]
        for link, _ in found:
            self._undecided.pop(link.url)
        return [self._lead(link, page) for link, page in found]

    def _lead(self, link: Link, page: str) -> Lead:
        title = link.text if link.in_heading else None
        return Lead(
            url=normalise_url(link.url, self._strip_params),
            via=DiscoveredVia(type="section", url=page),
            evidence=Evidence(title=title) if title else None,
        )
