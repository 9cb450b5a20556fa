"""Telling article links from the rest by the shape of their URLs, learned on the site itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from wiredesk.crawlers.listings.listing import Link

NOT_ARTICLES = frozenset(
    "tag tags label labels topics etiqueta etiquetas author authors autor autores auteur staff team category "
    "categories login signin signup register logout account user users profile profiles search privacy contact about "
    "terms impressum imprint datenschutz cookies cookie help faq sitemap amp print feed rss atom wp-admin wp-login.php "
    "wp-json xmlrpc.php cdn-cgi cart checkout shop store subscribe subscription newsletter newsletters abo advertise "
    "jobs careers calendar events forum comment comments reply share sendmail email mailto".split()
)  # fmt: skip
"""Path segments that no article has: the words that CMSs and newsrooms give to their other pages."""

_NOT_SECTIONS = (NOT_ARTICLES - {"category", "categories"}) | frozenset(
    "archive archives date day month year jour mois annee mot mots auteur auteurs lang language hl locale sort order "
    "orderby dir filter uid member replyto sid session print pdf".split()
)
"""Words in a URL's path or query that no section has: other pages, calendars, sorting, filters, languages."""
_SECTION_PARAMETERS = 3
"""Most query parameters of a section's URL: more are a filter or a search."""
_DATE = re.compile(r"(19|20)\d\d([-_.]?[01]?\d){0,2}")
"""A year, month or day: a calendar or an archive, of which there is no end."""
_PAGE_KEYS = frozenset(("page", "paged", "pg", "pagina", "seite", "sayfa", "start", "offset", "limitstart", "debut"))
_KIND_KEYS = frozenset(("view", "option", "task", "mod", "module", "act", "action", "do", "op", "type"))
"""Query parameters by which one script serves pages of several kinds (Joomla and others)."""

_FILES = re.compile(
    r"\.(jpe?g|png|gif|webp|avif|svg|ico|css|m?js|json|xml|pdf|zip|gz|mp[34]|m4[av]|webm|ogg|wav|docx?|xlsx?|pptx?|apk|ics)$",
    re.I,
)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_MIN_WORDS = 4.0
"""Mean words of a link's text from which a group of links looks like headlines; menu entries have 1 or 2."""
_MIN_KNOWN = 3
"""Known articles of one shape that make the shape an article's."""
_SECTION_DEPTH = 3
"""Path segments of a section at the most: ``/en/news/sport``."""
_REMEMBERED = 8_192
"""URLs whose form is remembered: each link of a page is looked at several times."""
_SECTIONS_ALIKE = 2
"""Links of one shape that make a menu of sections with numbers or a query; a single one may be anything."""


@lru_cache(maxsize=_REMEMBERED)
def shape(url: str) -> str:
    """The form of a URL: every part named by its kind, so that all articles of a site tend to share one shape.

    >>> shape("https://example.org/politics/a-long-title-here-1234.html")
    'w/S9.html'
    >>> shape("https://example.org/?p=123")
    '?p=9'
    >>> shape("https://example.org/spip.php?article12")
    'w.php?article9'
    """
    parts = urlsplit(url)
    path = [_segment(unquote(segment)) for segment in parts.path.split("/") if segment]
    query = sorted({form for key, value in _parameters(parts.query) if (form := _parameter(key, value))})
    return "/".join(path[:8]) + ("?" + "&".join(query[:4]) if query else "")


