"""The vocabulary of the log: every event that a line can tell, by name, with the fields that it has.

A call names its event beside its words: ``logger.warning("Redis is back after %.0f s", seconds,
extra=event("redis.back", seconds=seconds))``. Lines for people show the words, JSON lines (`--log-format json`) both.
docs/logs.md lists the events; tests/settings/test_log_events.py holds calls, table and page together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

ATTRIBUTE: Final = "wiredesk_event"
"""The attribute of a log record that holds an event's name and fields."""


@dataclass(frozen=True)
class LogEvent:
    """One kind of line: its name, what it says, and the fields it has beside those of every line."""

    name: str
    meaning: str
    fields: tuple[str, ...] = ()


EVENTS: Final = (
    LogEvent("crawl.started", "`wiredesk crawl` begins", ("sites",)),
    LogEvent(
        "crawl.ended", "it has ended", ("sites", "sites_failed", "new", "updated", "failed", "seconds", "interrupted")
    ),
    LogEvent(
        "site.crawled",
        "the crawl of one site has ended; `outcome` is `done`, `problem`, `interrupted` or `refused`, `failures`, "
        "`dropped` and `not_kept` count reasons",
        ("site", "outcome", "found", "fetched", "new", "updated", "unchanged", "failures", "dropped", "left", "kept",
         "not_kept", "requests", "seconds", "problem", "reason"),
    ),
    LogEvent("site.warning", "something is odd about a site", ("site", "problem")),
    LogEvent("site.broke", "the crawl or the look at a site ended by a fault of ours", ("site",)),
    LogEvent("site.invalid", "a definition is not valid and left out", ("problem",)),
    LogEvent("site.memory_reset", "what is stored of a site cannot be read; it starts from nothing", ("site",)),
    LogEvent("site.memory_lost", "what a crawl learned could not be stored", ("site", "problem")),
    LogEvent(
        "spans.unavailable",
        "spans are asked for, and OpenTelemetry is not installed, or one of its variables is wrong",
        ("missing", "problem"),
    ),
    LogEvent("site.lock_unsure", "the lock of a site could not be renewed", ("site", "problem")),
    LogEvent("leads.dropped", "links are given up: too many wait, or one cannot be read", ("site", "url")),
    LogEvent("robots.unavailable", "a robots.txt cannot be had", ("url", "problem")),
    LogEvent("host.place_kept", "a place at a host could not be given back, and frees itself later",
             ("host", "problem")),
    LogEvent("article.published", "an article went on the queue; `change` is `new` or `update`",
             ("site", "url", "id", "revision", "change")),
    LogEvent("page.rejected", "a page gave no article", ("url", "reason", "detail")),
    LogEvent("url.failed", "a URL could not be fetched", ("site", "url", "reason")),
    LogEvent("url.refused", "a URL is none that can be fetched", ("url", "problem")),
    LogEvent("url.broke", "fetching a URL ended by a fault of ours", ("url",)),
    LogEvent("page.not_rendered", "the browser could not render a page", ("url", "problem")),
    LogEvent("listing.elsewhere", "links of a source lead to other hosts",
             ("url", "hosts", "links", "elsewhere", "followed")),
    LogEvent("extraction.failed", "a page could not be extracted", ("url", "reason", "detail")),
    LogEvent("extraction.raised", "the extraction met a fault of ours; the message has its trace"),
    LogEvent("extraction.worker_lost", "an extraction process could not start or died at its start", ("problem",)),
    LogEvent("publishing.waits", "a limit of the queue is reached, and publishing waits", ("problem",)),
    LogEvent("publishing.goes_on", "it goes on"),
    LogEvent("page.not_kept", "an article has no raw page: `reason` is `noarchive` (the page asks for it) or `failed`",
             ("site", "url", "reason")),
    LogEvent("archive.problem", "raw pages cannot be kept, uploaded or trimmed", ("url", "problem")),
    LogEvent("archive.uploaded", "a file of raw pages is in its store", ("file", "bytes")),
    LogEvent("archive.trimmed", "old raw pages were removed", ("files", "bytes")),
    LogEvent("redis.waits", "Redis is away, and is waited for", ("problem",)),
    LogEvent("redis.back", "Redis is back", ("seconds",)),
    LogEvent("redis.refused", "Redis failed or refused a command", ("problem",)),
    LogEvent("request.settled", "a request on demand has ended", ("entry", "url", "outcome")),
    LogEvent("request.broke", "a request on demand could not be ended; another worker will take it", ("entry",)),
    LogEvent("request.lost", "a request is another worker's by now", ("entry",)),
    LogEvent("requests.returned", "a worker that ends gives back what it held", ("count",)),
    LogEvent("requests.stream_created", "the stream of requests was gone and is created again"),
    LogEvent("fetch.right_kept", "the right to fetch a URL could not be given back, and lapses later", ("problem",)),
    LogEvent("worker.ready", "a worker takes requests from now on", ("worker",)),
    LogEvent("worker.stopped", "it has ended; `outcomes` counts what became of them", ("outcomes",)),
    LogEvent("server.ready", "`serve` or `desk` listens", ("address",)),
    LogEvent("http.answered",
             "`serve` or `desk` answered; `path` is without its query; `/healthz`, `/readyz`, `/metrics` at DEBUG",
             ("method", "path", "status", "seconds")),
    LogEvent("http.broke", "an answer ended by a fault of ours or of Redis", ("method", "path", "problem")),
    LogEvent("http.refused", "more connections than can be served", ("connections",)),
    LogEvent("keys.invalid", "the file of API keys cannot be read, or a line of it", ("problem",)),
    LogEvent("board.stale", "the overview of `desk` could not be renewed", ("problem",)),
    LogEvent("scheduler.told", "what `scheduler` says as it goes on"),
    LogEvent("scheduler.waits", "the queue of sites cannot be used; it is tried again", ("problem",)),
    LogEvent("scheduler.goes_on", "it can be used again"),
    LogEvent("crawl_worker.told", "what `crawl-worker` says as it goes on"),
    LogEvent("crawl_worker.waits", "the queue of sites cannot be used; it is tried again", ("problem",)),
    LogEvent("crawl_worker.goes_on", "it can be used again"),
    LogEvent("crawl_worker.process_killed", "one of several processes was killed, and replaced", ("signal",)),
    LogEvent("job.broke", "a job of the queue of sites cannot be read or ended", ("job", "problem")),
    LogEvent("ingest.told", "what `ingest` says as it goes on", ("archive",)),
    LogEvent("ingest.ended", "`ingest` has ended",
             ("records", "pages", "articles", "published", "broken", "archives_lost", "left_out")),
    LogEvent("stopping", "a signal came: what is in hand is finished first"),
    LogEvent("stopping.at_once", "a second signal came"),
    LogEvent("stopping.by_force", "a minute after the signal the program had not ended, and was", ("place",)),
    LogEvent("command.failed", "a command ends with a problem; `status` is its exit code", ("status",)),
    LogEvent("fault", "a fault of wiredesk ended a command; `trace` says where"),
    LogEvent("detail", "a small step, told at DEBUG only"),
    LogEvent("library", "a line of a library"),
    LogEvent("message", "what a command says on stderr"),
)  # fmt: skip
"""All events, by the part of the program that tells them."""


def event(name: str, **fields: object) -> dict[str, Any]:
    """The `extra` of a log call that tells the event `name` of `EVENTS`, with its fields."""
    return {ATTRIBUTE: (name, fields)}


def table() -> str:
    """The table of docs/logs.md."""
    rows = ("| event | fields | when |", "|---|---|---|")
    return "\n".join((*rows, *(f"| `{one.name}` | {', '.join(f'`{name}`' for name in one.fields)} | {one.meaning} |"
                               for one in EVENTS)))  # fmt: skip


if __name__ == "__main__":
    print(table())
