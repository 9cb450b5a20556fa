"""Whole pages with a story of its own and something else in them, for the tests of what is no text of the article."""

from __future__ import annotations

from wiredesk import extract_article

STORY = (
    "The town council decided on Monday evening to rebuild the wooden pier, which a storm had broken last winter.",
    "Engineers found that only nine of its sixty piles can be used again; worms have eaten the others.",
    "The work will cost two million and last until autumn, said the mayor, who opened the meeting with a photograph.",
    "Fishermen may moor at the old quay until then, as long as they leave room for the boat of the lifeguards.",
)
OTHER = (
    "Bakers in the valley say that the price of flour has doubled since the mill burnt down in March.",
    "A cooperative wants to buy the ruin, but the insurance has not paid yet and the bank asks for a second guarantee.",
    "Until then the flour comes from abroad on lorries, which have to wait for hours at the border.",
    "Bread has become smaller rather than dearer, as every child in the schools of the valley can tell by now.",
    "The ministry has promised an answer within a fortnight, and nobody in the bakers' guild believes a word of it.",
    "In the meantime two of the oldest shops have closed, and a third opens on market days only, said the guild.",
)
HEADLINE = "Council rebuilds the broken pier"


def paragraphs(texts: tuple[str, ...] = STORY) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def body_text(body: str) -> list[str]:
    """The paragraphs of the article that is read from a page with such a body."""
    head = f"<title>{HEADLINE}</title><meta property='og:type' content='article'>"
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    article = extract_article(page.encode(), "https://www.pier-post.example/town/2026/council-rebuilds-the-broken-pier")
    assert article is not None
    return article.body_text.split("\n\n")
