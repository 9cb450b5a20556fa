"""``wiredesk sites check``: what is wrong with definitions and sites, since when, and what to write instead."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wiredesk.crawlers.cli.sites import folder_option, open_catalogue
from wiredesk.crawlers.crawl.health_store import read_health
from wiredesk.crawlers.crawl.pauses import read_paused
from wiredesk.crawlers.fetching.addresses import AddressGuard
from wiredesk.crawlers.fetching.certificate import CertificateState, look_at_certificate
from wiredesk.crawlers.runtime.folding import folded
from wiredesk.crawlers.runtime.log_setup import configure_logging
from wiredesk.crawlers.site_tools.checking.fault import Fault, SiteCheck
from wiredesk.crawlers.site_tools.checking.history import is_quiet
from wiredesk.crawlers.site_tools.checking.mend_evidence import SAMPLES, MendEvidence
from wiredesk.crawlers.site_tools.site_check import (
    SiteHistory,
    check_site,
    read_completeness,
    remembered_sources,
    second_look,
)
from wiredesk.crawlers.site_tools.trial.run import TrialRun
from wiredesk.crawlers.sites.catalogue import Catalogue, problems
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line, terminal_safe
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment, read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem
from wiredesk.settings.redis_connection import open_redis_sync

if TYPE_CHECKING:
    from wiredesk.crawlers.completeness.judgement import Completeness
    from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
    from wiredesk.crawlers.sites.definition import SiteDefinition
ARTICLES = 5
"""Articles sampled of each site: none of five with a date cannot be chance where nearly all should have one."""
_HANDSHAKES = 16  # certificates looked at side by side; each waits for a network most of the time


@click.command("check")
@click.argument("names", nargs=-1, metavar="[SITE]...")
@click.option("--offline", is_flag=True, help="Only definitions and history; no site is visited.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a site.")
@folder_option
def sites_check(names: tuple[str, ...], offline: bool, as_json: bool, folder: Path | None) -> ExitCode:
    """Check SITEs (all enabled ones by default): definition, sources, a few articles, history.

    \b
    wiredesk sites check                    every enabled site
    wiredesk sites check rudaw.net          one
    wiredesk sites check --offline          no visit: definitions and the record of past crawls
    wiredesk sites check example.org | patch my-sites/example.org.toml    apply the proposed change
    wiredesk sites check --json | jq -r 'select(any(.faults[]; .severity == "broken")) | .site'
    0 6 * * *  cd /srv/wiredesk && .venv/bin/wiredesk sites check --offline    cron: sent to MAILTO

    Compares with the definition's [expect] and with what is usual for the site: no article for too long, headlines,
    dates or authors that went missing, bodies cut short, robots.txt that forbids, a feed that is gone, an expired
    certificate, a new domain. Each fault is printed with the time when it began. Where a changed definition would
    repair it, the change is printed as a diff. A notice alone is no error, and neither is `never crawled` with
    --offline. From the third day on, the share of a site's articles that the crawls get is printed; where SITEs are
    named, with examples of articles that a kind of source lacked (docs/completeness.md). A site that no crawl could
    ever read is `failing since` its first crawl. Nothing is published or changed.

    Exit codes: 0 nothing broken, 1 something is, 2 wrong usage, 3 Redis cannot be reached, 130 interrupted.
    """
    environment = read_environment()
    configure_logging(environment.log_level, brief=True)
    catalogue = open_catalogue(folder)
    checks, definitions = _readable(catalogue, names)
    histories, paused = _remembered(environment, definitions)
    if left_out := [definition.id for definition in definitions if definition.id in paused and not names]:
        definitions = [definition for definition in definitions if definition.id not in paused]
        click.echo(f"paused, and left out: {', '.join(left_out)}", err=True)
    visits: list[tuple[SiteVisit, SiteVisit | None]] | None = None
    certificates: dict[str, CertificateState | None] = {}
    if not offline and definitions:
        certificates = _certificates(environment, definitions)
        still = {one.id for one in definitions if is_quiet(one, histories[one.id].health)}
        visits = _visits(environment, definitions, still, quiet=as_json)
        if visits is None:
            return ExitCode.INTERRUPTED
    for at, definition in enumerate(definitions):
        found = check_site(
            definition, catalogue.layers(definition.id), histories[definition.id],
            visits[at] if visits is not None else None, certificates.get(definition.id),
        )  # fmt: skip
        found.faults = [*checks.pop(definition.id).faults, *found.faults] if definition.id in checks else found.faults
        checks[definition.id] = found
    ordered = [checks[site] for site in sorted(checks)]
    for check in ordered:
        click.echo(
            escape_in_json(check.model_dump_json()) if as_json else _text(check, examples=bool(names)), nl=as_json
        )
    broken = sum(check.is_broken for check in ordered)
    click.echo(f"{len(ordered)} sites checked, {broken} broken" if len(ordered) != 1 else "1 site checked", err=True)
    return ExitCode.SOME_FAILED if broken else ExitCode.DONE


def _readable(catalogue: Catalogue, names: Sequence[str]) -> tuple[dict[str, SiteCheck], list[SiteDefinition]]:
    """The faults of definition files, by site, and the readable definitions to check."""
    known = set(catalogue.names)
    if any(name not in known for name in names):
        catalogue.get([name for name in names if name not in known])  # raises, with the names that come near
    wanted = list(dict.fromkeys(names)) or catalogue.names
    checks: dict[str, SiteCheck] = {}
    lines = problems(catalogue)
    for name in wanted:
        path = str(catalogue.path(name))
        own = [line for line in lines if line.startswith(f"{path}:")]
        if own:
            faults = [Fault(kind="definition", message=line) for line in own]
            checks[name] = SiteCheck(site=name, faults=faults)
    definitions = []
    for name in wanted:
        try:
            (definition,) = catalogue.get([name])
        except UsageProblem:  # told already, with file and line
            continue
        if definition.enabled or names:
            definitions.append(definition)
    return checks, definitions


def _remembered(
    environment: Environment, definitions: Sequence[SiteDefinition]
) -> tuple[dict[str, SiteHistory], set[str]]:
    """What Redis knows of the sites, and which sites are paused. Raises RedisUnreachable."""
    keys = Keys(environment.key_prefix)
    redis = open_redis_sync(environment)
    try:
        health = read_health(redis, keys, [one.id for one in definitions])
        now = time.time()
        histories = {
            one.id: SiteHistory(
                health[one.id], remembered_sources(redis, keys, one.id), *read_completeness(redis, keys, one, now)
            )
            for one in definitions
        }
        return histories, set(read_paused(redis, keys))
    finally:
        redis.close()


def _certificates(
    environment: Environment, definitions: Sequence[SiteDefinition]
) -> dict[str, CertificateState | None]:
    """The state of each https site's certificate."""
    guard = AddressGuard(allow=environment.allow_addresses, origins=[definition.url for definition in definitions])
    with ThreadPoolExecutor(_HANDSHAKES) as pool:
        states = pool.map(lambda definition: look_at_certificate(definition.url, guard), definitions)
        return {definition.id: state for definition, state in zip(definitions, states, strict=True)}


