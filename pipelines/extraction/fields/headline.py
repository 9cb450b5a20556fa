"""The headline: which of the places that hold one is right, without the site's or the section's name.

Any one of h1, JSON-LD headline, og:title and the title tag holds the right headline on nearly every page, each alone on
a quarter to three quarters of them, so choosing is the whole task. Every place gives its text and the same text without
what looks like a site name; equal texts are one candidate, and a linear model over what speaks for each candidate
(:mod:`~wiredesk.pipelines.extraction.fields.headline_weights`,
trained by ``benchmarks/train_headline.py``) takes the best.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element

from wiredesk.pipelines.extraction.explanation import Candidate as Offer
from wiredesk.pipelines.extraction.explanation import current_explanation
from wiredesk.pipelines.extraction.fields.headline_place import (
    MAX_SITE_NAME,
    is_hidden,
    is_logo,
    names_of_home_links,
    printed_title,
    without_day,
)
from wiredesk.pipelines.extraction.fields.headline_weights import WEIGHTS
from wiredesk.pipelines.extraction.lexicon.cue_lines import cue_mask
from wiredesk.pipelines.extraction.memory.field_memory import FieldMemory
from wiredesk.pipelines.extraction.memory.source_reliability import Verdict, verdicts
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, squash
from wiredesk.pipelines.extraction.page.structured_data import first_text, type_names

MAX_HEADLINE = 400
"""Characters; the longest headlines of the development pages have about 200."""

LEAST_TITLE = 20
"""Characters; a shorter text that is called a title is that of a box."""
_SEPARATOR = re.compile(
    r"\s+[|｜·•»›‹«∣/\\—–−-]{1,3}\s+|\s*[|｜»›：]\s*|\s+::\s+|(?<=[^\s-])--(?=[^\s-])|(?<=\w): (?=\S)"
    r"|_(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])_"
    r"|, (?=[A-ZÀ-Þ])"
)
_CERTAIN = re.compile(r"\s+[|｜·•»›—–-]{1,2}\s+|\s*[|｜]\s*")
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef“”《》「」"
_UNSPACED_SEPARATOR = re.compile(f"(?<=[{_UNSPACED}\\d])[-–—_－＿]{{1,2}}(?=[{_UNSPACED}])")
"""Chinese and Japanese titles join the site's name without spaces: "…交通-晨华网"."""
MAX_UNSPACED_NAME = 12
"""Characters of a site's name in these scripts; what is longer behind a dash is the other half of the headline."""
_HEADLINE_CLASS = re.compile(r"title|headline", re.I)
_FEW_ASCII = 0.3
_MOSTLY_ASCII = 0.9
"""Shares of English letters in a text of another script (with names and terms in it) and in one that is not."""
_PRINTED = frozenset({"h1", "h1 later", "h1 part", "h2", "unseen", "logo", "printed"})
"""Places that hold text rather than an attribute: a "<" in them is a sign, and no tag."""
_DECLARED = frozenset({"json-ld", "og", "og cut", "title cut", "title"})
_WHOLE = frozenset({"h1", "json-ld", "og", "og cut", "json-ld cut", "printed"})
"""Places whose text may be another headline of the same story."""
LONGEST_ALTERNATIVE = 200
"""Characters; some systems call the standfirst an alternative headline."""
LEAST_SHARED = 2
"""Words that two headlines of one story share; names of sections and boxes share at most one with a headline."""
_WORD = re.compile(r"[^\W_]+")
_NEWS = frozenset(
    {"newsarticle", "reportagenewsarticle", "opinionnewsarticle", "analysisnewsarticle", "liveblogposting"}
)


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
            by_key.setdefault(key, Candidate(text, key)).found.add(how)

    for place, raw in _places(page, host):
        line = without_day(clean_line(raw, tags=place not in _PRINTED, limit=MAX_HEADLINE))
        if not line:
            continue
        add(line, place)
        name = place.split()[0]
        bare = without_site(line, sites)
        if bare != line:
            add(bare, f"{name} cut")
        cuts = list(_CERTAIN.finditer(bare))
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
    return _in_script_of_page(_unbroken(list(by_key.values())), page)


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
    headings = page.headings[:6] or _called_titles(page)
    first = True
    for element in headings:
        text = element_text(element, limit=MAX_HEADLINE)
        place = "unseen" if is_hidden(element) else "logo" if is_logo(element, host) else "h1" if first else "h1 later"
        found.append((place, text))
        first = first and not place.startswith("h1")
        if len(element) > 1 and place.startswith("h1"):
            parts = [line for child in element if (line := element_text(child, limit=MAX_HEADLINE))]
            if parts and len(parts[-1]) > len(text) // 2 and parts[-1] != text:
                found.append(("h1 part", parts[-1]))
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
        if LEAST_TITLE <= len(text) < MAX_HEADLINE and not cue_mask(text) and not page.is_aside(element):
            return [element]
    return []


