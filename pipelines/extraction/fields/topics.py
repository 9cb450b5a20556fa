"""Section and keywords, as the page's markup names them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, squash
from wiredesk.pipelines.extraction.page.structured_data import texts

MAX_KEYWORDS = 40
MAX_KEYWORD = 80
"""Characters; longer ones are sentences stuffed into the tag."""

_SPLIT = re.compile(r"\s*[,;،，、|]\s*")
_HOME = frozenset(
    {
        "home",
        "homepage",
        "startseite",
        "start",
        "inicio",
        "accueil",
        "الرئيسية",
        "anasayfa",
        "главная",
        "início",
        "beranda",
        "news",
    }
)


def read_section(page: PageMarkup, headline: str | None) -> str | None:
    """The section: articleSection, the meta tags for it, or the last breadcrumb before the article."""
    names = texts(page.structured.article.get("articleSection"))
    names += [
        value
        for key in (
            "article:section",
            "og:section",
            "parsely-section",
            "section",
            "dc.subject.section",
            "cXenseParse:section",
            "og:article:section",
        )
        for value in (page.first_meta(key),)
        if value
    ]
    for name in names:
        line = clean_line(name, limit=200)
        if line and "://" not in line:
            return _SPLIT.split(line)[0][:100]
    trail = [step for step in _breadcrumbs(page) if squash(step) != squash(headline or "")]
    trail = [step for step in trail if step.casefold() not in _HOME]
    return trail[-1] if trail and len(trail[-1]) <= 60 else None


def _breadcrumbs(page: PageMarkup) -> list[str]:
    for node in page.structured.of_type("breadcrumblist"):
        items = node.get("itemListElement")
        steps: list[tuple[float, str]] = []
        for number, item in enumerate(items if isinstance(items, list) else [items]):
            if not isinstance(item, dict):
                continue
            inner = item.get("item")
            name = next(
                iter(texts(item.get("name")) or (texts(inner.get("name")) if isinstance(inner, dict) else [])), ""
            )
            line = clean_line(name, limit=200)
            place = item.get("position")
            if line:
                steps.append((float(place) if isinstance(place, (int, float)) else float(number), line))
        if steps:
            return [line for _, line in sorted(steps, key=lambda step: step[0])][:8]
    return []


def read_keywords(page: PageMarkup, extra: Iterable[str] = ()) -> list[str]:
    """The keywords in the page's order without duplicates; ``extra`` (the feed's) stand in where the page has none."""
    sources = (
        texts(page.structured.article.get("keywords")),
        page.meta.get("newskeywords", ()),
        page.meta.get("articletag", ()),
        page.meta.get("parselytags", ()),
        page.meta.get("keywords", ()),
        tuple(extra),
    )
    for source in sources:
        found: list[str] = []
        seen: set[str] = set()
        for value in source:
            for part in _SPLIT.split(clean_line(value, limit=4_000)):
                key = squash(part)
                if key and key not in seen and len(part) <= MAX_KEYWORD and "://" not in part:
                    seen.add(key)
                    found.append(part)
        if found:
            return found[:MAX_KEYWORDS]
    return []
