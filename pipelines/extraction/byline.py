"""Who wrote the article: authors with their kind, the byline as printed, the agency credited.

The usual faults are the publisher or a role taken for an author, an agency or desk for a person, and names not split.
So several readings are made (JSON-LD, meta tags, marked elements, the printed byline, links to author pages), and the
first that names somebody other than the publisher is taken, persons before organizations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml.etree import _Element

from pipelines.article import Author
from pipelines.extraction.agencies import agency_name
from pipelines.extraction.cue_lines import BITS, cue_mask, is_label_line
from pipelines.extraction.field_memory import FieldMemory
from pipelines.extraction.named_search import NamedSearch
from pipelines.extraction.names import (
    begins_with_label,
    begins_with_source,
    has_label,
    is_named_organization,
    is_organization,
    looks_like_person,
    name_kind,
    split_names,
)
from pipelines.extraction.page_markup import PageMarkup, meta_key, naming
from pipelines.extraction.plain_text import clean_line, element_text, squash
from pipelines.extraction.source_tally import Verdict, verdicts
from pipelines.extraction.structured_data import first_text, texts, type_names

META_AUTHORS = tuple(
    map(
        meta_key,
        (
            "author", "article:author", "article:author_name", "parsely-author", "sailthru.author",
            "dc.creator", "dcterms.creator", "byl",
            "cXenseParse:author", "dc.contributor", "authors", "og:article:author", "citation_author",
            "vr:author", "dable:author", "mediator_author",
            "article:authorname", "creator", "pagename:author", "cre-author", "authorname", "article_author",
            "rnews:author", "contributor",
        ),
    )
)  # fmt: skip
"""Names of meta tags that hold authors, the most trusted first."""

MAX_BYLINE = 220
"""Characters; a longer byline block holds the author's biography."""
MAX_BLOCKS = 16
"""Byline blocks that are read: the article's own stands near its headline."""
MAX_HOLDERS = 1_500
"""Elements around the text that are asked whether they begin like a byline."""
MAX_READ = 6
"""Blocks whose names are read."""
TOGETHER = 40
"""Elements between two authors of the same article at most."""
NEAR = 150
"""Elements after the headline within which its byline is expected."""
_is_strong = NamedSearch(
    "author byline by-line autor auteur writer journalist verfasser redakteur redactor reporter yazar penulis"
    " forfatter skribent szerzo kirjoittaja schrijver columnist contributor by",
    r"author|byline|by-line|autor|auteur|writer|journalist|verfasser|redakteur|redactor|reporter|yazar|penulis"
    r"|forfatter|skribent"
    r"|szerzo|kirjoittaja|schrijver|columnist|contributor|posted-?by|written-?by|(?<![a-z])by(?![a-z])",
)
_is_no_author = NamedSearch(
    "photo image img- media caption copyright bio description comment related share social avatar credit-line"
    " creditline figure picture follow newsletter login signup source-code sourcecode resource outsource"
    " data-source datasource infobox",
    r"photo|image|img-|media-?(?:info|box|credit)|caption|copyright|bio(?![a-z])|biography|description|comment"
    r"|related|share|social|avatar|credit-?line"
    r"|figure|picture|media-credit|follow|newsletter|login|signup|source-?code|resource|outsource|data-?source"
    r"|infobox",
)
_REPORTER = re.compile("기자|특파원|記者|记者|特派員|特派员")
"""Follows or precedes the name in East Asian bylines, where a name is one word."""
_WRITTEN_BY = re.compile(
    r"written|author|verfasst|geschrieben|escrito|écrit|scritto|auteur|autor|yazan|skriv|ditulis|napisa"
    r"|schreven|por$|by$|كتب|נכתב|автор|написано|作者|執筆|글쓴",
    re.I,
)
_NAME_CLASS = re.compile(r"author[-_]{0,2}name|(?<![a-z])fn(?![a-z])|(?<![a-z])author(?![a-z])", re.I)
"""Classes that hold nothing but the name, so that one word of it is enough."""
_ACCOUNT = re.compile(r"[a-z0-9._-]+$")
_SINGLE_NAME = re.compile(r"[^\W\d_\u0590-\U0010ffff]+")
"""One word in a script with capitals: an account's name more often than a mononym; a full name in print is better."""
_SITE_ACCOUNT = re.compile(r"/(?:admin|administrator|webmaster|root|superuser|wp-?admin)/?$", re.I)
"""The end of the address of the account that the system was installed with, however it calls itself."""
_NO_CREDIT = BITS["share"] | BITS["subscribe"] | BITS["related"] | BITS["notice"] | BITS["tags"]
"""Cues of lines that stand among bylines and name nobody ("Follow us", "Read also")."""
_PHOTO = re.compile(
    r"^\s*(?:photo|photos|image|images|illustration|bild|foto|fotos|credit|picture|archivbild|symbolbild|grafik)\b",
    re.I,
)


