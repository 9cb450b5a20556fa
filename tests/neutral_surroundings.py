"""Nothing that a developer has set for wiredesk reaches the tests: no variable of the shell, no ``wiredesk.toml``.

README.md has people write that file into the checkout, beside the tests.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SET_FOR_WIREDESK = ("WIREDESK_", "REDIS_", "OTEL_", "SCRAPY_", "AWS_", "FSSPEC_", "HTTP_PROXY",
                    "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")  # fmt: skip
"""Beginnings of the names of what it, or a library of it, reads; of proxies in small letters too."""
OF_THE_TERMINAL = ("COLUMNS", "LINES", "FORCE_COLOR", "CLICOLOR")
"""How wide and colourful the developer likes it."""
OF_THE_TESTS = "WIREDESK_TEST_"


def make_neutral() -> None:
    """Change the environment of this process, which all commands of the tests get. Children find wiredesk from any
    folder afterwards."""
    for name in list(os.environ):
        if name.upper().startswith((*SET_FOR_WIREDESK, *OF_THE_TERMINAL)) and not name.startswith(OF_THE_TESTS):
            del os.environ[name]
    folder = tempfile.mkdtemp(prefix="wd-home-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {"XDG_CONFIG_HOME": f"{folder}/config", "XDG_DATA_HOME": f"{folder}/data"}
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))


def leave_the_checkout() -> None:
    """Work in a folder without ``wiredesk.toml`` from now on, as do all commands that name none."""
    folder = Path(os.environ["XDG_CONFIG_HOME"]).with_name("work")
    folder.mkdir(exist_ok=True)
    os.chdir(folder)
