"""What stands far below an article, behind the headlines of others, is none of it, however much it looks like text."""

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text

ADDED = "So much was said in the meeting, which lasted until midnight."
STORY_TEXT = [*STORY, *(f"{text} {ADDED}" for text in reversed(STORY))]  # a lead that is told again right below goes
NEWS = "".join(
    f"<div class='n'><a href='/news/{number}'>Something else happened in the town of number {number}</a></div>"
    for number in range(14)
)
NOTICES = "".join(f"<div class='x7'>{text} {text} {text}</div>" for text in OTHER * 3)


def story(texts: list[str], tag: str = "p") -> str:
    return f"<div><h1>{HEADLINE}</h1><div class='k'>{''.join(f'<{tag}>{one}</{tag}>' for one in texts)}</div></div>"


def test_notices_behind_the_headlines_of_others_are_left_out() -> None:
    assert body_text(f"<main>{story(STORY_TEXT)}<div>{NEWS}</div><div>{NOTICES}</div></main>") == STORY_TEXT


def test_a_text_that_is_made_alike_goes_on_behind_a_list() -> None:
    more = "".join(f"<p>{text}</p>" for text in OTHER)
    first = "".join(f"<p>{one}</p>" for one in STORY_TEXT)
    assert body_text(f"<main><h1>{HEADLINE}</h1><div class='k'>{first}{NEWS}{more}</div></main>") == [
        *STORY_TEXT,
        *OTHER,
    ]


def test_a_table_of_contents_parts_nothing() -> None:
    contents = "".join(f"<li><a href='#part-{n}'>What happened in part {n} of the story</a></li>" for n in range(12))
    parts = "".join(f"<div class='x7'>{text} {text}</div>" for text in OTHER * 2)
    found = body_text(f"<main>{story(STORY_TEXT)}<ul>{contents}</ul><div>{parts}</div></main>")
    assert any(text.startswith(OTHER[0]) for text in found)


def test_the_introduction_of_a_long_list_is_not_the_article() -> None:
    items = "".join(f"<div class='x7'>{text} {text} {text}</div>" for text in OTHER * 4)
    found = body_text(f"<main>{story(list(STORY))}<div>{NEWS}</div><div>{items}</div></main>")
    assert any(text.startswith(OTHER[0]) for text in found)
