"""Rules (``[extract]``) for a site, found from corrected pages of it.

A rule is a selector that finds the right value on every page. Each is tried in a real extraction, and kept only where
it puts something right and nothing wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from lxml.etree import _Element
from lxml.html import HtmlElement

from wiredesk.crawlers.site_tools.own_pages.corrected_page import EITHER, CorrectedPage, plain, same_date, same_end
from wiredesk.crawlers.site_tools.own_pages.page_folder import SavedPage
from wiredesk.crawlers.site_tools.own_pages.selectors import ANCESTORS, elements_of, selectors_of
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction import extract_page, rules
from wiredesk.pipelines.extraction.dates.date_reading import date_from_text
from wiredesk.pipelines.extraction.fields.byline import authors_from_text
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.extraction.page.plain_text import element_text
from wiredesk.pipelines.extraction.rejection import PageRefused
from wiredesk.pipelines.page import page_from_bytes
from wiredesk.pipelines.site_profile import ExtractRules, SiteProfile

LEAST_PAGES: Final = 2
"""Articles of one site from which a rule can be told from chance."""
MOST_TRIED: Final = 8
"""Selectors of one field that are tried in an extraction of all pages; each finds the right value already."""
LONGEST_VALUE: Final = 600
"""Characters of an element's text that can be a headline, byline or date."""

_BODY: Final = frozenset({"kind", "first", "last", "length", "foreign"})

Place = tuple[int, str]
"""A field of a page: the page's place in the list, and the field's name."""


@dataclass(frozen=True)
class Proposal:
    """Rules, and what they do to the fields of the corrected pages."""

    rules: ExtractRules
    """What is to be added to the definition; nothing where no rule helps."""
    judged: int
    """Fields whose truth is known."""
    before: int
    """Those that are right without the rules."""
    after: int
    """Those that are right with them."""
    wrong: tuple[str, ...]
    """The names of the fields that stay wrong on some page."""


@dataclass(frozen=True)
class _Page:
    saved: SavedPage
    tree: HtmlElement

    @property
    def right(self) -> CorrectedPage:
        return self.saved.right


def extracted(page: SavedPage, profile: SiteProfile | None) -> Article | None:
    """The article that the extraction makes of a saved page today; None where it refuses the page."""
    found = extract_page(page_from_bytes(page.html, page.url, None, _fetched(page)), profile)
    return found if isinstance(found, Article) else None


def propose_rules(pages: Sequence[SavedPage], profile: SiteProfile | None = None) -> Proposal:
    """Rules for the site of these pages, beside those that its `profile` has.

    Raises ValueError for fewer than LEAST_PAGES articles.
    """
    articles = [page for page in pages if page.right.kind == "article"]
    if len(articles) < LEAST_PAGES:
        raise ValueError(f"{LEAST_PAGES} corrected articles of one site are needed; there are {len(articles)}")
    base = profile or SiteProfile()
    parsed = [parsed_page for page in articles if (parsed_page := _parsed(page)) is not None]
    verdicts = _verdicts(articles, base)
    judged, right = set(verdicts), {place for place, good in verdicts.items() if good}
    before, chosen = len(right), base
    for name, fields, search in _SEARCHES:
        if not any(field in fields for _, field in judged - right):
            continue
        best = right
        for selector in islice(search(parsed), MOST_TRIED):
            tried = chosen.with_rule(name, selector)
            now = {place for place, good in _verdicts(articles, tried).items() if good}
            if now > best and not any(_loses_text(page, chosen, tried) for page in articles):
                best, better = now, tried
        if best is not right:
            chosen, right = better, best
    left = {field for _, field in judged - right}
    return Proposal(_added(chosen.extract, base.extract), len(judged), before, len(right), tuple(sorted(left)))


def _parsed(page: SavedPage) -> _Page | None:
    try:
        return _Page(page, parse_document(page.html, page.url, None).tree)
    except PageRefused:
        return None


