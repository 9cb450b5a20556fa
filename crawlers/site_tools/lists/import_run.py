"""`sites add` for many sites: what is new is visited, and its definition is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from wiredesk.crawlers.listings.lead import MAX_URL_LENGTH
from wiredesk.crawlers.reasons import in_words
from wiredesk.crawlers.site_tools.drafting.draft import draft_definition
from wiredesk.crawlers.site_tools.drafting.draft_toml import draft_toml
from wiredesk.crawlers.site_tools.drafting.naming import site_id
from wiredesk.crawlers.site_tools.home_address import check_address, home_page
from wiredesk.crawlers.site_tools.lists.site_list import ListedSite
from wiredesk.crawlers.site_tools.trial.moved import new_address
from wiredesk.crawlers.site_tools.trial.run import TrialRun
from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.sites.definition import FetchRules, SiteDefinition, Source
from wiredesk.crawlers.sites.definition_file import write_definition
from wiredesk.crawlers.sites.loader import SITE_ID
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import UsageProblem, WiredeskError

ARTICLES = 5
"""Articles that are fetched as samples of each site, as `sites add` does."""
TRIAL_DELAY = 0.4
"""Seconds between the requests to one host, unless its robots.txt asks for more, as for `sites add`."""

Status = Literal["written", "found", "known", "duplicate", "invalid", "failed"]
"""``found``: as ``written``, but nothing is to be written; ``known``: a definition of the folder has the site, or one
of those that are used with it."""


class ImportResult(BaseModel):
    """What became of one site of the list."""

    line: int
    given: str
    asked: str | None = None
    """the home page that was made of it"""
    url: str | None = None
    """where the site is: it may have moved"""
    status: Status
    id: str | None = None
    file: str | None = None
    reason: str | None = None
    detail: str | None = None
    articles: int = 0
    sources: list[str] = []

    @property
    def is_failure(self) -> bool:
        """Whether the site has no definition now, and somebody has to look."""
        return self.status in ("invalid", "failed")


class ImportRun:
    """Imports the sites of a list into `folder`. `on_result` is told of each as soon as it is done."""

    def __init__(
        self,
        environment: Environment,
        folder: Path,
        on_result: Callable[[ImportResult], None],
        *,
        write: bool = True,
        overwrite: bool = False,
    ) -> None:
        self.interrupted = False
        self._environment = environment
        self._folder = folder
        self._on_result = on_result
        self._write = write
        self._overwrite = overwrite
        self._wanted: dict[str, ListedSite] = {}
        self._assumed_https: set[str] = set()
        self._written: set[str] = set()

    def run(self, sites: Sequence[ListedSite], skip: Callable[[str], bool] = lambda url: False) -> None:
        """Import them; those whose home page `skip` accepts are left out silently."""
        definitions = list(self._to_visit(sites, skip))
        if not definitions:
            return
        run = TrialRun(
            self._environment, articles=ARTICLES, workers=2, follow_up=self._follow_up, on_visit=self._visited
        )
        run.run(definitions)
        self.interrupted = run.interrupted

    def _to_visit(self, sites: Sequence[ListedSite], skip: Callable[[str], bool]) -> Iterator[SiteDefinition]:
        """The sites that must be looked at; the others are told at once."""
        catalogue = self._known()
        seen: dict[str, int] = {}
        for site in sites:
            try:
                url, _ = home_page(site.address)
                check_address(url, self._environment)
            except WiredeskError as problem:
                self._tell(site, "invalid", detail=str(problem))
                continue
            key = _bare(url)
            if key in seen:
                self._tell(site, "duplicate", url, detail=f"the same site as line {seen[key]}")
                continue
            seen[key] = site.line
            if skip(url):
                continue
            owner = catalogue.for_url(url) if catalogue is not None and not self._overwrite else None
            if owner is not None and _bare(url).startswith(_bare(owner.url)):
                self._tell(site, "known", url, id=owner.id)
            elif site.definition is not None:
                self._take_over(site, url)
            else:
                id = self._free_id(site, url)
                self._wanted[id] = site
                if "://" not in site.address:
                    self._assumed_https.add(id)
                yield SiteDefinition(id=id, url=url, fetch=FetchRules(delay=TRIAL_DELAY))

    def _known(self) -> Catalogue | None:
        """The definitions of the folder; where it is one of several that are used together, of those too."""
        if not self._folder.is_dir():
            return None
        used = self._environment.sites
        together = any(folder.absolute() == self._folder.absolute() for folder in used)
        return Catalogue.load(self._folder, *(used if together else ()))

    def _free_id(self, site: ListedSite, url: str) -> str:
        given = site.id if site.id and SITE_ID.fullmatch(site.id) and len(site.id) <= 80 else site_id(url)
        id, number = given, 2
        while id in self._wanted:
            id, number = f"{given}-{number}", number + 1
        return id

    def _take_over(self, site: ListedSite, url: str) -> None:
        """Write a definition that the list has whole, without a visit."""
        if not site.id or not SITE_ID.fullmatch(site.id):
            self._tell(site, "invalid", url, detail=f"{site.id!r} is no id of a site")
            return
        try:
            definition = SiteDefinition.model_validate({**(site.definition or {}), "id": site.id}, strict=True)
        except ValidationError as problem:
            error = problem.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, error["loc"]))
            self._tell(site, "invalid", url, id=site.id, detail=f"{where}: {error['msg'][:200]}")
            return
        self._store(site, definition, draft_toml(definition, []), 0, [])

    def _follow_up(self, visit: SiteVisit) -> SiteDefinition | None:
        """A second look: at the new address of a site that has moved, by http where https was only assumed, or by the
        feed that the list names."""
        if visit.samples:
            return None
        site, address = self._wanted[visit.definition.id], new_address(visit)
        if visit.home is None and address is None and visit.definition.id in self._assumed_https:
            address = visit.definition.url.replace("https://", "http://", 1)
        if address is not None:
            return visit.definition.model_copy(update={"url": address})
        if site.feed is not None and len(site.feed) <= MAX_URL_LENGTH:
            try:
                return visit.definition.model_copy(update={"sources": [Source(type="feed", url=site.feed)]})
            except ValidationError:
                return None
        return None

    def _visited(self, first: SiteVisit, second: SiteVisit | None) -> None:
        visit = second or first
        site = self._wanted[first.definition.id]
        if visit.summary.interrupted or first.summary.interrupted:
            return  # the next run looks at it
        url = visit.definition.url
        if not visit.samples or (visit.is_elsewhere and not visit.definition.sources):
            reason, detail = _why_not(visit)
            self._tell(site, "failed", url, reason=reason, detail=detail)
            return
        address = new_address(visit)
        if address and second is None:
            visit.definition = visit.definition.model_copy(update={"url": address})
        name = first.definition.id if site.id else None
        definition = draft_definition(visit, name=name or self._free_after_move(visit)).definition
        if visit.definition.sources:  # discovery finds nothing there
            definition = definition.model_copy(update={"sources": visit.definition.sources})
        sources = [source.url for source in visit.sources if source.type != "section"]
        self._store(site, definition, draft_toml(definition, visit.sources), len(visit.samples), sources)

    def _free_after_move(self, visit: SiteVisit) -> str:
        id = site_id(visit.definition.url)
        return id if id not in self._written else visit.definition.id

    def _store(
        self, site: ListedSite, definition: SiteDefinition, toml: str, articles: int, sources: list[str]
    ) -> None:
        path = self._folder / f"{definition.id}.toml"
        if self._write:
            try:
                write_definition(path, toml, overwrite=self._overwrite)
            except UsageProblem as problem:
                self._tell(site, "failed", definition.url, id=definition.id, detail=str(problem))
                return
        self._written.add(definition.id)
        result = ImportResult(
            line=site.line, given=site.address, asked=_home_of(site), url=definition.url,
            status="written" if self._write else "found", id=definition.id,
            file=str(path) if self._write else None, articles=articles, sources=sources,
            detail=None if not site.id or SITE_ID.fullmatch(site.id) else f"{site.id[:80]!r} is no id of a site",
        )  # fmt: skip
        self._on_result(result)

    def _tell(
        self, site: ListedSite, status: Status, url: str | None = None, *, id: str | None = None,
        reason: str | None = None, detail: str | None = None,
    ) -> None:  # fmt: skip
        self._on_result(
            ImportResult(
                line=site.line,
                given=site.address,
                asked=_home_of(site),
                url=url,
                status=status,
                id=id,
                reason=reason,
                detail=detail,
            )
        )


def _home_of(site: ListedSite) -> str | None:
    try:
        return home_page(site.address)[0]
    except UsageProblem:
        return None


def _bare(url: str) -> str:
    """Host and path, by which two spellings of a home page are the same."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}/"


def _why_not(visit: SiteVisit) -> tuple[str | None, str]:
    """Why a look at a site gave no article: a reason of the list, and a sentence."""
    reason = visit.failures.get(visit.definition.url)
    if reason is not None:
        return reason, f"its home page is unavailable: {in_words(reason)}"
    if visit.summary.problem:
        return None, visit.summary.problem
    dropped = visit.summary.dropped.most_common(1)
    if dropped:
        word, count = dropped[0]
        return word, f"no article found; {count} pages: {in_words(word)}"
    failed = next(iter(visit.failures.items()), None)
    if failed is not None:
        return failed[1], f"no article found; {failed[0][:200]}: {in_words(failed[1])}"
    return "nothing_found", f"no article found; {len(visit.tried)} listings looked at"
