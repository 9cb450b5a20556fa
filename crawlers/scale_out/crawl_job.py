"""What a job calls: the crawl of one site by its name.

`wiredesk crawl-worker` takes the name out of the job and crawls many sites side by side. RQ's own worker
(``rq worker wiredesk wiredesk-slow --serializer rq.serializers.JSONSerializer``) calls the function, one at a time.
"""

from __future__ import annotations

from typing import Any

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.running.crawl_runner import CrawlRun
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.settings.environment import read_environment


class SiteFailed(Exception):
    """The site as a whole could not be crawled; the message says why."""


def crawl_site(site: str) -> dict[str, Any]:
    """Crawl a site and return its figures. Raises SiteFailed, or UsageProblem where this machine has no such site."""
    environment = read_environment()
    definitions = Catalogue.load(*environment.sites).get([site])
    summary = CrawlRun(environment, definitions, CrawlOptions()).run()
    for figures in summary.sites:
        if figures.problem and not figures.refused:
            raise SiteFailed(figures.problem)
        return figures.model_dump(mode="json")
    return {"site": site, "paused": True}
