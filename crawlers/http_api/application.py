"""The HTTP interface as one FastAPI application, and with it its OpenAPI description."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from wiredesk.crawlers.http_api import article_routes, service_routes, why_route
from wiredesk.crawlers.http_api.problems import handle_problems
from wiredesk.crawlers.http_api.served import Served


def create_application(served: Served) -> FastAPI:
    """The application that answers with the parts given."""
    application = FastAPI(
        title="wiredesk",
        summary="One URL in, one clean article out; and what is on the queue.",
        description="Errors are problem details (RFC 9457). docs/http-api.md is the guide to this interface.",
        version=version("wiredesk"),
        docs_url=None,  # those pages load their scripts from elsewhere
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    served.attach(application)
    handle_problems(application)
    application.include_router(article_routes.router)
    application.include_router(why_route.router)
    application.include_router(service_routes.router)
    return application
