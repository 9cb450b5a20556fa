"""Boxes amid the text with something to press, choose or fill in, and what looks like them and is the text."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs

TITLE = "The valley at seven"
SENTENCE = "Each morning our desk sends you what matters between the two passes, and it costs nothing."
AGREED = "The film comes from another site, which may see that you have watched it. Do you agree to that?"


def told(amid: str) -> list[str]:
    text = f"{paragraphs(STORY[:2])}{amid}{paragraphs(STORY[2:])}{paragraphs(OTHER)}"
    return body_text(f"<article><h1>{HEADLINE}</h1><div>{text}</div></article>")


@pytest.mark.parametrize(
    "controls",
    [
        "<form><input type=email><button>Send</button></form>",
        "<div><input placeholder='Your address'></div>",
        "<form><label><input type=radio name=a>Snow</label><label><input type=radio name=a>Rain</label></form>",
        "<select><option>Weekly</option></select>",
        "<button>Show it once</button>",
        "<a role=button href='#'>Show it once</a>",
        "<a href='https://apps.apple.com/app/valley'><img src=/a.png alt=''></a>",
    ],
)
def test_a_small_box_with_controls_goes(controls: str) -> None:
    assert told(f"<div><h3>{TITLE}</h3><p>{SENTENCE}</p>{controls}</div>") == [*STORY, *OTHER]


def test_the_same_question_before_each_film_goes() -> None:
    asked = f"<div><div><p>{AGREED}</p></div><button>Yes</button></div>"
    assert AGREED not in told(f"{asked}<p>{OTHER[0]}</p>{asked}")


def test_what_is_no_control_to_a_reader_changes_nothing() -> None:
    box = f"<div><h3>{TITLE}</h3><p>{SENTENCE}</p><input type=hidden name=token></div>"
    assert SENTENCE in told(box)


def test_questions_that_open_their_answers_stay() -> None:
    parts = "".join(
        f"<div><h3><button>How long has the mill stood in the valley, part {number}?</button></h3><p>{text}</p></div>"
        for number, text in enumerate(OTHER)
    )
    assert set(OTHER) <= set(told(parts))


def test_a_summary_with_a_button_below_it_stays() -> None:
    points = "".join(f"<li>{text}</li>" for text in OTHER[:2])
    found = told(f"<div><h3>In short</h3><ul>{points}</ul><button>Was this useful?</button></div>")
    assert set(OTHER[:2]) <= set(found)


def test_entries_with_their_times_stay() -> None:
    entry = f"<div><div>14:05</div><p>{SENTENCE}</p><button>Share</button></div>"
    assert SENTENCE in told(entry)


def test_a_term_to_press_within_a_paragraph_stays() -> None:
    line = "The two sides signed what they call a <button>framework</button> on Monday, and both praised it."
    assert any("signed what they call" in text for text in told(f"<p>{line}</p>"))


def test_a_table_with_a_choice_below_it_stays() -> None:
    rows = "<tr><td>Flour</td><td>12.40 euro for each bag, as in the year before</td></tr>" * 2
    found = told(f"<div><table>{rows}</table><select><option>euro</option></select></div>")
    assert any("12.40" in text for text in found)