def _visits(
    environment: Environment, definitions: Sequence[SiteDefinition], still: Collection[str], *, quiet: bool
) -> list[tuple[SiteVisit, SiteVisit | None]] | None:
    """A look at every site, None when interrupted; says on stderr how far it is. A second one at those that
    may stand `still`."""
    done = 0

    def tell(first: SiteVisit, second: SiteVisit | None) -> None:
        nonlocal done
        done += 1
        if not quiet and len(definitions) > 1:
            articles = len((second or first).samples)
            click.echo(f"{done}/{len(definitions)} {one_line(first.definition.id)}: {articles} articles seen", err=True)

    follow_up = partial(second_look, quiet=still)
    run = TrialRun(environment, articles=ARTICLES, more_articles=SAMPLES, follow_up=follow_up, on_visit=tell)
    visits = run.run(definitions)
    return None if run.interrupted else visits


def _text(check: SiteCheck, *, examples: bool) -> str:
    """The lines about one site; with `examples` those of articles that kinds of source have lacked."""
    if [fault.kind for fault in check.faults] == ["never_crawled"]:
        return f"never crawled  {one_line(check.site)}\n"
    state = "broken" if check.is_broken else "notice" if check.faults else "ok"
    lines = [f"{state:<8}{one_line(check.site)}"]
    for fault in check.faults:
        when = f"{fault.since:%Y-%m-%d %H:%M} UTC" if fault.since else ""
        if fault.kind == "crawls_fail":
            lines.append(folded(f"        failing since {when}: {one_line(fault.message)}", 10))
            continue
        since = f" (since {when})" if when else ""
        lines.append(folded(f"        {fault.kind.replace('_', ' ')}: {one_line(fault.message)}{since}", 10))
    if check.completeness is not None:
        lines += _completeness(check.completeness, examples=examples)
    if check.evidence is not None:
        lines += _evidence(check.evidence, examples=examples)
    text = "\n".join(lines) + "\n"
    return text + terminal_safe(check.diff) if check.diff else text


def _evidence(found: MendEvidence, *, examples: bool) -> Iterator[str]:
    """What the proposed change is worth."""
    yield folded(f"        the change below: {found.sentence()}", 10)
    for article in found.articles if examples else ():
        told = [article.date_published or "no date", article.headline, *article.authors[:2]]
        yield folded(f"          {one_line(' · '.join(told))}", 12)


def _completeness(found: Completeness, *, examples: bool) -> Iterator[str]:
    """The share of the site's articles that was found, and examples of what single kinds of source have lacked."""
    yield folded(f"        completeness: {found.sentence()}", 10)
    for group in found.joined:
        yield folded(f"          {' and '.join(group)} name the same articles and count as one", 12)
    if found.late:
        said = f"{found.late} of {found.found} came more than a day after their date"
        yield folded(f"          {said}: missed until then, or backdated", 12)
        yield from (f"            {one_line(url)}" for url in (found.late_examples if examples else ()))
    for lack in found.lacks if examples else ():
        if lack.lacked:
            yield f"          {lack.kind} lacked {lack.lacked} of {lack.of}{':' if lack.examples else ''}"
            yield from (f"            {one_line(url)}" for url in lack.examples)
