"""What the copy itself says at its two ends: from where it was sent, by which agency, and who reported.

Agencies and regional papers credit there what their page does not: "【Tokyo＝name】", "（记者 …）", "Place -" in a
paragraph of its own, "(ats/nxp)" and "Source: …" behind the last sentence.
"""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import islice
from typing import Final, NamedTuple

from wiredesk.pipelines.extraction.explanation import note_taker
from wiredesk.pipelines.extraction.fields.closing_credit import agency_at_the_end
from wiredesk.pipelines.extraction.fields.dateline import Dateline, bold_place, read_dateline
from wiredesk.pipelines.extraction.fields.dateline_forms import REPORTER_BETWEEN
from wiredesk.pipelines.extraction.fields.dateline_places import is_place
from wiredesk.pipelines.extraction.fields.east_asian_names import east_asian_names, names_a_trade
from wiredesk.pipelines.extraction.fields.labelled_lines import lines_after
from wiredesk.pipelines.extraction.fields.name_kinds import is_named_organization
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.fields.source_credit import source_of_line
from wiredesk.pipelines.extraction.fields.thanked_agency import thanked_agency
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name, first_agency
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, is_small, squash

MAX_LONE: Final = 60
"""Characters of a dateline that stands in a paragraph of its own."""
MAX_PLACE_WORDS: Final = 3
MAX_CLOSING: Final = 2
"""Paragraphs at the end that may credit the source."""
MAX_INLINE: Final = 40
"""Elements before the first paragraph that may hold a word of the dateline; breaks by the thousand hold none."""
MAX_BELOW: Final = 8
"""Lines below the headline: standfirst, date and byline."""
_DASHES: Final = " -–—:"
_TEXT: Final = "Text goes on."
_INLINE: Final = ("strong", "b", "span", "em", "i", "font", "a", "br")
_LONE: Final = re.compile(r"(?P<place>[^:–—|।()]{2,50}?)\s?(?:[-–—]|\.-)$")
_LOCAL_COPY: Final = re.compile(
    "^[\u3400-\u9fff\\s]{0,14}(?:讯|消息|訊)?\\s?[（(【〔［\\[](?P<who>[^（）()【】〔〕［］\\[\\]\\n]{2,40})[）)】〕］\\]]"
    "|^(?P<open>本报讯?\\s?(?:特约|见习|实习)?记者\\s?[\u3400-\u9fff、 ]{2,12}?(?=[\\s，,：:]|报道|摄影))"
)
"""How local papers in Chinese begin: "本报讯（记者 王小明）", "本报记者王小明 …"."""
_EQUALS: Final = re.compile("[=＝](?P<name>[\u3400-\u9fff\u3041-\u3096\u30a1-\u30fa\u30fc]{3,6})[】\\]］]")
_LAST_BRACKET: Final = re.compile(r"[（(【](?P<who>[^（）()【】\n]{2,30})[）)】]\W{0,2}$")
_NO_REPORTER: Final = frozenset("敬称略 終わり おわり つづく 続く 完 未完 以上 抜粋 一部略 有料 無断転載".split())
_POST_OF_JAPAN: Final = re.compile("(?<=[\u3400-\u9fff]{3})(?:記者|特派員|通信員)$")
_REPORTER_OF_JAPAN: Final = re.compile("[\u3400-\u9fff]{3,5}")


class CopyCredits(NamedTuple):
    """The place, the agency as it is usually called, the reporters, and the paragraphs without what is a field now."""

    place: str | None
    source: str | None
    closing_source: str | None
    """Credited behind the text: surer than a desk in the byline."""
    reporters: list[str]
    paragraphs: list[str]


