"""Pointers, lines of pictures, headings without text, labels and appeals around and amid a text."""

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs
from wiredesk.pipelines.extraction.body.body_trimming import trim_paragraphs
from wiredesk.pipelines.extraction.body.cards import without_cards
from wiredesk.pipelines.extraction.body.loose_lines import without_loose_lines
from wiredesk.pipelines.extraction.body.subscription_appeal import before_appeal
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.document import parse_document


def page(*amid: str, end: str = "") -> str:
    first, second, third, fourth = (f"<p>{text}</p>" for text in STORY)
    return f"<main><h1>{HEADLINE}</h1><div>{first}{''.join(amid)}{second}{third}{fourth}{end}</div></main>"


@pytest.mark.parametrize(
    "line",
    [
        "<p>MORE ON THIS | <a href='/a/1'>Storm breaks the pier of the town in two</a></p>",
        "<p><b>Read also:</b> <a href='/a/1'>Storm breaks the pier of the town in two</a></p>",
        "<p>Image: Ida Holm</p>",
        "<p>The pier on the morning after the storm. © Pier Post / Ida Holm</p>",
        "<p>The pier on the morning after the storm (Photo: Ida Holm)</p>",
        "<p>Article continues below advertisement</p>",
        "<p><img src='/p.jpg' width='640'></p><p>The pier on the morning after the storm — Foto: Pier Post</p>",
        "<p><img src='/p.jpg' width='640'></p><p>Nowe molo przed burzą, fot. UM Nadmorze</p>",
        "<p><img src='/p.jpg' width='640'></p><p>Il molo dopo la tempesta (foto Trentini)</p>",
        "<p><img src='/p.jpg' width='640'></p><p>风暴过后的码头。陈明摄</p>",
        "<p><img src='/p.jpg' width='640'></p><p>风暴过后的码头。 陈明 摄</p>",
        "<p><img src='/p.jpg' width='640'></p><p>الرصيف بعد العاصفة (أرشيف)</p>",
        "<p>Watch: the night on which the pier broke</p>",
    ],
)
def test_a_line_amid_the_text_that_is_none_of_it_goes(line: str) -> None:
    assert body_text(page(line)) == list(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "Venue: the great hall of the school by the harbour, on Friday at seven.",
        "The mayor said (in a photo of the meeting he is seen to smile) that the town was ready.",
        "The town has asked for help, says Jan Kowalski (the report is of Pier Post)",
        "He paid 400 for the photograph. It shows the pier (source of all the trouble) before the storm.",
    ],
)
def test_a_sentence_that_looks_like_such_a_line_stays(line: str) -> None:
    assert line in body_text(page(f"<p>{line}</p>"))


def test_a_label_that_comes_again_and_again_is_one_of_pointers() -> None:
    lines = [f"<p>From Haven: <a href='/a/{n}'>Storm breaks the pier of town number {n} in two</a></p>" for n in (1, 2)]
    assert body_text(page(*lines)) == list(STORY)


@pytest.mark.parametrize(
    "end",
    [
        "<h3>About the author</h3>",
        "<p>See the film of the meeting here:</p>",
        "<h4>Read also</h4><h4>Town</h4>",
    ],
)
def test_nothing_announced_ends_no_text(end: str) -> None:
    assert body_text(page(end=end)) == list(STORY)


@pytest.mark.parametrize("mark", ["...", "…", "… READ THE REST", " […]"])
def test_teasers_that_are_cut_off_end_no_text(mark: str) -> None:
    cut = [text.rstrip(".") + mark for text in OTHER[:2]]
    assert body_text(page(end="".join(f"<p>{text}</p>" for text in cut))) == list(STORY)


def test_one_last_word_may_be_left_open() -> None:
    open_end = "And then the sea will have the last word, as it always has had in this town..."
    assert body_text(page(end=f"<p>{open_end}</p>")) == [*STORY, open_end]


def trimmed(*paragraphs: str) -> list[str]:
    return trim_paragraphs(
        paragraphs, headline=HEADLINE, byline=None, authors=["Ida Holm"], date_raw=None, publisher="Pier Post"
    )


def test_date_and_byline_below_the_lead_go() -> None:
    assert trimmed(STORY[0], "Pier Post", "Mar 28, 2026, 06:15 PM", "Ida Holm", *STORY[1:]) == list(STORY)


