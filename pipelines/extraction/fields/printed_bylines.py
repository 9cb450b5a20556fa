"""Who a page's printed text says wrote it: bylines, links to an author's page, labelled lines, signatures."""

from __future__ import annotations

import re
from itertools import islice

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.byline_labels import begins_with_source, has_label
from wiredesk.pipelines.extraction.fields.credit import MAX_BYLINE, Credit, address_of
from wiredesk.pipelines.extraction.fields.labelled_lines import FOLLOW, LABELS, MAX_PIECES, NO_CREDIT
from wiredesk.pipelines.extraction.fields.name_kinds import is_named_organization
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.fields.signatures import RIGHTS, RUNNING
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.lexicon.cue_lines import cue_mask, is_label_line
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.named_search import NamedSearch
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, squash

MAX_BLOCKS = 16
"""Byline blocks that are read: the article's own stands near its headline."""
MAX_SINGLE = 2
"""Names of one word in a byline without a full name; more are sections."""
MAX_READ = 6
"""Blocks whose names are read."""
NEAR = 150
"""Elements after the headline within which its byline is expected."""
FAR = 2_000
"""Distance (see `PageMarkup.distance`) from which on a byline is another article's: below the text and its teasers."""
IN_HEAD = 30
"""Elements after the headline within which even an ``aside`` holds the byline, if it says "by"."""
BESIDE = 25
"""Elements between the links to the authors of one article: each may have a picture and a box."""
MAX_PARTS = 6
"""Elements of one name each in a byline."""
_is_strong = NamedSearch(
    "author byline by-line autor auteur writer journalist verfasser redakteur redactor reporter yazar penulis"
    " forfatter skribent szerzo kirjoittaja schrijver columnist contributor by firma",
    r"(?<![a-z])firma(?![a-z])|author|byline|by-line|autor|auteur|writer|journalist|verfasser|redakteur|redactor|reporter|yazar|penulis"
    r"|forfatter|skribent"
    r"|szerzo|kirjoittaja|schrijver|columnist|contributor|posted-?by|written-?by|(?<![a-z])by(?![a-z])",
)
_is_no_author = NamedSearch(
    "photo image img- media caption copyright bio description comment related share social avatar credit-line"
    " creditline figure picture author-desc author__desc follow newsletter login signup source-code"
    " sourcecode resource outsource data-source datasource infobox location place city role position",
    r"photo|image|img-|media-?(?:info|box|credit)|caption|copyright|bio(?![a-z])|biography|description|comment"
    r"|related|share|social|avatar|credit-?line"
    r"|figure|picture|author[-_]{1,2}desc|media-credit|follow|newsletter|login|signup|source-?code|resource|outsource|data-?source"
    r"|infobox|(?:author|byline|writer|contributor|reporter)[-_]{0,2}(?:location|place|city|role|position)",
)
_REPORTER = re.compile("기자|특파원|記者|记者|特派員|特派员")
"""Follows or precedes the name in East Asian bylines, where a name is one word."""
_NAME_CLASS = re.compile(r"author[-_]{0,2}name|(?<![a-z])fn(?![a-z])|(?<![a-z])author(?![a-z])", re.I)
"""Classes that hold nothing but the name, so that one word of it is enough."""
_HAN_NAME = re.compile("[\u3400-\u9fff]{3,4}")
MAX_ALONE = 60
"""Characters of a block in which one word is believed to be a name."""
_PHOTO = re.compile(
    r"^\s*(?:photo|photos|image|images|illustration|bild|foto|fotos|credit|picture|archivbild|symbolbild|grafik)\b",
    re.I,
)
_OF_OTHERS = re.compile(rf"^\s*(?:{any_of(phrases('bylines.other_trade'))})\s*[:：]", re.I)
"""A line that credits the picture or the translation alone: "Снимка: …"."""


def printed_byline(page: PageMarkup) -> tuple[list[Credit], str | None]:
    """The names of the byline block that fits best, and its text as printed."""
    best: tuple[float, list[Credit], str] | None = None
    texts_read: set[str] = set()
    read = 0
    blocks = sorted(page.bylines, key=lambda element: page.distance(element, NEAR))
    for element in islice(filter(_holds_text, blocks), MAX_BLOCKS):
        name = naming(element)
        if _is_no_author(name) or (len(element) > 12 and element.tag != "p"):
            continue
        if read >= MAX_READ:
            break
        strong = _is_strong(name)
        if element in page.core or (page.is_aside(element) and not _is_in_head(element, page)):
            continue
        if page.distance(element, NEAR) > FAR:
            break  # the blocks are sorted: these are of teasers
        text = _without_roles(element_text(element, limit=MAX_BYLINE + 1, apart=True))
        if not 3 <= len(text) <= MAX_BYLINE or text in texts_read or _PHOTO.match(text) or _OF_OTHERS.match(text):
            continue
        if cue_mask(text) & NO_CREDIT:
            continue
        labelled = has_label(text)
        if not labelled and not strong:
            continue  # the element within it may be called a byline
        texts_read.add(text)
        read += 1
        named = _NAME_CLASS.search(name) is not None or (strong and _HAN_NAME.fullmatch(text) is not None)
        alone = len(text) <= MAX_ALONE and (labelled or named or _REPORTER.search(text) is not None)
        credited = begins_with_source(text)
        home = _leads_home(element)
        names = [
            one
            for one in _names_in_parts(element, text) or split_names(text)
            if (not credited or agency_name(one))
            and not cue_mask(one) & FOLLOW
            and not (" " in one and is_label_line(one, LABELS))
            and (not home or is_named_organization(one))
            and (looks_like_person(one, alone=alone) or (is_named_organization(one) and len(text) < 90))
        ]
        full = [one for one in names if " " in one or is_named_organization(one) or agency_name(one)]
        if not names or (not full and len(names) > MAX_SINGLE) or (not labelled and RIGHTS.search(text)):
            continue
        if full and not all(RUNNING.match(one) for one in names):
            names = full  # beside a full name, one word is a place or a topic
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