def read_copy_credits(
    paragraphs: list[str],
    untrimmed: list[str],
    *,
    language: str | None = None,
    above: str | None = None,
    own_names: Set[str] = frozenset(),
    bold: int = 0,
) -> CopyCredits:
    """Reads both ends of the copy. ``untrimmed`` is the copy with its head and tail lines; ``above`` the words that
    stand before the first paragraph in the text's box; ``own_names`` (squashed) are no places; ``bold``: characters of
    the first paragraph in bold type. Never raises.
    """
    first = paragraphs[0] if paragraphs else ""
    reporters = _reporters(first) or (_reporters(untrimmed[0]) if untrimmed else [])
    heads = [line for line in dict.fromkeys((above, *untrimmed[:1], *paragraphs[:1])) if line]
    lone = next((found for line in heads if (found := _lone(line, paragraphs, language)) is not None), None)
    lone = lone or next((found for line in heads if (found := _outlet_alone(line, own_names)) is not None), None)
    if lone is not None:
        if len(paragraphs) > 1 and lone.rest == first:
            _explain(first)
            paragraphs = paragraphs[1:]
        elif first.startswith(lone.rest) and (rest := first.removeprefix(lone.rest).lstrip()):
            _explain(lone.rest)
            paragraphs = [rest, *paragraphs[1:]]
        place, source = lone.place, lone.source
    else:
        place, source, paragraphs = _without_dateline(paragraphs, language)
        place = place or bold_place(first, bold)
    if not reporters and lone is not None and lone.reporter is not None:
        reporters = [lone.reporter]
    if not reporters and first and (named := read_dateline(first, language).reporter) is not None:
        reporters = [named]
    closing = untrimmed[-MAX_CLOSING:] if len(untrimmed) > 1 else untrimmed[-1:]
    return CopyCredits(
        _without_own(place, own_names),
        source,
        next((name for line in reversed(closing) if (name := _closing_source(line, language))), None),
        reporters or (_closing_reporter(closing[-1], language) if closing else []),
        paragraphs,
    )


def _without_own(place: str | None, own_names: Set[str]) -> str | None:
    """The place without the paper's name that stands behind it: "Larantuka, Radar Flores"."""
    parts = [part for part in (place or "").split(", ") if part and squash(part) not in own_names]
    return ", ".join(parts) or None


def copy_lead(page: PageMarkup) -> str | None:
    """The words right in the text's box above its first paragraph: "<b>Place</b> - <p>…", or an agency's dateline below
    the headline; None where they are many.
    """
    return _words_above(page) or _line_below(page)


def _line_below(page: PageMarkup) -> str | None:
    """The line near the headline that is place and agency and nothing else: "DİYARBAKIR, (DHA)-"."""
    if page.heading is None:
        return None
    for line in islice(lines_after(page.heading), MAX_BELOW):
        if 4 <= len(line) <= MAX_LONE and line.rstrip(_DASHES).endswith((")", "]")):
            found = read_dateline(f"{line} {_TEXT}")
            if found.place and found.source and found.rest == _TEXT:
                return line
    return None


def _words_above(page: PageMarkup) -> str | None:
    if page.body is None:
        return None
    words = [page.body.text or ""]
    for child in islice(page.body, MAX_INLINE):
        if child.tag not in _INLINE:
            if isinstance(child.tag, str):
                if child.tag == "p" and not any(map(str.strip, words)):
                    words = [element_text(child, limit=MAX_LONE + 1)]
                break
        else:
            words.append(element_text(child, limit=MAX_LONE))
        words.append(child.tail or "")
        if sum(map(len, words)) > MAX_LONE * 2:
            return None
    line = clean_line(" ".join(words), limit=MAX_LONE * 2)
    return line if 0 < len(line) <= MAX_LONE else None


def _without_dateline(paragraphs: list[str], language: str | None) -> tuple[str | None, str | None, list[str]]:
    for at, paragraph in enumerate(paragraphs[:2]):
        found = read_dateline(paragraph, language)
        if found.rest != paragraph and found.rest:
            _explain(paragraph.removesuffix(found.rest))
            return found.place, found.source, [*paragraphs[:at], found.rest, *paragraphs[at + 1 :]]
        if found.place is not None or found.source is not None:
            return found.place, found.source, paragraphs
    return None, None, paragraphs


def _explain(text: str) -> None:
    if (notes := note_taker()) is not None:
        notes.text(text, "dateline")


