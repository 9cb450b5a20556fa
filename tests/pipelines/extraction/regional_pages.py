"""Article pages of regional news sites, made of two halves: a story in one language, a page layout in one system.

``regional/languages/*.toml`` hold stories that we wrote, with the phrases that a site in that language prints around
them; ``regional/themes/*.html`` hold layouts with the element names that WordPress themes, Drupal, Joomla, SPIP and
home-made systems really use. Every story fits every layout, so that what is true of each page is known.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from wiredesk.pipelines.site_profile import SiteProfile

DATA = Path(__file__).parent / "regional"
_WINDOWS = {
    "ar": "windows-1256",
    "es": "windows-1252",
    "fa": "windows-1256",
    "he": "windows-1255",
    "ru": "windows-1251",
    "th": "windows-874",
    "tr": "windows-1254",
    "vi": "windows-1258",
}
"""The code pages of systems older than UTF-8, for the scripts that have one without gaps."""
_PARAGRAPHS = {
    "p": ("<p>{}</p>", "\n"),
    "div": ("<div>{}</div>", "\n"),
    "br": ("{}", "<br />\n<br />\n"),
    "font": ('<font face="Tahoma" size="3">{}</font>', "<br /><br />"),
    "span": (
        '<p class="MsoNormal"><span style="font-family: Arial; font-size: 14pt;"><span>{}</span></span></p>',
        "\n",
    ),
}
"""How systems part paragraphs: what is put around each, and what between two."""


@dataclass(frozen=True)
class RegionalPage:
    """One made page and everything that is true of it."""

    name: str
    html: bytes
    url: str
    site: SiteProfile
    headline: str
    persons: tuple[str, ...]
    """Empty where a desk or nobody is credited."""
    published: str
    """Local time to the minute (``2025-10-12T14:35``), or the day alone where no more is printed."""
    language: str
    paragraphs: tuple[str, ...]
    aside: tuple[str, ...]
    """Lines that may stand in a body or not: the standfirst."""


@cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (DATA / "languages").glob("*.toml")))


@cache
def themes() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (DATA / "themes").glob("*.html")))


def regional_pages(only_languages: tuple[str, ...] = (), only_themes: tuple[str, ...] = ()) -> Iterator[RegionalPage]:
    """Every story in every layout, or of those named."""
    for language in only_languages or languages():
        for theme in only_themes or themes():
            yield regional_page(language, theme)


def regional_page(language: str, theme: str) -> RegionalPage:
    """One story in one layout."""
    story, layout = _story(language), _layout(theme)
    host = re.sub(r"\W+", "", story["latin"].lower())
    persons = (story["person"],) if layout["credit"] == "person" else ()
    paragraphs = tuple(piece.strip() for piece in story["paragraphs"].strip().split("\n\n"))
    charset = _WINDOWS.get(language, "utf-8") if layout.get("encoding") == "windows" else "utf-8"
    words: dict[str, str] = {key: value for key, value in story["words"].items() if isinstance(value, str)}
    words |= {key: value for key, value in story.items() if isinstance(value, str)}
    words |= {f"item{at}": text for at, text in enumerate(story["items"])}
    words |= {f"topic{at}": text for at, text in enumerate(story["words"]["topics"])}
    words |= {
        "lang": story.get("lang", story["tag"]),
        "slug": quote("-".join(re.findall(r"[\w\u200c]+", story["headline"].lower()))),
        "moment": story["moment"][0],
        "day": story["day"][0],
        "later": story["later"][0],
        "iso": f"{story['moment'][1]}:00",
        "charset": charset,
        "host": host,
    }
    words["inline"] = story["words"]["inline"]
    aside = Template(layout["inline"]).substitute(words)
    around, between = _PARAGRAPHS[layout["paragraphs"]]
    pieces = [around.format(text) for text in paragraphs]
    words["body"] = between.join(pieces[:2]) + aside + between.join(["", *pieces[2:]])
    html = Template(layout["page"]).substitute(words)
    return RegionalPage(
        name=f"{language} {theme}",
        html=html.encode(charset.replace("windows-", "cp"), "xmlcharrefreplace"),
        url=f"https://www.{host}.example{Template(layout['path']).substitute(words)}",
        site=SiteProfile(
            id=host,
            country=story["country"],
            languages=[story["tag"]],
            timezone=story["zone"],
            domains=[f"{host}.example"],
        ),
        headline=story["headline"],
        persons=persons,
        published=story[layout["date"]][1],
        language=story["tag"],
        paragraphs=paragraphs,
        aside=(story["standfirst"],),
    )


@cache
def _story(language: str) -> dict[str, Any]:
    return tomllib.loads((DATA / "languages" / f"{language}.toml").read_text("utf-8"))


@cache
def _layout(theme: str) -> dict[str, str]:
    head, inline, page = re.split(r"^--- \w+\n", (DATA / "themes" / f"{theme}.html").read_text("utf-8"), flags=re.M)
    return dict(line.split(": ", 1) for line in head.strip().splitlines()) | {"inline": inline.strip(), "page": page}
