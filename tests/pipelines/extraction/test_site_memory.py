"""What a crawl learns about a site."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.extraction import extract_article
from wiredesk.pipelines.extraction.memory.site_memory import MAX_LINES, SiteMemory

PROMISE = "North News brings you the news of the region first, day and night, from our reporters in every town."


def body(number: int) -> list[str]:
    return [f"In town {number} a bridge was opened on Monday.", f"It cost {number} million dollars.", PROMISE]


def test_lines_that_recur_are_the_sites_own() -> None:
    memory = SiteMemory()
    for number in range(2):
        memory.observe(body(number))
    assert memory.without_recurring(body(7)) == body(7)  # twice may be a quotation
    memory.observe(body(2))
    assert memory.without_recurring(body(7)) == body(7)[:2]


def test_an_article_never_loses_all_its_text() -> None:
    memory = SiteMemory(articles=5, lines={})
    for _ in range(5):
        memory.observe([PROMISE])
    assert memory.without_recurring([PROMISE]) == [PROMISE]


def test_a_story_at_many_addresses_is_not_the_sites_own() -> None:
    story = [f"Paragraph {number} of the story of the ferry that sails again." for number in range(5)]
    memory = SiteMemory()
    for address in range(4):
        memory.observe([*story, f"({address})"])  # initials at the end, the rest word for word
    assert memory.without_recurring([*story, "(LAC)"]) == [*story, "(LAC)"]
    other = ["A story of its own begins here and is told at some length, sentence by sentence, to its end.", story[4]]
    assert memory.without_recurring(other) == other


def test_what_would_take_most_of_a_text_is_not_believed() -> None:
    story = [f"Paragraph {number} of the story of the ferry that sails again." for number in range(5)]
    memory = SiteMemory(articles=20, lines={})
    for line in story:
        for number in range(3):  # each in another article
            memory.observe([f"{line[:12]} in town {number} came first.", f"News {line[:12]}, {number}.", line])
    assert all(memory.recurs(line) for line in story)
    assert memory.without_recurring([*story, "A last line."]) == [*story, "A last line."]


def test_a_line_twice_on_one_page_counts_once() -> None:
    memory = SiteMemory()
    memory.observe([PROMISE] * 5)
    assert not memory.recurs(PROMISE)


def test_the_memory_survives_as_json_and_stays_bounded() -> None:
    memory = SiteMemory()
    for number in range(4 * MAX_LINES // 8):
        memory.observe([f"line {number} {part}" for part in range(8)] + [PROMISE])
    assert len(memory.lines) <= MAX_LINES
    again = SiteMemory.model_validate_json(memory.model_dump_json())
    assert again == memory
    assert again.recurs(PROMISE)


@given(st.lists(st.lists(st.text(max_size=80), max_size=6), max_size=8))
def test_what_is_kept_was_there_in_that_order(articles: list[list[str]]) -> None:
    memory = SiteMemory()
    for paragraphs in articles:
        memory.observe(paragraphs)
    for paragraphs in articles:
        left = iter(paragraphs)
        assert all(line in left for line in memory.without_recurring(paragraphs))


def test_extraction_uses_it() -> None:
    text = "The council of the town met on Monday and decided to repair the old bridge before the winter begins. " * 3
    html = f"<title>Bridge</title><article><h1>Bridge repaired</h1><p>{text}</p><p>{PROMISE}</p></article>".encode()
    url = "https://northnews.example/town/bridge-repaired-4711"
    memory = SiteMemory()
    for number in range(3):
        memory.observe(body(number))
    with_memory = extract_article(html, url, memory=memory)
    without = extract_article(html, url)
    assert with_memory is not None
    assert without is not None
    assert PROMISE not in with_memory.body_text
    assert text.strip() in with_memory.body_text