def features(
    candidate: Candidate, others: list[Candidate], page: PageMarkup, sites: set[str], slug: set[str]
) -> dict[str, float]:
    """What speaks for and against a candidate; the names are those of the weights."""
    found = candidate.found
    values: dict[str, float] = dict.fromkeys(found, 1.0)
    places = {how.split()[0] for how in found} - {"split", "tail"}
    news = bool(type_names(page.structured.article) & _NEWS)
    values["places"] = len(places)
    if news:
        for place in places - {"split", "tail"}:
            values[f"{place} of news"] = 1.0
    words = set(_WORD.findall(candidate.text.casefold()))
    rivals = [rival for rival in others if rival is not candidate]
    shares = []
    for rival in rivals:
        if rival.found & {"h1", "json-ld", "og", "title"}:
            theirs = set(_WORD.findall(rival.text.casefold()))
            shares.append(len(words & theirs) / max(1, len(words | theirs)))
    values["overlap"] = sum(shares) / len(shares) if shares else 0.5
    if slug and words:
        ascii_words = {word for word in words if word.isascii()}
        if len(ascii_words) * 2 > len(words):
            values["slug covered"] = len(slug & words) / len(slug)
            values["words in slug"] = len(slug & words) / len(words)
            if news:
                values["slug covered of news"] = values["slug covered"]
    if candidate.key in sites:
        values["site name"] = 1.0
    elif any(len(site) > 4 and (candidate.key.endswith(site) or candidate.key.startswith(site)) for site in sites):
        values["with site name"] = 1.0
    count = len(candidate.text)
    values["one word"] = float(" " not in candidate.text and count < 20)
    values["short"] = float(count < 20)
    values["long"] = float(count > 160)
    values["cut short"] = float(candidate.text.endswith(("…", "...")))
    if "og" in found and "h1" not in places:
        main = [rival for rival in rivals if "h1" in rival.found]
        if main and main[0].found & {"title", "title cut"} and "json-ld" in main[0].found:
            how = "og and twitter" if "twitter" in places else "og alone"
            values[f"{how} against three"] = 1.0
            if news:
                values[f"{how} against three of news"] = 1.0
    if (
        "json-ld" in found
        and "h1" not in places
        and any("h1" in r.found and r.found & {"og", "og cut"} for r in rivals)
    ):
        values["json-ld against h1 and og"] = 1.0
        if news:
            values["json-ld against h1 and og of news"] = 1.0
    if found & _PRINTED:
        if _is_declared(candidate, rivals):
            values["printed and declared"] = 1.0
        elif any(
            rival.found & _PRINTED
            and _is_declared(rival, rivals)
            and words.isdisjoint(_WORD.findall(rival.text.casefold()))
            for rival in rivals
        ):
            values["another heading is declared"] = 1.0
    if not found & _PRINTED:
        if any(rival.found & _PRINTED and rival.key.startswith(candidate.key) for rival in rivals):
            values["more is printed"] = 1.0
    elif any(
        rival.found & _DECLARED and candidate.key.endswith(rival.key) and len(rival.key) * 2 > len(candidate.key)
        for rival in rivals
    ):
        values["end is declared"] = 1.0
    if any(rival.key.startswith(candidate.key) for rival in rivals):
        values["begins another"] = 1.0
    if any(candidate.key.startswith(rival.key) for rival in rivals):
        values["begun by another"] = 1.0
    if any(rival.key.endswith(candidate.key) for rival in rivals):
        values["ends another"] = 1.0
    return values


