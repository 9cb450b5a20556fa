"""Pages made of Jinja templates, with the headers that keep a stranger's text from doing anything."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from wiredesk.crawlers.completeness.judgement import WHY, percent
from wiredesk.crawlers.operator_desk.parts import Operator
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.crawlers.site_tools.checking.fault import moment

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""The pages have no script, so none is allowed (CSP 3); nothing is loaded from elsewhere, and no other page may frame
them. A browser names the origin of a form only where it may name the referrer (Fetch, 3.2), and the forms need it;
other sites are told nothing. What they show is for whoever has logged in, and not for a shared cache (RFC 9111)."""


KEPT_PAGE_HEADERS = HEADERS | {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
        "base-uri 'none'; form-action 'none'"
    )
}
"""A page of a stranger's, as it was kept: without scripts, forms, an origin of its own, and anything to load."""


_QUOTED = re.compile("“([^“”]*)”")
OLD = 60 * 86_400.0
"""Seconds after which the day says more than how long ago it was."""


def _when(when: datetime | str | None, missing: str = "never") -> Markup:
    """A moment as a `time` element: how long ago it was, and the exact time as its tooltip."""
    if isinstance(when, str):
        try:
            when = datetime.fromisoformat(when)
        except ValueError:
            return Markup("<span>{}</span>").format(when)
    if when is None:
        return Markup("<span>{}</span>").format(missing)
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    exact = f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    seconds = time.time() - when.timestamp()
    said = f"{in_units(seconds)} ago" if seconds >= 60 else "just now" if seconds > -60 else f"in {in_units(-seconds)}"
    if seconds > OLD:
        said = f"{when:%Y-%m-%d}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(when.isoformat(), exact, said)


def quoting(text: str) -> Markup:
    """A sentence in which what strangers have written stands in “…”: kept apart, as it may run from right to left and
    would turn the words beside it (HTML, 4.5.23)."""
    return Markup(_QUOTED.sub(r"“<bdi>\1</bdi>”", str(escape(text))))  # noqa: S704 (escaped here)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


_ENVIRONMENT = Environment(
    loader=PackageLoader(__package__ or "", "templates"), autoescape=select_autoescape(), undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_ENVIRONMENT.filters["when"] = _when
_ENVIRONMENT.filters["quoting"] = quoting
_ENVIRONMENT.filters["percent"] = _percent
_ENVIRONMENT.filters["exact_percent"] = percent
_ENVIRONMENT.globals["why_unknown"] = WHY
_ENVIRONMENT.filters["moment"] = moment


def page(template: str, operator: Operator | None, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of `template` with `values`; `operator` is who sees it."""
    text = _ENVIRONMENT.get_template(template).render(operator=operator, **values)
    return HTMLResponse(text, status, HEADERS)
