"""Whether the article may be read without paying, where the page says so."""

from __future__ import annotations

from typing import Any

from wiredesk.pipelines.extraction.page.page_markup import PageMarkup

_TIERS = {"free": True, "locked": False, "paid": False, "premium": False, "subscriber": False}
"""Values of ``article:content_tier`` (Facebook's tag); "metered" says neither."""


def is_accessible_for_free(page: PageMarkup) -> bool | None:
    """schema.org ``isAccessibleForFree`` of the article, else ``article:content_tier``; None where neither is said."""
    stated = _truth(page.structured.article.get("isAccessibleForFree"))
    if stated is not None:
        return stated
    for element in page.properties.get("isaccessibleforfree", ())[:1]:
        stated = _truth(element.get("content") or element.text)
        if stated is not None:
            return stated
    value = page.first_meta("isAccessibleForFree")
    stated = _truth(value)
    if stated is not None:
        return stated
    tier = page.first_meta("article:content_tier", "cXenseParse:content_tier")
    return _TIERS.get(tier.strip().lower()) if tier else None


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, list) and value:
        return _truth(value[0])
    if isinstance(value, str):
        word = value.strip().rsplit("/", 1)[-1].lower()
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(word)
    return None
