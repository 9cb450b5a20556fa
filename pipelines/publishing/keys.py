"""Names of all Redis keys; docs/redis.md says what each holds, how big it gets and how long it lives."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORDS_CHARACTERS = 16
"""Of the hash of an article's words, the field of `Keys.words`: 64 bits, no two of ten million articles share them."""

TRACE_ROOMS = 8
"""Hashes that traces are kept in; the oldest is emptied when the newest is full or its part of the week is over."""


@dataclass(frozen=True)
class Keys:
    """Builds key names. The braces of the prefix are a hash tag: on a Cluster all keys share one slot."""

    prefix: str = "{wiredesk}:"

    @property
    def articles(self) -> str:
        """The queue: a stream of articles."""
        return f"{self.prefix}articles"

    @property
    def dead(self) -> str:
        """Stream of the entries that consumers gave up."""
        return f"{self.prefix}dead"

    @property
    def requests(self) -> str:
        """Stream of URLs to fetch on demand."""
        return f"{self.prefix}requests"

    @property
    def failures(self) -> str:
        """Stream of requests that gave no article."""
        return f"{self.prefix}failures"

    @property
    def accepted(self) -> str:
        """Sorted set: doubtful articles that somebody has looked at and found right."""
        return f"{self.prefix}accepted"

    @property
    def request_histories(self) -> str:
        """Hash: who held a pending fetch request and died, by entry id."""
        return f"{self.prefix}request-histories"

    def reply(self, name: str) -> str:
        """List with an expiry: the answer to one fetch request that came by HTTP."""
        return f"{self.prefix}reply:{name}"

    def asked(self, name: str) -> str:
        """String with an expiry: the entry id of a fetch request that came by HTTP."""
        return f"{self.prefix}asked:{name}"

    def fetching(self, url_id: str) -> str:
        """String with an expiry: who is fetching a URL on demand."""
        return f"{self.prefix}fetching:{url_id}"

    def fetched(self, url_id: str) -> str:
        """Hash with an expiry: what became of a URL fetched on demand, for those who asked while it was under way."""
        return f"{self.prefix}fetched:{url_id}"

    def rate(self, name: str) -> str:
        """String with an expiry: how full the rate limit of an API key is."""
        return f"{self.prefix}rate:{name}"

    def replay(self, group: str) -> str:
        """Stream: dead letters put back for one consumer group."""
        return f"{self.prefix}replay:{group}"

    def deliveries(self, group: str) -> str:
        """Hash: why earlier deliveries of a group's pending entries failed, by entry id."""
        return f"{self.prefix}deliveries:{group}"

    def replay_deliveries(self, group: str) -> str:
        """Hash: the same for the entries of the group's replay stream, whose ids are its own."""
        return f"{self.prefix}replay-deliveries:{group}"

    def article(self, article_id: str) -> str:
        """Hash: what is known of one published article."""
        return f"{self.prefix}article:{article_id}"

    def url(self, url_id: str) -> str:
        """String: the article id that another URL of the same article leads to."""
        return f"{self.prefix}url:{url_id}"

    def known(self, digits: str) -> str:
        """Hash: in short form what is known of the articles, and aliases, whose ids begin with these four digits."""
        return f"{self.prefix}known:{digits}"

    def known_words(self, digits: str) -> str:
        """Hash: by site and words, the articles in short form; `short_form.words_place` tells the digits."""
        return f"{self.prefix}known-words:{digits}"

    @property
    def compaction(self) -> str:
        """Hash: how far known articles have been looked through for those that can be put into short form."""
        return f"{self.prefix}compaction"

    @property
    def compaction_turn(self) -> str:
        """String with an expiry: the process that looks through the next of them."""
        return f"{self.prefix}compaction:turn"

    @property
    def unfinished_import(self) -> str:
        """String: the file of an import that has not ended."""
        return f"{self.prefix}import"

    @property
    def import_turn(self) -> str:
        """String with an expiry: the import that is running."""
        return f"{self.prefix}import:turn"

    def rejected(self, url_id: str) -> str:
        """String with an expiry: why the page at a URL was no article."""
        return f"{self.prefix}rejected:{url_id}"

    def near(self, version: str, period: int) -> str:
        """Hash with an expiry: the MinHash bands and signatures of the articles published in one period."""
        return f"{self.prefix}near:{version}:{period}"

    @property
    def figures(self) -> str:
        """Hash: what all crawls and fetches have done, counted."""
        return f"{self.prefix}figures"

    def site_figures(self, site: str) -> str:
        """Hash with an expiry: what the crawls of one site have done, counted."""
        return f"{self.prefix}figures:{site}"

    @property
    def alerts(self) -> str:
        """Hash: conditions that alerts have seen, and who was told of each."""
        return f"{self.prefix}alerts"

    @property
    def alert_lock(self) -> str:
        """String with an expiry: the check of the alerts that is running."""
        return f"{self.prefix}alerts:lock"

    @property
    def alert_mutes(self) -> str:
        """Hash: the sites of which alerts say nothing, each with the Unix time at which that ends."""
        return f"{self.prefix}alert-mutes"

    @property
    def certificates(self) -> str:
        """Hash: what was last seen of the TLS certificate of each site."""
        return f"{self.prefix}certificates"

    @property
    def traces(self) -> str:
        """Hash with an expiry: which room of the traces is filled now."""
        return f"{self.prefix}traces"

    def trace_room(self, number: int) -> str:
        """Hash with an expiry: traces of URLs, by URL id; there are TRACE_ROOMS of them."""
        return f"{self.prefix}traces:{number}"

    @property
    def article_list(self) -> str:
        """List: the second sink, for consumers that cannot read streams."""
        return f"{self.prefix}articles:list"

    @property
    def announcements(self) -> str:
        """Pub/Sub channel: one short JSON object per entry added."""
        return f"{self.prefix}announcements"

    def frontier(self, site: str) -> str:
        """Hash: leads found on a site and not yet dealt with."""
        return f"{self.prefix}frontier:{site}"

    def words(self, site: str) -> str:
        """Hash: the id of the article of a site that has certain words, by the beginning of their hash."""
        return f"{self.prefix}words:{site}"

    def updates(self, site: str) -> str:
        """Hash: the texts that updates of a site's articles have brought, and at which article."""
        return f"{self.prefix}updates:{site}"

    def revisits(self, site: str) -> str:
        """Sorted set: article ids by the time of their next visit."""
        return f"{self.prefix}revisits:{site}"

    def sources(self, site: str) -> str:
        """Hash: the sources of a site, with the validators and habits of each."""
        return f"{self.prefix}sources:{site}"

    def captures(self, site: str) -> str:
        """Hash with an expiry: which kinds of source have named the articles of each of a site's last days."""
        return f"{self.prefix}captures:{site}"

    def health(self, site: str) -> str:
        """String with an expiry: what the last crawls of a site brought, day by day and one by one."""
        return f"{self.prefix}health:{site}"

    @property
    def paused(self) -> str:
        """Hash: the sites that an operator has paused, each with the Unix time at which its pause ends."""
        return f"{self.prefix}paused"

    def lock(self, site: str) -> str:
        """String with an expiry: the crawl that is running."""
        return f"{self.prefix}lock:{site}"

    @property
    def scheduler(self) -> str:
        """String with an expiry: the scheduler that is in charge."""
        return f"{self.prefix}scheduler"

    def robots(self, origin: str) -> str:
        """String with an expiry: the robots.txt of an origin (scheme, host and port)."""
        return f"{self.prefix}robots:{origin}"

    def host(self, host: str) -> str:
        """Hash with an expiry: when the next request to a host may be sent, by any process."""
        return f"{self.prefix}host:{host}"

    def flight(self, host: str) -> str:
        """Sorted set with an expiry: the requests in flight to a host, by the time their claim lapses."""
        return f"{self.prefix}flight:{host}"

    def today(self, host: str) -> str:
        """String that ends with the day (UTC): the requests that all processes have sent to a host on it."""
        return f"{self.prefix}today:{host}"

    def memory(self, site: str) -> str:
        """String with an expiry: what a site's articles have taught, as JSON."""
        return f"{self.prefix}memory:{site}"


def scan_pattern(beginning: str, then: str = "*") -> str:
    """What MATCH of SCAN takes for keys that begin so, to the letter, and go on with the glob `then`."""
    return re.sub(r"([\[\]*?\\])", r"\\\1", beginning) + then
