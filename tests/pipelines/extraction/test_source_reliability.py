"""Which places of a site's pages proved right: learnt from the feed's entries, applied to pages found without one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.pipelines.extraction.html_pages import FETCHED, page
from wiredesk.pipelines.extraction.assembly import Reading, read_page
from wiredesk.pipelines.extraction.fields.field_reading import read_fields
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.memory.field_memory import FieldMemory
from wiredesk.pipelines.extraction.memory.source_reliability import (
    FEWEST,
    MAX_PAIRS,
    REMEMBERED,
    SourceTally,
    Verdict,
    verdicts,
)
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.page import Evidence, Page

URL = "https://news.example.org/a/12345"


OVERRULED = Verdict("headline", "og", "h1", choice=False)
"""The feed named what og:title holds, and h1 had been chosen."""
KEPT = Verdict("headline", "h1", "og", choice=True)
"""The feed named what h1 holds, and that had been chosen."""


def read(html: bytes, memory: FieldMemory | None = None, entry: Evidence | None = None) -> Fields:
    document = parse_document(html, URL)
    return read_fields(document, fetched_at=FETCHED, memory=memory, evidence=entry, evidence_proves=entry is not None)


def two_headlines(number: int) -> tuple[bytes, str]:
    """A page whose template gives a teaser's headline to networks and machines, and the newsroom's to readers."""
    teaser = f"All about the harbour of the town, part {number} of the series"
    newsroom = f"Council votes on point {number} of the plan"
    head = (
        f'<meta property="og:title" content="{teaser}"><title>{teaser}</title>'
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{teaser}"}}</script>'
    )
    return page(head, f"<h1>{newsroom}</h1>"), newsroom


def two_dates(number: int) -> tuple[bytes, str]:
    """A page whose JSON-LD holds the day of the print edition, two days before the one printed below the headline."""
    head = (
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "2026-05-{number + 1:02d}"}}'
        "</script>"
    )
    body = f'<h1>Story {number}</h1><p class="date">{number + 3} May 2026</p>'
    return page(head, body), f"2026-05-{number + 3:02d}"


def two_authors(number: int) -> tuple[bytes, str]:
    """A page whose JSON-LD names the editor on duty, and whose byline the reporter."""
    editor, reporter = ("Emma Berg", "Carl Lund")[number % 2], ("Ann Smith", "Bob Jones", "Cem Kaya")[number % 3]
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name": "'
        f'{editor}"}}}}</script>'
    )
    return page(head, f"<h1>Story {number}</h1><div class='byline'>By {reporter}</div>"), reporter


def learnt(entries: list[tuple[bytes, Evidence]]) -> FieldMemory:
    memory = FieldMemory()
    for html, entry in entries:
        memory.sources.observe(read(html, memory.lessons(), entry).verdicts)
    return memory.lessons()


def test_a_page_found_without_the_feed_has_the_headline_that_the_feed_s_articles_proved():
    def memory_of(count: int) -> FieldMemory:
        return learnt([(html, Evidence(title=right)) for html, right in map(two_headlines, range(count))])

    html, right = two_headlines(50)
    alone = read(html).headline
    assert alone != right
    assert read(html, memory_of(FEWEST - 1)).headline == alone
    assert read(html, memory_of(FEWEST)).headline == right


def test_an_entry_proves_and_does_not_choose():
    html, right = two_headlines(1)
    with_entry = read(html, entry=Evidence(title=right))
    assert with_entry.headline == read(html).headline != right
    assert Verdict("headline", "h1", "og", choice=False) in with_entry.verdicts
    assert {one.right for one in with_entry.verdicts} == {"h1"}


def test_a_link_of_a_section_proves_nothing():
    def reading(way: str) -> Reading:
        html, right = two_headlines(1)
        return read_page(
            Page.model_validate(
                {
                    "url": URL, "requested_url": URL, "body": html, "fetched_at": FETCHED,
                    "discovered_via": {"type": way}, "evidence": {"title": right},
                }
            ),
            None,
        )  # fmt: skip

    assert reading("feed").verdicts
    assert reading("section").verdicts == []
    assert reading("section").result.headline == reading("feed").result.headline


def test_a_title_with_the_site_s_name_proves_what_stands_without_it():
    html, right = two_headlines(1)
    html = html.replace(b"<title>", b'<meta property="og:site_name" content="Harbour Post"><title>')
    assert {one.right for one in read(html, entry=Evidence(title=f"{right} - Harbour Post")).verdicts} == {"h1"}


def test_an_edited_entry_proves_nothing():
    assert read(two_headlines(1)[0], entry=Evidence(title="Something else")).verdicts == []


def test_the_date_that_the_feed_s_articles_proved():
    html, right = two_dates(20)
    alone = read(html).date_published
    memory = learnt([(html, Evidence(date_published=day)) for html, day in map(two_dates, range(8))])
    assert alone == "2026-05-21"
    assert read(html, memory).date_published == right


def test_an_entry_that_is_stamped_anew_with_every_change_proves_no_date():
    html, right = two_dates(1)
    changed = html.replace(b"</head>", f'<meta name="lastmod" content="{right}"></head>'.encode())
    (verdict,) = read(html, entry=Evidence(date_published=right)).verdicts
    assert verdict == Verdict("date", "printed", "json-ld", choice=False)
    assert read(changed, entry=Evidence(date_published=right)).verdicts == []


def test_the_authors_that_the_feed_s_articles_proved():
    html, right = two_authors(20)
    alone = [one.name for one in read(html).authors]
    memory = learnt([(html, Evidence(authors=[name])) for html, name in map(two_authors, range(8))])
    assert alone == ["Emma Berg"]
    assert [one.name for one in read(html, memory).authors] == [right]


def test_who_names_more_authors_than_the_feed_is_not_wrong():
    both = '[{"@type": "Person", "name": "Ann Smith"}, {"@type": "Person", "name": "Bob Jones"}]'
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": {both}}}</script>'
    html = page(f'{head}<meta name="author" content="Ann Smith">', "<h1>Story</h1>")
    assert read(html, entry=Evidence(authors=["Ann Smith"])).verdicts == []
    assert read(html, entry=Evidence(authors=["Ann Smith", "Bob Jones"])).verdicts == [
        Verdict("author", "json-ld", "meta", choice=True)
    ]


def test_a_redesigned_template_is_relearnt_within_some_tens_of_disputes():
    tally, turned = SourceTally(), []
    for _ in range(500):
        tally.observe([OVERRULED])
    assert tally.overrules("headline", ["og"], ["h1"])
    for _ in range(45):
        tally.observe([KEPT])
        turned.append(tally.overrules("headline", ["og"], ["h1"]))
    assert turned == [True] * 6 + [False] * 39
    for _ in range(45):
        tally.observe([OVERRULED])
    assert tally.overrules("headline", ["og"], ["h1"])


def test_a_choice_that_is_right_is_never_overruled():
    """A place that always loses is the right one now and then, and then the page alone knows it."""
    tally = SourceTally()
    for number in range(200):
        tally.observe([KEPT, Verdict("headline", "json-ld", "og", choice=None)])
        if number % 50 == 10:
            tally.observe([OVERRULED._replace(choice=True)])
    assert tally.believed == []


def test_one_mistake_is_not_enough():
    tally = SourceTally()
    tally.observe([OVERRULED] + [OVERRULED._replace(choice=True)] * 20)
    assert not tally.overrules("headline", ["og"], ["h1"])
    tally.observe([OVERRULED])
    assert tally.overrules("headline", ["og"], ["h1"])


def test_a_slip_now_and_then_turns_nothing_over():
    tally, changes, before = SourceTally(), 0, False
    for number in range(600):
        tally.observe([KEPT if number % 8 == 7 else OVERRULED])
        changes += tally.overrules("headline", ["og"], ["h1"]) != before
        before = tally.overrules("headline", ["og"], ["h1"])
    assert changes == 1


def test_places_that_are_both_believed_decide_nothing():
    tally = SourceTally(believed=["headline og>h1", "headline title>json-ld"])
    assert tally.overrules("headline", ["og"], ["h1", "microdata"])
    assert not tally.overrules("headline", ["og", "json-ld"], ["h1", "title"])
    assert not tally.overrules("date", ["og"], ["h1"])


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=400
    )
)
def test_its_counts_stay_small_and_its_beliefs_consistent(disputes):
    tally = SourceTally()
    for right, wrong, chosen in disputes:
        tally.observe(verdicts("headline", {chosen}, {right}, {wrong}))
    for pair in tally.believed:
        winner, loser = pair.removeprefix("headline ").split(">")
        assert f"headline {loser}>{winner}" not in tally.believed
        assert winner != loser
    for record in tally.records.values():
        assert record.mistakes + record.kept <= record.won <= REMEMBERED
    assert SourceTally.model_validate_json(tally.model_dump_json()) == tally


def test_it_stays_small():
    tally = SourceTally()
    for first in range(60):
        tally.observe(verdicts("headline", set(), {f"place {first}"}, {f"place {other}" for other in range(60)}))
    assert len(tally.records) <= MAX_PAIRS
    assert len(tally.model_dump_json()) < 30_000
