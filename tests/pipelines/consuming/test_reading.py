"""Reading the queue without consuming it, and where on it to begin."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from queue_writer import QueueWriter, make_article

from wiredesk.pipelines.consuming.entries import StreamEntry, entry_time
from wiredesk.pipelines.consuming.filters import EntryFilter, in_language_range
from wiredesk.pipelines.consuming.positions import just_after, just_before, stream_end, stream_position
from wiredesk.pipelines.consuming.queue_state import read_queue_state
from wiredesk.pipelines.consuming.reading import follow_entries, last_entries, read_entries
from wiredesk.settings.errors import UsageProblem


@pytest.fixture
def queue(redis_url):
    """One server is enough here: test_consumer.py goes through all of them."""
    return QueueWriter(redis_url)


def test_reading_from_end_to_end_in_pages(queue):
    ids = queue.fill(250)
    assert [entry.entry_id for entry in read_entries(queue.client, queue.keys.articles)] == ids
    assert [entry.entry_id for entry in read_entries(queue.client, queue.keys.articles, ids[240])] == ids[240:]
    assert next(read_entries(queue.client, queue.keys.articles)).article() == make_article(1)


def test_the_newest_that_are_wanted(queue):
    for number in range(1, 301):
        queue.add(make_article(number, site="rare.org" if number in (3, 150) else "common.org"))
    wanted = EntryFilter(sites=("rare.org",))
    assert [entry.fields["id"] for entry in last_entries(queue.client, queue.keys.articles, 10, wanted)] == [
        "article-3",
        "article-150",
    ]
    assert [entry.fields["id"] for entry in last_entries(queue.client, queue.keys.articles, 1, wanted)] == [
        "article-150"
    ]
    assert last_entries(queue.client, queue.keys.articles, 0) == []


def test_following(queue):
    queue.fill(2)
    follower = follow_entries(
        queue.client, queue.keys.articles, last_entries(queue.client, queue.keys.articles, 1)[0].entry_id
    )
    writer = QueueWriter(queue.url)
    threading.Timer(0.05, writer.add, [make_article(3)]).start()
    assert next(follower).fields["id"] == "article-3"


def test_the_state_of_an_empty_and_of_a_filled_queue(queue):
    empty = read_queue_state(queue.client, queue.keys)
    assert (empty.entries, empty.dead, empty.oldest, empty.groups) == (0, 0, None, [])
    ids = queue.fill(4)
    queue.client.xgroup_create(queue.keys.articles, "search", "0")
    queue.client.xreadgroup("search", "one", {queue.keys.articles: ">"}, count=3)
    state = read_queue_state(queue.client, queue.keys)
    assert (state.entries, state.oldest.id, state.newest.id) == (4, ids[0], ids[3])
    assert state.memory_bytes > 1000
    (group,) = state.groups
    assert (group.name, group.consumers, group.pending, group.last_delivered_id) == ("search", 1, 3, ids[2])
    assert group.lag in (1, None), "None before Redis 7"


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("beginning", "0-0"),
        ("1700000000000-5", "1700000000000-5"),
        ("1700000000000", "1700000000000-0"),
        ("2026-08-31", "1788134400000-0"),
        ("20260831", "1788134400000-0"),
        ("2026-08-31T03:00:00+03:00", "1788134400000-0"),
        ("2026-08-31T00:00:00Z", "1788134400000-0"),
        ("1960-01-01", "0-0"),
    ],
)
def test_positions(text, position):
    assert stream_position(text) == position


@pytest.mark.parametrize("text", ["", "last week", "9999999w", "1-2-3", "-1", "9" * 20, "١٢٣", "2026-13-01"])
def test_what_is_no_position_is_named(text):
    with pytest.raises(UsageProblem, match="is not a place on the queue"):
        stream_position(text)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("1700000000000-5", "1700000000000-5"),
        ("1700000000000", f"1700000000000-{2**64 - 1}"),
        ("2026-08-31", f"{1788134400000 + 86_400_000 - 1}-{2**64 - 1}"),
        ("2026-08-31T00:00:00Z", f"1788134399999-{2**64 - 1}"),
    ],
)
def test_ends(text, position):
    assert stream_end(text) == position


@settings(deadline=None)  # a busy machine is no fault of the code
@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_before_and_after_are_neighbours(milliseconds, sequence):
    entry_id = f"{milliseconds}-{sequence}"
    entry_time(entry_id)
    if entry_id != "0-0":
        assert just_after(just_before(entry_id)) == entry_id


def test_language_ranges():
    assert in_language_range("pt-BR", "pt")
    assert in_language_range("PT-br", "pt-BR")
    assert in_language_range("ckb", "*")
    assert not in_language_range("pt", "pt-BR")
    assert not in_language_range("ptx", "pt")
    assert not in_language_range("", "en")


def test_filters_need_all_conditions():
    wanted = EntryFilter(sites=("a",), languages=("ar",), events=("new",), near_duplicates=False)
    fields = {"site": "a", "language": "ar", "event": "new", "near_duplicate_of": ""}
    assert wanted.accepts(fields)
    for name, other in {"site": "b", "language": "en", "event": "update", "near_duplicate_of": "x"}.items():
        assert not wanted.accepts({**fields, name: other})
    assert EntryFilter().accepts({})
    mend = {"cause": "reextraction"}
    assert (EntryFilter().accepts(mend), EntryFilter(mends=False).accepts(mend)) == (True, False)


@settings(deadline=None)  # a busy machine is no fault of the code
@given(st.dictionaries(st.text(), st.text()), st.text() | st.just("wiredesk.article/1"), st.text())
def test_no_entry_breaks_the_reader(fields, schema, article):
    from wiredesk.pipelines.consuming.entries import MalformedEntry

    entry = StreamEntry("1-0", {**fields, "schema": schema, "article": article})
    with pytest.raises(MalformedEntry):
        entry.article()
