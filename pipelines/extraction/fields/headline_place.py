"""Where a page prints what may be its headline: the logo, hidden headings, and the line above the text.

A name in the markup says less than the place. A heading that links to the home page is the site's name; one that
nobody sees is a note for screen readers; a line that repeats the beginning of the title tag is the headline, whatever
its element is called.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.hidden_parts import is_unseen
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import element_text, squash

MAX_HEADLINE: Final = 400
"""Characters; the longest headlines of the development pages have about 200."""
LEAST_TITLE: Final = 20
"""Characters; a shorter text that is called a title is that of a box."""
MAX_SITE_NAME: Final = 40
"""Characters of a link to the home page that may be the site's name; longer ones are slogans and teasers."""
MAX_LINKS: Final = 400
"""Links that are looked at: the one to the home page stands at the head of a page or in its breadcrumbs."""
MAX_ELEMENTS: Final = 3_000
"""Elements looked through for a printed title; headlines stand in the first third of any page."""
ANCESTORS: Final = 6
"""Levels above a heading on which it may be hidden: deeper nesting is that of the page, not of the heading."""
_END_OF_TITLE: Final = re.compile(
    r"\s*(?:[|｜»›：_•]|::)\s*|\s*--\s*|\s+[-–—·•:]\s+|(?<=[^\x00-\x7f])[-–—](?=[^\x00-\x7f])"
)
_LEADING_DAY: Final = re.compile(
    r"\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d(?:,?\s+\d{1,2}[:.]\d\d)?(?:\s*[-–—|:]\s*|\s*(?=[^\W\d_]))"
)
_TRAILING_DAY: Final = re.compile(r"\s*[-–—|(]\s*\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d(?:,?\s+\d{1,2}[:.]\d\d)?\)?$")
LEAST_DATED: Final = 15
"""Characters that stay of a headline without its date: "31.12.2025 - Results" is a headline with it."""


def without_day(text: str) -> str:
    """The headline without a numeric date that is glued to its beginning or end.

    >>> without_day("23.01.2022 - Ferry stuck in the ice")
    'Ferry stuck in the ice'
    """
    for pattern in (_LEADING_DAY, _TRAILING_DAY):
        found = pattern.search(text) if pattern is _TRAILING_DAY else pattern.match(text)
        if found is not None:
            rest = (text[: found.start()] + text[found.end() :]).strip()
            if len(rest) >= LEAST_DATED:
                return rest
    return text


def is_home(href: str | None, host: str) -> bool:
    """Whether a link leads to the home page of the page's own site."""
    if not href or len(href) > 200:
        return False
    if href in ("/", "./", "../", "/index.html", "/index.php"):
        return True
    bare = host.removeprefix("www.")
    # Nearly all links lead further than to the host: to take their addresses apart would cost twenty times as much.
    if bare not in href or not href.partition("#")[0].rstrip("/? \t\r\n").lower().endswith(bare):
        return False
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query and (parts.netloc.lower() in (host, host.removeprefix("www.")))


def home_links(page: PageMarkup, host: str) -> Mapping[str, str]:
    """What the links to the home page print, by the same squashed: the site's name in its own script, or a logo's."""
    known = page.home_names.get(host)
    if known is None:  # asked for headline, publisher and authors, and each time all links would be looked at
        known = page.home_names[host] = _home_links(page.tree, host)
    return known


def _home_links(tree: _Element | None, host: str) -> dict[str, str]:
    if tree is None:
        return {}
    names: dict[str, str] = {}
    for number, link in enumerate(tree.iter("a")):
        if number >= MAX_LINKS:
            break
        if not is_home(link.get("href"), host):
            continue
        texts = [element_text(link, limit=MAX_SITE_NAME + 1), link.get("title") or ""]
        texts += [image.get("alt") or "" for image in link.iter("img")]
        for text in texts:
            if len(text) <= MAX_SITE_NAME and len(key := squash(text)) > 1:
                names.setdefault(key, text)
    return names


def is_logo(heading: _Element, host: str) -> bool:
    """Whether a heading is nothing but a link to the home page."""
    text = element_text(heading, limit=200)
    links = [link for link in heading.iter("a") if is_home(link.get("href"), host)]
    holder = heading.getparent()
    if holder is not None and holder.tag == "a" and is_home(holder.get("href"), host):
        return True
    return any(element_text(link, limit=200) == text for link in links[:3])


def is_hidden(heading: _Element) -> bool:
    """Whether a heading, or what it stands in, is one that nobody sees."""
    element: _Element | None = heading
    for _ in range(ANCESTORS):
        if element is None or element.tag in ("body", "main", "article"):
            return False
        if is_unseen(element):
            return True
        element = element.getparent()
    return False


def beginnings(title: str) -> list[str]:
    """The title and what stands before each mark that may part it from the site's name, the longest first."""
    cuts = [found.start() for found in _END_OF_TITLE.finditer(title)][-6:]
    return [title, *(title[:at].strip() for at in reversed(cuts) if title[:at].strip())]


def endings(title: str) -> list[str]:
    """What stands behind each of the first marks: sites may put their names first."""
    return [rest for found in list(_END_OF_TITLE.finditer(title))[:2] if (rest := title[found.end() :].strip())]


def printed_title(page: PageMarkup, title: str) -> str | None:
    """The text of an element that is the title or a part of it between two marks, the longest; None without one.

    What is printed in a link (a teaser, breadcrumbs) is not counted, nor the title of the head.
    """
    if page.tree is None or not title:
        return None
    behind = endings(title)
    parts = (*behind, *beginnings(title), *(part for rest in behind for part in beginnings(rest)[1:]))
    wanted = {squash(part): part for part in parts if len(part) >= 8}
    wanted.pop("", None)
    lengths = [len(part) for part in wanted.values()]
    if not wanted:
        return None
    least, most = min(lengths) - 4, max(lengths) + 40
    found: dict[str, str] = {}
    count = 0
    for element in page.tree.iter("h1", "h2", "h3", "h4", "div", "span", "p", "td", "b", "strong", "font", "big"):
        count += 1
        if count > MAX_ELEMENTS:
            break
        text = element.text
        if text is None or not least <= len(text.strip()) <= most:
            continue
        key = squash(text)
        if key in wanted and next(element.iterancestors("a"), None) is None and not page.is_aside(element):
            found.setdefault(key, " ".join(text.split()))
    return max(found.values(), key=len, default=None)
