"""A row of signed remarks below the text is no part of it, whatever its section is called."""

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs

ARTICLE = f"<div class='qa'><h1>{HEADLINE}</h1><div class='qb'>{paragraphs()}</div></div>"


def remarks(names: list[str], texts: tuple[str, ...] = OTHER) -> str:
    return "".join(
        f"<div class='vx'><div class='vh'><a href='/u/{name}'>{name}</a> <time>{day} May 10:4{day}</time></div>"
        f"<div class='vm'><p>{text}</p></div></div>"
        for day, (name, text) in enumerate(zip(names, texts, strict=False), start=1)
    )


def test_remarks_that_are_longer_than_the_article_go() -> None:
    names = ["reed77", "harbour_cat", "ilse", "pilot", "anna b.", "oldsalt"]
    section = f"<div class='vz'><div><span>What readers think 6</span></div>{remarks(names)}</div>"
    assert body_text(f"<div>{ARTICLE}{section}</div>") == list(STORY)


def test_below_a_heading_of_comments_all_goes() -> None:
    texts = "".join(
        f"<div class=w><b>Reader</b> <span>10 May</span><p>{text} {at}</p></div>" for at in "abc" for text in OTHER
    )
    assert body_text(f"<div>{ARTICLE}<h3>Comments (12)</h3>{texts}</div>") == list(STORY)


def test_the_entries_of_a_live_blog_stay() -> None:
    entries = "".join(
        f"<div class='vx'><div class='vh'><time>10:4{number}</time></div><div><p>{text}</p></div></div>"
        for number, text in enumerate(OTHER)
    )
    page = f"<article><h1>{HEADLINE}</h1><p>{STORY[0]}</p><div>{entries}</div></article>"
    assert set(OTHER) <= set(body_text(page))


def test_remarks_without_any_names_of_classes_and_short_ones_among_them_go() -> None:
    names = ["Ann Reed", "Jo Berg", "Ilse Kern", "Mo Lind", "Kai Falk"]
    texts = (OTHER[0], "Well said, neighbour", OTHER[1], "They never will", OTHER[2])
    section = "".join(
        f"<div><div><b>{name}</b> <span>3.5.2026 1{at}:15</span></div><p>{text}</p></div>"
        for at, (name, text) in enumerate(zip(names, texts, strict=True))
    )
    assert body_text(f"<main><div><h1>{HEADLINE}</h1><div>{paragraphs()}</div></div>{section}</main>") == list(STORY)
