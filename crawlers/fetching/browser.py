"""The browser that renders pages: where it is, and what must be installed before it can be used."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
"""Programs looked for on PATH: Debian's name first."""


def browser_on_path() -> str | None:
    """The path of the first browser that is installed."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def missing_for_rendering() -> str:
    """What must be installed before pages can be rendered; "" where nothing is missing."""
    if find_spec("scrapy_playwright") is None:
        return "rendering needs the extra `render`: pip install 'wiredesk[render]'"
    if browser_on_path() is None:
        return "rendering needs Chromium on PATH, e.g. apt-get install chromium"
    return ""