_FOLLOW = BITS["share"] | BITS["subscribe"]
_LABELS = _NO_CREDIT | BITS["credit"] | BITS["byline"]


class Credit(NamedTuple):
    """A name as credited, the address of its page and the line of the text that credits it, where there are such."""

    name: str
    url: str | None = None
    line: str | None = None


@dataclass(slots=True)
class Credits:
    """Who is credited."""

    authors: list[Author] = field(default_factory=list)
    byline: str | None = None
    source: str | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    """Which readings proved right and wrong (`source_tally`)."""


def read_credits(
    page: PageMarkup, own_names: set[str], memory: FieldMemory | None = None, entry_authors: Sequence[str] = ()
) -> Credits:
    """Chooses the authors among everything that the page says. ``own_names`` are the site's, squashed. Never raises.

    Somebody whom ``memory`` knows as the author of nearly all articles of the site gives way to a name in print, and
    the reading that was chosen to one that proved right where the two differed. ``entry_authors`` are those of the feed
    entry that led to the page: they prove, and do not choose.
    """
    stated = _json_ld(page)
    own_names = own_names | _site_accounts(stated)
    chosen = _others(stated, own_names)
    result = Credits()
    printed, result.byline = _printed(page)
    named = _persons(chosen)
    usual = {credit.name for credit in named if memory is not None and memory.recurs("author", credit.name)}
    doubtful = bool(named) and all(one.name in usual or _SINGLE_NAME.fullmatch(one.name) for one in named)
    if not named or doubtful:
        for read in READINGS[:SURE_READINGS] if doubtful else READINGS:
            credits = printed if read is None else read(page)
            own_names |= _site_accounts(credits)
            others = _others(credits, own_names)
            persons = _persons(others)
            if any(" " in one.name and one.name not in usual for one in persons) if doubtful else persons:
                agencies = [credit for credit in chosen if agency_name(credit.name)]
                chosen = [*others, *agencies]
                break
            chosen = chosen or others
    tally = memory.sources if memory is not None and memory.sources.decides("author") else None
    if (tally is not None and not doubtful) or entry_authors:
        readings = _compared(page, stated, printed, own_names)
        agreeing = _agreeing(chosen, readings)
        result.verdicts = _author_verdicts(agreeing, readings, entry_authors, own_names)
        if tally is not None and not doubtful:
            overruling = (name for name in readings if tally.overrules("author", [name], agreeing))
            chosen = next((readings[name] for name in overruling), chosen)
    if not chosen:
        chosen = stated[:1] or _twitter(page)[:1] or _meta(page)[:1] or printed[:1]
    seen: set[str] = set()
    result.byline = result.byline or next((credit.line for credit in chosen if credit.line), None)
    for credit in chosen:
        key = squash(agency_name(credit.name) or credit.name)
        if not key or key in seen:
            continue
        seen.add(key)
        own = _is_own(credit.name, own_names)
        kind = "organization" if own else name_kind(credit.name)
        result.authors.append(Author(name=credit.name, type=kind, url=credit.url))
        if kind == "organization" and not own and result.source is None:
            result.source = agency_name(credit.name) or credit.name
    return result


def _compared(
    page: PageMarkup, stated: list[Credit], printed: list[Credit], own_names: set[str]
) -> dict[str, list[Credit]]:
    """The readings that name persons, by what the tally calls them; those that cost least."""
    readings = {
        "json-ld": stated, "marked": _marked(page), "printed": printed, "meta": _meta(page), "linked": _linked(page),
    }  # fmt: skip
    return {name: others for name, read in readings.items() if _persons(others := _others(read, own_names))}


