"""The places of a page that may hold its headline, each as it is and after a cut."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.columnist import column_headings, headings_below
from wiredesk.pipelines.extraction.fields.headline_case import is_shouted
from wiredesk.pipelines.extraction.fields.headline_place import (
    MAX_HEADLINE,
    MAX_SITE_NAME,
    home_links,
    is_hidden,
    is_logo,
    printed_title,
    without_day,
)
from wiredesk.pipelines.extraction.fields.site_names import CERTAIN, without_site
from wiredesk.pipelines.extraction.lexicon.cue_lines import cue_mask
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, reading_length, squash
from wiredesk.pipelines.extraction.page.structured_data import first_text

LEAST_TITLE = 20
"""Characters; a shorter text that is called a title is that of a box."""
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef“”《》「」"
_UNSPACED_SEPARATOR = re.compile(f"(?<=[{_UNSPACED}\\d])[-–—_－＿]{{1,2}}(?=[{_UNSPACED}])")
"""Chinese and Japanese titles join the site's name without spaces: "…交通-晨华网"."""
MAX_UNSPACED_NAME = 12
"""Characters of a site's name in these scripts; what is longer behind a dash is the other half of the headline."""
_HEADLINE_CLASS = re.compile(r"title|headline", re.I)
_FEW_ASCII = 0.3
_MOSTLY_ASCII = 0.9
"""Shares of English letters in a text of another script (with names and terms in it) and in one that is not."""
PRINTED = frozenset({"h1", "h1 later", "h1 part", "h2", "unseen", "logo", "printed"})
"""Places that hold text rather than an attribute: a "<" in them is a sign, and no tag."""


MAX_FONTS = 200
_LARGE = re.compile(r"[4-7]|\+[1-4]")
"""Sizes above that of running text (HTML 4, 15.2.2)."""
SECTION_WORDS = 2
LONGEST_SECTION = 25
"""Characters of a main heading that may name the section."""
_DECLARED_ALONE = frozenset({"og", "og cut", "json-ld", "json-ld cut"})
"""Places in the markup that hold the story's headline, not the names around it."""
_HEADLINES = frozenset({"h1", "h1 later", "h2", "printed", "json-ld", "og", "microdata"})


@dataclass(slots=True)
class Candidate:
    """One text that may be the headline: where it was found, as it is or after a cut."""

    text: str
    key: str
    found: set[str] = field(default_factory=set)
    """``"h1"``, ``"title cut"`` (a known site name taken off), ``"title split"`` (cut at a separator)."""


def headline_candidates(page: PageMarkup, sites: set[str], host: str = "") -> list[Candidate]:
    """The candidates of a page, the most trusted place first; equal texts (case and marks aside) are one.

    ``host`` is the page's own: a heading that links to its home page is no headline.
    """
    by_key: dict[str, Candidate] = {}

    def add(text: str, how: str) -> None:
        key = squash(text)
        if key:
            one = by_key.setdefault(key, Candidate(text, key))
            one.found.add(how)
            if text != one.text and is_shouted(one.text) and not is_shouted(text):
                one.text = text

    for place, raw in _places(page, host):
        line = without_day(clean_line(raw, tags=place not in PRINTED, limit=MAX_HEADLINE))
        if not line:
            continue
        add(line, place)
        name = place.split()[0]
        bare = without_site(line, sites)
        if bare != line:
            add(bare, f"{name} cut")
        cuts = list(CERTAIN.finditer(bare))
        if cuts and name not in ("h1", "unseen", "logo"):
            add(bare[: cuts[-1].start()], "split")
            if len(cuts) > 1:
                add(bare[: cuts[0].start()], "split")
            add(bare[cuts[0].end() :], "tail")
        elif (head := _before_unspaced_name(bare)) and name not in ("h1", "h2", "unseen", "logo"):
            add(head, "split")
        if len(by_key) > 24:
            break
    if not any(one.found & {"h1", "h1 later"} and one.found & {"title", "title cut", "og"} for one in by_key.values()):
        printed = printed_title(page, clean_line(page.title, limit=MAX_HEADLINE))
        if printed is not None:
            add(clean_line(printed, tags=False, limit=MAX_HEADLINE), "printed")
    found = _without_section(_without_logo(list(by_key.values())), page)
    return _in_script_of_page(_unbroken(found), page)


