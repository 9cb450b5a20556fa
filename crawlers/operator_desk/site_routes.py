"""The overview, the list of sites, and a page for each site."""

from __future__ import annotations

import hashlib
import time
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import RedirectResponse

from wiredesk.crawlers.checkup import examine
from wiredesk.crawlers.completeness.judgement import day_shares
from wiredesk.crawlers.completeness.recorder import zone_for
from wiredesk.crawlers.crawl.crawl_record import ArticleFields
from wiredesk.crawlers.crawl.pauses import pause, resume
from wiredesk.crawlers.listings.due_times import make_due
from wiredesk.crawlers.operator_desk.board import ORDER, Board, SiteRow, new_of_days
from wiredesk.crawlers.operator_desk.charts import bars, outline, shares
from wiredesk.crawlers.operator_desk.page_templates import page
from wiredesk.crawlers.operator_desk.parts import Asking, Changing, DeskParts, Form, Parts, Refused
from wiredesk.crawlers.operator_desk.sessions import PREFIX
from wiredesk.crawlers.reasons import REASONS, in_words
from wiredesk.crawlers.site_tools.site_check import read_completeness, remembered_sources
from wiredesk.crawlers.sites.definition_file import read_definition, write_definition
from wiredesk.pipelines.consuming.queue_state import read_queue_state
from wiredesk.settings.errors import UsageProblem
from wiredesk.settings.redis_connection import redis_url

router = APIRouter(include_in_schema=False)

DAYS = 60
"""Days of a site's chart: all that the health record has."""
LEAST_COMPLETE = 5
"""Sites of which the overview shows that they are the least complete ones."""
LIST_SECONDS = 3_600.0
"""How long a list of sites may take: a form holds two thousand addresses, which take ten seconds each, twenty at a
time."""
RECENT_DAYS = 14
"""Days over which the fields of a site's articles are counted."""
_Site = Annotated[str, Path(max_length=200)]


@router.get("/")
def overview(parts: Parts, operator: Asking) -> Response:
    """How everything is, and what needs a person first."""
    board = parts.board.get()
    findings = [one for one in examine(parts.environment, redis_url(parts.environment)) if one.state != "ok"]
    return page(
        "overview.html", operator, board=board, states=ORDER, findings=findings, reasons=_reasons(board),
        queue=read_queue_state(parts.redis, parts.keys), incomplete=board.least_complete(LEAST_COMPLETE),
        chart=bars(board.hours, board.hour_labels, "New articles in each hour"),
    )  # fmt: skip