def _keys(names: Iterable[str]) -> set[str]:
    return {squash(name) for name in names} - {""}


def _agreeing(chosen: list[Credit], readings: dict[str, list[Credit]]) -> set[str]:
    """The readings of the same names as those that were chosen."""
    mine = _keys(one.name for one in chosen)
    return {name for name, read in readings.items() if _keys(one.name for one in read) == mine}


def _author_verdicts(
    chosen: set[str], readings: dict[str, list[Credit]], entry_authors: Sequence[str], own_names: set[str]
) -> list[Verdict]:
    """Which readings name the entry's authors and no others, and which do not name all of them.

    One that names more than the entry may be the better one: many feeds have room for the first author only.
    """
    credits = _others((Credit(name) for line in entry_authors[:20] for name in split_names(line)), own_names)
    entry = _keys(one.name for one in _persons(credits))
    if not entry:
        return []
    named = {name: _keys(one.name for one in read) for name, read in readings.items()}
    right = {name for name, keys in named.items() if keys == entry}
    return verdicts("author", chosen, right, {name for name, keys in named.items() if not entry <= keys})


def authors_from_text(text: str) -> list[Author]:
    """The authors that a text credits, for what a site's own rule points at."""
    return [Author(name=name, type=name_kind(name)) for name in split_names(text)]


def _twitter(page: PageMarkup) -> list[Credit]:
    """``twitter:data1`` where ``twitter:label1`` says that it is the author (WordPress prints it so)."""
    for number in "123":
        label = page.first_meta(f"twitter:label{number}")
        if label and _WRITTEN_BY.search(label):
            return [Credit(name) for name in split_names(page.first_meta(f"twitter:data{number}"))]
    return [Credit(name) for name in split_names(page.first_meta("twitter:misc:Written by"))]


def _others(credits: Iterable[Credit], own_names: set[str]) -> list[Credit]:
    return [credit for credit in credits if not _is_own(credit.name, own_names)]


def _persons(credits: Iterable[Credit]) -> list[Credit]:
    """The credits that name persons; an account's name ("mkl", "ann.smith") is only taken where nothing better is."""
    return [credit for credit in credits if not is_organization(credit.name) and not _ACCOUNT.match(credit.name)]


def _site_accounts(credits: Iterable[Credit]) -> set[str]:
    """The names, squashed, by which the site's own account goes."""
    return {squash(one.name) for one in credits if one.url is not None and _SITE_ACCOUNT.search(one.url)}


def _is_own(name: str, own_names: set[str]) -> bool:
    """Whether the name is the site's own, or the site's with "news", "staff" or an ending around it."""
    key = squash(name)
    if key in own_names:
        return True
    return any(
        len(own) > 2
        and (key.startswith(own) or key.endswith(own))
        and (len(key) - len(own) <= 4 or is_organization(name))
        for own in own_names
    )


def _json_ld(page: PageMarkup) -> list[Credit]:
    data = page.structured
    values = data.article.get("author") or data.article.get("creator") or data.article.get("contributor") or []
    found: list[Credit] = []
    for value in (values if isinstance(values, list) else [values])[:30]:
        node: Any = data.resolve(value)
        if isinstance(node, str):
            found += [Credit(name) for name in split_names(node)]
        elif isinstance(node, dict):
            found += _from_node(node)
    return found


def _from_node(node: dict[str, Any]) -> Iterator[Credit]:
    url = first_text(node.get("url")) or first_text(node.get("sameAs"))
    address = url if url and url.startswith(("http://", "https://")) and len(url) < 500 else None
    names = texts(node.get("name"))
    if not names and (node.get("givenName") or node.get("familyName")):
        names = [" ".join(filter(None, (first_text(node.get("givenName")), first_text(node.get("familyName")))))]
    for name in names:
        split = split_names(name)
        if not split and "organization" in type_names(node):
            split = [clean_line(name, limit=80)]
        for one in split:
            yield Credit(one, address if len(split) == 1 and len(names) == 1 else None)


