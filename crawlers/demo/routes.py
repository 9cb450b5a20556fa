"""What a town site answers: every path that it serves, with the headers its CMS would send."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from wiredesk.crawlers.demo import listings
from wiredesk.crawlers.demo.page_templates import PageWriter
from wiredesk.crawlers.demo.stories import Story

TRACKING_PREFIXES = ("utm_", "fbclid", "gclid", "ref")
"""Query parameters that any real site ignores."""

WORDPRESS_POSTS = "/wp-json/wp/v2/posts"
WORDPRESS_PAGE_SIZE = 10  # WordPress's own default of per_page
WORDPRESS_LARGEST_PAGE = 100  # its limit
WORDPRESS_JSON = "application/json; charset=UTF-8"
NEWS_SITEMAP = "/news-sitemap.xml"
SITEMAP = "/sitemap.xml"
SITEMAP_INDEX = "/sitemap_index.xml"
STORIES_SITEMAP = "/sitemap-stories-1.xml.gz"
PAGES_SITEMAP = "/sitemap-pages.xml"

CMS_ENTITIES = "xmlcharrefreplace"
"""What an old CMS does with letters that its charset lacks: it writes them as character references."""


@dataclass
class Answer:
    """One HTTP answer."""

    body: bytes
    content_type: str
    status: HTTPStatus = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)


class SiteRoutes:
    """All paths of one site."""

    def __init__(self, writer: PageWriter) -> None:
        self.writer = writer
        self.site = writer.site
        self._routes: dict[str, Callable[[datetime], Answer]] = {}
        self._redirects: dict[str, str] = {}
        self._add_pages()
        self._add_listings()

    def answer(self, target: str, now: datetime, request_headers: dict[str, str] | None = None) -> Answer:
        """The answer to ``GET target``; `request_headers` (names in lower case) may make it 304 Not Modified."""
        parts = urlsplit(target)
        query = [(name, value) for name, value in parse_qsl(parts.query) if not name.startswith(TRACKING_PREFIXES)]
        if parts.path == WORDPRESS_POSTS and "wordpress" in self.site.listings:
            return self._wordpress_posts(dict(query))
        key = unquote(parts.path) + ("?" + urlencode(sorted(query)) if query else "")
        if key in self._redirects:
            return Answer(b"", "text/html", HTTPStatus.MOVED_PERMANENTLY, {"Location": self._redirects[key]})
        route = self._routes.get(key)
        if route is None:
            if key + "/" in self._routes:
                return Answer(b"", "text/html", HTTPStatus.MOVED_PERMANENTLY, {"Location": key + "/"})
            page = f"<!DOCTYPE html><html><head><title>404 - {self.site.name}</title></head><body>404</body></html>"
            return Answer(page.encode(self.site.charset, CMS_ENTITIES), self.site.content_type, HTTPStatus.NOT_FOUND)
        answer = route(now)
        if _is_unchanged(answer.headers, request_headers or {}):
            return Answer(b"", answer.content_type, HTTPStatus.NOT_MODIFIED, answer.headers)
        return answer

    def _add_pages(self) -> None:
        site, founded = self.site, self.writer.founded
        front = site.stories if site.home_stories is None else site.stories[: site.home_stories]
        self._routes["/"] = self._list_route(front, site.name, "home.html")
        for section in site.sections:
            stories = [story for story in site.stories if story.section == section.slug]
            path = site.section_path.format(slug=section.slug)
            self._routes[_key(path)] = self._list_route(stories, section.name, "list.html")
        for story in site.stories:
            self._routes[_key(self.writer.path(story))] = self._story_route(story, "story.html")
            if site.amp_path:
                self._routes[_key(self.writer.path(story, site.amp_path))] = self._story_route(story, "amp.html")
            if site.print_path:
                self._routes[_key(self.writer.path(story, site.print_path))] = self._story_route(story, "print.html")
            if site.short_path:
                self._redirects[_key(self.writer.path(story, site.short_path))] = self.writer.url(story)
        for path in site.private_paths:
            page = f"<html><head><title>{site.name}</title></head><body><p>Restricted.</p></body></html>"
            self._routes[path] = self._fixed(page.encode(site.charset, CMS_ENTITIES), site.content_type, founded)

    def _add_listings(self) -> None:
        site, writer, founded = self.site, self.writer, self.writer.founded
        sitemaps = []
        if site.feed_path:
            if "atom" in site.listings:
                feed, kind = listings.write_atom(writer), "application/atom+xml; charset=utf-8"
            else:
                feed, kind = listings.write_rss(writer, site.charset), f"application/rss+xml; charset={site.charset}"
            self._routes[_key(site.feed_path)] = self._fixed(feed, kind, founded)
        section_paths = [site.section_path.format(slug=section.slug) for section in site.sections]
        if "news-sitemap" in site.listings:
            sitemaps.append(NEWS_SITEMAP)
            self._routes[NEWS_SITEMAP] = self._fixed(listings.write_news_sitemap(writer), "text/xml", founded)
        if "sitemap" in site.listings:
            sitemaps.append(SITEMAP)
            document = listings.write_sitemap(writer, ["/", *section_paths])
            self._routes[SITEMAP] = self._fixed(document, "application/xml", founded)
        if "sitemap-index" in site.listings:
            sitemaps.append(SITEMAP_INDEX)
            index = listings.write_sitemap_index(writer, [PAGES_SITEMAP, STORIES_SITEMAP])
            stories = listings.compress(listings.write_sitemap(writer, []))
            self._routes[SITEMAP_INDEX] = self._fixed(index, "application/xml", founded)
            self._routes[STORIES_SITEMAP] = self._fixed(stories, "application/x-gzip", founded)
            pages = listings.write_sitemap(writer, section_paths, with_stories=False)
            self._routes[PAGES_SITEMAP] = self._fixed(pages, "application/xml", founded)
        self._routes["/robots.txt"] = self._fixed(listings.write_robots(writer, sitemaps), "text/plain", founded)

    def _wordpress_posts(self, query: dict[str, str]) -> Answer:
        page, size = query.get("page", "1"), query.get("per_page", str(WORDPRESS_PAGE_SIZE))
        if not (page.isdecimal() and size.isdecimal() and 1 <= int(size) <= WORDPRESS_LARGEST_PAGE and int(page)):
            return _wordpress_error("rest_invalid_param")
        if int(page) > 1 and (int(page) - 1) * int(size) >= len(self.site.stories):
            return _wordpress_error("rest_post_invalid_page_number")
        body, headers = listings.write_wordpress_posts(self.writer, int(page), int(size))
        return Answer(body, WORDPRESS_JSON, headers=headers)

    def _list_route(self, stories: list[Story], title: str, template: str) -> Callable[[datetime], Answer]:
        return lambda now: self._page(
            self.writer.list_page(stories, title, now, template), self.site.charset, self.writer.founded
        )

    def _story_route(self, story: Story, template: str) -> Callable[[datetime], Answer]:
        charset = story.charset or self.site.charset
        return lambda now: self._page(
            self.writer.story_page(story, now, template), charset, self.writer.published(story)
        )

    def _page(self, text: str, charset: str, changed: datetime) -> Answer:
        text = text.replace("{{charset}}", charset)
        answer = Answer(text.encode(charset, CMS_ENTITIES), self.site.content_type)
        self._add_validators(answer, changed)
        if "wordpress" in self.site.listings:
            answer.headers["Link"] = f'<{self.writer.home}wp-json/>; rel="https://api.w.org/"'
        return answer

    def _fixed(self, body: bytes, content_type: str, changed: datetime) -> Callable[[datetime], Answer]:
        answer = Answer(body, content_type)
        self._add_validators(answer, changed)
        return lambda now: answer

    def _add_validators(self, answer: Answer, changed: datetime) -> None:
        if self.site.validators in ("etag", "both"):
            answer.headers["ETag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        if self.site.validators in ("last-modified", "both"):
            answer.headers["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)


def _wordpress_error(code: str) -> Answer:
    return Answer(f'{{"code":"{code}","data":{{"status":400}}}}'.encode(), WORDPRESS_JSON, HTTPStatus.BAD_REQUEST)


def _key(path: str) -> str:
    parts = urlsplit(path)
    return parts.path + ("?" + urlencode(sorted(parse_qsl(parts.query))) if parts.query else "")


def _is_unchanged(headers: dict[str, str], request: dict[str, str]) -> bool:
    # RFC 9110, 13.2.2: If-Modified-Since counts only where there is no If-None-Match.
    if "if-none-match" in request:
        return headers.get("ETag", "-") in [tag.strip() for tag in request["if-none-match"].split(",")]
    if "if-modified-since" in request and "Last-Modified" in headers:
        try:
            since = parsedate_to_datetime(request["if-modified-since"])
        except ValueError:
            return False
        return parsedate_to_datetime(headers["Last-Modified"]) <= since
    return False
