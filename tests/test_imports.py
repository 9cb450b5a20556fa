"""Imports run one way: ``crawlers`` → ``pipelines`` → ``settings``, and always through the package ``wiredesk``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {"settings": {"settings"}, "pipelines": {"pipelines", "settings"}}
"""Room → the rooms that its modules may import; ``crawlers`` may import all three."""
ROOMS = ("crawlers", "pipelines", "settings")


def imported_modules(path: Path) -> Iterator[str]:
    """The absolute names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_stands_below_it(room):
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for module in imported_modules(path)
        if module.startswith("wiredesk.") and module.split(".")[1] not in MAY_IMPORT[room]
    ]
    assert wrong == []


def test_nothing_is_imported_by_the_name_of_its_folder_alone():
    """A program's own ``settings`` would be found in its place."""
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for folder in (*ROOMS, "tests", "benchmarks")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for module in imported_modules(path)
        if module.partition(".")[0] in ROOMS
    ]
    assert wrong == []
