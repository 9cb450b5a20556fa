"""The site's name."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.fields.byline_labels import has_label, strip_label
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.fields.printed_publisher import printed_publisher
from wiredesk.pipelines.extraction.fields.site_address import LEAST_LABEL, SiteAddress, bare_key
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, squash
from wiredesk.pipelines.extraction.page.structured_data import first_text, texts, type_names
from wiredesk.pipelines.site_profile import SiteProfile

MAX_NAME = 100
MAX_SLOGAN = 200
"""Characters: some sites put a description behind their name."""
_WEB_ADDRESS: Final = re.compile(r"(?:https?://)?(?:www\.)?[\w-]{1,60}(?:\.[\w-]{1,60}){1,3}/?", re.I)
"""A name that is the site's address: right, but the name of the paper is better."""
_HOME_PAGES: Final = frozenset(
    "home homepage start inicio início accueil startseite beranda anasayfa main index главная головна الرئيسية".split()
)
"""What some systems call the site in its own markup: the title of its first page."""
_EDGES: Final = re.compile(
    r"\s*[|｜»›«‹•·]+\s*|\s+[–—-]{1,2}\s+|\s*--\s*|\s*::\s*|_(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])_"
    "|(?<=[\u3400-\u9fff])-(?=[\u3400-\u9fff]{4})"
)
_MARKS: Final = " ©®™/|–—-"
_COMPANY: Final = re.compile(
    r"\b(?:gmbh|ag|e\.\s?v\.|ltd|llc|inc|corp|plc|s\.\s?[alr]\.?|s\.r\.l|b\.v|ab|oy|a/s|pty)\.?$|\b(?:gmbh|s\.\s?l\.|ltd|pvt)",
    re.I,
)
"""The firm behind a site, which readers do not know."""
_WELCOME: Final = re.compile(r"^(?:welcome to|home of|homepage of|website of)\s+(?:the\s+)?", re.I)
_END_OF_SENTENCE: Final = re.compile(r"(?<=[^\s.][^\s.)][^\s.])\.\s+(?=[^\W\d_])|[;!?।。]\s*")
_SENTENCE: Final = re.compile(r"[,،;!?。，।…]")
"""Marks of a slogan, which names have not."""
LEAST_NAME: Final = 5
"""Letters of an address; a shorter one in capitals is the abbreviation of the name that stands beside it."""


def declared_publisher(page: PageMarkup, profile: SiteProfile | None) -> str | None:
    """The name in the site's definition, else the first that the markup calls so, whatever it is."""
    if profile is not None and profile.name:
        return profile.name
    return next(iter(_declared(page)), None)


def read_publisher(page: PageMarkup, profile: SiteProfile | None, headline: str | None, url: str) -> str | None:
    """The site's name: that of its definition, else of og:site_name, JSON-LD, application-name or the title's end.

    Systems also put the headline, a section or a slogan there; such a name gives way to a better one, as does the
    site's mere address. What only the title prints must be the name in the address, or that of a link to the home page.
    """
    if profile is not None and profile.name:
        return profile.name
    address = SiteAddress.of(url)
    headline_key = squash(headline or "")
    names = [name for one in _declared(page) if (name := _without_slogan(one.strip(_MARKS), address, headline_key))]
    good = [one for one in names if not _is_story(squash(one), headline_key) and one.casefold() not in _HOME_PAGES]
    in_title = _edges_of_title(page, headline)
    printed = next((one for one in in_title if address.fits(one)), None)
    sections = address.places | {squash(one) for one in page.meta.get("articlesection", ())}
    sections |= {squash(one) for one in texts(page.structured.article.get("articleSection"))[:4]}
    whole = [one for one in good if not _is_second_best(one) and squash(one) not in sections]
    addresses = {squash(one) for one in good if _WEB_ADDRESS.fullmatch(one)}
    # "Newsroom town.example"
    whole = [one for one in whole if not any(squash(one).endswith(name) for name in addresses)]
    if whole and " " not in whole[0] and not address.fits(whole[0]):  # the name of a department
        in_print = {squash(one) for one in in_title}
        whole = [one for one in whole if address.fits(one) and squash(one) in in_print][:1] or whole
    if whole:
        exact = printed is not None and bare_key(printed) == address.label
        doubtful = _SENTENCE.search(whole[0]) is not None or len(squash(whole[0])) < LEAST_LABEL
        return printed if exact and doubtful and whole[0] not in page.title else whole[0]
    if printed is not None and (not good or _is_second_best(good[0]) or squash(good[0]) in address.places):
        return printed
    return good[0] if good else printed_publisher(page, address, headline_key, in_title)


