"""The site's name: what the markup calls so, the title's end, and what is neither."""

from __future__ import annotations

import json

import pytest
from html_pages import fields, page

URL = "https://sport.valley-courier.example/town/2026/council-rebuilds-the-broken-pier"
HEADLINE = "Council rebuilds the broken pier"


NAMED_IN_A_SENTENCE = "The news agency of the mountains (NAM)"


def publisher(head: str, url: str = URL, title: str = HEADLINE) -> str | None:
    return fields(page(f"<title>{title}</title>{head}", f"<h1>{HEADLINE}</h1>"), url=url).publisher


def site_name(name: str) -> str:
    return f'<meta property="og:site_name" content="{name}">'


def json_ld(name: str, kind: str = "Organization", section: str = "") -> str:
    node = {"@type": "NewsArticle", "headline": HEADLINE, "publisher": {"@type": kind, "name": name}}
    if section:
        node["articleSection"] = section
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("head", "title", "name"),
    [
        (site_name("Valley Courier"), HEADLINE, "Valley Courier"),
        (site_name("Valley Courier ©"), HEADLINE, "Valley Courier"),
        # A name is better than the site's address or the firm behind it.
        (site_name("valley-courier.example") + json_ld("The Valley Courier"), HEADLINE, "The Valley Courier"),
        (site_name("valley-courier.example/"), HEADLINE, "valley-courier.example"),
        (site_name("valley-courier.example"), f"{HEADLINE} - Valley Courier", "Valley Courier"),
        (site_name("valley-courier.example") + json_ld("Valley Media GmbH"), HEADLINE, "valley-courier.example"),
        (json_ld("Ann Smith", "Person"), f"{HEADLINE} | Valley Courier", "Valley Courier"),
        # Neither the headline nor a section nor the first page is one.
        (site_name(HEADLINE), HEADLINE, None),
        (site_name(HEADLINE) + json_ld("Valley Courier"), HEADLINE, "Valley Courier"),
        (site_name(f"{HEADLINE} | Valley Courier"), f"{HEADLINE} | Valley Courier", "Valley Courier"),
        (site_name("Sport") + json_ld("Courier"), HEADLINE, "Courier"),
        (site_name("Town") + json_ld("Courier"), HEADLINE, "Courier"),
        (site_name("Culture") + json_ld("Courier", section="Culture"), HEADLINE, "Courier"),
        (site_name("Início") + json_ld("Courier"), HEADLINE, "Courier"),
        # What is printed beside the headline alone is believed where it is the name in the address.
        ("", f"{HEADLINE} | Valley Courier", "Valley Courier"),
        ("", f"Valley Courier – {HEADLINE}", "Valley Courier"),
        ("", f"{HEADLINE} - Town - Välley Courier", "Välley Courier"),
        ("", f"{HEADLINE} | Ann Smith", None),
        ("", HEADLINE, None),
        ('<meta name="author" content="Долина">', f"{HEADLINE} | Долина", "Долина"),
        # A slogan beside the name goes, and one in its place gives way.
        (site_name("Valley Courier - All the news, every day"), HEADLINE, "Valley Courier"),
        (site_name("VALLEY-COURIER.EXAMPLE | All the news"), HEADLINE, "VALLEY-COURIER.EXAMPLE"),
        (site_name("Valley Courier Online: News | Sports"), HEADLINE, "Valley Courier Online: News"),
        (site_name("Valley Courier Online | News and sports"), HEADLINE, "Valley Courier Online"),
        (site_name("Welcome to the Mountain Herald"), HEADLINE, "Mountain Herald"),
        (site_name("The news agency of the mountains (NAM). All news of the day"), HEADLINE, NAMED_IN_A_SENTENCE),
        (site_name("First in the valley, always"), f"{HEADLINE} | VALLEY COURIER", "VALLEY COURIER"),
    ],
)
def test_the_name_of_the_site(head: str, title: str, name: str | None) -> None:
    assert publisher(head, title=title) == name


def test_a_department_gives_way_to_the_site_in_markup_and_title() -> None:
    both = site_name("Security") + json_ld("Valley Courier")
    assert publisher(both, title=f"{HEADLINE} | Valley Courier") == "Valley Courier"
    assert publisher(both) == "Security"
    assert publisher(
        site_name("Millbrook Weekly") + json_ld("Valley Courier"), title=f"{HEADLINE} | Valley Courier"
    ) == ("Millbrook Weekly")


def test_the_newsroom_of_an_address_gives_way_to_the_address() -> None:
    both = site_name("valley-courier.example") + json_ld("Newsroom valley-courier.example")
    assert publisher(both) == "valley-courier.example"