def _meta(page: PageMarkup) -> list[Credit]:
    for key in META_AUTHORS:
        found: list[Credit] = []
        for value in page.meta.get(key, ())[:10]:
            if "://" in value:
                continue
            if key == "citationauthor" and value.count(",") == 1:
                value = " ".join(reversed([part.strip() for part in value.split(",")]))
            found += [Credit(name) for name in split_names(value)]
        if found:
            return found
    return []


def _marked(page: PageMarkup) -> list[Credit]:
    """Elements that the markup itself calls the author: microdata, RDFa and ``rel=author``."""
    found: list[Credit] = []
    elements = [*page.properties.get("author", ()), *page.properties.get("creator", ())]
    elements += [link for link in page.bylines if "author" in (link.get("rel") or "").lower().split()]
    elements.sort(key=lambda element: page.positions.get(element, 10**6))
    last: int | None = None
    for element in elements[:40]:
        place = page.positions.get(element, 10**6)
        if place < page.anchor - 60 or page.is_aside(element):
            continue
        if last is not None and place - last > TOGETHER:
            break  # the next ones belong to teasers
        last = place
        inner = next(
            (child for child in element.iter("span", "a", "meta", "div", "p", "h4") if child.get("itemprop") == "name"),
            None,
        )
        target = element if inner is None else inner
        text = target.get("content") or element_text(target, limit=MAX_BYLINE, apart=True)
        found += [Credit(name, _address(element)) for name in split_names(text) if _credible(name, text)]
    return found[:12]


def _address(element: _Element) -> str | None:
    href = element.get("href") or ""
    return href if href.startswith(("http://", "https://")) and len(href) < 500 else None


def _credible(name: str, text: str) -> bool:
    return looks_like_person(name, alone=len(text) <= 40) or is_named_organization(name)


def _printed(page: PageMarkup) -> tuple[list[Credit], str | None]:
    """The names of the byline block that fits best, and its text as printed."""
    best: tuple[float, list[Credit], str] | None = None
    texts_read: set[str] = set()
    read = 0
    blocks = sorted(page.bylines, key=lambda element: page.distance(element, NEAR))
    for element in blocks[:MAX_BLOCKS]:
        name = naming(element)
        if _is_no_author(name) or (len(element) > 12 and element.tag != "p"):
            continue
        if read >= MAX_READ:
            break
        strong = _is_strong(name)
        if page.is_aside(element):
            continue
        text = element_text(element, limit=MAX_BYLINE + 1, apart=True)
        if not 3 <= len(text) <= MAX_BYLINE or text in texts_read or _PHOTO.match(text):
            continue
        if cue_mask(text) & _NO_CREDIT:
            continue
        texts_read.add(text)
        labelled = has_label(text)
        if not labelled and not strong:
            continue
        read += 1
        alone = labelled or _NAME_CLASS.search(name) is not None or _REPORTER.search(text) is not None
        credited = begins_with_source(text)
        names = [
            one
            for one in split_names(text)
            if (not credited or agency_name(one))
            and not cue_mask(one) & _FOLLOW
            and not (" " in one and is_label_line(one, _LABELS))
            and (looks_like_person(one, alone=alone) or (is_named_organization(one) and len(text) < 90))
        ]
        if not names:
            continue
        persons = sum(not is_named_organization(one) for one in names)
        covered = sum(map(len, names)) / len(text)
        distance = page.distance(element, NEAR)
        worth = 2.0 * bool(persons) + 1.0 * labelled + 0.8 * strong - distance / NEAR + covered
        if best is None or worth > best[0]:
            best = (worth, [Credit(one) for one in names], text)
    if best is None:
        return [], None
    byline = clean_line(best[2].replace("\n", " "))
    return best[1], byline


def _linked(page: PageMarkup) -> list[Credit]:
    """Names that link to an author's page, near the headline."""
    found: list[Credit] = []
    for link in page.author_links[:40]:
        if not -30 <= page.positions.get(link, 10**6) - page.anchor <= NEAR or page.is_aside(link):
            continue
        found += _from_link(link)
    if not found:  # an author box behind the text: credible where the page links to one author only
        others = [credit for link in page.author_links[:20] if not page.is_aside(link) for credit in _from_link(link)]
        found = others if len({squash(credit.name) for credit in others}) == 1 else []
    return found[:6]


