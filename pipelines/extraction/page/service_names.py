"""What the pages about a site are called, in all languages: contact, about us, privacy, terms."""

from __future__ import annotations

from functools import lru_cache

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page.plain_text import squash


@lru_cache(maxsize=1)
def service_names() -> frozenset[str]:
    """The names, as :func:`squash` gives them; from the lists ``pages.service`` of the language files."""
    return frozenset(map(squash, phrases("pages.service")))
