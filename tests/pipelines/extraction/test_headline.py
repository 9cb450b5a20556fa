"""Headlines without the name of their site, and without what stands in a box with them."""

import json

import pytest

from tests.pipelines.extraction.html_pages import page
from wiredesk import extract_article
from wiredesk.pipelines.extraction.fields.headline_candidates import Candidate
from wiredesk.pipelines.extraction.fields.headline_wording import without_path
from wiredesk.pipelines.extraction.page.plain_text import squash


def headline(head: str, body: str) -> str:
    article = extract_article(page(head, body), "https://news.example.org/town/20261110/1.html")
    assert article is not None
    return article.headline


@pytest.mark.parametrize("mark", ["-", "--", "_", "—", "－"])
@pytest.mark.parametrize("name", ["晨港网", "快讯天下"])
def test_a_name_joined_without_spaces_is_cut_off(mark: str, name: str) -> None:
    title = f"海港码头大罢工再次影响全城交通{mark}{name}"
    assert headline(f"<title>{title}</title>", "<div>首页</div>") == "海港码头大罢工再次影响全城交通"


@pytest.mark.parametrize("title", ["首届国际马拉松-万人齐跑海港大桥迎新年", "中美贸易-关税谈判"])
def test_the_other_half_of_a_headline_stays(title: str) -> None:
    assert headline(f"<title>{title}</title>", f"<h1>{title}</h1>") == title
    assert headline(f"<title>{title}</title>", "") == title


def test_a_kicker_in_the_heading_is_parted_as_the_title_parts_it() -> None:
    heading = '<h1><span>The broken pier</span>"We start in May"</h1>'
    title = 'The broken pier - "We start in May"'
    assert headline(f"<title>{title}</title>", heading) == title


def test_a_logo_as_main_heading_is_no_headline() -> None:
    head = "<title>Pier Post - Council rebuilds the broken pier</title>"
    body = "<h1>Pier Post</h1><h2>Council rebuilds the broken pier</h2>"
    assert headline(head, body) == "Council rebuilds the broken pier"


def test_a_box_around_the_headline_is_not_read_whole() -> None:
    box = (
        "<div class='title-box'><div><h2>Council rebuilds the broken pier</h2></div>"
        "<p>Far Reader</p><p>Posted: 11-08 12:00</p><p>Verified writer of good texts</p></div>"
    )
    assert headline("<title>Council rebuilds the broken pier</title>", box) == "Council rebuilds the broken pier"


def test_a_main_heading_that_only_links_home_is_no_headline() -> None:
    """Neither title nor markup tells: the one heading that is called a title must."""
    story = "<h2 class='post-title'>Council rebuilds the broken pier</h2>"
    body = f"<div class='logo'><h1><a href='/'>Pier Post</a></h1></div>{story}"
    assert headline("<title>Pier Post</title>", body) == "Council rebuilds the broken pier"
    assert headline("<title>Pier Post</title>", body.replace("post-title", "x")) == "Council rebuilds the broken pier"
    plain = "<a href='/'>Pier Post</a><h1 id=logo>Pier Post</h1><h2>Council rebuilds the broken pier</h2>"
    for title in ("Pier Post", "Culture - Pier Post", "Council rebuilds the... - Pier Post"):
        assert headline(f"<title>{title}</title>", plain) == "Council rebuilds the broken pier"


@pytest.mark.parametrize(
    ("shouted", "usual"),
    [
        ("COUNCIL REBUILDS THE BROKEN PIER", "Council rebuilds the broken pier"),
        ("KIYIDAKI ISKELE YENİDEN YAPILIYOR", "Kıyıdaki iskele yeniden yapılıyor"),
    ],
)
def test_capitals_give_way_to_the_usual_writing(shouted: str, usual: str) -> None:
    assert headline(f"<title>{shouted} | Pier Post</title>", f"<h1>{usual}</h1>") == usual
    og = f"<meta property='og:title' content=\"{usual}\">"
    assert headline(f"{og}<title>{shouted}</title>", f"<h1>{shouted}</h1>") == usual
    table = f"<table><tr><td><font size=5><b>{usual}</b></font><br>10.11.2026</td></tr></table>"
    assert headline(f"<title>PIER POST - {shouted} - Harbour news</title>", table) == usual
    assert headline(f"<title>{shouted}</title>", f"<h1>{shouted}</h1>") == shouted


def test_the_section_as_main_heading_is_no_headline() -> None:
    head = "<title>Culture | Pier Post</title><meta property='og:site_name' content='Pier Post'>"
    og = "<meta property='og:title' content='Council rebuilds the broken pier | Pier Post'>"
    body = "<h1>Culture</h1><h2>Council rebuilds the broken pier</h2>"
    assert headline(head + og, body) == "Council rebuilds the broken pier"
    assert headline(head + og, "<h1>The broken pier</h1><h2>Read more</h2>") != "Read more"


