"""One article in the hands of a consumer."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.consuming.entries import StreamEntry
from wiredesk.settings.errors import WiredeskError


@dataclass
class Delivery:
    """An article as it was delivered to this consumer.

    `delivery_count` is 1 the first time; `history` holds what became of earlier deliveries (who had it, when, why it
    failed), at most 20 of them.
    """

    entry: StreamEntry
    stream: str
    delivery_count: int
    history: list[dict[str, Any]] = field(default_factory=list)
    settled: bool = False
    """Acknowledged, given back for a retry, or dead: nothing more is to be done with it."""

    @property
    def entry_id(self) -> str:
        """The entry's id on `stream`."""
        return self.entry.entry_id

    @property
    def is_replay(self) -> bool:
        """Whether this is a dead letter that was put back; `fields["replay_of"]` is then its first entry id."""
        return "replay_of" in self.entry.fields

    @property
    def fields(self) -> dict[str, str]:
        """The entry's flat fields: site, language, event, id, revision …"""
        return dict(self.entry.fields)

    @cached_property
    def raw(self) -> dict[str, Any]:
        """The article's JSON as a dict, with fields of later 1.x schemas. Raises MalformedEntry."""
        return self.entry.article_dict()

    @cached_property
    def article(self) -> Article:
        """The validated article. Raises MalformedEntry (only with `raw=True`; else it was checked before)."""
        return self.entry.article()


class RejectArticle(Exception):
    """Raise it in a handler to send the article to the dead letters at once, without further tries."""


class TryLater(Exception):
    """Raise it in a handler when the system that articles are handed to is away for a while: the article is given back
    without counting the delivery, and the consumer pauses, twice as long after each further failure."""


class StopConsuming(Exception):
    """Raise it in a handler that cannot work at all (a wrong setting, say): the article is given back uncounted, the
    loop ends, and this exception comes out of it."""


class GroupDeleted(WiredeskError):
    """Somebody deleted the consumer group while it was consuming."""
