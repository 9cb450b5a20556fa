"""Dead letters can be read, put back for their group alone, and discarded."""

from __future__ import annotations

import pytest
from queue_writer import QueueWriter

from wiredesk.pipelines.consumer import Consumer, RejectArticle
from wiredesk.pipelines.consuming.dead_letters import discard, find_dead_letter, read_dead_letters, replay
from wiredesk.pipelines.consuming.groups import create_group, delete_group
from wiredesk.pipelines.consuming.queue_state import read_groups


def consume(queue: QueueWriter, group: str, broken: str = "") -> list[tuple[str, int]]:
    """Process what the group gets, but reject the article `broken`; returns ids and delivery counts."""
    seen: list[tuple[str, int]] = []

    def handler(delivery):
        if delivery.article.id == broken:
            raise RejectArticle("a bug in our code")
        seen.append((delivery.article.id, delivery.delivery_count))

    Consumer(group, redis_url=queue.url, follow=False, claim_after=5).run(handler)
    return seen


def test_a_replayed_letter_goes_to_its_group_alone_and_counts_anew(queue):
    ids = queue.fill(3)
    assert len(consume(queue, "search", broken="article-2")) == 2
    assert len(consume(queue, "archive")) == 3
    (letter,) = read_dead_letters(queue.client, queue.keys)
    assert (letter.group, letter.entry, letter.article["id"]) == ("search", ids[1], "article-2")
    assert replay(queue.client, queue.keys, letter)
    assert replay(queue.client, queue.keys, letter) is None, "replayed once is enough"
    assert queue.dead() == []
    assert {group.name: group.replays for group in read_groups(queue.client, queue.keys)} == {"search": 1, "archive": 0}
    assert consume(queue, "archive") == []
    assert consume(queue, "search") == [("article-2", 1)]
    assert consume(queue, "search") == []
    assert queue.client.xlen(queue.keys.replay("search")) == 0


def test_a_replay_that_fails_again_is_dead_again_under_its_first_entry_id(queue):
    (entry_id,) = queue.fill(1)
    consume(queue, "search", broken="article-1")
    for _round in range(2):
        (letter,) = read_dead_letters(queue.client, queue.keys)
        assert letter.entry == entry_id
        replay(queue.client, queue.keys, letter)
        assert consume(queue, "search", broken="article-1") == []
    assert len(queue.dead()) == 1
    assert queue.client.xlen(queue.keys.replay("search")) == 0


def test_a_letter_is_replayed_although_its_entry_was_trimmed(queue):
    queue.fill(2)
    consume(queue, "search", broken="article-1")
    queue.client.xtrim(queue.keys.articles, maxlen=0, approximate=False)
    (letter,) = read_dead_letters(queue.client, queue.keys)
    replay(queue.client, queue.keys, letter)
    assert consume(queue, "search") == [("article-1", 1)]


def test_replays_of_dead_consumers_are_taken_over(queue):
    queue.fill(1)
    consume(queue, "search", broken="article-1")
    replay(queue.client, queue.keys, next(read_dead_letters(queue.client, queue.keys)))
    with Consumer("search", redis_url=queue.url, follow=False) as consumer:
        for delivery in consumer:
            assert delivery.is_replay
            break
    assert consume(queue, "search") == [("article-1", 2)]


def test_letters_by_group_and_by_id(queue):
    queue.fill(1)
    consume(queue, "a", broken="article-1")
    consume(queue, "b", broken="article-1")
    (of_b,) = read_dead_letters(queue.client, queue.keys, "b")
    assert of_b.group == "b"
    assert find_dead_letter(queue.client, queue.keys, of_b.id) == of_b
    assert find_dead_letter(queue.client, queue.keys, "1-1") is None
    assert discard(queue.client, queue.keys, of_b.id)
    assert not discard(queue.client, queue.keys, of_b.id)
    assert [letter.group for letter in read_dead_letters(queue.client, queue.keys)] == ["a"]


def test_a_letter_of_a_group_that_is_gone_stays(queue):
    queue.fill(1)
    consume(queue, "search", broken="article-1")
    assert delete_group(queue.client, queue.keys, "search")
    (letter,) = read_dead_letters(queue.client, queue.keys)
    with pytest.raises(ValueError, match="'search' no longer exists"):
        replay(queue.client, queue.keys, letter)
    assert create_group(queue.client, queue.keys, "search", "$")
    assert replay(queue.client, queue.keys, letter)
    assert consume(queue, "search") == [("article-1", 1)]


def test_an_entry_with_too_many_fields_is_kept_whole_but_not_put_back(queue):
    queue.client.xadd(queue.keys.articles, {f"field{n}": "value" for n in range(5000)})
    consume(queue, "search")
    (letter,) = read_dead_letters(queue.client, queue.keys)
    with pytest.raises(ValueError, match="too large"):
        replay(queue.client, queue.keys, letter)
    assert len(queue.dead()) == 1


def test_hostile_letters_are_read_without_harm(queue):
    queue.client.xadd(queue.keys.dead, {"foo": "bar"})
    queue.client.xadd(
        queue.keys.dead, {"dead_history": "[" * 10_000, "dead_delivery_count": "9" * 99, "article": "\x1b[31m"}
    )
    first, second = read_dead_letters(queue.client, queue.keys)
    assert (first.group, first.article, first.history) == ("", None, [])
    assert (second.delivery_count, second.history, second.article) == (0, [], "\x1b[31m")
