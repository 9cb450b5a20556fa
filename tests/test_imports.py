"""Imports run one way: ``crawlers`` → ``pipelines`` → ``settings``, and always through the package ``wiredesk``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {"settings": {"settings"}, "pipelines": {"pipelines", "settings"}}
"""Room → the rooms that its modules may import; ``crawlers`` may import all three."""
ROOMS = ("crawlers", "pipelines", "settings")


@cache
def import_statements(path: Path) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """All of a file, wherever in it. Every test needs those of all files; to read them takes a second and a half."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return tuple(node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom))


def imported_modules(path: Path) -> Iterator[str]:
    """The absolute names of all modules that a file imports."""
    for node in import_statements(path):
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


@cache
def imports_of_files() -> dict[str, set[str]]:
    """Module → the modules of the project that it imports, wherever in the file and only for types, too."""
    modules = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            name = ".".join(("wiredesk", *path.relative_to(ROOT).with_suffix("").parts))
            modules[name.removesuffix(".__init__")] = path
    found: dict[str, set[str]] = {}
    for name, path in modules.items():
        targets: set[str] = set()
        for node in import_statements(path):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    targets.add(whole if whole in modules else node.module)
            elif isinstance(node, ast.Import):
                targets.update(alias.name for alias in node.names)
        found[name] = (targets & modules.keys()) - {name}
    return found


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """The groups that import each other in a loop: what is left when all that imports nothing left is taken away."""
    left = {name: set(targets) for name, targets in arrows.items()}
    while free := {name for name, targets in left.items() if not targets & left.keys()}:
        left = {name: targets for name, targets in left.items() if name not in free}
    return [sorted(left)] if left else []


def test_no_files_import_each_other_in_a_circle():
    assert circles(imports_of_files()) == []


def test_the_rooms_of_the_crawlers_stand_above_each_other():
    """`crawlers.cli` at the top; no room imports one that imports it, straight or through others."""
    arrows: dict[str, set[str]] = {}
    for name, targets in imports_of_files().items():
        if name.startswith("wiredesk.crawlers."):
            room = name.split(".")[2]
            below = {target.split(".")[2] for target in targets if target.startswith("wiredesk.crawlers.")}
            arrows.setdefault(room, set()).update(below - {room})
    assert circles(arrows) == []


def test_no_private_name_is_used_across_modules():
    wrong = [
        f"{path.relative_to(ROOT)} imports {node.module}.{alias.name}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for node in import_statements(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wiredesk")
        for alias in node.names
        if alias.name.startswith("_") and not alias.name.startswith("__")
    ]
    assert wrong == []


def rooms_of(section: str) -> dict[str, int]:
    """The rooms of one table of the architecture, each with its row, from the top; a row may have several."""
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    table = text.partition(f"\n### {section}\n")[2].partition("\n##")[0]
    rows = re.findall(r"^\| (`[^|]*`) \|", table, re.MULTILINE)
    return {room: at for at, row in enumerate(rows) for room in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize("tree", ["crawlers", "pipelines", "pipelines/extraction"])
def test_rooms_import_only_what_stands_below_them_in_the_architecture(tree):
    rooms = rooms_of(tree)
    there = {path.stem for path in (ROOT / tree).iterdir() if path.suffix == ".py" or any(path.glob("*.py"))}
    assert there - {"__init__", *rooms} == set(), "a room is missing in docs/architecture.md"
    start = f"wiredesk.{tree.replace('/', '.')}."
    wrong = []
    for name, targets in imports_of_files().items():
        for target in targets:
            if name.startswith(start) and target.startswith(start):
                upper, lower = (module.removeprefix(start).partition(".")[0] for module in (name, target))
                if upper != lower and {upper, lower} <= rooms.keys() and rooms[upper] > rooms[lower]:
                    wrong.append(f"{name} imports {target}")
    assert wrong == []