def _lone(line: str, paragraphs: list[str], language: str | None) -> Dateline | None:
    """The dateline that a line is as a whole; its ``rest`` is the line."""
    text = " ".join(line.split())
    if not 2 <= len(text) <= MAX_LONE:
        return None
    if (agency := agency_name(text)) is not None and not text.islower():
        return Dateline(None, agency, line)
    match = _LONE.match(text)
    following = next((paragraph for paragraph in paragraphs if paragraph != line), "")
    if not following or is_small(following):
        return None
    if (found := read_dateline(text, language)).place and found.source and not found.rest:
        return Dateline(found.place, found.source, line)
    is_heading = text[-1] == ":" and text.lower() != text.upper() and agency_name(text[:-1]) is None
    if text[-1] in "-–—:।|/)" and not is_heading:
        found = read_dateline(f"{text} {following}", language)
        if found.rest == following and (found.source if text[-1] == ")" else found.place or found.source):
            return Dateline(found.place, found.source, line, found.reporter)
    if match is None:
        return None
    place = match["place"].strip(" ,.-")
    named = [word for word in place.split() if word[:1].isupper() or word[:1] > "\u058f"]
    if len(place.split()) <= MAX_PLACE_WORDS and len(named) == len(place.split()) and is_place(place):
        return Dateline(place.title() if place.isupper() else place, None, line)
    return None


_OUTLET_PARTED: Final = re.compile(r"\s*[/|–—]\s*|\s-\s")


def _outlet_alone(line: str, own_names: Set[str]) -> Dateline | None:
    """A first line that is the paper or an agency and its place, without a mark behind: "Valley News - Upper Town"."""
    if len(line) > MAX_LONE or line[-1:] in ".!?…؟۔":
        return None
    parts = [part for part in _OUTLET_PARTED.split(line.strip(" -–—|/:")) if part]
    if len(parts) != 2 or len(parts[1].split()) > MAX_PLACE_WORDS or not is_place(parts[1]):
        return None
    outlet, place = parts
    if (named := agency_name(place)) is not None and agency_name(outlet) is None and is_place(outlet):
        return Dateline(outlet, named, line)
    if squash(outlet) in own_names:
        return Dateline(place, None, line)
    named = agency_name(outlet) or (outlet if " " in outlet and is_named_organization(outlet) else None)
    return Dateline(place, named, line) if named is not None else None


def _reporters(paragraph: str) -> list[str]:
    """The reporters whom the head of the copy names."""
    head = paragraph[:80]
    if (match := _EQUALS.search(head)) is not None and not names_a_trade(match["name"]):
        return [match["name"]]
    match = REPORTER_BETWEEN.match(head)
    if match is not None and first_agency(match["agency"]) and looks_like_person(match["who"]):
        return [match["who"]]
    match = _LOCAL_COPY.match(head)
    if match is not None:
        return east_asian_names(match["who"] or match["open"])
    behind = head.partition("]")[2] or head.partition(")")[2]
    if head[:1] in "[(" and "기자" in head[:40]:
        return east_asian_names(head[: head.index("기자") + 2]) or east_asian_names(behind[:20])
    return []


def _closing_reporter(paragraph: str, language: str | None) -> list[str]:
    """The reporter in brackets behind the last sentence: "（记者 王小明）", in Japanese without any label."""
    match = _LAST_BRACKET.search(paragraph[-40:])
    if match is None:
        return []
    who = match["who"].strip()
    if (language or "").startswith("ja"):  # "（編集委員・山田　太郎）", "（山田太郎記者）"
        who = _POST_OF_JAPAN.sub("", who.rpartition("・")[2].replace("\u3000", "").replace(" ", ""))
    if (language or "").startswith("ja") and _REPORTER_OF_JAPAN.fullmatch(who):
        return [] if who in _NO_REPORTER or names_a_trade(who) or agency_name(who) else [who]
    return east_asian_names(who)


def _closing_source(paragraph: str, language: str | None) -> str | None:
    line = " ".join(paragraph[-MAX_LONE * 3 :].split())
    labelled = source_of_line(line) if len(paragraph) < MAX_LONE * 2 else None
    return labelled or agency_at_the_end(line, language) or thanked_agency(line)
