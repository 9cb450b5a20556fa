"""The check of a site: its definition, its history and a visit, brought to one judgement."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wiredesk.crawlers.completeness.judgement import Completeness, completeness_of, lacks_of, late_examples, read_record
from wiredesk.crawlers.completeness.record import Record
from wiredesk.crawlers.completeness.recorder import zone_for
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.fetching.certificate import CertificateState
from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.crawlers.site_tools.checking.completeness import judge_completeness
from wiredesk.crawlers.site_tools.checking.definition_patch import changes_for, diff_of, mended_text
from wiredesk.crawlers.site_tools.checking.fault import Fault, SiteCheck, moment
from wiredesk.crawlers.site_tools.checking.history import is_quiet, judge_history
from wiredesk.crawlers.site_tools.checking.mend_evidence import mend_evidence
from wiredesk.crawlers.site_tools.checking.present import judge_visit
from wiredesk.crawlers.site_tools.trial.moved import new_address
from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.article import moment_of
from wiredesk.pipelines.publishing.keys import Keys

_NEWER = timedelta(hours=1)
"""By how much a listing's newest article must be younger than what was brought last to say that it was missed."""


@dataclass
class SiteHistory:
    """What Redis knows of a site."""

    health: SiteHealth = field(default_factory=SiteHealth)
    sources: dict[str, SourceState] = field(default_factory=dict)
    captures: Record = field(default_factory=Record)
    completeness: Completeness | None = None


def remembered_sources(redis: Any, keys: Keys, site: str) -> dict[str, SourceState]:
    """The sources that crawls have used, with a blocking client."""
    states = {}
    for name, value in redis.hgetall(keys.sources(site)).items():
        try:
            states[name.decode("utf-8", "replace")] = SourceState.model_validate_json(value)
        except ValidationError:  # the field of the site itself, or an older version's
            continue
    return states


def read_completeness(
    redis: Any, keys: Keys, definition: SiteDefinition, now: float
) -> tuple[Record, Completeness | None]:
    """What crawls have noted of which sources, and what that says, with a blocking client."""
    record = read_record(redis, keys, definition.id)
    if not record.summary.begun:
        return record, None
    found = completeness_of(record.summary, zone_for(definition.timezone), now)
    found.lacks = lacks_of(redis, keys, record, found)
    found.late_examples = late_examples(redis, keys, record) if found.late else []
    return record, found


def second_look(visit: SiteVisit, quiet: Collection[str] = ()) -> SiteDefinition | None:
    """The definition for a second visit that looks for sources again: at the new address, or without sources.

    `quiet`: ids of sites that have brought nothing new for long; their sources may stand still.
    """
    definition = visit.definition
    address = new_address(visit)
    failing = [source.url for source in definition.sources if source.url in visit.failures]
    if address is not None and not visit.samples:
        return definition.model_copy(update={"url": address, "sources": []})
    if definition.sources and (failing or not visit.samples or definition.id in quiet):
        return definition.model_copy(update={"url": address or definition.url, "sources": []})
    return None


def check_site(
    definition: SiteDefinition,
    paths: Sequence[Path],
    history: SiteHistory,
    visits: tuple[SiteVisit, SiteVisit | None] | None = None,
    certificate: CertificateState | None = None,
    now: float | None = None,
) -> SiteCheck:
    """Judge a site. Without `visits` by its history alone; `paths`: the definition's file, and those
    that it stands over, for the proposed change."""
    health = history.health
    check = SiteCheck(
        site=definition.id, url=definition.url, last_new=moment(health.last_new),
        last_crawl=moment(health.crawls[-1].at) if health.crawls else None,
    )  # fmt: skip
    check.completeness = history.completeness
    past = judge_history(definition, health, now)
    fallen = judge_completeness(history.captures.summary, zone_for(definition.timezone), now or time.time())
    past += [fallen] if fallen is not None else []
    if visits is None:
        check.faults = past
        return check
    first = visits[0]
    check.articles = len(first.samples)
    present = judge_visit(definition, first, health, history.sources, certificate)
    standing: list[Fault] = []
    if is_quiet(definition, health):
        gone = {fault.source for fault in present}
        standing = _standing_still(definition, visits, moment(health.last_new), gone)
        present += standing
    kinds = {fault.kind for fault in present}
    kinds.add("never_crawled")  # the visit tells how the site is
    check.faults = present + [_with_present(fault, first, health) for fault in past if fault.kind not in kinds]
    _propose(check, definition, paths, present, visits, {fault.source for fault in standing})
    return check


def _standing_still(
    definition: SiteDefinition,
    visits: tuple[SiteVisit, SiteVisit | None],
    last_new: datetime | None,
    gone: Collection[str | None],
) -> list[Fault]:
    """The sources of a definition that are not `gone` and name nothing new, although the site has newer articles."""
    first, second = visits
    newest = _newest(second) if second is not None else None
    known = max((day for day in (_newest(first), last_new) if day is not None), default=None)
    if newest is None or known is None or newest <= known + _NEWER:
        return []
    return [
        Fault(
            kind="source", source=source.url, since=last_new,
            message=f"the {source.type.replace('_', ' ')} {source.url} stands still: it names nothing newer than "
            f"{known:%Y-%m-%d %H:%M} UTC, and the site has an article of {newest:%Y-%m-%d %H:%M} UTC",
        )
        for source in definition.sources
        if source.url not in gone
    ]  # fmt: skip


def _newest(visit: SiteVisit) -> datetime | None:
    """The newest moment that a listing or an article read tells."""
    dates = [visit.newest, *(moment_of(article.date_published) for article in visit.articles)]
    return max((day for day in dates if day is not None), default=None)


def _with_present(fault: Fault, visit: SiteVisit, health: SiteHealth) -> Fault:
    """A silence, with what the site's listings say of it."""
    if fault.kind != "silence" or visit.newest is None:
        return fault
    last_new = moment(health.last_new)
    if last_new is not None and visit.newest > last_new + _NEWER:
        said = f"its listings name one of {visit.newest:%Y-%m-%d %H:%M} UTC, which the crawls have not brought"
    else:
        said = "its listings name none that is newer"
    return fault.model_copy(update={"message": f"{fault.message}; {said}"})


def _propose(
    check: SiteCheck,
    definition: SiteDefinition,
    paths: Sequence[Path],
    faults: list[Fault],
    visits: tuple[SiteVisit, SiteVisit | None],
    still: Collection[str | None],
) -> None:
    first, second = visits
    gone = {source.url for source in definition.sources} & {fault.source for fault in faults if fault.source}
    changes = changes_for(definition, gone, first, second, without_successor=still)
    if not changes:
        return
    path, *below = paths
    text = path.read_text("utf-8-sig")
    check.mended = mended_text(text, definition, changes, below)
    check.diff = diff_of(text, check.mended, _shown(path))
    check.evidence = mend_evidence(first, second)


def _shown(path: Path) -> str:
    """The path from the working folder, where it is below it."""
    here = Path.cwd()
    return str(path.absolute().relative_to(here)) if path.absolute().is_relative_to(here) else str(path)