def _parameters(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:  # more parameters than any page of a news site has
        return []


def _parameter(key: str, value: str) -> str:
    """A parameter that tells one page from another, by its kind; empty for one that does not."""
    if any(c.isdigit() for c in value):
        return f"{key}=9"
    if not value and any(c.isdigit() for c in key):
        return re.sub(r"\d+", "9", key)  # SPIP: spip.php?article12
    return f"{key}={value[:20]}" if key in _KIND_KEYS else ""


def _segment(segment: str) -> str:
    stem, dot, extension = segment.rpartition(".")
    if not dot or not 2 <= len(extension) <= 5 or not extension.isalpha():
        stem, extension = segment, ""
    if stem.isdigit():
        kind = "9"
    else:
        slug = "S" if stem.count("-") + stem.count("_") + stem.count(" ") >= 2 or len(stem) > 20 else "w"
        digits = "9" if re.search(r"\d{3,}", stem) else ""
        kind = slug + digits
    return f"{kind}.{extension.lower()}" if extension else kind


def words_in(text: str) -> float:
    """How many words a text has; characters of scripts without spaces count as half a word."""
    unspaced = len(_UNSPACED.findall(text))
    return unspaced / 2 + len(re.findall(r"\w+", _UNSPACED.sub(" ", text)))


def may_be_section(url: str) -> bool:
    """Whether nothing in the URL says that it is no section: a tag, an author, a date, a log-in, a page of a list."""
    parts = urlsplit(url)
    segments = [segment.lower() for segment in parts.path.split("/") if segment]
    parameters = _parameters(parts.query)
    if _FILES.search(parts.path) or len(parameters) > _SECTION_PARAMETERS or not (segments or parameters):
        return False
    words = {word for segment in segments for word in (segment, segment.partition(".")[0])}
    for key, value in parameters:
        key, value = key.lower(), value.lower()
        if (key in _PAGE_KEYS and value.isdigit()) or key in ("s", "q"):
            return False
        words |= {value, *re.findall(r"[^\W\d_]+", key)}
    if words & _NOT_SECTIONS:
        return False
    return not any(_DATE.fullmatch(word) for word in words)


def looks_like_a_feed(url: str) -> bool:
    """Whether the URL is named as feeds are."""
    return bool(re.search(r"(/|\.|=)(rss|atom|feed)2?(/|\.xml|\.php|$)", url, re.I))


@lru_cache(maxsize=_REMEMBERED)
def may_be_article(url: str) -> bool:
    """Whether nothing in the URL says that it is another kind of page."""
    parts = urlsplit(url)
    segments = [segment.lower() for segment in parts.path.split("/") if segment]
    if not segments and not parts.query:
        return False
    if any(segment in NOT_ARTICLES for segment in segments) or _FILES.search(parts.path):
        return False
    keys = {key.lower() for key, _ in parse_qsl(parts.query)}
    return not keys & {"s", "q", "search", "replytocom", "share", "print", "format", "add-to-cart"}


@dataclass
class _Group:
    """The links of one shape over all listing pages seen so far."""

    words: dict[str, float] = field(default_factory=dict)
    total: float = 0.0
    """The sum of `words`, so that no link costs a look at all others."""
    headings: set[str] = field(default_factory=set)
    chrome: set[str] = field(default_factory=set)


class ArticleShapes:
    """What is known of a site's URLs: learns from every listing page and every known article."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = defaultdict(_Group)
        self._known: dict[str, int] = defaultdict(int)

    def learn_articles(self, urls: Iterable[str]) -> None:
        """These are articles (from a feed, a sitemap, the API, or published before)."""
        for url in urls:
            self._known[shape(url)] += 1

    def learn_links(self, links: Iterable[Link]) -> None:
        """These links stand on a listing page."""
        for link in links:
            if not may_be_article(link.url):
                continue
            group = self._groups[shape(link.url)]
            before, now = group.words.get(link.url, 0.0), words_in(link.text)
            group.words[link.url] = max(now, before)
            group.total += max(now - before, 0.0)
            (group.headings.add if link.in_heading else group.headings.discard)(link.url)
            (group.chrome.add if link.in_chrome else group.chrome.discard)(link.url)

    def is_article(self, link: Link) -> bool:
        """Whether a link most likely leads to an article."""
        if not may_be_article(link.url):
            return False
        form = shape(link.url)
        if self._known.get(form, 0) >= _MIN_KNOWN and (not link.in_chrome or has_id_or_slug(form)):
            return True
        group = self._groups.get(form)
        if group is None or link.url not in group.words:
            return False
        if len(group.chrome) > len(group.words) / 2:
            return False
        headline_like = group.total / len(group.words) >= _MIN_WORDS or len(group.headings) >= len(group.words) / 2
        if not headline_like:
            return False
        # A shape without any number or slug (w/w) also fits sections: there, the link itself must read like a headline.
        return has_id_or_slug(form) or words_in(link.text) >= _MIN_WORDS or link.in_heading

    def section_links(self, links: Iterable[Link], limit: int) -> list[str]:
        """Links that look like sections: short words, nothing in the URL that names another kind of page.

        Plain paths come first (``/sport/``). Those with numbers or a query (``rubrique.php3?id_rubrique=1``) count
        where several of one shape stand together, as in a menu, and no article is known to have that shape.
        """
        plain, numbered = [], defaultdict(list)
        for link in links:
            if link.nofollow or not 0 < words_in(link.text) < _MIN_WORDS + 1:
                continue
            if not may_be_section(link.url) or self.is_article(link):
                continue
            form, parts = shape(link.url), urlsplit(link.url)
            depth = len([segment for segment in parts.path.split("/") if segment])
            if depth > _SECTION_DEPTH or "S" in form:
                continue
            found = (not link.in_chrome, depth, link.url)
            if parts.query or any(c.isdigit() for c in parts.path):
                numbered[form].append(found)
            elif depth:
                plain.append(found)
        menus = [
            found for form, group in numbered.items()
            if len(group) >= _SECTIONS_ALIKE and form not in self._known for found in group
        ]  # fmt: skip
        ordered = sorted(plain, key=lambda item: item[:2]) + sorted(menus, key=lambda item: item[:2])
        return list(dict.fromkeys(url for _, _, url in ordered))[:limit]


def has_id_or_slug(form: str) -> bool:
    """Whether a shape has a part that tells one article from another."""
    return "9" in form or "S" in form
