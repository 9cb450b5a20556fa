"""The section that a story stands in."""

from __future__ import annotations

import json

import pytest
from html_pages import fields, page

URL = "https://www.valleycourier.example/2026/bridge"
HEADLINE = "Council repairs the old bridge over the river"


PLACES_OF_ANY_STORY = (
    "A Slider", "Ultimele ştiri", "Без рубрики", "Останні новини", "Nezařazené", "Uudised", "Naujienos",
    "Ειδήσεις", "Kategorisiz", "Xəbərlər", "Նորություններ", "სიახლეები", "חדשות", "غير مصنف", "خبریں", "प्रमुख समाचार",
    "ข่าวล่าสุด", "Chưa phân loại", "Berita Terkini", "Balita", "Habari", "Wararka", "ዜና", "Izindaba",
    "未分類", "要闻", "미분류",
)  # fmt: skip


def section(stated: object = None, trail: list[str] | None = None, head: str = "") -> str | None:
    nodes: list[dict[str, object]] = [{"@type": "NewsArticle", "headline": HEADLINE, "articleSection": stated}]
    if trail:
        steps = [{"@type": "ListItem", "position": at, "name": name} for at, name in enumerate(trail, 1)]
        nodes.append({"@type": "BreadcrumbList", "itemListElement": steps})
    named = '<meta property="og:site_name" content="Valley Courier">'
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    return fields(page(named + head + scripts, f"<h1>{HEADLINE}</h1>"), url=URL).section


@pytest.mark.parametrize(
    ("stated", "trail", "name"),
    [
        ("Town", None, "Town"),
        (["Town", "Bridges"], None, "Town"),
        ("Politics > Elections", None, "Politics"),
        # What says nothing gives way, and is taken where there is nothing else.
        ("À la une", ["Accueil", "Société"], "Société"),
        (["News", "Politics"], None, "Politics"),
        ("News", None, "News"),
        ("ニュース", ["ニュース", "社会"], "社会"),
        ("- Destacado 1", None, "Destacado"),
        # The site's name and the headline are no sections.
        ("Valley Courier", ["Home", "Town"], "Town"),
        ("新聞_體育", None, "體育"),
        (None, ["Home", "Town", HEADLINE], "Town"),
        (None, ["Home", "Town", "repairs the old bridge over the river"], "Town"),
        (None, ["Home", "Valley Courier"], None),
        # Neither is a sentence, or the headline in other words.
        (
            "The council of the town has decided that the old bridge will be repaired",
            ["Home", "Town"],
            "Town",
        ),
        ("How the council repairs the old bridge", ["Home", "Town"], "Town"),
        ("Old bridges", ["Home", "Town"], "Old bridges"),
        # What a system calls the place of every story, in the world's languages.
        *((name, ["Home", "Town"], "Town") for name in PLACES_OF_ANY_STORY),
    ],
)
def test_the_section(stated: object, trail: list[str] | None, name: str | None) -> None:
    assert section(stated, trail) == name


@pytest.mark.parametrize(
    "printed",
    [
        "<div class='breadcrumb'><a href='/'>Start</a> / <a href='/town'>Town</a></div><h1>{headline}</h1>",
        "<ul class='breadcrumbs'><li><a href='/'>Start</a><li><a href='/town'>Town</a></ul><h1>{headline}</h1>",
        "<div id='dle-speedbar'><a href='/'>Post</a> » <a href='/town/'>Town</a> » {headline}</div><h1>{headline}</h1>",
        "<article><span class='cat'><a href='/town' rel='category tag'>Town</a></span><h1>{headline}</h1></article>",
        "<article><a itemprop='articleSection' href='/town'>Town</a><h1>{headline}</h1></article>",
        "<h1>{headline}</h1><aside><div><a href='/sport' rel='category tag'>Sport</a></div></aside>",
    ],
)
def test_a_section_that_is_only_printed(printed: str) -> None:
    found = fields(page("", printed.format(headline=HEADLINE)), url=URL).section
    assert found == (None if "Sport" in printed else "Town")