def _declared(page: PageMarkup) -> list[str]:
    data = page.structured
    stated = data.resolve(data.article.get("publisher"))
    is_person = isinstance(stated, dict) and "person" in type_names(stated)
    names = [page.first_meta("og:site_name"), None if is_person else first_text(stated)]
    names += [first_text(node.get("name")) for node in data.of_type("website", "newsmediaorganization")]
    names.append(page.first_meta("application-name", "dc.publisher", "citation_journal_title"))
    lines = (clean_line(name, limit=MAX_NAME) for name in names)
    return [line for line in lines if line and "://" not in line and any(map(str.isalpha, line))]


def _is_second_best(name: str) -> bool:
    """Whether a name is an address or the firm behind the site."""
    return _WEB_ADDRESS.fullmatch(name) is not None or _COMPANY.search(name) is not None


def _without_slogan(name: str, address: SiteAddress, headline: str) -> str:
    """The part of a name that is the address's own: "Monroe News - Monroe, Michigan" at monroenews.

    And what stands beside the headline where a system calls the site like the whole title; of a long name its first
    sentence.
    """
    name = _WELCOME.sub("", name)
    parts = [part.strip(_MARKS) for part in _EDGES.split(name)]
    if len(parts) < 2:
        first = _END_OF_SENTENCE.split(name, maxsplit=1)[0]
        return first if len(name) > MAX_NAME // 2 and len(squash(first)) > 2 * LEAST_LABEL else name
    if headline and headline in squash(name):
        return next((part for part in reversed(parts) if squash(part) not in headline), name)
    is_short = len(address.label) < LEAST_NAME and len(parts) == 2
    own = [part for part in parts if address.owns(part) and not (is_short and part.isupper())]
    if own:
        return own[0]
    near = [part for part in parts if len(address.label) >= LEAST_NAME and bare_key(part).startswith(address.label)]
    return near[0] if len(near) == 1 and parts[0] == near[0] else name


def _is_story(key: str, headline: str) -> bool:
    """Whether a name is the headline, or its beginning."""
    return bool(headline) and (key == headline or (len(key) > MAX_NAME // 4 and (key in headline or headline in key)))


def _edges_of_title(page: PageMarkup, headline: str | None) -> list[str]:
    """The parts of the title tag behind and before the headline, the last one first."""
    parts = [part.strip(_MARKS + "()[]") for part in _EDGES.split(clean_line(page.title))]
    if len(parts) < 2:
        return []
    wanted = squash(headline or "-")
    keys = {one: squash(one) for one in reversed(parts) if len(one) <= MAX_NAME // 2}
    return [one for one, key in keys.items() if key and key not in wanted and (not wanted or wanted not in key)]


_BETWEEN = re.compile(r"\s*[|｜–—:：»›«/•·-]+\s*")


def names_of_publisher(page: PageMarkup) -> set[str]:
    """How the site calls itself where it names its publisher, squashed: whole, and each part between marks.

    A slogan beside the name ("Example | All the news of the valley") is the site's as well, and nobody's name.
    """
    stated = page.structured.resolve(page.structured.article.get("publisher"))
    names = [page.first_meta(key) for key in ("og:site_name", "publisher", "dc.publisher", "article:publisher")]
    names.append(first_text(stated))
    names += [element_text(one, limit=MAX_NAME) for one in page.properties.get("publisher", ())[:1]]
    lines = [line for name in names if (line := clean_line(name, limit=MAX_SLOGAN)) and "://" not in line]
    return {key for line in lines for part in (line, *_BETWEEN.split(line)) if len(key := squash(part)) > 2}


def names_in_title(title: str, headline: str | None) -> set[str]:
    """What the title tag prints beside the headline, squashed: how the site calls itself in its own script."""
    line = clean_line(title)
    if not headline or headline not in line:
        return set()
    before, _, after = line.partition(headline)
    parts = [part for part in _BETWEEN.split(f"{before} | {after}") if len(squash(part)) > 2]
    parts = [
        part
        for part in parts
        if not (has_label(part.lstrip(" ,")) and looks_like_person(strip_label(part.lstrip(" ,"))))
    ]
    if len(parts) > 1:  # "Headline | Ann Smith | The Valley News"
        edge = parts[-1] if after.strip() else parts[0]
        parts = [part for part in parts if part == edge or not looks_like_person(part)]
    return {squash(part) for part in parts}