def _is_in_head(element: _Element, page: PageMarkup) -> bool:
    """Whether an element right below the headline says that somebody wrote the article, in whatever box."""
    if not 0 <= page.positions.get(element, -1) - page.anchor <= IN_HEAD or page.is_of_others(element):
        return False
    return next(element.iterancestors("nav", "footer"), None) is None and has_label(element_text(element, limit=120))


def _names_in_parts(element: _Element, text: str) -> list[str]:
    """The names of a byline that is nothing but elements of one name each, without any mark between them."""
    parts = [clean_line(part.text) for part in element.iter("span", "a", "b", "strong", "em") if len(part) == 0]
    parts = [part for part in parts if part]
    if not 2 <= len(parts) <= MAX_PARTS or squash("".join(parts)) != squash(text):
        return []
    return parts if all(" " in part and looks_like_person(part) for part in parts) else []


_ROLE = re.compile(rf"(?:{any_of(phrases('bylines.role_label'))})\s?[,،:]", re.I)
"""What people are, in a line of its own beside their names: "Role, Reporter in Jos"."""


def _without_roles(text: str) -> str:
    """The lines of a byline but those that tell what somebody is."""
    if "\n" not in text:
        return text
    return "\n".join(line for line in text.split("\n") if _ROLE.match(line) is None)


def _holds_text(element: _Element) -> bool:
    """Whether an element is no mere box or icon: some letters stand in it or right below."""
    return any(piece.strip() for piece in islice(element.itertext(), MAX_PIECES))


_HOME = re.compile(r"(?:https?://[^/?#]{1,100})?/?(?:[a-z]{2,3}/?)?$")


def _leads_home(element: _Element) -> bool:
    """Whether the only link of a byline leads to the site's first page: it names the site, with its slogan."""
    links = [element] if element.tag == "a" else [*element.iter("a")][:2]
    return len(links) == 1 and _HOME.match(links[0].get("href") or "#") is not None


def linked_authors(page: PageMarkup) -> list[Credit]:
    """Names that link to an author's page, near the headline."""
    near: list[_Element] = []
    topics: list[Credit] = []
    for link in page.author_links[:40]:
        if not -30 <= page.positions.get(link, 10**6) - page.anchor <= NEAR or page.is_aside(link):
            continue
        if _is_topic(link):
            topics.extend(_from_link(link))
        else:
            near.append(link)
    found = [credit for link in _nearest(near, page) for credit in _from_link(link)]
    if not found and len({squash(credit.name) for credit in topics}) == 1:
        found = topics
    if not found:  # an author box behind the text: credible where the page links to one author only
        links = [link for link in page.author_links[:20] if not (page.is_aside(link) or _is_topic(link))]
        others = [credit for link in links for credit in _from_link(link)]
        found = others if len({squash(credit.name) for credit in others}) == 1 else []
    return found[:6]


def _nearest(links: list[_Element], page: PageMarkup) -> list[_Element]:
    """The link nearest to the headline that names somebody, and those beside it: others are of teasers."""
    named = [link for link in links if _from_link(link)]
    first = min(named, key=lambda link: page.distance(link, NEAR), default=None)
    if first is None:
        return []
    place = page.positions.get(first, 0)
    return [link for link in named if abs(page.positions.get(link, 0) - place) <= BESIDE]


_TOPIC_PATH = re.compile(r"/(?:people|person(?:en|s)?|profiles?|profil|experts?|bios?)/", re.I)
"""Pages of persons whom a site writes about as well as of those who write."""


def _is_topic(link: _Element) -> bool:
    """Whether a link leads to a person in the news: no label and no byline is around it."""
    if _TOPIC_PATH.search(link.get("href") or "") is None or _is_strong(naming(link)):
        return False
    return not any(
        _is_strong(naming(holder)) or has_label(element_text(holder, limit=120))
        for holder in islice(link.iterancestors(), 2)
    )


def _from_link(link: _Element) -> list[Credit]:
    text = element_text(link, limit=120, apart=True)
    return [
        Credit(name, address_of(link))
        for name in split_names(text)
        if looks_like_person(name) or is_named_organization(name)
    ]
