"""Logging in and out, and the files that pages need."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from wiredesk.crawlers.operator_desk.page_templates import HEADERS, page
from wiredesk.crawlers.operator_desk.parts import Form, Parts
from wiredesk.crawlers.operator_desk.sessions import COOKIE, LIFETIME, LOG_IN, PREFIX

router = APIRouter(include_in_schema=False)


@router.get("/log-in")
def show_log_in(parts: Parts) -> Response:
    """The form for the key."""
    if not parts.sessions.needed:
        return RedirectResponse(f"{PREFIX}/", 303)
    return page("log_in.html", None, failed=False)


@router.post("/log-in")
def log_in(request: Request, parts: Parts, form: Form) -> Response:
    """Begin a session."""
    token = parts.sessions.log_in(form.get("key", "").strip())
    if token is None:
        return page("log_in.html", None, 401, failed=True)
    answer = RedirectResponse(f"{PREFIX}/", 303)
    is_secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
    # Lax, not Strict: a link in an alert's e-mail leads to the page and not to the form
    answer.set_cookie(COOKIE, token, LIFETIME, path=PREFIX, secure=is_secure, httponly=True, samesite="lax")
    return answer


@router.post("/log-out")
def log_out(request: Request, parts: Parts) -> Response:
    """End the session."""
    parts.sessions.log_out(request.scope["headers"])
    answer = RedirectResponse(LOG_IN, 303)
    answer.delete_cookie(COOKIE, path=PREFIX)
    return answer


@router.get("/static/desk.css")
def style_sheet() -> Response:
    """The style sheet; it changes with the version only."""
    return Response(_file("desk.css"), 200, HEADERS | {"Cache-Control": "max-age=3600"}, "text/css; charset=utf-8")


@router.get("/static/icon.svg")
def icon() -> Response:
    """The picture in the browser's tab."""
    return Response(_file("icon.svg"), 200, HEADERS | {"Cache-Control": "max-age=86400"}, "image/svg+xml")


@cache
def _file(name: str) -> bytes:
    return (files(__package__ or "") / "static" / name).read_bytes()
