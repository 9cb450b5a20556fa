"""The trail of a URL: its traces, put in order and into words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from wiredesk.crawlers.reasons import in_words
from wiredesk.crawlers.why.story import TrailStep
from wiredesk.pipelines.consuming.positions import is_entry_id

Facts = Mapping[str, Any]


def trail_of(traces: Sequence[Mapping[str, Any]]) -> tuple[list[TrailStep], dict[str, int | None]]:
    """The steps of all traces, oldest first, and the entries that they name, with their revisions."""
    steps: list[tuple[float, TrailStep]] = []
    queued: dict[str, int | None] = {}
    for trace in traces:
        for after, step, facts in trace["steps"]:
            seconds = float(trace["at"]) + float(after)
            moment = _moment(seconds)
            if moment is None:
                continue
            step, text = str(step), in_plain_words(str(step), facts)
            steps.append(
                (seconds, TrailStep(at=moment, by=str(trace.get("by", "")), step=step, text=text, facts=facts))
            )
            if step == "queued" and is_entry_id(entry := str(facts.get("entry", ""))) and "-" in entry:
                revision = facts.get("revision")
                queued[entry] = revision if isinstance(revision, int) else None
    steps.sort(key=lambda pair: pair[0])
    return [step for _, step in steps], queued


def in_plain_words(step: str, facts: Facts) -> str:
    """A step as a line for people; it may hold a stranger's text."""
    said = _WORDS.get(step)
    return said(facts) if said is not None else ", ".join(f"{name} {value}" for name, value in facts.items())


def _listed(facts: Facts) -> str:
    by = str(facts.get("by", ""))
    if by == "request":
        return "asked for by a request"
    text = "its time to be looked at again had come" if by == "revisit" else f"{by} {facts.get('source') or ''}".strip()
    if facts.get("dated"):
        text += f", dated {facts['dated']}"
    if facts.get("changed"):
        text += f", changed {facts['changed']}"
    if facts.get("failures"):
        text += f"; it had failed in {facts['failures']} crawls"
    if facts.get("known_revision"):
        text += f"; known as revision {facts['known_revision']}"
    return text


def _robots(facts: Facts) -> str:
    delay = f", one request in {facts['crawl_delay']:g} s" if _is_number(facts.get("crawl_delay")) else ""
    return f"{facts.get('verdict', '')} by robots.txt of {facts.get('host', '')}{delay}"


def _request(facts: Facts) -> str:
    url = facts.get("url", "")
    if facts.get("sent") is False:
        return f"{url} was not asked for: {facts.get('error', '')}"
    waited = f" after {facts['waited']:.2f} s for the host's turn" if _is_number(facts.get("waited")) else ""
    took = f" in {facts['seconds']:.2f} s" if _is_number(facts.get("seconds")) else ""
    if "error" in facts:
        return f"{url} failed{took}{waited}: {facts['error']}"
    size = f", {facts['bytes']:,} bytes" if _is_number(facts.get("bytes")) else ""
    asked = " to a conditional request" if facts.get("conditional") else ""
    return f"{url} answered {facts.get('status', '')}{asked}{size}{took}{waited}"


def _extraction(facts: Facts) -> str:
    if "rejected" in facts:
        text = f"no article: {in_words(str(facts['rejected']))}"
        if facts.get("detail"):
            text += f" ({facts['detail']})"
    else:
        text = f"“{facts.get('headline', '')}”, {facts.get('characters', 0)} characters by {facts.get('method', '')}"
        if isinstance(doubtful := facts.get("doubtful"), dict) and doubtful:
            text += f"; doubtful: {', '.join(map(str, doubtful))}"
        if facts.get("warnings"):
            text += f"; warnings: {', '.join(map(str, facts['warnings']))}"
    if isinstance(left := facts.get("left_out"), dict) and left:
        parts = [f"{rule} {counts[0]} ({counts[1]} characters)" for rule, counts in left.items() if len(counts) == 2]
        text += f"; left out: {', '.join(parts)}"
    return text


def _waits(facts: Facts) -> str:
    return f"for {facts.get('page', '')}: {facts.get('why', '')}"


def _queued(facts: Facts) -> str:
    text = f"entry {facts.get('entry', '')}, revision {facts.get('revision', '')}"
    if facts.get("copy_of"):
        text += f", a copy of {facts['copy_of']}"
    if facts.get("not_kept"):
        why = "it asks not to be archived" if facts["not_kept"] == "noarchive" else "it could not be written"
        text += f"; its raw page is not kept: {why}"
    if facts.get("kept"):
        text += f"; raw page: {facts['kept']}"
    return text


def _outcome(facts: Facts) -> str:
    outcome, reason = str(facts.get("outcome", "")), str(facts.get("reason", ""))
    words = in_words(reason) if reason else ""
    detail = f" ({facts['detail']})" if facts.get("detail") and facts["detail"] != words else ""
    said = {
        "new": "published as new", "update": "published as an update", "unchanged": "unchanged, not queued again",
        "fetched": "fetched, and its article handed over",
        "dropped": f"no article: {words}{detail}",
        "doubted": f"no article, if the next crawl sees the same: {words}",
        "failed": f"could not be fetched: {words}{detail}",
        "left": f"left to the next crawl{': ' if words else ''}{words}{detail}",
    }.get(outcome, outcome)  # fmt: skip
    if facts.get("of"):
        said += f" of {facts['of']}"
    if outcome == "failed" and _is_number(facts.get("crawls")):
        crawls = facts["crawls"]
        said += f"; given up after {crawls} crawls" if facts.get("given_up") else f"; crawl {crawls} that failed"
    return said


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_WORDS: dict[str, Callable[[Facts], str]] = {
    "listed": _listed, "robots": _robots, "request": _request, "extraction": _extraction, "waits": _waits,
    "queued": _queued, "outcome": _outcome,
}  # fmt: skip


def _moment(seconds: float) -> str | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return None
