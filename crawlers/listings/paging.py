"""The pages of one list: which follows, its number, and what all of them have in common."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.html

from wiredesk.crawlers.listings.lead import MAX_URL_LENGTH

_NEXT_TEXT = frozenset(
    "next › » > older → التالي التالية بعدی دواتر siguiente próxima próximo suivant suivante weiter nächste sonraki "
    "volgende successiva avanti dalej další дальше следующая вперёд далі επόμενη הבא अगला পরবর্তী berikutnya tiếp "
    "ถัดไป 次へ 下一页 다음 pêş".split()
)  # fmt: skip
_PAGE_KEYS = frozenset(("page", "paged", "pg", "p", "pagina", "seite", "sayfa"))
_OFFSET_KEY = re.compile(r"start|limitstart|offset|debut(_\w{1,40})?")
"""Query parameters that say how many entries come before the page: Joomla's, SPIP's, those of many home-made sites."""
_PAGE_IN_PATH = re.compile(r"/page/(\d{1,5})/?$|/(\d{1,4})/?$")


def next_page(root: lxml.html.HtmlElement, base: str, url: str) -> str | None:
    """The following page of the same list: by rel, by its text, by a page number one higher or the next offset."""
    here, stem = urlsplit(url), page_stem(url)
    wanted, before = page_number(url) + 1, _offset(url) or 0
    for element in root.iter("a"):
        rel = (element.get("rel") or "").lower().split()
        address = absolute_address(base, element.get("href") or "") if "next" in rel else None
        if address:
            return address
    offsets: dict[int, str] = {}
    for element in root.iter("a"):
        address = absolute_address(base, element.get("href") or "")
        if address is None or urlsplit(address).netloc != here.netloc or address == url.partition("#")[0]:
            continue
        text = " ".join(str(part) for part in element.itertext()).strip().lower()
        following = any(word in _NEXT_TEXT for word in text.split()) or "next" in (element.get("class") or "").lower()
        if page_stem(address) == stem:
            number = page_number(address)
            if number == wanted and (following or text == str(wanted)):
                return address
            from_zero = text == str(number + 1) and _has_page_key(address)  # Drupal calls the second page 1
            if from_zero and number == (wanted if _has_page_key(url) else wanted - 1):
                return address
        offset = _offset(address)
        if offset is not None and offset > before and page_stem(address) == stem and (following or text.isdigit()):
            offsets[offset] = address.partition("#")[0]
    return offsets[min(offsets)] if offsets else None


def _offset(url: str) -> int | None:
    """How many entries of a list come before this page of it, by its URL; None where it does not say."""
    for key, value in _query(url):
        if _OFFSET_KEY.fullmatch(key.lower()) and value.isdigit() and len(value) <= 6:
            return int(value)
    return None


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, max_num_fields=50)
    except ValueError:  # more parameters than any list has
        return []


def page_number(url: str) -> int:
    """The number of a page of a list by its URL: ``?page=3``, ``/page/3``, ``/3/``; 1 where none is named."""
    for key, value in _query(url):
        if key.lower() in _PAGE_KEYS and value.isdigit() and len(value) <= 5:
            return int(value)
    match = _PAGE_IN_PATH.search(urlsplit(url).path)
    return int(match[1] or match[2]) if match else 1


def _has_page_key(url: str) -> bool:
    return any(key.lower() in _PAGE_KEYS for key, _ in _query(url))


def page_stem(url: str) -> str:
    """The URL without its page number or offset: the same for all pages of one list."""
    parts = urlsplit(url)
    query = "&".join(
        f"{key}={value}" for key, value in _query(url)
        if key.lower() not in _PAGE_KEYS and not _OFFSET_KEY.fullmatch(key.lower())
    )  # fmt: skip
    return f"{parts.netloc}{_PAGE_IN_PATH.sub('', parts.path).rstrip('/')}?{query}"


def absolute_address(base: str, href: str) -> str | None:
    """The absolute http(s) address without its fragment; None for anything else."""
    try:
        address = urljoin(base, href.strip()).partition("#")[0]
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) and len(address) <= MAX_URL_LENGTH else None