def _is_declared(candidate: Candidate, others: list[Candidate]) -> bool:
    """Whether the markup holds the candidate, alone or beside the names of site and section."""
    if candidate.found & _DECLARED:
        return True
    return len(candidate.key) >= LEAST_TITLE and any(
        other.found & _DECLARED and (other.key.startswith(candidate.key) or other.key.endswith(candidate.key))
        for other in others
    )


class Headline(NamedTuple):
    """The headline, None where the page names none, and which places proved right and wrong (`source_tally`)."""

    text: str | None
    verdicts: list[Verdict]
    alternative: str | None = None
    """The publisher's other headline of the same story: for search engines, for sharing, or above the text."""
    places: frozenset[str] = frozenset()
    """Where the page has it."""
    margin: float | None = None
    """Its lead over the best other candidate in the model's points; None where there is none."""


def choose_headline(
    page: PageMarkup, publisher: str | None, url: str, memory: FieldMemory | None = None, entry_title: str | None = None
) -> Headline:
    """Chooses the headline. ``url`` is the page's own: its last part often tells.

    What ``memory`` knows from other articles of the site is taken only where nothing else is there; a place that
    proved right on them overrules the choice. ``entry_title`` is the title of the feed or sitemap entry
    that led to the page: it proves, and does not choose, so that the page gives the same headline without it.
    """
    host, slug = _host_and_slug(url)
    sites = site_names(page, publisher, host)
    candidates = headline_candidates(page, sites, host)
    if memory is not None:
        candidates = [one for one in candidates if not memory.recurs("headline", one.text)] or candidates
    if len(candidates) < 2:
        _note(candidates, [], candidates[0].text if candidates else None)
        if not candidates:
            return Headline(None, [])
        alternative = _alternative(candidates, [], 0, page, sites)
        return Headline(candidates[0].text, [], alternative, frozenset(candidates[0].found))
    scores = [score(features(one, candidates, page, sites, slug)) for one in candidates]
    ranking = sorted(range(len(candidates)), key=lambda at: -scores[at])
    best = ranking[0]
    proven = _headline_verdicts(candidates, best, entry_title, sites) if entry_title else []
    if memory is not None and memory.sources.decides("headline"):
        places = _places_of(candidates)
        best = next((at for at in ranking if memory.sources.overrules("headline", places[at], places[best])), best)
    _note(candidates, scores, candidates[best].text)
    return Headline(
        candidates[best].text,
        proven,
        _alternative(candidates, ranking, best, page, sites),
        frozenset(candidates[best].found),
        scores[best] - max(one for at, one in enumerate(scores) if at != best),
    )


def _alternative(
    candidates: list[Candidate], ranking: list[int], best: int, page: PageMarkup, sites: set[str]
) -> str | None:
    """What else the publisher calls the story: as it says so itself, else another whole headline about the same.

    Names of sites and sections share no words with the headline; a cut one begins it.
    """
    chosen = candidates[best]
    words = set(_WORD.findall(chosen.text.casefold()))
    stated = clean_line(first_text(page.structured.article.get("alternativeHeadline")), limit=MAX_HEADLINE)
    if (
        stated
        and len(stated) <= LONGEST_ALTERNATIVE
        and not _is_part(squash(stated), chosen.key)
        and squash(stated) not in sites
    ):
        return stated
    for at in ranking:
        one = candidates[at]
        if not one.found & _WHOLE or _is_part(one.key, chosen.key) or one.key in sites or len(one.key) < LEAST_TITLE:
            continue
        theirs = set(_WORD.findall(one.text.casefold()))
        if len(words & theirs) >= LEAST_SHARED:
            return one.text
    return None


def _is_part(one: str, other: str) -> bool:
    return one in other or other in one


def _note(candidates: list[Candidate], scores: list[float], chosen: str | None) -> None:
    if (explanation := current_explanation()) is None:
        return
    offers = [
        Offer(
            value=one.text, found=", ".join(sorted(one.found)), score=round(points, 2) if points is not None else None
        )
        for one, points in zip_longest(candidates, scores)
    ]
    explanation.choice("headline", chosen, sorted(offers, key=lambda one: -(one.score or 0.0)))


def _places_of(candidates: list[Candidate]) -> list[set[str]]:
    """For each candidate the places that hold it, a place with a site name only as it is without."""
    count = Counter(how for one in candidates for how in one.found)
    return [
        {how.removesuffix(" cut") for how in one.found if count[how] == 1 and f"{how} cut" not in count}
        for one in candidates
    ]


