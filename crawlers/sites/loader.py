"""One TOML file → one checked site definition, or a message with the file, the line and what to write instead."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.sites.definition_file import read_definition
from wiredesk.crawlers.sites.toml_lines import KeyPath, key_lines
from wiredesk.settings.errors import UsageProblem

# The id is part of Redis keys, file names and command lines, so it holds nothing that any of them would have to quote.
SITE_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")

_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def load_definition(path: Path, below: Sequence[Path] = ()) -> SiteDefinition:
    """Read the site definition in `path`; its id is the file's name without ``.toml``.

    A file that sets no ``url`` changes single keys of another file: the first of `below`, which may do the
    same to the next. Tables are joined key by key; any other value, arrays too, replaces the one below.

    Raises UsageProblem with one line ``FILE:LINE: what is wrong; what to write`` for every fault of the file.
    """
    if path.suffix != ".toml" or not SITE_ID.fullmatch(path.stem):
        raise UsageProblem(
            f"{_shown(path)}: a definition's file name is the site's id and .toml; "
            "the id has lower-case letters, digits, dots and hyphens, and begins with a letter or digit"
        )
    return definition_of(_read(path), path, below)


def definition_of(text: str, path: Path, below: Sequence[Path] = ()) -> SiteDefinition:
    """The definition that the file `path` would give with this `text`; raises as `load_definition` does."""
    data = _parse(path, text)
    if "url" not in data:
        data = _over(data, below)
    faults: list[tuple[int, str]] = []
    definition: SiteDefinition | None = None
    if "id" in data:
        del data["id"]
        faults.append((key_lines(text).get(("id",), 1), "the id is the file's name; remove this key"))
    try:
        definition = SiteDefinition.model_validate({**data, "id": path.stem}, strict=True)
    except ValidationError as problem:
        lines = key_lines(text)
        listed: set[KeyPath] = set()
        for error in sorted(problem.errors(), key=lambda error: _line_of(error["loc"], lines)):
            table = error["loc"][:-1]
            faults.append((_line_of(error["loc"], lines), _explain(error, list_keys=table not in listed)))
            if error["type"] == "extra_forbidden":
                listed.add(table)  # one list of the valid keys a table is enough
    if faults or definition is None:
        raise UsageProblem(
            "\n".join(f"{_shown(path)}:{line}: {message}" for line, message in sorted(faults, key=itemgetter(0)))
        )
    return definition


def read_files(layers: Sequence[Path]) -> list[Path]:
    """Those of `layers`, a definition's file and what is below it, that count: down to the first that sets ``url``."""
    read = []
    for path in layers:
        read.append(path)
        if "url" in _parse(path, _read(path)):
            break
    return read


def _over(values: dict[str, Any], below: Sequence[Path]) -> dict[str, Any]:
    """The keys of a file joined with those of the files below it, down to the first that sets ``url``."""
    for path in below:
        under = _parse(path, _read(path))
        values = _joined(under, values)
        if "url" in under:
            break
    return values


def _joined(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    joined = {**under, **over}
    for key in under.keys() & over.keys():
        if isinstance(under[key], dict) and isinstance(over[key], dict):
            joined[key] = _joined(under[key], over[key])
    return joined


_MEANT = {"rss": "feed", "atom": "feed", "rdf": "feed", "wp": "wordpress", "api": "wordpress", "page": "section",
          "html": "section", "json": "json_feed", "news": "news_sitemap"}  # fmt: skip
"""What people write for a source's type, and what it is called here; by its letters "rss" is nearest to "wordpress"."""


def nearest(name: str, names: list[str]) -> list[str]:
    """The up to three of `names` that are written most like `name`, the nearest first."""
    return difflib.get_close_matches(name, names, n=3, cutoff=0.5)


def _shown(path: Path) -> str:
    """The path without anything that a terminal would take for a command."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(path))


def _read(path: Path) -> str:
    try:
        content = read_definition(path)
    except OSError as problem:
        raise UsageProblem(f"{_shown(path)}: cannot be read: {problem.strerror}") from None
    try:
        return content.decode("utf-8-sig")  # some Windows editors write a byte order mark
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise UsageProblem(f"{_shown(path)}:{line}: not UTF-8; save the file with this encoding") from None


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        message = str(problem)
        place = _PLACE.search(message)
        if place and place["line"]:
            line, message = int(place["line"]), f"{message[: place.start()]} (column {place['column']})"
        else:
            line, message = text.count("\n") + (not text.endswith("\n")), f"{_PLACE.sub('', message)} (end of the file)"
        raise UsageProblem(f"{_shown(path)}:{max(line, 1)}: not valid TOML: {message}") from None
    except RecursionError:
        raise UsageProblem(f"{_shown(path)}:1: not valid: arrays or tables nested too deep") from None


def _line_of(location: KeyPath, lines: Mapping[KeyPath, int]) -> int:
    """The line of the key, else that of the innermost table around it that the text names, else 1."""
    return next((lines[location[:end]] for end in range(len(location), 0, -1) if location[:end] in lines), 1)


def _explain(error: ErrorDetails, *, list_keys: bool) -> str:
    location, value = error["loc"], error["input"]
    name = _dotted(location)
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(location, list_keys=list_keys)
        case "missing":
            return f"{name} is missing"
        case "literal_error":
            choices = re.findall(r"'([^']+)'", error["ctx"]["expected"])
            hint = nearest(_MEANT.get(value.lower(), value), choices) if isinstance(value, str) else []
            return (
                f"{name} = {_toml_like(value)} is none of {', '.join(choices)}"
                f"{f'; did you mean {hint[0]}?' if hint else ''}"
            )
        case "value_error":
            return f"{name}: {error['ctx']['error']}"
        case _:
            wish = re.sub(r"^(Input|Value|List|String) should ", "should ", error["msg"])
            return f"{name} = {_toml_like(value)} {wish}"


def _unknown_key(location: KeyPath, *, list_keys: bool) -> str:
    model = _model_of(location[:-1])
    table = f" in [{_dotted(location[:-1])}]" if len(location) > 1 else ""
    valid = [field for field in model.model_fields if field != "id"]
    if model is SiteDefinition:
        valid.sort(key=lambda field: field not in ("name", "url"))  # what people look for, before the inherited ones
    hint = nearest(str(location[-1]), valid)
    message = f"unknown key {_toml_like(str(location[-1]))}{table}"
    if table and location[-1] in SiteDefinition.model_fields:
        # What stands below a table's header belongs to that table, the usual reason for a good key in a wrong place.
        message += " (a top-level key; write it above the first [table])"
    if hint:
        message += f"; did you mean {hint[0]}?"
    return f"{message}; valid keys: {', '.join(valid)}" if list_keys else message


def _model_of(location: KeyPath) -> type[BaseModel]:
    """The model that describes the table at `location`."""
    model: type[BaseModel] = SiteDefinition
    for part in location:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation
        for candidate in (annotation, *get_args(annotation)):
            if isinstance(candidate, type) and issubclass(candidate, BaseModel):
                model = candidate
    return model


def _dotted(location: KeyPath) -> str:
    """``sources[2].type``: as the user counts, from 1."""
    name = ""
    for part in location:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    return name if name.isprintable() else repr(name)


def _toml_like(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        shown = repr(value)[1:-1].replace("\\'", "'")
        return f'"{shown[:100]}{"…" if len(shown) > 100 else ""}"'
    shown = repr(value)
    return shown if len(shown) <= 100 else f"{shown[:100]}…"
