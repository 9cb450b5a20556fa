"""The site's name where nothing declares it: as its title, its feeds and the links to its home page print it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from wiredesk.pipelines.extraction.fields.headline_place import home_links
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.fields.site_address import SiteAddress
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, squash

MAX_NAME: Final = 60
MAX_WORDS: Final = 5
"""Of a name that nothing but the title tag has; longer ones are slogans and other headlines."""
LEAST_TOLD: Final = 4
"""Letters of a word that a title shares with the headline where it tells the same in other words."""
_META: Final = ("apple-mobile-web-app-title", "publisher", "author", "copyright")
_FEED: Final = re.compile(r"\s*»\s*|\s*[-–—|:]*\s*[\[(]?\b(?:rss|atom|feed)\b.*", re.I)
"""What systems add to the site's name in the titles of its feeds: "Valley Courier » Feed", "Valley Courier - Atom"."""
_LOGO: Final = re.compile(
    r"^logo(?:\s+(?:of|de|da|von|der|des|du))?[\s:–-]+|[\s:–-]+logo$|^go to\s+|\s+home(?:page)?$", re.I
)
_GENERIC: Final = frozenset(
    "blog news home homepage rss feed startseite inicio início accueil beranda anasayfa".split()
)
_EDGES: Final = re.compile(r"\s+[-–—|]\s+")


def printed_publisher(page: PageMarkup, address: SiteAddress, headline: str, in_title: Sequence[str]) -> str | None:
    """The name that fits the address, else what stands in the title and in one of the other places, too.

    ``headline`` is squashed; ``in_title`` are the parts of the title tag beside it.
    """
    feeds = [_FEED.split(one, maxsplit=1)[0].strip() for one in page.feed_titles]
    names = [name for name in _names(page, address, feeds) if _is_name(squash(name), headline)]
    known = set(map(squash, names))
    linked = home_links(page, address.host)
    declared = [name for key in _META if (name := page.first_meta(key)) and squash(name) in linked]
    agreed = next((one for one in [*in_title, *declared] if squash(one) in known and not looks_like_person(one)), None)
    if agreed is not None:
        return agreed
    fitting = [name for name in names if address.fits(name) and not _is_address(name)]
    if fitting:
        return next((name for name in fitting if _is_written_out(name)), fitting[0])
    certain = (name for name, title in zip(feeds, page.feed_titles, strict=True) if "»" in title)
    found = next((name for name in certain if name in names and "://" not in name), None)
    return found or _alone_in_title(page, headline, in_title)


def _alone_in_title(page: PageMarkup, headline: str, in_title: Sequence[str]) -> str | None:
    """What alone stands beside the headline in the title tag; or the whole title, where it is that of all pages."""
    title = clean_line(page.title, limit=2 * MAX_NAME)
    name = in_title[0] if len(in_title) == 1 and headline in squash(title) else "" if in_title else title
    words = name.split()
    if not 1 <= len(words) <= MAX_WORDS or not _is_name(squash(name), headline) or _is_address(name):
        return None
    is_cased = name.lower() != name.upper()
    if is_cased and (len(words) < 2 or looks_like_person(name) or name[0].islower() or "," in name):
        return None
    told = sum(len(word) >= LEAST_TOLD and squash(word) in headline for word in words)
    tells_story = not in_title and 2 * told > len(words)  # the paper of a town has its name, and so have its stories
    return None if tells_story or name[-1] in "?!.…" else name


def _names(page: PageMarkup, address: SiteAddress, feeds: Sequence[str]) -> Iterator[str]:
    texts = [value for key in _META if (value := page.first_meta(key))]
    texts += [*home_links(page, address.host).values(), page.title, *feeds]
    for text in texts:
        line = _LOGO.sub("", clean_line(text, limit=2 * MAX_NAME)).strip()
        first = _EDGES.split(line)[0]
        if line and "://" not in line and (len(line) <= MAX_NAME or address.fits(first)):
            yield first if address.fits(first) else line


def _is_name(key: str, headline: str) -> bool:
    is_story = bool(headline) and (key in headline or headline in key)
    return key != "" and key not in _GENERIC and not is_story


def _is_written_out(name: str) -> bool:
    return not name.isupper() and not name.islower() and "." not in name


def _is_address(name: str) -> bool:
    return "@" in name or "www." in name or name.startswith("[")
