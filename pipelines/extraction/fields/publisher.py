"""The site's name."""

from __future__ import annotations

import re

from wiredesk.pipelines.extraction.fields.names import looks_like_person
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, squash
from wiredesk.pipelines.extraction.page.structured_data import first_text
from wiredesk.pipelines.site_profile import SiteProfile

MAX_NAME = 100
MAX_SLOGAN = 200
"""Characters: some sites put a description behind their name."""


def read_publisher(page: PageMarkup, profile: SiteProfile | None) -> str | None:
    """The name in the site's definition, else og:site_name, JSON-LD's publisher or web site, or application-name."""
    if profile is not None and profile.name:
        return profile.name
    data = page.structured
    stated = data.resolve(data.article.get("publisher"))
    names = [page.first_meta("og:site_name"), first_text(stated)]
    names += [first_text(node.get("name")) for node in data.of_type("website", "newsmediaorganization")]
    names.append(page.first_meta("application-name", "dc.publisher", "citation_journal_title"))
    for name in names:
        line = clean_line(name, limit=MAX_NAME)
        if line and "://" not in line and any(map(str.isalpha, line)):
            return line
    return None


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
    if len(parts) > 1:  # "Headline | Ann Smith | The Valley News"
        edge = parts[-1] if after.strip() else parts[0]
        parts = [part for part in parts if part == edge or not looks_like_person(part)]
    return {squash(part) for part in parts}
