"""Reading one page and telling why it came out as it did."""

from __future__ import annotations

from wiredesk.pipelines.extraction.assembly import read_page
from wiredesk.pipelines.extraction.explanation import Explanation, explaining
from wiredesk.pipelines.extraction.memory.site_memory import SiteMemory
from wiredesk.pipelines.extraction.rejection import Rejection
from wiredesk.pipelines.page import Page
from wiredesk.pipelines.site_profile import SiteProfile


def explain_page(page: Page, site: SiteProfile | None = None, memory: SiteMemory | None = None) -> Explanation:
    """Read one page and tell why it came out as it did. Never raises on any page content, as `read_page`."""
    with explaining() as explanation:
        result = read_page(page, site, memory).result
    explanation.url = page.url
    if isinstance(result, Rejection):
        explanation.outcome, explanation.detail = result.reason, result.detail
    else:
        explanation.outcome = "article"
    return explanation
