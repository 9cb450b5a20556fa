"""How a URL stands, in a sentence, and what can be done: the end of its trail."""

from __future__ import annotations

import shlex

from wiredesk.crawlers.reasons import in_words, reason_named
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.crawlers.why.story import Delivery, Entry, Story
from wiredesk.crawlers.why.url_rules import HOME_PAGE


def conclude(story: Story) -> None:
    """Set the verdict and the next steps of a story from all its facts: what is decided last comes first."""
    if story.entries and story.article is not None:
        _queued(story, story.entries[-1])
    elif story.article is not None:
        story.verdict = f"published as revision {story.article.revision}; its entry is no longer known"
    elif story.rejected is not None:
        _rejected(story, story.rejected)
    elif story.lead is not None:
        _waiting(story)
    elif any(request.reason is None for request in story.requests):
        story.verdict = "asked for on the queue of requests, and not answered yet"
        story.next_steps = ["is a worker running? wiredesk worker", "wiredesk queue stats"]
    elif story.trail:
        _ended(story)
    elif story.requests:
        last = story.requests[-1]
        story.verdict = f"asked for by a request, which gave no article: {in_words(last.reason or '')}"
        story.next_steps = [_explain(story)]
    else:
        _unknown(story)


def _queued(story: Story, entry: Entry) -> None:
    assert story.article is not None
    story.verdict = f"on the queue as revision {story.article.revision} since {entry.queued_at}"
    if not entry.is_there:
        story.verdict = (
            f"published as revision {story.article.revision} at {entry.queued_at}; every group had processed "
            "the entry, and it was removed from the queue"
        )
    elif not entry.deliveries:
        story.verdict += "; no consumer group has ever read it, as there is none"
        story.next_steps = ["wiredesk consume --group NAME"]
    by_state: dict[str, list[Delivery]] = {}
    for delivery in entry.deliveries:
        by_state.setdefault(delivery.state, []).append(delivery)
    for state, words in _STATES.items():
        if state in by_state:
            story.verdict += f"; {words}: {', '.join(one.group for one in by_state[state])}"
    for dead in by_state.get("dead", []):
        story.next_steps += [
            f"wiredesk queue dead --group {shlex.quote(dead.group)}",
            f"wiredesk queue replay {dead.dead_letter}",
        ]
    for one in by_state.get("pending", []):
        since = f" for {in_units(one.idle_seconds)}" if one.idle_seconds is not None else ""
        story.next_steps.append(f"{one.group}: {one.consumer} has it{since}, delivery {one.deliveries}; does it work?")
    if "waiting" in by_state:
        names = ", ".join(one.group for one in by_state["waiting"])
        story.next_steps.append(f"do the consumers of {names} run, and how far are they behind? wiredesk queue groups")


_STATES = {
    "dead": "given up by", "pending": "delivered to, and not acknowledged by", "waiting": "not yet delivered to",
    "replayed": "put back for", "processed": "processed by",
}  # fmt: skip


def _rejected(story: Story, reason: str) -> None:
    until = f", and is not asked for again before {story.rejected_until}" if story.rejected_until else ""
    story.verdict = f"no article: {in_words(reason)}{until}"
    known = reason_named(reason)
    if reason == "robots":
        story.next_steps = ["ask the publisher for leave, then set robots = false in [fetch] of the definition"]
    elif known is not None and known.no_article:
        story.next_steps = [_explain(story), "docs/wrong-article.md tells how to mend it"]
    else:
        story.next_steps = [f"to ask for it now: {_fetch(story)}"]


def _waiting(story: Story) -> None:
    assert story.lead is not None
    via = f"{story.lead.source} {story.lead.source_url or ''}".strip()
    story.verdict = f"found by {via}; it waits for the next crawl"
    if story.lead.failures:
        story.verdict += f", having failed in {story.lead.failures}"
        if (reason := _last_reason(story)) is not None:
            story.verdict += f": {in_words(reason)}"
    _site_steps(story)


def _ended(story: Story) -> None:
    last = story.trail[-1]
    story.verdict = f"its trail ends at {last.at}: {last.step}: {last.text}"
    if last.step != "outcome":
        story.verdict += " (what follows was not kept: the program was stopped, or is still at it)"
    reason = _last_reason(story)
    known = reason_named(reason) if reason else None
    if last.facts.get("outcome") == "fetched":
        story.next_steps = [f"it was not put on the queue; to do so: {_fetch(story)}"]
    elif known is not None:
        story.next_steps = [f"to ask for it now: {_fetch(story)}"]
        _site_steps(story)
    else:
        _site_steps(story)


def _unknown(story: Story) -> None:
    site = story.site
    if story.url is None:
        story.verdict = "nothing is known of this id"
        story.next_steps = ["ask by the article's URL: wiredesk why URL"]
    elif site is None:
        story.verdict = "no site definition owns this URL, and nobody has asked for it"
        story.next_steps = [f"wiredesk sites add {_quoted(story.url)}", _fetch(story)]
    elif site.rule is not None:
        story.verdict = f"the definition of {site.id} leaves it out: {site.rule}"
        story.next_steps = [f"wiredesk sites show {site.id}", *([_fetch(story)] if site.rule != HOME_PAGE else [])]
    elif site.last_crawl is None:
        story.verdict = f"{site.id} has never been crawled"
        _site_steps(story)
    elif story.host is not None and story.host.robots == "forbidden":
        story.verdict = f"robots.txt of {story.host.host} does not allow it, and no listing has named it"
        story.next_steps = ["ask the publisher for leave, then set robots = false in [fetch] of the definition"]
    elif site.named_by:
        story.verdict = f"named by {site.named_by[0]}, and not fetched: older than what was asked for, or left out"
        story.next_steps = [f"wiredesk crawl {site.id}", _fetch(story)]
    elif site.is_full:
        story.verdict = (
            f"so many links of {site.id} wait that no more are kept: if a listing has named it, it was left out"
        )
        story.next_steps = [_fetch(story), f"wiredesk crawl {site.id} --since DATE"]
    else:
        story.verdict = f"none of the {site.sources} listings of {site.id} has named it in the days that are remembered"
        story.next_steps = [f"wiredesk sites check {site.id}", _fetch(story)]
    if site is not None and story.url is not None and site.last_problem:
        story.next_steps.insert(0, f"the last crawl of {site.id} failed: {site.last_problem}")


def _site_steps(story: Story) -> None:
    """What keeps the next crawl of the site from coming, or when it comes."""
    site = story.site
    if site is None:
        return
    if not site.enabled:
        because = f" ({site.disabled_because})" if site.disabled_because else ""
        story.next_steps.append(f"{site.id} is switched off{because}: set enabled = true in its definition")
    elif site.paused is not None:
        story.next_steps.append(f"{site.id} is paused until {site.paused}: wiredesk sites resume {site.id}")
    else:
        when = f" (due {site.next_crawl})" if site.next_crawl else ""
        story.next_steps.append(f"wiredesk crawl {site.id}{when}")


def _last_reason(story: Story) -> str | None:
    reasons = [step.facts.get("reason") for step in story.trail if step.step == "outcome"]
    return str(reasons[-1]) if reasons and reasons[-1] else None


def _explain(story: Story) -> str:
    return f"wiredesk fetch --explain {_quoted(story.url)}"


def _fetch(story: Story) -> str:
    return f"wiredesk fetch --publish {_quoted(story.url)}"


def _quoted(url: str | None) -> str:
    return shlex.quote(url or "")