def _without_section(candidates: list[Candidate], page: PageMarkup) -> list[Candidate]:
    """Without a short main heading, where the markup declares the text of a subheading and not its own: the section."""
    first = next((one for one in candidates if "h1" in one.found), None)
    if first is None or len(first.text) > LONGEST_SECTION or first.found & _DECLARED_ALONE:
        return candidates
    if len(first.text.split()) <= SECTION_WORDS and _is_followed(first, candidates):
        return [one for one in candidates if one is not first]
    declared = {one.key for one in candidates if one.found & _DECLARED_ALONE and len(one.key) >= LEAST_TITLE}
    if not declared or any(first.key in key for key in declared):
        return candidates
    below = {squash(element_text(one, limit=MAX_HEADLINE)) for one in page.subheadings[:12]}
    return [one for one in candidates if one is not first] if declared & below else candidates


def _without_logo(candidates: list[Candidate]) -> list[Candidate]:
    """Without the heading that only links to the home page, where another heading or the markup holds another text."""
    others = [one for one in candidates if "logo" not in one.found or len(one.text) > MAX_SITE_NAME]
    return others if any(one.found & _HEADLINES for one in others) else candidates


def _before_unspaced_name(title: str) -> str | None:
    """What a title in a script without spaces has before the dash and the short name at its end."""
    cut = next(reversed(list(_UNSPACED_SEPARATOR.finditer(title))), None)
    if cut is None or len(title) - cut.end() > MAX_UNSPACED_NAME or cut.start() < 2 * (len(title) - cut.end()):
        return None
    return title[: cut.start()].strip()


def _in_script_of_page(candidates: list[Candidate], page: PageMarkup) -> list[Candidate]:
    """Without titles in English letters, made for search engines, where the story is in another script."""
    description = clean_line(page.first_meta("og:description", "description"))
    if len(description) < MAX_SITE_NAME or _share_of_ascii(description) > _FEW_ASCII:
        return candidates
    own = [one for one in candidates if _share_of_ascii(one.text) < _MOSTLY_ASCII]
    if any(one.found & {"h1", "h1 later", "og", "json-ld"} and len(one.key) >= LEAST_TITLE for one in own):
        return own
    return candidates


def _share_of_ascii(text: str) -> float:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(map(str.isascii, letters)) / len(letters) if letters else 0.0


def _unbroken(candidates: list[Candidate]) -> list[Candidate]:
    """Without texts that an attribute cut at a quotation mark inside of them, where another place has them whole."""
    return [
        one
        for one in candidates
        if not any(
            other is not one
            and other.text.startswith(one.text)
            and other.text[len(one.text) :].lstrip()[:1] == '"'
            and len(other.text) > len(one.text) + 3
            for other in candidates
        )
    ]


def _places(page: PageMarkup, host: str) -> list[tuple[str, str | None]]:
    article = page.structured.article
    found: list[tuple[str, str | None]] = []
    headings = column_headings(page)[:6] or _called_titles(page)
    first = True
    below = _below_the_name(page, host)
    for element in headings:
        text = _without_kicker(element, page) or element_text(element, limit=MAX_HEADLINE)
        is_name = below is not None and element is page.headings[0]
        logo = is_name or is_logo(element, host)
        place = "unseen" if is_hidden(element) else "logo" if logo else "h1" if first else "h1 later"
        found.append((place, text))
        first = first and not place.startswith("h1")
        if len(element) > 1 and place.startswith("h1"):
            parts = [line for child in element if (line := element_text(child, limit=MAX_HEADLINE))]
            if parts and len(parts[-1]) > len(text) // 2 and parts[-1] != text:
                found.append(("h1 part", parts[-1]))
    if below is not None:
        found.append(("printed", below))
    found.append(("json-ld", first_text(article.get("headline"))))
    name = first_text(article.get("name"))
    if name and not article.get("headline"):
        found.append(("json-ld name", name))
    found.append(("og", page.first_meta("og:title")))
    found.append(("twitter", page.first_meta("twitter:title")))
    found.append(("title", page.title))
    found += [
        ("microdata", el.get("content") or element_text(el, limit=MAX_HEADLINE))
        for el in page.properties.get("headline", ())[:1]
    ]
    for element in page.subheadings[:12]:
        if element.tag == "h2" and _HEADLINE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}"):
            found.append(("h2", element_text(element, limit=MAX_HEADLINE)))
            break
    return found


