"""`make docs`: the guides as a site with search, which asks nothing of other hosts."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "build/docs"


def test_every_guide_is_a_page_and_can_be_searched(site):
    guides = {path.stem for path in (ROOT / "docs").glob("*.md")} - {"index"}
    assert {path.parent.name for path in site.glob("*/index.html")} >= guides
    found = json.dumps(json.loads((site / "search.json").read_text("utf-8")))
    assert all(f"{guide}/" in found for guide in guides)


def test_no_page_loads_anything_from_another_host(site):
    script = r'<(?:script|img|iframe|source)\b[^>]*\bsrc="(?:https?:)?//'
    style = r'<link\b[^>]*rel="(?:stylesheet|preconnect)"[^>]*href="(?:https?:)?//'
    loaded = re.compile(f"{script}|{style}")
    assert [path for path in site.rglob("*.html") if loaded.search(path.read_text("utf-8"))] == []
