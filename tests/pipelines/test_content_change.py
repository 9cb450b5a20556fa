"""What counts as an update, and what a changed rule does to articles that are known."""

from __future__ import annotations

from wiredesk.pipelines.article import Article, DiscoveredVia, ExtractionRecord, derived_fields
from wiredesk.pipelines.content_change import Words, content_hash, is_unchanged


def test_what_a_rule_gives_never_changes():
    ribbon = "The mayor — at last — cut the ribbon."
    assert content_hash(Words("Bridge  reopens", ribbon), "1") == "e292fda1461ed5cc5c376de26f28e415"
    assert (
        content_hash(Words("پل بازگشایی شد", "Ｆｕｌｌ width, CAPITALS and ١٢"), "1")
        == "21d41d6b7f5cd3055c4fe39b8388d693"
    )


def test_only_words_count():
    assert content_hash(Words("War and  peace", "The end — at last.")) == content_hash(
        Words("WAR AND PEACE!", "The end, at last")
    )
    assert content_hash(Words("War and peace", "The end.")) != content_hash(Words("War and peace", "The ends."))


def test_by_a_rule_that_is_no_more_nothing_has_changed():
    assert is_unchanged(Words("One", "Any words."), "whatever was stored", "0")
    assert not is_unchanged(Words("One", "Any words."), "whatever was stored", "1")


def test_all_that_follows_from_the_text_follows_when_the_text_is_changed():
    article = Article(
        id="1", site="harbour", url="https://example.org/", requested_url="https://example.org/", headline="One",
        body_text="Two.", **derived_fields(Words("One", "Two.")), fetched_at="2026-11-22T08:00:00Z",
        discovered_via=DiscoveredVia(type="feed"), extraction=ExtractionRecord(method="test", version="1"),
    )  # fmt: skip
    other = article.with_body_text("Three.")
    fields = derived_fields(Words("One", "Three."))
    assert (other.body_text, other.model_dump(include=set(fields))) == ("Three.", fields)