def _is_followed(first: Candidate, candidates: list[Candidate]) -> bool:
    """Whether another main heading follows that is long enough for a headline, and holds nothing of the first one."""
    later = (one for one in candidates if "h1 later" in one.found)
    return any(reading_length(one.key) >= LEAST_TITLE and first.key not in one.key for one in later)


def _below_the_name(page: PageMarkup, host: str) -> str | None:
    """The heading below the main one, above the text, where the main one is nothing but what links to the home page are
    called, or the declared name of the site.
    """
    names = {*home_links(page, host), *map(squash, page.meta.get("ogsitename", ()))}
    if not page.headings or squash(element_text(page.headings[0], limit=MAX_HEADLINE)) not in names:
        return None
    texts = (element_text(one, limit=MAX_HEADLINE) for one in headings_below(page))
    return next((text for text in texts if reading_length(text) >= LEAST_TITLE), None)


def _without_kicker(heading: _Element, page: PageMarkup) -> str | None:
    """The words right in a heading, where the title or the markup has them without what stands around them in elements
    of their own: a kicker, a label, a second line.
    """
    if not len(heading):
        return None
    words = " ".join([heading.text or "", *(child.tail or "" for child in heading)])
    own = clean_line(words, tags=False, limit=MAX_HEADLINE)
    key = squash(own)
    if len(key) < LEAST_TITLE or key == (whole := squash(element_text(heading, limit=MAX_HEADLINE))):
        return None
    for text in (page.title, page.first_meta("og:title"), first_text(page.structured.article.get("headline"))):
        declared = squash(clean_line(text, limit=MAX_HEADLINE))
        if whole in declared:
            return None
        if key in declared:
            return own
    return None


def _called_titles(page: PageMarkup) -> list[_Element]:
    """On a page without headings (tables, ``font``): the first element that is called a title and holds one.

    A name that several elements have is that of the titles in a list.
    """
    names = Counter(map(naming, page.titled))
    holders = {holder for element in page.titled for holder in element.iterancestors()}
    for element in page.titled[:20]:
        if names[naming(element)] > 1 or element in holders:
            continue
        element = next(element.iter("h2", "h3"), element)  # a box around the headline holds byline and date too
        text = element_text(element, limit=MAX_HEADLINE)
        long = reading_length(text) >= LEAST_TITLE and len(text) < MAX_HEADLINE
        if long and not cue_mask(text) and not page.is_aside(element):
            return [element]
    return _in_large_letters(page)


def _in_large_letters(page: PageMarkup) -> list[_Element]:
    """On a page of tables and ``font``: the first text that is set large, and is no link."""
    if page.tree is None or "ogtitle" in page.meta:
        return []
    for element in islice(page.tree.iter("font", "big"), MAX_FONTS):
        if element.tag == "font" and _LARGE.fullmatch((element.get("size") or "").strip()) is None:
            continue
        text = element_text(element, limit=MAX_HEADLINE)
        linked = next(element.iterancestors("a"), None) is not None or next(element.iter("a"), None) is not None
        if LEAST_TITLE <= len(text) < MAX_HEADLINE and not linked and not cue_mask(text) and not page.is_aside(element):
            return [element]
    return []
