"""The site's name where nothing declares it: in feeds, links to the home page, and the title."""

from __future__ import annotations

import pytest
from html_pages import fields, page

URL = "https://www.valley-courier.example/town/2026/council-rebuilds-the-broken-pier"
HEADLINE = "Council rebuilds the broken pier"


def publisher(head: str = "", body: str = "", title: str = HEADLINE) -> str | None:
    return fields(page(f"<title>{title}</title>{head}", f"{body}<h1>{HEADLINE}</h1>"), url=URL).publisher


def feed(title: str, kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="/feed">'


def home(name: str = "", alt: str = "") -> str:
    return f'<a href="/">{name}<img src="/logo.png" alt="{alt}"></a>'


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (feed("Valley Courier » Feed"), "Valley Courier"),
        (feed("Der Bote » Feed"), "Der Bote"),
        (feed("Valley Courier - Atom", "application/atom+xml"), "Valley Courier"),
        (feed("Valley Courier RSS Feed"), "Valley Courier"),
        (feed("Der Bote - RSS"), None),
        (feed(f"{HEADLINE} » Comments Feed"), None),
        (feed("Blog"), None),
        (feed("RSS"), None),
        (feed("Valley Courier", "text/html"), None),
        ('<meta name="publisher" content="Valley Courier">', "Valley Courier"),
        ('<meta name="publisher" content="The Bote Group">', None),
        ('<meta name="apple-mobile-web-app-title" content="VC Valley Courier">', "VC Valley Courier"),
    ],
)
def test_the_head_of_a_page_names_its_site(head: str, name: str | None) -> None:
    assert publisher(head) == name


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (home("Valley Courier"), "Valley Courier"),
        (home(alt="Logo Valley Courier"), "Valley Courier"),
        (home(alt="Valley Courier Logo"), "Valley Courier"),
        (home(alt="Valley Courier - News of the valley"), "Valley Courier"),
        (home("Home"), None),
        (home("VALLEY-COURIER") + home("Valley Courier"), "VALLEY-COURIER"),
        ("", None),
    ],
)
def test_links_to_the_home_page_print_its_name(body: str, name: str | None) -> None:
    assert publisher(body=body) == name


def test_a_name_in_another_script_is_believed_where_two_places_agree() -> None:
    said = '<meta name="publisher" content="Долина">'
    assert publisher(said) is None
    assert publisher(said, home(alt="Долина")) == "Долина"
    assert publisher(body=home("Долина"), title=f"{HEADLINE} - Долина") == "Долина"


def test_a_title_without_the_headline_is_the_name_of_the_site() -> None:
    assert publisher(title="The Valley Courier") == "The Valley Courier"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (f"{HEADLINE} | The Bote of the North", "The Bote of the North"),
        (f"أخبار الفرات :: {HEADLINE}", "أخبار الفرات"),
        ("دەنگی کۆیە", "دەنگی کۆیە"),  # of all pages of an old portal
        (f"{HEADLINE} | Ann Smith", None),
        (f"{HEADLINE} | Town", None),
        (f"{HEADLINE} | by Ann Smith", None),
        ("What the council of the town has decided about the pier", None),
    ],
)
def test_what_stands_alone_beside_the_headline_in_the_title(title: str, name: str | None) -> None:
    assert publisher(title=title) == name
