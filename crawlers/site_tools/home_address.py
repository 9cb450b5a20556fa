"""From what a person writes for a site to the address of its home page."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from wiredesk.crawlers.fetching.addresses import AddressGuard, ForbiddenAddress
from wiredesk.crawlers.listings.url_shapes import has_id_or_slug, shape
from wiredesk.crawlers.sites.definition import HttpUrl
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import UsageProblem, WiredeskError

OPENING = "WIREDESK_ALLOW_ADDRESSES opens networks of your own"


def home_page(text: str) -> tuple[str, bool]:
    """The home page that is meant, and whether the address of an article was given instead.

    https where no scheme is given, the site's root for the address of an article. Raises UsageProblem for what is no
    address.
    """
    text = text.strip()
    whole = text if "://" in text else f"https://{text}"
    problem = UsageProblem(f"{text[:200]!r} is not the address of a site; write it like https://www.example.org/")
    try:
        url: str = TypeAdapter(HttpUrl).validate_python(whole)
        parts = urlsplit(url)
    except (ValidationError, ValueError):
        raise problem from None
    if "://" not in text and "." not in (parts.hostname or "") and parts.hostname != "localhost":
        raise problem
    if parts.username or parts.password:
        raise UsageProblem("a site's address has no user name or password in it")
    if parts.query or has_id_or_slug(shape(parts._replace(query="").geturl())):
        return parts._replace(path="/", query="", fragment="").geturl(), True
    return (parts._replace(path=parts.path or "/", fragment="").geturl() if url == whole else url), False


def check_address(url: str, environment: Environment) -> None:
    """Refuse at once what may not be fetched. Raises WiredeskError; names are judged when they are resolved."""
    try:
        AddressGuard(allow=environment.allow_addresses, origins=[url]).check_url(url)
    except ForbiddenAddress as problem:
        raise WiredeskError(f"{url} may not be fetched: {problem.reason}; {OPENING}") from None
