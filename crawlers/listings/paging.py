"""The pages of one list: which follows, its number, and what all of them have in common."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from wiredesk.crawlers.listings.web_address import absolute_address
from wiredesk.pipelines.extraction.lexicon.language_files import phrases

MAX_PAGES = 100
"""Pages followed of one paged list: 2,000 articles at the usual 20 a page."""

_PAGE_KEYS = frozenset(("page", "paged", "pg", "p", "pagina", "seite", "sayfa"))
_OFFSET_KEY = re.compile(r"start|limitstart|offset|debut(_\w{1,40})?")
"""Query parameters that say how many entries come before the page: Joomla's, SPIP's, those of many home-made sites."""
_PAGE_IN_PATH = re.compile(r"/page/(\d{1,5})/?$|/(\d{1,4})/?$")


@cache
def _next_words() -> frozenset[str]:
    """Words of links to older entries. Read with the first page, as crawls of feeds alone need none."""
    return frozenset((*phrases("next_page"), "›", "»", ">", "→", "older"))


def next_page(root: lxml.html.HtmlElement, base: str, url: str) -> str | None:
    """The following page of the same list: by rel, by its text, by a page number one higher or the next offset."""
    here, before = urlsplit(url).netloc, _offset(url) or 0
    by_query, query_page = _stem(url, with_path=True), _number_in_query(url)
    for element in root.iter("a"):
        rel = (element.get("rel") or "").lower().split()
        address = absolute_address(base, element.get("href") or "") if "next" in rel else None
        if address:
            return address
    offsets: dict[int, str] = {}
    for element in root.iter("a"):
        address = absolute_address(base, element.get("href") or "")
        if address is None or urlsplit(address).netloc != here or address == url.partition("#")[0]:
            continue
        text = " ".join(str(part) for part in element.itertext()).strip().lower()
        following = not _next_words().isdisjoint(text.split()) or "next" in (element.get("class") or "").lower()
        in_query = _number_in_query(address)
        is_same = _stem(address, with_path=True) == by_query
        number = page_number(address) if in_query is None else in_query
        if (following or text == str(number)) and _is_next(address, url, number, is_same=is_same):
            return address
        from_zero = is_same and in_query is not None and text == str(in_query + 1)  # Drupal calls the second page 1
        if from_zero and in_query == (1 if query_page is None else query_page + 1):
            return address
        offset = _offset(address)
        if offset is not None and offset > before and is_same and (following or text.isdecimal()):
            offsets[offset] = address
    return offsets[min(offsets)] if offsets else None


def _is_next(address: str, url: str, number: int, *, is_same: bool) -> bool:
    """Whether `address` has the page behind that of `url`, by their numbers. A number at the end of a path may be that
    of a page, or of the section: ``/rubric/345?page=2`` and ``/rubric/345/2`` both follow ``/rubric/345``."""
    if _number_in_query(address) is not None:
        before = _number_in_query(url)
        return is_same and number == (1 if before is None else before) + 1
    stem = page_stem(address)
    return (number == 2 and stem == _stem(url, with_path=True)) or (
        number == page_number(url) + 1 and stem == page_stem(url)
    )


def is_far(address: str, url: str, most: int) -> bool:
    """Whether `address`, which follows the page at `url`, has a number beyond `most`, and not that of the section."""
    return most + 1 < page_number(address) != page_number(url)


def _offset(url: str) -> int | None:
    """How many entries of a list come before this page of it, by its URL; None where it does not say."""
    for key, value in _query(url):
        if _OFFSET_KEY.fullmatch(key.lower()) and value.isdecimal() and len(value) <= 6:
            return int(value)
    return None


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, max_num_fields=50)
    except ValueError:  # more parameters than any list has
        return []


def page_number(url: str) -> int:
    """The number of a page of a list by its URL: ``?page=3``, ``/page/3``, ``/3/``; 1 where none is named."""
    if (number := _number_in_query(url)) is not None:
        return number
    match = _PAGE_IN_PATH.search(urlsplit(url).path)
    return int(match[1] or match[2]) if match else 1


def _number_in_query(url: str) -> int | None:
    for key, value in _query(url):
        if key.lower() in _PAGE_KEYS and value.isdecimal() and len(value) <= 5:
            return int(value)
    return None


def page_stem(url: str) -> str:
    """The URL without its page number or offset: the same for all pages of one list."""
    return _stem(url, with_path=False)


def _stem(url: str, *, with_path: bool) -> str:
    """The same; `with_path`: a number at the end of the path is no page's."""
    parts = urlsplit(url)
    path = parts.path if with_path else _PAGE_IN_PATH.sub("", parts.path)
    query = "&".join(
        f"{key}={value}" for key, value in _query(url)
        if key.lower() not in _PAGE_KEYS and not _OFFSET_KEY.fullmatch(key.lower())
    )  # fmt: skip
    return f"{parts.netloc}{path.rstrip('/')}?{query}"
