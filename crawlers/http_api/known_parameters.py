"""Unknown query parameters are refused: with a misspelt filter the answer would hold everything."""

from __future__ import annotations

import difflib

from fastapi import Request
from fastapi.routing import APIRoute

from wiredesk.crawlers.http_api.problems import ProblemError

NAMED = 5
"""Unknown parameters that are named: a URL may hold thousands."""
LONGEST_NAME = 60
"""Characters of a name that are looked at: comparing takes longer than the length of both, and ours have 8 at most."""


async def refuse_unknown_parameters(request: Request) -> None:
    """A dependency of every route. Raises ProblemError (400) for query parameters that the operation does not have,
    with those that come near or, where none does, all that it has."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    known = [parameter.alias for parameter in route.dependant.query_params]
    unknown = [name for name in dict.fromkeys(request.query_params.keys()) if name not in known]
    if unknown:
        detail = "; ".join(_said(name[:LONGEST_NAME], known) for name in unknown[:NAMED])
        errors = [{"where": f"query.{name[:LONGEST_NAME]}", "message": "unknown"} for name in unknown[:NAMED]]
        raise ProblemError(400, "unknown-parameter", detail, {"errors": errors})


def _said(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    if near:
        return f"unknown parameter {name!r}; did you mean {near[0]}?"
    return f"unknown parameter {name!r}; " + (f"there are {', '.join(known)}" if known else "there are none here")