def _headline_verdicts(candidates: list[Candidate], chosen: int, entry_title: str, sites: set[str]) -> list[Verdict]:
    key = squash(without_site(clean_line(entry_title, limit=MAX_HEADLINE), sites))
    right = next((at for at, one in enumerate(candidates) if one.key == key), None)
    if right is None:
        return []
    places = _places_of(candidates)
    wrong = {place for at, held in enumerate(places) if at != right for place in held}
    return verdicts("headline", places[chosen], places[right], wrong)


def score(values: dict[str, float]) -> float:
    """The linear model's answer."""
    return sum(WEIGHTS.get(name, 0.0) * value for name, value in values.items())


def _host_and_slug(url: str) -> tuple[str, set[str]]:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return "", set()
    pieces = [piece for piece in unquote(parts.path).split("/") if piece]
    slug = max(pieces[-2:], key=len, default="") if pieces else ""
    words = {word for word in _WORD.findall(slug.casefold().rsplit(".", 1)[0]) if not word.isdigit()}
    return host, words if len(words) >= 3 else set()


def site_names(page: PageMarkup, publisher: str | None, host: str) -> set[str]:
    """Squashed names by which the site may sign its titles."""
    bare = host.removeprefix("www.")
    labels = bare.split(".")
    names = {publisher or "", *page.meta.get("ogsitename", ()), *page.meta.get("applicationname", ()), host, bare}
    names |= {labels[0], bare.rsplit(".", 1)[0], ".".join(labels[-2:]), *(labels[-2:-1] if len(labels) > 1 else ())}
    names |= set(page.meta.get("applemobilewebapptitle", ()))
    names |= names_of_home_links(page, host)
    names |= {name.split(" - ")[0].split(" | ")[0] for name in page.meta.get("ogsitename", ())}
    for node in page.structured.of_type("website"):
        names |= {name for name in (first_text(node.get("name")), first_text(node.get("alternateName"))) if name}
    publisher_node = page.structured.resolve(page.structured.article.get("publisher"))
    if isinstance(publisher_node, dict) and (name := first_text(publisher_node.get("name"))):
        names.add(name)
    names |= _called_like_the_site(page)
    keys = {key for name in names if len(key := squash(name)) > 1}
    if not page.title.isascii():  # "Dicle Postası" at diclepostasi.com
        parts = map(squash, _CERTAIN.split(clean_line(page.title, limit=MAX_HEADLINE)))
        keys |= {key for key in parts if _without_accents(key) in keys}
    return keys


def _called_like_the_site(page: PageMarkup) -> set[str]:
    """The main headings that are one end of the title, where its other end is a subheading: the site's name as logo."""
    ends = [squash(part) for part in _CERTAIN.split(clean_line(page.title, limit=MAX_HEADLINE))]
    if len(ends) < 2 or not page.headings:
        return set()
    below = {squash(element_text(one, limit=MAX_HEADLINE)) for one in page.subheadings[:12]}
    texts = [element_text(one, limit=MAX_HEADLINE) for one in page.headings[:3]]
    if ends[0] in below:
        return {text for text in texts if squash(text) == ends[-1]}
    return {text for text in texts if squash(text) == ends[0]} if ends[-1] in below else set()


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("ı", "i"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def without_site(text: str, sites: set[str]) -> str:
    """The title without a site name (or what follows it) at either end: ``"Fire in Basra | Basra News"``."""
    cuts = list(_SEPARATOR.finditer(text))[:12]
    for cut in reversed(cuts):
        weak = cut[0].strip() in (":", ",")
        if cut.start() and _is_site(text[cut.end() :], sites, exactly=weak):
            return without_site(text[: cut.start()].strip(), sites)
    for cut in cuts[:2]:
        rest = text[cut.end() :].strip()
        if rest and _is_site(text[: cut.start()], sites, exactly=True):
            return rest
    return text


def _is_site(part: str, sites: set[str], *, exactly: bool = False) -> bool:
    key = squash(part)
    if not key or key in sites:
        return True
    return not exactly and any(
        len(name) > 3 and (key.startswith(name) or key.endswith(name)) and len(key) < len(name) + 14 for name in sites
    )