def _fetched(page: SavedPage) -> datetime | None:
    try:
        moment = datetime.fromisoformat(page.fetched) if page.fetched else None
    except ValueError:
        return None
    return moment.replace(hour=12, tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _verdicts(pages: Sequence[SavedPage], profile: SiteProfile) -> dict[Place, bool]:
    """What is right and wrong; a page that is refused has all its fields wrong."""
    found: dict[Place, bool] = {}
    for at, page in enumerate(pages):
        article = extracted(page, profile)
        verdict = page.right.judge(article)
        found |= {(at, field): verdict.get(field, False) for field in page.right.known_fields()}
    return found


def _loses_text(page: SavedPage, before: SiteProfile, after: SiteProfile) -> bool:
    """Whether a paragraph goes that is between the first and the last words and not foreign: nobody has said that it is
    wrong, and how long the text is need not be known."""
    old, new = extracted(page, before), extracted(page, after)
    if old is None:
        return False
    if new is None:
        return True
    own = [plain(text) for text in old.body_text.split("\n\n")]
    first, last = plain(page.right.first), page.right.last
    start = next((at for at, text in enumerate(own) if first and text.startswith(first)), 0)
    end = next((at for at in range(len(own) - 1, -1, -1) if last and same_end(own[at], last)), len(own) - 1)
    foreign = [plain(one) for one in page.right.foreign]
    left = plain(new.body_text)
    return any(text not in left and not any(one in text for one in foreign) for text in own[start : end + 1])


def _added(now: ExtractRules, before: ExtractRules) -> ExtractRules:
    names = [name for name, _, _ in _SEARCHES]
    added = {name: [one for one in getattr(now, name) if one not in getattr(before, name)] for name in names}
    return ExtractRules(**added)


def _in_all(pages: Sequence[_Page], selectors: Iterable[str], fits: Callable[[_Page, str], bool]) -> Iterator[str]:
    """The selectors that fit on every page, each once."""
    for selector in dict.fromkeys(selectors):
        if all(fits(page, selector) for page in pages):
            yield selector


def _headlines(pages: Sequence[_Page]) -> Iterator[str]:
    def fits(page: _Page, selector: str) -> bool:
        return plain(rules.first_text(page.tree, [selector]) or "") in wanted(page)

    def wanted(page: _Page) -> set[str]:
        return set(map(plain, page.right.headline.split(EITHER)))

    known = [page for page in pages if page.right.headline]
    if not known:
        return iter(())
    found = (one for one in elements_of(known[0].tree) if plain(_value(one)) in wanted(known[0]))
    return _in_all(known, selectors_of(found), fits)


def _bylines(pages: Sequence[_Page]) -> Iterator[str]:
    def fits(page: _Page, selector: str) -> bool:
        return persons(rules.all_texts(page.tree, [selector])) == names(page.right.authors or ())

    def persons(texts: Iterable[str]) -> set[str]:
        return names(one.name for text in texts for one in authors_from_text(text) if one.type == "person")

    def names(many: Iterable[str]) -> set[str]:
        return {plain(name).casefold() for name in many}

    signed = next((page for page in pages if page.right.authors), None)
    if signed is None:
        return iter(())  # no selector can say that nobody is named
    first = plain((signed.right.authors or [""])[0]).casefold()
    found = (one for one in elements_of(signed.tree) if first in plain(_value(one)).casefold())
    return _in_all(pages, selectors_of(found), fits)


def _dates(pages: Sequence[_Page]) -> Iterator[str]:
    def fits(page: _Page, selector: str) -> bool:
        text = rules.first_text(page.tree, [selector])
        return text is not None and reads(text, page)

    def reads(text: str, page: _Page) -> bool:
        languages = [page.right.language] if page.right.language else []
        found = date_from_text(text, languages=languages, profile=None, fetched_at=_fetched(page.saved))
        return found is not None and same_date(page.right.date[:10], found[0].rfc3339()[:10])

    dated = [page for page in pages if page.right.date]
    if not dated:
        return iter(())
    texts = ((one, _value(one)) for one in elements_of(dated[0].tree))
    found = (one for one, text in texts if any(map(str.isdigit, text)) and len(text) < 80 and reads(text, dated[0]))
    return _in_all(dated, selectors_of(found), fits)


def _bodies(pages: Sequence[_Page]) -> Iterator[str]:
    def fits(page: _Page, selector: str) -> bool:
        text = plain("\n\n".join(rules.body_paragraphs(page.tree, ExtractRules(body=[selector]))))
        foreign = any(plain(one) in text for one in page.right.foreign)
        return (
            bool(text) and text.startswith(plain(page.right.first)) and same_end(text, page.right.last) and not foreign
        )

    known = [page for page in pages if page.right.first and page.right.last]
    if not known:
        return iter(())
    first = plain(known[0].right.first)
    starts = [one for one in elements_of(known[0].tree) if plain(_value(one)).startswith(first)]
    around = [up for one in starts for up in [one, *islice(one.iterancestors(), ANCESTORS)]]
    return _in_all(known, selectors_of(around), fits)


def _foreign(pages: Sequence[_Page]) -> Iterator[str]:
    def fits(page: _Page, selector: str) -> bool:
        ends = [plain(one) for one in (page.right.first, page.right.last) if one]
        texts = [plain(element_text(one)) for one in rules.matches(page.tree, selector) if isinstance(one, _Element)]
        return not any(end in text for end in ends for text in texts)

    def holding(page: _Page) -> Iterator[_Element]:
        for snippet in map(plain, page.right.foreign):
            found = [one for one in elements_of(page.tree) if snippet in plain(element_text(one, limit=5_000))]
            yield from reversed(found)

    return _in_all(pages, selectors_of(one for page in pages for one in holding(page)), fits)


def _value(element: _Element) -> str:
    """What a rule that points at the element would read."""
    stated: Any = element.get("datetime") or element.get("content")
    return stated if stated else element_text(element, limit=LONGEST_VALUE)


_SEARCHES: Final[tuple[tuple[str, frozenset[str], Callable[[Sequence[_Page]], Iterator[str]]], ...]] = (
    ("remove", frozenset({"foreign", "length", "first", "last"}), _foreign),
    ("body", _BODY, _bodies),
    ("headline", frozenset({"headline"}), _headlines),
    ("authors", frozenset({"authors"}), _bylines),
    ("date", frozenset({"date"}), _dates),
)
"""Rule, the fields that it can put right, and where its selectors come from; in the order in which they are tried."""
