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


PATH = "https://www.valleycourier.example/news/valley-life/2026/old-bridge-repaired"


def by_path(links: str, stated: object = None, url: str = PATH) -> str | None:
    """The section of a page at an address with folders, with these links in its menu."""
    node = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "articleSection": stated})
    head = f'<meta property="og:site_name" content="Valley Courier"><script type="application/ld+json">{node}</script>'
    return fields(page(head, f"<nav>{links}</nav><h1>{HEADLINE}</h1>"), url=url).section


@pytest.mark.parametrize(
    ("links", "name"),
    [
        (
            "<a href='/sport/'>Sport</a><a href='/news/'>News</a><a href='/news/valley-life/'>Valley life</a>",
            "Valley life",
        ),
        ("<a href='https://www.valleycourier.example/news/valley-life'>The valley</a>", "The valley"),
        ("<a href='/news/valley-life'>All of it</a><a href='/news/valley-life'>Valley-Life</a>", "Valley-Life"),
        ("<a href='/news/valley-life'>谷の生活</a>", "谷の生活"),
        ("<a href='/news/'>News</a>", "News"),
        # No section: the story itself, another site's folder, a search, a name that is not like the folder's.
        (f"<a href='{PATH}'>Old bridge</a>", None),
        ("<a href='https://shop.example/news/valley-life/'>Valley life</a>", None),
        ("<a href='/news/valley-life?page=2'>Valley life</a>", None),
        ("<a href='/news/valley-life'>Show everything</a>", None),
        ("<a href='/'>Home</a><a href='#news'>News</a>", None),
    ],
)
def test_the_folder_above_the_story_is_its_section(links: str, name: str | None) -> None:
    assert by_path(links) == name


def test_a_stated_section_comes_before_the_folder() -> None:
    links = "<a href='/news/valley-life'>Valley life</a>"
    assert by_path(links, "Bridges") == "Bridges"
    assert by_path(links, "News") == "Valley life"
    assert by_path("<a href='/sport'>Sport</a>", "Article") is None


def test_folders_of_dates_authors_and_kinds_of_pages_are_no_sections() -> None:
    links = "<a href='/@ann/'>Ann</a><a href='/@ann/article/'>Articles</a><a href='/@ann/article/2026/'>2026</a>"
    assert by_path(links, url="https://www.valleycourier.example/@ann/article/2026/old-bridge-repaired") is None


def test_the_menu_that_hangs_at_a_trail_is_no_trail() -> None:
    menu = "".join(f"<li><a href='/{name.lower()}/'>{name}</a></li>" for name in ("Sport", "Money", "Homes", "Weather"))
    trail = f"<div class='breadcrumb'><a href='/news/'>News</a><ul>{menu}</ul></div>"
    assert by_path(trail) == "News"


def test_another_object_of_the_same_story_states_the_section() -> None:
    nodes = [
        {"@type": "NewsArticle", "headline": HEADLINE, "datePublished": "2026-11-20", "author": "Ann Smith"},
        {"@type": "Article", "headline": HEADLINE, "articleSection": "Town", "keywords": ["bridges"]},
    ]
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    found = fields(page(scripts, f"<h1>{HEADLINE}</h1>"), url=URL)
    assert (found.section, found.keywords) == ("Town", ["bridges"])