@router.get("/sites")
def list_sites(
    parts: Parts,
    operator: Asking,
    state: Annotated[str, Query(max_length=40)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """All sites; those that need a person first."""
    board = parts.board.get()
    words = q.casefold().split()
    rows = [row for row in board.sites if (not state or row.state == state) and _has(row, words)]
    charts = {row.id: outline(row.days, _day_labels(row), f"New articles a day of {row.name}") for row in rows}
    return page("sites.html", operator, board=board, rows=rows, states=ORDER, state=state, q=q, charts=charts)


@router.post("/sites")
async def add_site(parts: Parts, operator: Changing, form: Form) -> Response:
    """Draft a definition for a URL, or for each of a list: the same as `wiredesk sites add URL --yes`, or as
    `wiredesk sites import -`."""
    if (listed := form.get("list", "").strip()) and "url" not in form:
        name = f"import:{hashlib.sha256(listed.encode('utf-8', 'replace')).hexdigest()[:16]}"
        parts.commands.start(
            name, "Add a list of sites", "sites", "import", "-", given=listed.encode("utf-8", "replace"),
            seconds=LIST_SECONDS, on_end=parts.board.renew,
        )  # fmt: skip
        return RedirectResponse(f"{PREFIX}/runs?name={quote(name, safe='')}", 303)
    url = form.get("url", "").strip()
    if not url or url.startswith("-") or len(url) > 2_000:  # a URL that begins with a dash would be an option
        raise Refused(422, "No URL", "Give the address of a news site.")
    name = f"add:{url}"
    parts.commands.start(name, f"Add {url}", "sites", "add", "--yes", url, on_end=parts.board.renew)
    return RedirectResponse(f"{PREFIX}/runs?name={quote(name, safe='')}", 303)


@router.get("/runs")
def show_run(parts: Parts, operator: Asking, name: Annotated[str, Query(max_length=3_000)]) -> Response:
    """What a command that a page has started says; the page looks again until it is over."""
    run = parts.commands.get(name)
    if run is None:
        raise Refused(404, "No such run", "It was started before the desk was restarted, or never.")
    return page("run.html", operator, run=run, reload=not run.is_over)


@router.get("/sites/{site}")
def show_site(parts: Parts, operator: Asking, site: _Site) -> Response:
    """Everything that is known of one site."""
    row, board = _known(parts, site)
    health = parts.board.health(site)
    now = time.time()
    days = new_of_days(health, now, DAYS)
    failed_days = {record.day for record in health.days if record.bad}
    recent = ArticleFields()
    for record in health.days[-RECENT_DAYS:]:
        recent.add(record.fields)
    path = parts.board.catalogue().path(site)
    (definition,) = parts.board.catalogue().get([site])
    captures, completeness = read_completeness(parts.redis, parts.keys, definition, now)
    judged = day_shares(captures.summary, zone_for(definition.timezone), now, DAYS)
    run = parts.commands.get(f"check:{site}")
    return page(
        "site.html", operator, board=board, row=row, health=health, recent=recent, recent_days=RECENT_DAYS, days=DAYS,
        chart=bars([count for _, count in days], [day for day, _ in days], "New articles a day",
                   [day in failed_days for day, _ in days]),
        completeness=completeness,
        completeness_chart=shares([(f"{day.day}", day.share) for day in judged], "Share of articles found, by days"),
        sources=sorted(remembered_sources(parts.redis, parts.keys, site).items()),
        crawls=list(reversed(health.crawls))[:20], meaning=_meaning,
        definition=read_definition(path).decode("utf-8", "replace"), path=path,
        run=run, check=run.told if run is not None else None, reload=run is not None and not run.is_over,
    )  # fmt: skip


@router.post("/sites/{site}/check")
async def check_site(parts: Parts, operator: Changing, site: _Site) -> Response:
    """Visit the site now: the same as `wiredesk sites check SITE`."""
    _known(parts, site)
    parts.commands.start(f"check:{site}", f"Check {site}", "sites", "check", "--json", site)
    return RedirectResponse(f"{PREFIX}/sites/{quote(site)}#check", 303)


@router.post("/sites/{site}/mend")
def mend_site(parts: Parts, operator: Changing, site: _Site) -> Response:
    """Write the definition that the last check has proposed."""
    _known(parts, site)
    run = parts.commands.get(f"check:{site}")
    check = run.told if run is not None else None
    if run is None or run.used or not check or not check.get("mended"):
        raise Refused(409, "Nothing is proposed", "Check the site again: it may be well by now.")
    path = parts.board.catalogue().path(site)
    if not path.absolute().is_relative_to(_own_folder(parts)):
        raise Refused(409, "A shipped definition", f"Copy it to a folder of your own first: wiredesk sites copy {site}")
    if path.exists() and path.stat().st_mtime > run.started:  # a rule was written meanwhile, or an editor's work
        raise Refused(409, "The definition has changed since the check", "Check the site again, to keep that change.")
    try:
        write_definition(path, str(check["mended"]), overwrite=True)
    except UsageProblem as problem:
        raise Refused(409, "The definition could not be written", str(problem)) from None
    run.used = True
    make_due(parts.redis, parts.keys, site)
    parts.board.renew()
    return RedirectResponse(f"{PREFIX}/sites/{quote(site)}#check", 303)


@router.post("/sites/{site}/pause")
def pause_site(parts: Parts, operator: Changing, site: _Site) -> Response:
    """No crawl visits the site until it is resumed."""
    _known(parts, site)
    pause(parts.redis, parts.keys, [site])
    parts.board.renew()
    return RedirectResponse(f"{PREFIX}/sites/{quote(site)}", 303)


@router.post("/sites/{site}/resume")
def resume_site(parts: Parts, operator: Changing, site: _Site) -> Response:
    """End the pause."""
    _known(parts, site)
    resume(parts.redis, parts.keys, [site])
    parts.board.renew()
    return RedirectResponse(f"{PREFIX}/sites/{quote(site)}", 303)


def _known(parts: DeskParts, site: str) -> tuple[SiteRow, Board]:
    board = parts.board.get()
    row = board.row(site)
    if row is None:
        board = parts.board.renew()  # perhaps it was added a moment ago
        row = board.row(site)
    if row is None:
        raise Refused(404, "No such site", f"There is no readable definition {site!r}.")
    return row, board


def _own_folder(parts: DeskParts) -> Any:
    """The folder of the operator's own definitions, the first of WIREDESK_SITES."""
    return parts.board.catalogue().folders[0].absolute()


def _reasons(board: Board) -> list[tuple[str, int, str]]:
    """Why URLs failed, how often, and what that means."""
    return [(name, count, _meaning(name)) for name, count in board.reasons]


def _meaning(reason: str) -> str:
    return REASONS[reason].meaning if reason in REASONS else in_words(reason)


def _has(row: SiteRow, words: list[str]) -> bool:
    text = f"{row.id} {row.name} {row.url} {' '.join(row.languages)} {row.country}".casefold()
    return all(word in text for word in words)


def _day_labels(row: SiteRow) -> list[str]:
    count = len(row.days)
    return [f"{count - 1 - at} days ago" if at < count - 1 else "today" for at in range(count)]
