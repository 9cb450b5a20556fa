"""The vocabulary of the log: every call of a logger tells an event of the table, with the table's fields."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from wiredesk.crawlers.runtime.json_lines import EVERY_LINE
from wiredesk.settings.log_events import EVENTS, table

ROOT = Path(__file__).resolve().parents[2]
BY_NAME = {one.name: one for one in EVENTS}
TELLING = {"debug", "info", "warning", "error", "exception", "critical", "log"}


@cache
def calls() -> list[tuple[str, ast.Call]]:
    """All calls of a logger, or of `event`, and where they stand."""
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for folder in ("crawlers", "pipelines", "settings")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr in TELLING)
            or (isinstance(node.func, ast.Name) and node.func.id == "event")
        )
    ]


def test_every_log_call_names_an_event():
    without = [
        place
        for place, call in calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr in TELLING
        and isinstance(call.func.value, ast.Name) and call.func.value.id == "logger"
        and "extra" not in {word.arg for word in call.keywords}
    ]  # fmt: skip
    assert not without, "add extra=event(...) of wiredesk.settings.log_events"


def test_events_are_those_of_the_table_with_its_fields():
    told: dict[str, set[str]] = {}
    for place, call in calls():
        if isinstance(call.func, ast.Name) and call.func.id == "event":
            name = ast.literal_eval(call.args[0])
            assert name in BY_NAME, f"{place}: {name} is not in EVENTS"
            fields = {word.arg for word in call.keywords if word.arg}
            more = any(word.arg is None for word in call.keywords)
            assert fields <= set(BY_NAME[name].fields), f"{place}: a field that the table does not name"
            told.setdefault(name, set()).update(BY_NAME[name].fields if more else fields)
    assert told.keys() | {"library"} == BY_NAME.keys(), "an event that nothing tells"
    untold = {(name, field) for name, fields in told.items() for field in BY_NAME[name].fields if field not in fields}
    assert not untold, "fields that nothing tells"


def test_the_page_has_the_table_and_no_field_hides_a_key_of_every_line():
    assert table() in (ROOT / "docs" / "logs.md").read_text(encoding="utf-8"), "python -m wiredesk.settings.log_events"
    assert len(BY_NAME) == len(EVENTS)
    assert not {field for one in EVENTS for field in one.fields} & set(EVERY_LINE)
