"""Where a site's home page has gone for good."""

from __future__ import annotations

from urllib.parse import urlsplit

from wiredesk.crawlers.site_tools.trial.visit import NOT_FOLLOWED, SiteVisit


def new_address(visit: SiteVisit) -> str | None:
    """The address to which every redirect of the home page leads permanently; None where it has not moved.

    A redirect within the same host to a page below (``/`` to ``/en/``) is no move: the site is the whole host.
    """
    home, old = visit.home, visit.definition.url
    if home is None or not home.moved or home.status not in (200, NOT_FOLLOWED):
        return None
    before, after = urlsplit(old), urlsplit(home.url)
    if (before.scheme, before.netloc.lower()) == (after.scheme, after.netloc.lower()):
        return None
    # The new host takes over the path that the definition has, unless it says another one.
    return after._replace(query="", fragment="", path=after.path or "/").geturl()
