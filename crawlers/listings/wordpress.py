"""The WordPress REST API (``wp/v2/posts``): dated, paged lists of a site's posts.

Source: developer.wordpress.org/rest-api/reference/posts/ (parameters ``per_page``, ``page``, ``after``, ``before``,
``modified_after``, ``orderby``, ``_fields``; headers X-WP-Total and X-WP-TotalPages).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from wiredesk.crawlers.listings.json_body import read_json
from wiredesk.crawlers.listings.lead import Lead, read_timestamp
from wiredesk.crawlers.listings.paged_api import ApiPage, HeadLink, NotThisApi, SiteSettings
from wiredesk.crawlers.listings.web_address import web_address
from wiredesk.pipelines.article import DiscoveredVia
from wiredesk.pipelines.extraction.page.plain_text import unescape, without_tags
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.source_kinds import SourceKind

PER_PAGE = 100
"""The most that the API gives at a time."""

_LONGEST_SETTING = 300
"""Characters of a name or zone that are taken over; longer ones are an attack."""

_ZONES = timedelta(days=1)
"""More than the clock of any zone is before or behind UTC."""
_FIELDS = "id,date_gmt,modified_gmt,link,title,excerpt"


class WordPressPosts:
    """The posts of a WordPress site (:class:`~wiredesk.crawlers.listings.paged_api.PagedApi`)."""

    kind: SourceKind = "wordpress"
    behind_last_page = frozenset((400,))

    def find(self, links: Iterable[HeadLink]) -> str | None:
        """The API's root, which WordPress names by a relation of its own."""
        return next((link.url for link in links if "https://api.w.org/" in link.relations), None)

    def first_page(self, address: str) -> str:
        """The newest posts."""
        return address if "per_page=" in address else posts_url(address)

    def page_url(
        self, first: str, *, page: int = 1, since: datetime | None = None, until: datetime | None = None
    ) -> str:
        """One page of posts. WordPress takes the limits for times of the site's own zone, whatever they say of theirs
        (before 5.3), so a day more is asked for on either side; what is too much is sorted out by the posts' dates."""
        since, until = since and since - _ZONES, until and until + _ZONES
        return posts_url(first, page=page, after=since, before=until)

    def read(self, body: bytes, url: str, headers: Mapping[str, str], page: int) -> ApiPage:
        """The posts of one page; a header tells how many pages there are."""
        leads = parse_posts(body, url)
        total = headers.get("x-wp-totalpages", "")
        return ApiPage(leads, bool(leads) and (int(total) > page if _is_count(total) else len(leads) >= PER_PAGE))

    def settings_url(self, first: str) -> str | None:
        """The API's root, with the settings alone."""
        root, found, _ = first.partition("wp/v2/posts")
        return f"{root}{'&' if '?' in root else '?'}_fields=name,timezone_string,gmt_offset" if found else None

    def read_settings(self, body: bytes) -> SiteSettings | None:
        """Name and time zone of the site."""
        try:
            said: Any = read_json(body)
        except ValueError:
            return None
        if not isinstance(said, dict):
            return None
        name, zone, hours = said.get("name"), said.get("timezone_string"), said.get("gmt_offset")
        return SiteSettings(
            system="WordPress",
            name=name[:_LONGEST_SETTING] if isinstance(name, str) else None,
            timezone=zone[:_LONGEST_SETTING] if isinstance(zone, str) else None,
            utc_offset=hours if isinstance(hours, (int, float)) and not isinstance(hours, bool) else None,
        )


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def posts_url(api: str, *, page: int = 1, after: datetime | None = None, before: datetime | None = None,
              modified_after: datetime | None = None) -> str:  # fmt: skip
    """The address of one page of posts, newest first.

    `api` is the API's root (``…/wp-json/`` or ``…/?rest_route=/``) or its posts collection.
    """
    parts = urlsplit(api)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    path = parts.path
    if "rest_route" in query:
        if not query["rest_route"].rstrip("/").endswith("/posts"):
            query["rest_route"] = "/wp/v2/posts"
    elif not path.rstrip("/").endswith("/posts"):
        path = path.rstrip("/") + "/wp/v2/posts"
    query |= {"per_page": str(PER_PAGE), "_fields": _FIELDS}
    if page > 1:
        query["page"] = str(page)
    for name, moment in (("after", after), ("before", before), ("modified_after", modified_after)):
        if moment is not None:
            query[name] = moment.strftime("%Y-%m-%dT%H:%M:%S")
    if modified_after is not None:
        query["orderby"] = "modified"
    return urlunsplit(parts._replace(path=path, query=urlencode(query, safe="/,:")))


def parse_posts(body: bytes, url: str) -> list[Lead]:
    """The posts of one page; password-protected ones and those without an address are left out. Raises NotThisApi."""
    try:
        data = read_json(body)
    except ValueError as problem:
        raise NotThisApi(f"the answer is not JSON ({str(problem)[:100]})") from None
    if not isinstance(data, list) or not all(isinstance(post, dict) for post in data):
        detail = data.get("code") if isinstance(data, dict) else type(data).__name__
        raise NotThisApi(f"the answer is no list of posts ({str(detail)[:60]})")
    via = DiscoveredVia(type="wordpress", url=url)
    return [lead for post in data[:PER_PAGE] if (lead := _post(post, url, via))]


def _rendered(value: Any) -> str | None:
    """The plain text of a ``{"rendered": html}`` field."""
    text = value.get("rendered") if isinstance(value, dict) else value
    return unescape(without_tags(text)).strip()[:2000] or None if isinstance(text, str) else None


def _utc(post: dict[str, Any], name: str) -> str | None:
    value = post.get(f"{name}_gmt")
    return f"{value}Z" if isinstance(value, str) and value and not value.endswith("Z") else None


def _post(post: dict[str, Any], base: str, via: DiscoveredVia) -> Lead | None:
    link = post.get("link")
    address = web_address(link, base) if isinstance(link, str) else None
    if address is None:
        return None
    published, modified = _utc(post, "date"), _utc(post, "modified")
    return Lead(
        url=address,
        via=via,
        published=read_timestamp(published),
        modified=read_timestamp(modified),
        evidence=Evidence(
            title=_rendered(post.get("title")), description=_rendered(post.get("excerpt")),
            date_published=published, date_modified=modified,
        ),
    )  # fmt: skip
