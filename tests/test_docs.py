"""What the guides link to is there: pages, their sections, and the files and folders of the code that they name."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RECORDS = sorted((ROOT / "docs/decisions").glob("2*.md"))
TREES = ("crawlers", "pipelines", "settings", "tests", "benchmarks", "docs", "wiredesk", ".ci", ".github")

_CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PATH = re.compile(rf"`((?:{'|'.join(map(re.escape, TREES))})/[^`\s]*)`(?! \(new)")
_END_OF_PATH = re.compile(r"`((?:\w+/)*\w+\.(?:py|lua))`")
OF_A_USER = "settings.py"
FILES = [str(path) for tree in TREES[:5] for path in (ROOT / tree).rglob("*.*") if path.suffix in (".py", ".lua")]


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return _CODE.sub("", page.read_text("utf-8"))


def anchors(page: Path) -> set[str]:
    """The sections of a page as GitHub names them in links."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(prose(page))}


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page):
    broken = []
    for target in _LINK.findall(prose(page)):
        path, _, section = target.partition("#")
        if "://" in path:
            continue
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (section and section not in anchors(file)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", [page for page in PAGES if page not in RECORDS], ids=named)
def test_files_of_the_code_that_a_guide_names_exist(page):
    """A path from the root, or the end of one, but what is called new. Records tell of the code of their day."""
    text = "\n".join(line for line in prose(page).splitlines() if "(new" not in line)
    paths = [re.sub(r"<[^>]*>", "*", path).removesuffix("/") for path in _PATH.findall(text)]
    assert [path for path in paths if not any(ROOT.glob(path))] == []
    ends = [f"/{path}" for path in _END_OF_PATH.findall(text) if path != OF_A_USER]
    assert [end for end in ends if not any(file.endswith(end) for file in FILES)] == []


def test_the_index_of_records_names_each():
    index = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    assert [record.name for record in RECORDS if f"]({record.name})" not in index] == []


@pytest.mark.parametrize("record", RECORDS, ids=named)
def test_a_record_has_its_three_sections_and_its_day(record):
    text = record.read_text("utf-8")
    assert text.startswith(f"# {record.name[:10]}: ")
    assert _HEADING.findall(text)[1:] == ["Context", "Decision", "Consequences"]


def test_every_guide_is_linked_from_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [page.name for page in (ROOT / "docs").glob("*.md") if f"(docs/{page.name}" not in readme]
    assert missing == []


def test_the_version_of_the_package_has_a_day_in_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    pattern = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$"
    assert re.search(pattern, (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)


_CRON = re.compile(r"^ *(?:[0-9*/]+ ){2}\* \* [0-9*]+ +(.+)$", re.MULTILINE)
"""A line of a crontab, in a guide or the help of a command."""


def test_a_line_for_cron_works_as_it_stands():
    """cron has neither `wiredesk` on its PATH nor the folder of its settings."""
    texts = [*PAGES, *(ROOT / "crawlers/cli").rglob("*.py")]
    lines = [line for text in texts for line in _CRON.findall(text.read_text("utf-8"))]
    assert len(lines) > 8
    for line in lines:
        assert line.startswith("cd /srv/wiredesk && .venv/bin/wiredesk "), line
