"""The texts of a page that may be its headline, each as it is and after a cut, without those that cannot be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wiredesk.pipelines.extraction.fields.headline_case import is_shouted
from wiredesk.pipelines.extraction.fields.headline_place import (
    LEAST_TITLE,
    MAX_HEADLINE,
    MAX_SITE_NAME,
    printed_title,
    without_day,
)
from wiredesk.pipelines.extraction.fields.headline_texts import headline_texts
from wiredesk.pipelines.extraction.fields.site_names import CERTAIN, without_site
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, reading_length, squash

_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef“”《》「」"
_UNSPACED_SEPARATOR = re.compile(f"(?<=[{_UNSPACED}\\d])[-–—_－＿]{{1,2}}(?=[{_UNSPACED}])")
"""Chinese and Japanese titles join the site's name without spaces: "…交通-晨华网"."""
MAX_UNSPACED_NAME = 12
"""Characters of a site's name in these scripts; what is longer behind a dash is the other half of the headline."""
_FEW_ASCII = 0.3
_MOSTLY_ASCII = 0.9
"""Shares of English letters in a text of another script (with names and terms in it) and in one that is not."""
PRINTED = frozenset({"h1", "h1 later", "h1 part", "h2", "unseen", "logo", "printed"})
"""Places that hold text rather than an attribute: a "<" in them is a sign, and no tag."""
_GLUED = re.compile(r"[a-zà-ÿ](?:[\"“„«][A-ZÀ-Þ]|[A-ZÀ-Þ][a-zà-ÿ])")
"""Two words without a space between them; "McDonald" has one wherever it stands."""
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


_MARK = re.compile(r"\s?:(?=\s)")


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
            elif len(_GLUED.findall(text)) < len(_GLUED.findall(one.text)) and len(text) > len(one.text):
                one.text = text  # a kicker in the main heading, without a space behind it
            elif text.count(": ") > one.text.count(": ") and _MARK.sub("", text) == _MARK.sub("", one.text):
                one.text = text  # a kicker in the main heading, whose colon is but drawn or left out

    for place, raw in headline_texts(page, host):
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


def _before_unspaced_name(title: str) -> str | None:
    """What a title in a script without spaces has before the dash and the short name at its end."""
    cut = next(reversed(list(_UNSPACED_SEPARATOR.finditer(title))), None)
    if cut is None or len(title) - cut.end() > MAX_UNSPACED_NAME or cut.start() < 2 * (len(title) - cut.end()):
        return None
    return title[: cut.start()].strip()


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


def _is_followed(first: Candidate, candidates: list[Candidate]) -> bool:
    """Whether another main heading follows that is long enough for a headline, and holds nothing of the first one."""
    later = (one for one in candidates if "h1 later" in one.found)
    return any(reading_length(one.key) >= LEAST_TITLE and first.key not in one.key for one in later)


def _without_logo(candidates: list[Candidate]) -> list[Candidate]:
    """Without the heading that only links to the home page, where another heading or the markup holds another text."""
    others = [one for one in candidates if "logo" not in one.found or len(one.text) > MAX_SITE_NAME]
    return others if any(one.found & _HEADLINES for one in others) else candidates


def _in_script_of_page(candidates: list[Candidate], page: PageMarkup) -> list[Candidate]:
    """Without titles in English letters, made for search engines, where the story is in another script."""
    description = clean_line(page.first_meta("og:description", "description"))
    if len(description) < MAX_SITE_NAME and page.first_paragraph is not None:
        description = element_text(page.first_paragraph, limit=MAX_HEADLINE)
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