def test_the_name_of_a_paper_above_the_date_below_the_lead_goes() -> None:
    assert trimmed(STORY[0], "દિવ્ય સમાચાર", "28 March 2026, 18:15", *STORY[1:]) == list(STORY)


def test_the_dates_of_a_chronicle_stay() -> None:
    chronicle = [STORY[0], "3 March 2026", STORY[1], "4 March 2026", STORY[2], "5 March 2026", STORY[3]]
    assert trimmed(*chronicle) == chronicle


def test_a_heading_with_a_year_below_the_lead_stays() -> None:
    text = [STORY[0], "The 9 plans for the pier of 2026", *STORY[1:]]
    assert trimmed(*text) == text


APPEAL = [
    "Join now or renew to get:",
    "Stories of our harbour that nobody else has",
    "Members' evenings on the quay",
    "If you are a subscriber already, log in to see the whole story.",
]


def test_an_appeal_to_subscribe_ends_the_text() -> None:
    assert before_appeal([*STORY, *APPEAL]) == list(STORY)


def test_an_appeal_may_begin_with_a_sentence() -> None:
    call = "To view the full story, please subscribe to the Pier Post."
    assert before_appeal([*STORY, call, *APPEAL[1:]]) == list(STORY)


def test_a_label_in_front_of_the_text_goes() -> None:
    body = page().replace("<div>", "<div><div class='place'>Harbour Town</div>", 1)
    assert body_text(body) == list(STORY)


def test_a_heading_in_front_of_the_text_stays() -> None:
    assert body_text(page().replace("<div>", "<div><h3>Wood for the pier</h3>", 1))[0] == "Wood for the pier"


def test_a_place_in_a_paragraph_of_its_own_opens_the_text() -> None:
    assert trimmed("Harbour Town -", *STORY)[0] == f"Harbour Town - {STORY[0]}"


def test_a_story_about_subscribers_goes_on() -> None:
    story = [
        "The paper lost subscribers.",
        "Subscribe or pay, it says.",
        *STORY,
        "Members are angry.",
        "Subscribers too.",
    ]
    assert before_appeal(story) == story


@pytest.mark.parametrize("credit", ["Photo: Ann Hall/PP", "Foto: Ann Hall", "Фото: Энн Холл"])
def test_a_caption_of_one_sentence_with_its_credit_is_no_text(credit: str) -> None:
    caption = f"<p>The mayor at the broken pier of the town on Monday. {credit}</p>"
    html = f"<article><h1>{HEADLINE}</h1>{paragraphs(STORY[:2])}{caption}{paragraphs(STORY[2:])}</article>"
    assert body_text(html) == list(STORY)


def test_a_paragraph_that_a_credit_is_glued_to_stays() -> None:
    glued = f"{STORY[0]} {OTHER[0]} Photo: Ann Hall/PP"
    html = f"<article><h1>{HEADLINE}</h1>{paragraphs(STORY[1:])}<p>{glued}</p>{paragraphs(OTHER[1:3])}</article>"
    assert glued in body_text(html)


def test_a_short_sentence_behind_a_pointer_stays() -> None:
    """Two lines of ideographs say as much as four in letters."""
    first, second, last = (
        "古丈县的一座百年老茶园今年迎来了十二名返乡青年，他们用短视频把高山茶卖到了全国各地。",
        "“以前一斤鲜叶只卖八块钱，现在能卖到二十。”茶农田大姐说，村里已有六十户加入合作社。",
        "县里表示，明年将修通最后三公里产业路，并为返乡创业者提供贴息贷款。",
    )
    text = f"<p>{first}</p><p>{second}</p><p>相关阅读：面包涨价</p><p>{last}</p>"
    assert body_text(f"<main><h1>湘西老茶园引来返乡青年</h1><div>{text}</div></main>")[-1] == last


CARD = (
    "<div class='q1'><a href='/n/1'><img src='/t.jpg'><b>Library of the port wins a prize for its roof</b></a>"
    "<p>The new library has won a national prize for its timber roof, the judges said.</p></div>"
)


def test_the_card_of_another_article_amid_the_text_goes() -> None:
    long = "".join(f"<p>{text} {text}</p>" for text in STORY[2:])
    first, second = (f"<p>{text}</p>" for text in STORY[:2])
    html = f"<main><h1>{HEADLINE}</h1><div>{first}{second}{CARD}{long}</div></main>"
    assert body_text(html) == [*STORY[:2], *(f"{text} {text}" for text in STORY[2:])]