def _from_link(link: _Element) -> list[Credit]:
    text = element_text(link, limit=120, apart=True)
    return [
        Credit(name, _address(link))
        for name in split_names(text)
        if looks_like_person(name) or is_named_organization(name)
    ]


def _said(page: PageMarkup) -> list[Credit]:
    """A short line behind the headline that begins with "By", "Von", "بقلم" …, without any mark in the markup."""
    if page.heading is None:
        return []
    for text in _lines_after(page.heading):
        if 6 <= len(text) <= 120 and has_label(text) and (names := _credited(text, alone=len(text) < 40)):
            return [Credit(name, line=text) for name in names]
    return []


def _credited(line: str, *, alone: bool = False) -> list[str]:
    """The names in a line that begins with a label; behind "Source:" only agencies."""
    if cue_mask(line) & _NO_CREDIT:
        return []
    found = [
        name
        for name in split_names(line)
        if agency_name(name) or (looks_like_person(name, alone=alone) and not is_label_line(name, _LABELS))
    ]
    return [name for name in found if agency_name(name)] if begins_with_source(line) else found


def _labelled(page: PageMarkup) -> list[Credit]:
    """A short line anywhere around the text that begins with "Written by", "Author:" or the like."""
    holder = page.body.getparent() if page.body is not None else None
    if holder is None:
        return []
    for count, element in enumerate(
        holder.iter("p", "div", "span", "h3", "h4", "h5", "li", "td", "strong", "em", "address")
    ):
        if count > MAX_HOLDERS:
            break
        text = element.text
        if not text or len(text) > 80 or not begins_with_label(text) or page.is_aside(element):
            continue
        line = element_text(element, limit=121)
        if 6 <= len(line) <= 100 and has_label(line):
            names = _credited(line)
            if names:
                return [Credit(name, line=line) for name in names]
    return []


def _signed(page: PageMarkup) -> list[Credit]:
    """A name alone in the last or, in bold, in the first paragraph of the article: how some newsrooms sign."""
    if page.body is None:
        return []
    paragraphs = [child for child in page.body.iterchildren("p") if child.text or len(child)]
    if len(paragraphs) < 3:
        return []
    for paragraph in (*paragraphs[:2], *paragraphs[-6:]):
        text = element_text(paragraph, limit=120)
        if 6 <= len(text) <= 100 and has_label(text) and not text.endswith("."):
            names = _credited(text)
            if names:
                return [Credit(name, line=text) for name in names]
    for paragraph in (*reversed(paragraphs[-2:]), paragraphs[0]):
        marked = (
            len(paragraph) > 0 and paragraph[0].tag in ("strong", "em", "b", "i") and not (paragraph.text or "").strip()
        )
        if paragraph is paragraphs[0] and not marked:
            continue
        text = element_text(paragraph, limit=80)
        if 5 <= len(text) <= 60 and not cue_mask(text) & _NO_CREDIT and not begins_with_source(text):
            names = [
                name for name in split_names(text.strip("()[]")) if looks_like_person(name) and len(name.split()) < 5
            ]
            if names and sum(map(len, names)) > len(text) * 0.6:
                return [Credit(name, line=text) for name in names]
    return []


def _lines_after(heading: _Element) -> Iterator[str]:
    """The text blocks that follow the headline: of its next siblings and of its ancestors' next siblings."""
    count = 0
    node: _Element | None = heading
    for _ in range(4):
        if node is None or node.tag in ("body", "html"):
            return
        for sibling in node.itersiblings():
            if not isinstance(sibling.tag, str):
                continue
            yield from element_text(sibling, limit=400, apart=True).split("\n")[:6]
            count += 1
            if count >= 12:
                return
        node = node.getparent()


SURE_READINGS = 3
"""Of these the first are asked where JSON-LD gives one word for a name."""
READINGS = (_twitter, _marked, None, _meta, _linked, _said, _signed, _labelled)
"""Tried in this order where JSON-LD names no person; None stands for the printed byline, which is read anyway."""