@pytest.mark.parametrize("title", ["Pier Post", "Culture - Pier Post", "Council rebuilds the bro... - Pier Post"])
def test_of_two_main_headings_the_first_may_be_the_section(title: str) -> None:
    body = "<h1 class=s>Culture</h1><h1>Council rebuilds the broken pier</h1>"
    assert headline(f"<title>{title}</title>", body) == "Council rebuilds the broken pier"


@pytest.mark.parametrize("mark", ["::", "•", " :: "])
def test_marks_that_part_the_name_without_spaces(mark: str) -> None:
    title = f"<title>Council rebuilds the broken pier{mark}Pier Post</title>"
    assert headline(title, "<p><b>Council rebuilds the broken pier</b></p>") == "Council rebuilds the broken pier"


def test_what_stands_around_the_words_of_a_heading_is_no_part_of_it() -> None:
    body = (
        "<h1><span class=k>Breaking</span> Council rebuilds the broken pier <small>Work begins in spring</small></h1>"
    )
    assert (
        headline("<title>Council rebuilds the broken pier - Pier Post</title>", body)
        == "Council rebuilds the broken pier"
    )
    whole = "Council rebuilds the <em>broken</em> pier of the harbour"
    title = "<title>Council rebuilds the broken pier of the harbour</title>"
    assert headline(title, f"<h1>{whole}</h1>") == "Council rebuilds the broken pier of the harbour"


def test_large_letters_are_the_heading_of_a_page_of_fonts() -> None:
    fonts = (
        "<font size=2>Home of the fishermen of the coast</font><font size={}>Council rebuilds the broken pier</font>"
    )
    assert headline("<title>Pier Post</title>", fonts.format("+2")) == "Council rebuilds the broken pier"
    assert headline("<title>Pier Post</title>", fonts.format("3")) == "Pier Post"


WHOLE = "Council rebuilds the broken pier and asks the fishermen to wait until autumn"


@pytest.mark.parametrize(
    "cut",
    [
        "Council rebuilds the broken pier",
        "Council rebuilds the broken pier and asks the",
        "Council rebuilds the broken pier and asks the fisher...",
    ],
)
@pytest.mark.parametrize("place", ["og", "json-ld"])
def test_a_headline_that_its_system_cuts_is_given_whole(cut: str, place: str) -> None:
    head = f"<title>{WHOLE} | Pier Post</title><meta property='og:site_name' content='Pier Post'>"
    if place == "og":
        head += f"<meta property='og:title' content='{cut}'><meta name='twitter:title' content='{cut}'>"
    else:
        node = {"@type": "NewsArticle", "headline": cut}
        head += f"<script type='application/ld+json'>{json.dumps(node)}</script>"
    assert headline(head, f"<h1>{WHOLE}</h1>") == WHOLE


def test_behind_a_mark_stands_the_site_s_name() -> None:
    short = "Council rebuilds the broken pier"
    head = f"<title>{short} - Far Reader</title><meta property='og:title' content='{short}'>"
    assert headline(head, f"<h1>{short} - Far Reader</h1>") == short


def test_the_mark_of_old_blogs_parts_the_site_s_name() -> None:
    assert headline("<title>Council rebuilds the broken pier ‹ Far Reader Project</title>", "<div>7 May</div>") == (
        "Council rebuilds the broken pier"
    )


def offered(text: str, *found: str) -> Candidate:
    return Candidate(text, squash(text), set(found))


@pytest.mark.parametrize("path", ["The Lake Blog |", "Home / Speeches /", "Archive »", "News › Region ›"])
def test_names_of_sections_that_only_the_markup_puts_before_the_heading_are_left_out(path: str) -> None:
    title = offered("The old lake bridge is rebuilt before the winter", "h1", "tail")
    declared = offered(f"{path} {title.text}", "og")
    assert without_path(declared, [declared, title]) is title
    declared.found.add("printed")
    assert without_path(declared, [declared, title]) is declared, "readers see it so"


def test_before_a_colon_or_a_dash_stands_part_of_the_headline() -> None:
    title = offered("The old bridge is rebuilt before the winter", "h1")
    for kicker in ("Lake Valley:", "Lake Valley –"):
        declared = offered(f"{kicker} {title.text}", "og")
        assert without_path(declared, [declared, title]) is declared


def test_a_heading_in_english_letters_gives_way_to_the_story_s_script_without_any_description() -> None:
    own = "नदी के पुराने पुल की मरम्मत सर्दी से पहले पूरी होगी"
    text = "शहर की परिषद ने सोमवार को पुराने पुल की मरम्मत का फैसला किया, जिसमें दो साल लगेंगे। " * 2
    html = (
        f"<html><title>Old bridge repaired | {own}</title><main><ul><li><h1>Old bridge repaired</h1></li></ul>"
        f"<h1>{own}</h1><p>{text}</p><p>{text}</p></main></html>"
    )
    article = extract_article(html.encode(), "https://news.example.org/town/old-bridge-repaired-1.html")
    assert article is not None
    assert article.headline == own
