"""Which content management system a site runs on, by the marks that it leaves in its pages."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MARKED = 400_000  # characters of the page that are searched: marks stand in the head and in the first links

# What the systems write themselves, in their own default templates: paths of scripts and uploads, comments, ids.
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.I))
    for name, pattern in (
        ("WordPress", r"/wp-(?:content|includes|json)/"),
        ("Drupal", r"/sites/(?:default|all)/(?:files|themes|modules)/|data-drupal-|drupal-settings-json"),
        ("Joomla", r"/media/(?:jui|system|vendor)/(?:js|css)/|option=com_content|/components/com_"),
        ("SPIP", r"spip\.php\?|/squelettes/|class=[\"'][^\"']*\bspip\b"),
        ("TYPO3", r"/typo3(?:conf|temp)/"),
        ("Ghost", r"/ghost/api/|ghost-sdk"),
        ("Blogger", r"\.blogger\.com/|blogspot\.com/feeds"),
        ("Arc XP", r"/pf/(?:dist|resources)/|Fusion\.(?:arcSite|globalContent)"),
        ("Bitrix", r"/bitrix/(?:js|templates|cache)/"),
        ("DataLife Engine", r"/engine/classes/(?:js|min)/|dle_root"),
        ("Squarespace", r"static\d?\.squarespace\.com"),
        ("Wix", r"static\.(?:wixstatic|parastorage)\.com"),
        ("Next.js", r"/_next/static/|id=\"__NEXT_DATA__\""),
        ("Nuxt", r"/_nuxt/|window\.__NUXT__"),
    )
)


def content_system(page: str, generator: str | None, headers: Mapping[str, str]) -> str | None:
    """The system's name: as ``<meta name="generator">`` has it, else told by its marks in `page` or in the headers.

    `headers` have their names in lower case.
    """
    if generator and (line := " ".join(generator.split())[:60]):
        return line
    for header in ("x-generator", "x-powered-cms"):
        if headers.get(header):
            return " ".join(headers[header].split())[:60]
    if "wp-json" in headers.get("link", ""):
        return "WordPress"
    return next((name for name, pattern in _MARKS if pattern.search(page[:_MARKED])), None)