def test_three_cards_are_the_text() -> None:
    html = f"<main><div>{paragraphs()}{CARD}{CARD}{CARD}{paragraphs(OTHER)}</div></main>"
    page = read_blocks(parse_document(html.encode(), "https://a.example/1").tree)
    assert without_cards(page.blocks, page) == page.blocks


def test_the_heading_of_a_box_amid_the_text_goes_with_it() -> None:
    card = f"<article><h3><a href='/n/1'>Flour is dear in the valley</a></h3><p>{OTHER[0]}</p></article>"
    box = f"<div class='zq'><h2><span>All of the valley</span></h2>{card}</div>"
    parsed = read_blocks(parse_document(page(box).encode(), "https://a.example/1").tree)
    chosen = [block for block in parsed.blocks if block.text in (*STORY, "All of the valley")]
    assert [block.text for block in without_loose_lines(chosen, parsed)] == list(STORY)


OFFERS = "".join(
    f"<div><b>{job} wanted (f/m)</b></div><div>Upper Valley</div>" for job in ("Baker", "Miller", "Smith", "Cook")
)
LINKS = "".join(f"<li><a href='/{at}'>{text[:40]} and more</a></li>" for at, text in enumerate(OTHER))


@pytest.mark.parametrize(
    ("box", "stays"),
    [
        (f"<div class='zq'><h3>Work in the valley</h3>{OFFERS}</div>", False),
        (
            f"<h3>All that you have to know of the harbour and its pier</h3><ul>{LINKS}</ul><h3>Piles and worms</h3>",
            False,
        ),
        (f"<h2>All that you have to know of the pier</h2><ul>{LINKS}</ul><h3>Piles and worms</h3>", True),
        ("<div class='zq'><h3>Piles and worms below</h3><span>A</span> <span>B</span></div>", True),
        ("<h3>Work in the valley</h3><h3>Piles and worms</h3>", True),
    ],
)
def test_a_heading_goes_where_nothing_below_it_is_text(box: str, *, stays: bool) -> None:
    parsed = read_blocks(parse_document(page(box).encode(), "https://a.example/1").tree)
    headings = [block for block in parsed.blocks if block.tag in ("h2", "h3")]
    chosen = [block for block in parsed.blocks if block.text in STORY or block in headings]
    kept = without_loose_lines(chosen, parsed)
    assert (headings[0] in kept) is stays
    assert [block for block in kept if block not in headings] == [block for block in chosen if block not in headings]
    assert headings[1:] == [block for block in headings[1:] if block in kept]


@pytest.mark.parametrize(
    "end",
    [
        "<div class='share'>Share on all networks</div><div class='n'>Number 2222-2464 of the Post</div>",
        "<h3><a href='/2'>Fire in the mill of the valley</a></h3>"
        "<h3><a href='/3'>Snow falls on the upper valley</a></h3>"
        "<p>Number 2222-2464</p>",
        "<p>© Pier Post 2026</p><ul class='t'><li><a href='/t'>Council</a></li></ul>",
    ],
)
def test_a_label_that_stands_apart_from_the_text_ends_none(end: str) -> None:
    document = parse_document(page(end=end).encode(), "https://a.example/1")
    blocks = read_blocks(document.tree)
    kept = [block for block in blocks.blocks if block.text in STORY or block is blocks.blocks[-1]]
    assert [block.text for block in without_loose_lines(kept, blocks)] == list(STORY)


def test_the_ingredients_at_the_end_and_a_name_below_a_button_stay() -> None:
    for end in (
        "<button>Print</button><ul><li>50 grams of flour</li><li>A pinch of salt</li></ul>",
        "<button>Print</button><div>Ida Holm</div>",
        "<button>Print</button><div>Reuters</div>",
    ):
        blocks = read_blocks(parse_document(page(end=end).encode(), "https://a.example/1").tree)
        kept = [block for block in blocks.blocks if block.text not in (HEADLINE, "Print")]
        assert without_loose_lines(kept, blocks) == kept


@pytest.mark.parametrize("question", ["Do you want to hear more of the pier?", "هل تريد المزيد؟"])
def test_a_question_as_heading_at_the_end_goes(question: str) -> None:
    assert body_text(page(end=f"<h3>{question}</h3>")) == list(STORY)
