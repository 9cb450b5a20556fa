"""A lead that the page prints apart from the text is the description, whole."""

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, paragraphs
from wiredesk import Article, extract_article

LEAD = "The pier that a storm broke last winter will be rebuilt in wood, the council of the port has decided."


def article(body: str, description: str = "") -> Article:
    meta = f"<meta name='description' content='{description}'>" if description else ""
    head = f"<title>{HEADLINE}</title><meta property='og:type' content='article'>{meta}"
    html = f"<html><head>{head}</head><body>{body}</body></html>".encode()
    found = extract_article(html, "https://www.pier-post.example/town/2026/broken-pier")
    assert found is not None
    return found


@pytest.mark.parametrize("description", ["", "The pier that a storm broke last winter will be ..."])
def test_a_lead_outside_the_body_is_in_one_of_the_two(description: str) -> None:
    body = f"<header><h1>{HEADLINE}</h1><div class='q'>{LEAD}</div></header><div class='t'>{paragraphs()}</div>"
    found = article(body, description)
    assert LEAD in found.body_text or found.description == LEAD
    assert STORY[0] in found.body_text


def test_a_description_of_its_own_stays() -> None:
    body = f"<header><h1>{HEADLINE}</h1><div class='q'>{LEAD}</div></header><div class='t'>{paragraphs()}</div>"
    assert article(body, OTHER[0]).description == OTHER[0]


def test_the_caption_of_the_picture_below_the_headline_is_no_lead() -> None:
    picture = "<figure><img src='p.jpg'><figcaption>The pier after the storm. Photo: I. Holm.</figcaption></figure>"
    found = article(f"<h1>{HEADLINE}</h1>{picture}<div class='t'>{paragraphs()}</div>")
    assert found.description is None
    assert found.body_text.startswith(STORY[0])


def test_a_lead_above_the_headline_is_the_description() -> None:
    found = article(f"<div><div class='q'>{LEAD}</div><h1>{HEADLINE}</h1></div><div class='t'>{paragraphs()}</div>")
    assert found.description == LEAD
    assert found.body_text.startswith(STORY[0])


def test_bare_text_behind_a_box_opens_the_text() -> None:
    links = "".join(f"<li><a href='/n/{n}'>Something happened in town number {n}</a></li>" for n in range(5))
    box = f"<div class='x'><h3>Related</h3><ul>{links}</ul></div>"
    more = "".join(f"<p>{text}</p>" for text in (*STORY, *OTHER[:2]))
    found = article(f"<h1>{HEADLINE}</h1><div class='t'>{box}{LEAD}{more}</div>")
    assert found.body_text.startswith(LEAD)


@pytest.mark.parametrize(
    "lead",
    [
        "<h2 class='x'>The work will take two years.</h2>",
        "<p class='summary'>The pier has been closed since 2023.</p>",
        "<div class='spot'>橋は来年の春に再び開かれる予定だ。</div>",
    ],
)
def test_a_short_lead_is_in_one_of_the_two(lead: str) -> None:
    menu = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Town", "Sport", "Port"))
    found = article(f"<ul>{menu}</ul><h1>{HEADLINE}</h1>{lead}<p>24 May 2026</p><div class='t'>{paragraphs()}</div>")
    text = lead[lead.index(">") + 1 : lead.rindex("<")]
    assert text in found.body_text or found.description == text
    assert STORY[0] in found.body_text


@pytest.mark.parametrize(
    "line",
    [
        "<p>Last changed on 24 November 2026 at noon.</p>",
        "<p>Share this story with your friends.</p>",
        "<p>By Ann.</p>",
    ],
)
def test_other_short_lines_are_none(line: str) -> None:
    assert article(f"<header><h1>{HEADLINE}</h1>{line}</header><div class='t'>{paragraphs()}</div>").description is None


def test_a_short_lead_takes_the_place_of_the_text_s_first_words_cut_off() -> None:
    menu = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Town", "Sport", "Port"))
    lead = "<p>Two years without a pier.</p>"
    caption = "<p>The pier after the storm, in a photo by Ida Holm</p>"
    text = f"<p>24 May 2026</p><div class='t'>{paragraphs()}</div>"
    cut = f"{STORY[0][:70]}..."
    assert article(f"<ul>{menu}</ul><h1>{HEADLINE}</h1>{lead}{text}", cut).description == "Two years without a pier."
    assert article(f"<ul>{menu}</ul><h1>{HEADLINE}</h1>{caption}{text}", cut).description == STORY[0]
    assert article(f"<ul>{menu}</ul><h1>{HEADLINE}</h1>{lead}{text}", STORY[0]).description == STORY[0]


@pytest.mark.parametrize("name", ["a", "itemIntroText"])
def test_a_lead_below_picture_date_and_tools_is_not_lost(name: str) -> None:
    tools = "<ul><li>A+ larger</li><li>A- smaller</li></ul><div>Rate this <a href='#1'>1</a><a href='#2'>2</a></div>"
    lead = f"<div class='{name}'><p><b>From Monday {LEAD[4:]}</b></p></div>"
    more = "<p>It did so by a narrow vote.</p><p>Nobody from the town spoke.</p>"
    head = f"<div class='itemHeader'><span>Friday, 16 January 2026 12:35</span><h2>{HEADLINE}</h2></div>{tools}"
    found = article(f"{head}<div class='itemBody'>{lead}<div class='itemFullText'>{more}{paragraphs()}</div></div>")
    assert found.body_text.startswith("From Monday") or (found.description or "").startswith("From Monday")


@pytest.mark.parametrize(
    ("lead", "stated"),
    [
        ("<p class='post-sub-title'>The council wants it in wood, nobody knows how to pay</p>", OTHER[0]),
        ("<h2 class='s-tagline'>Nobody knows how to pay for it yet</h2>", ""),
    ],
)
def test_a_subtitle_without_a_full_stop_in_the_header_of_the_post(lead: str, stated: str) -> None:
    meta = "<div class='meta'><img src='a.png'><span>Ann Lee</span><span>24 May 2026, 08:05</span></div>"
    picture = "<figure><img src='p.jpg'><figcaption>The pier after the storm</figcaption></figure>"
    head = f"<header class='post-header'><h1>{HEADLINE}</h1>{lead}{meta}</header>{picture}"
    found = article(f"{head}<div class='t'>{paragraphs()}</div>", stated)
    assert found.description == lead[lead.index(">") + 1 : lead.rindex("<")]


def test_the_headline_printed_again_for_another_screen_is_no_summary() -> None:
    again = f"<h2 class='mobile'>{HEADLINE}</h2><p>24 May 2026, 08:05</p><p class='q'>{LEAD}</p>"
    found = article(f"<h1>{HEADLINE}</h1>{again}<div class='t'>{paragraphs()}</div>")
    assert found.description != HEADLINE
    assert LEAD in found.body_text or found.description == LEAD
