"""A rule made by pointing: a text of a kept page is chosen, a selector tried on ten articles, and written."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from wiredesk.crawlers.operator_desk.kept_pages import kept_page, queued_article
from wiredesk.crawlers.operator_desk.page_templates import page
from wiredesk.crawlers.operator_desk.parts import Asking, Changing, DeskParts, Form, Parts, Refused
from wiredesk.crawlers.operator_desk.sessions import PREFIX
from wiredesk.crawlers.site_tools.rule_trial.page_outline import offers_for, page_texts
from wiredesk.crawlers.site_tools.rule_trial.trial import RULE_FIELDS
from wiredesk.pipelines.archive.kept_page import KeptPage
from wiredesk.pipelines.extraction.rejection import PageRefused

router = APIRouter(include_in_schema=False)

SAID = {
    "headline": "It is the headline",
    "authors": "It names the authors",
    "date": "It is the date of publication",
    "body": "It stands in the text, and all of this element is the text",
    "remove": "It belongs to no article: leave it out",
}
"""What a person says of a text, by the rule that follows of it."""
LONGEST_SELECTOR = 400
"""Characters of a selector in a form; those that are offered have up to 150."""
_ArticleId = Annotated[str, Path(pattern=r"^[0-9A-Za-z_.-]{1,64}$")]
_Site = Annotated[str, Path(max_length=200)]
_Selector = Annotated[str, Query(max_length=LONGEST_SELECTOR)]


@router.get("/articles/{id}/rule")
async def show_texts(parts: Parts, operator: Asking, id: _ArticleId) -> Response:
    """The texts of the article's page, each to be pointed at."""
    article, kept = await _kept(parts, id)
    try:
        texts = await run_in_threadpool(page_texts, kept, _whole(article))
    except PageRefused as refused:
        raise Refused(409, "The page cannot be read", str(refused)) from None
    return page("rule.html", operator, article=article, texts=texts)


@router.get("/articles/{id}/rule/{number}")
async def show_offers(
    parts: Parts, operator: Asking, id: _ArticleId, number: Annotated[int, Path(ge=0, le=20_000)]
) -> Response:
    """What the text may be, and the selectors that would find it on other pages."""
    article, kept = await _kept(parts, id)
    try:
        text, offers = await run_in_threadpool(offers_for, kept, number)
    except (LookupError, PageRefused) as problem:
        raise Refused(404, "No such text", str(problem)) from None
    return page("rule_offers.html", operator, article=article, text=text, offers=offers, said=SAID)


@router.post("/sites/{site}/rule")
async def try_rule(parts: Parts, operator: Changing, site: _Site, form: Form) -> Response:
    """Try a rule on ten kept articles, or write it: the same as `wiredesk sites rule SITE FIELD SELECTOR [--yes]`."""
    field, selector = form.get("field", ""), form.get("selector", "").strip()
    _check(parts, site, field, selector)
    writes = "write" in form
    options = ["--yes"] if writes else []
    title = f"Rule for {site}"
    parts.commands.start(
        _name(site, field, selector, writes=writes), title,
        "sites", "rule", "--json", *options, "--", site, field, selector, on_end=parts.board.renew,
    )  # fmt: skip
    asked = urlencode({"field": field, "selector": selector} | ({"written": "1"} if writes else {}))
    return RedirectResponse(f"{PREFIX}/sites/{quote(site)}/rule?{asked}", 303)


@router.get("/sites/{site}/rule")
def show_trial(
    parts: Parts,
    operator: Asking,
    site: _Site,
    field: Annotated[str, Query(max_length=20)],
    selector: _Selector,
    written: Annotated[str, Query(max_length=1)] = "",
) -> Response:
    """What a rule does to ten articles, and the button that writes it."""
    _check(parts, site, field, selector)
    run = parts.commands.get(_name(site, field, selector, writes=bool(written)))
    if run is None:
        raise Refused(404, "No such trial", "It was made before the desk was restarted, or never.")
    return page(
        "rule_trial.html", operator, site=site, field=field, selector=selector, run=run, trial=run.told,
        written=bool(written), reload=not run.is_over,
    )  # fmt: skip


def _name(site: str, field: str, selector: str, *, writes: bool) -> str:
    return f"{'write' if writes else 'try'}-rule:{site}:{field}:{selector}"


def _check(parts: DeskParts, site: str, field: str, selector: str) -> None:
    if site not in parts.board.catalogue().names:
        raise Refused(404, "No such site", f"No definition is called {site}.")
    if field not in RULE_FIELDS or not selector or len(selector) > LONGEST_SELECTOR:
        raise Refused(422, "No rule", f"A rule is one of {', '.join(RULE_FIELDS)}, with a selector.")


async def _kept(parts: DeskParts, id: str) -> tuple[dict[str, Any], KeptPage]:
    """An article of the queue and its kept page."""
    article = await queued_article(parts, id)
    told = "A rule needs kept pages: set WIREDESK_ARCHIVE for crawls and the desk."
    return article, await kept_page(parts, article, told)


def _whole(article: dict[str, Any]) -> str:
    return " ".join(str(article.get(name) or "") for name in ("headline", "description", "byline", "body_text"))
