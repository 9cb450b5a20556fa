"""The pages of an article that is spread over several: which one this is, where the others are, where the whole is.

Told by addresses that differ from this one by the number of a page alone, with a link that says so by ``rel="next"`` or
by its text (the number, "next"). Rows of comments and lists have such links too; they name themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import islice
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit, urlunsplit

from lxml.etree import _Element

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.extraction.page.named_search import NamedSearch
from wiredesk.pipelines.extraction.rejection import PageRefused
from wiredesk.pipelines.page import Page

MULTI_PAGE: Final = "multi_page"
"""The warning on an article that is one page of several."""
MOST_PAGES: Final = 30
"""A higher number in an address is that of an article."""
MOST_LINKS: Final = 4_000
_LONGEST_ADDRESS: Final = 1_000
_LONGEST_TEXT: Final = 40
_END: Final = 16  # characters of an address in which the number of a page stands
_LEVELS: Final = 6  # elements around a link that may say that it belongs to a list or to comments
_KEYS: Final = frozenset(
    "page pg pageno page_no pagenum paged seite pagina página strona sivu sayfa sida side halaman hal trang stranica"
    " stránka oldal lapa puslapis lehekülg part teil curpage".split()
)
_IN_PATH: Final = re.compile(
    r"(?:[/_,;.-](?:page|seite|pagina|strona|sivu|sayfa|sida|side|halaman|p|pg|part|teil)?[-_=/]?(\d{1,2}))(?=/?$|\.\w{2,5}$)",
    re.I,
)
_MAYBE: Final = re.compile(
    r"=\d{1,2}(?:[&# ]|$)|(?<!\d)\d{1,2}(?:/?(?:[?# ]|$)|\.\w{2,5}(?:[?# ]|$))"
    r"|=(?:all|full|single|whole|true|yes)\b|/(?:all|full)|ansicht",
    re.M,
)
"""In all addresses that are looked at: a cheaper test than taking each apart."""
_WHOLE_KEYS: Final = frozenset(
    "view show showall display mode full all single singlepage viewall print_all fullpage".split()
)
_WHOLE: Final = frozenset("all full single whole alle komplett gesamt todo tout tutto semua 1 true yes".split())
_WHOLE_PATH: Final = re.compile(r"/(?:all|full|komplettansicht|single-?page|view-?all|viewall)/?$", re.I)
_NEXT: Final = frozenset((*phrases("next_page"), "›", "»", ">", "→", ">>", "››", "page"))
_of_a_list = NamedSearch(
    "comment disqus kommentar related recommend listing archive widget sidebar forum review",
    r"comment|disqus|kommentar|related|recommend|listing|archive|widget|sidebar|forum|review",
)


@dataclass(frozen=True, slots=True)
class ArticlePages:
    """What a page says of the pages of its article."""

    number: int
    """Of this page, from 1."""
    addresses: dict[int, str] = field(default_factory=dict)
    """Absolute addresses of others by their numbers."""
    whole: str | None = None
    """The address of a page with all of it."""


def article_pages(tree: _Element, url: str) -> ArticlePages | None:
    """The pages of the article at ``url``; None where it has one page, and where the page after this one is not named.

    Never raises; each link costs some microseconds, and MOST_LINKS are looked at.
    """
    try:
        here = urlsplit(url)
    except ValueError:
        return None
    own, number = _without_number(here.path, here.query)
    plain = (here.path.rstrip("/"), tuple(sorted(parse_query(here.query))))
    addresses: dict[int, str] = {}
    told: set[int] = set()
    whole: str | None = None
    has_lower = False
    links = list(islice(tree.iter("a", "link"), MOST_LINKS))
    names = {_last_name(plain[0]), _last_name(own[0])}
    for link in links if number is not None else _numbered(links):
        address = _address(link, url, names)
        if address is None or (address.scheme, address.netloc) != (here.scheme, here.netloc):
            continue
        if whole is None and _is_whole(address.path, address.query, plain, own):
            whole = urlunsplit(address)
            continue
        stem, there = _without_number(address.path, address.query)
        has_lower = has_lower or (stem == own and number is not None and (there or 1) < number)
        if there is None or not 2 <= there <= MOST_PAGES:
            continue
        if stem != plain and (number is None or stem != own):
            continue
        if _belongs_to_a_list(link):
            continue
        addresses.setdefault(there, urlunsplit(address))
        if _says_so(link, there):
            told.add(there)
    current = number if number is not None and any(_stem_of(one) == own for one in addresses.values()) else 1
    if current > 1 and not has_lower:
        return None  # "the top 10" is no tenth page
    if current + 1 not in told:
        return None
    return ArticlePages(current, {page: address for page, address in addresses.items() if page > current}, whole)


def first_page(tree: _Element, url: str) -> str | None:
    """The address of an article's first page, where `url` is a further one and says so; else None.

    It is told by the number in the address of this page, and by a link to the same address without it (or with a 1)
    that is called the page before, or "1".
    """
    try:
        here = urlsplit(url)
    except ValueError:
        return None
    own, number = _without_number(here.path, here.query)
    if number is None or not 2 <= number <= MOST_PAGES:
        return None
    for link in islice(tree.iter("a", "link"), MOST_LINKS):
        rel = (link.get("rel") or "").lower().split()
        href = (link.get("href") or "").strip()
        if not href or len(href) > _LONGEST_ADDRESS or (link.tag == "link" and "prev" not in rel):
            continue
        text = "".join(map(str, islice(link.itertext(), 20)))[:_LONGEST_TEXT].strip()
        if not ((number == 2 and "prev" in rel) or text == "1"):
            continue
        try:
            address = urlsplit(urljoin(url, href))._replace(fragment="")
        except ValueError:
            continue
        stem, there = _without_number(address.path, address.query)
        same_site = (address.scheme, address.netloc) == (here.scheme, here.netloc)
        if same_site and stem == own and there in (None, 1) and not _belongs_to_a_list(link):
            return urlunsplit(address)
    return None


def pages_in(page: Page) -> ArticlePages | None:
    """The same for a page as it was fetched; None for one that cannot be parsed."""
    try:
        document = parse_document(page.body, page.url, page.content_type)
    except PageRefused:
        return None
    return article_pages(document.tree, page.url)


def parse_query(query: str) -> list[tuple[str, str]]:
    """The parameters of a query; empty where it has more than any honest one."""
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return []


_Stem = tuple[str, tuple[tuple[str, str], ...]]


def _without_number(path: str, query: str) -> tuple[_Stem, int | None]:
    """An address without the number of its page, and that number."""
    parameters = parse_query(query)
    for place, (key, value) in enumerate(parameters):
        if key.lower() in _KEYS and value.isdecimal() and len(value) <= 2:
            rest = parameters[:place] + parameters[place + 1 :]
            return (path.rstrip("/"), tuple(sorted(rest))), int(value)
    found = _IN_PATH.search(path)
    if found is not None:
        rest_path = (path[: found.start()] + path[found.end() :]).rstrip("/")
        return (rest_path, tuple(sorted(parameters))), int(found[1])
    return (path.rstrip("/"), tuple(sorted(parameters))), None


def _stem_of(address: str) -> _Stem:
    parts = urlsplit(address)
    return _without_number(parts.path, parts.query)[0]


def _numbered(links: list[_Element]) -> list[_Element]:
    """The links that may lead to a numbered page, by the ends of their addresses: all in one search."""
    ends = "\n".join([(link.get("href") or "")[-_END:].replace("\n", " ").ljust(_END) for link in links])
    places = dict.fromkeys(match.start() // (_END + 1) for match in _MAYBE.finditer(ends))
    return [links[place] for place in places]


def _last_name(path: str) -> str:
    """What the last part of a path is called, without the ending of a file: it is in the paths of all its pages."""
    return path.rpartition("/")[2].partition(".")[0]


def _address(link: _Element, url: str, names: Collection[str]) -> SplitResult | None:
    """Where a link leads; None for one that leads to no page, or is about another thing than what comes next, and for
    a whole address without any of the names of this page: it is that of another article."""
    href = (link.get("href") or "").strip()
    if not href or len(href) > _LONGEST_ADDRESS or href[0] == "#":
        return None
    if href.startswith(("/", "http")) and not any(name in href for name in names):
        return None
    if link.tag == "link" and (link.get("rel") or "").lower() != "next":
        return None
    try:
        return urlsplit(urljoin(url, href))._replace(fragment="")
    except ValueError:
        return None


def _is_whole(path: str, query: str, plain: _Stem, own: _Stem) -> bool:
    parameters = parse_query(query)
    for place, (key, value) in enumerate(parameters):
        if (
            (key.lower() in _WHOLE_KEYS or key.lower() in _KEYS)
            and value.lower() in _WHOLE
            and not (key.lower() in _KEYS and value.isdecimal())
        ):
            rest = (path.rstrip("/"), tuple(sorted(parameters[:place] + parameters[place + 1 :])))
            return rest in (plain, own)
    short = _WHOLE_PATH.sub("", path)
    return short != path and (short.rstrip("/"), tuple(sorted(parameters))) in (plain, own)


def _says_so(link: _Element, number: int) -> bool:
    if "next" in (link.get("rel") or "").lower().split():
        return True
    text = " ".join("".join(map(str, islice(link.itertext(), 20))).split())[:_LONGEST_TEXT].strip().lower()
    label = (link.get("title") or link.get("aria-label") or "")[:_LONGEST_TEXT].lower()
    words = {*text.split(), *label.split(), text}
    return text.rstrip(".:") == str(number) or str(number) in text.split()[-1:] or bool(words & _NEXT)


def _belongs_to_a_list(link: _Element) -> bool:
    return any(
        _of_a_list(f"{one.get('class') or ''} {one.get('id') or ''}"[:300])
        for one in (link, *islice(link.iterancestors(), _LEVELS))
    )
