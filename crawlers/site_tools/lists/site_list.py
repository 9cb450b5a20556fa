"""Lists of sites as people have them: OPML of a feed reader, CSV of a spreadsheet, plain lines, our own TOML."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal
from urllib.parse import urlsplit

from wiredesk.crawlers.listings.xml import local_name, parse_xml
from wiredesk.crawlers.listings.xml_repairs import NotXml
from wiredesk.settings.errors import UsageProblem

ListFormat = Literal["opml", "csv", "list", "toml"]
LIST_FORMATS: tuple[ListFormat, ...] = ("opml", "csv", "list", "toml")

LARGEST_LIST = 20_000_000
"""Bytes of a list: 5,000 outlines of a feed reader have two million."""
MOST_SITES = 5_000
"""Sites of one list: at a visit of ten seconds, twenty side by side, it takes an hour."""
LONGEST_CELL = 2_083
"""Characters of a cell or attribute that are looked at: the longest URL."""

_HOME, _FEED = ("url", "htmlurl", "website", "site", "homepage", "home", "link", "domain", "address"), (
    *("feed", "feeds", "rss", "xmlurl", "feedurl", "feed_url", "rss_url"),
)  # fmt: skip
_DELIMITERS = ",;\t|"
"""Between cells. Excel writes and reads a first line that names it: ``sep=;``."""
_ID, _NAME = ("id", "definition"), ("name", "title", "text")


@dataclass(frozen=True)
class ListedSite:
    """One site of a list, as it is written there. `line` counts from 1; in OPML it is the outline's."""

    line: int
    address: str
    """what is given as its home page; empty where there is none"""
    feed: str | None = None
    id: str | None = None
    """the id that its definition is to have"""
    definition: dict[str, Any] | None = None
    """a whole definition, of our own TOML"""


def read_site_list(body: bytes, name: str, format: ListFormat | None = None) -> list[ListedSite]:
    """The sites of a list. `name` is its file's, for what its end says of its form; `format` overrides that.

    Raises UsageProblem where the bytes are no such list, hold no site, or are too large.
    """
    if len(body) > LARGEST_LIST:
        raise UsageProblem(f"{name} is larger than {LARGEST_LIST:,} bytes: no list of sites")
    form = format or _form_of(name, body)
    reader = {"opml": _from_opml, "csv": _from_csv, "list": _from_lines, "toml": _from_toml}[form]
    found: list[ListedSite] = []
    for site in reader(body, name):
        if len(found) >= MOST_SITES:
            raise UsageProblem(f"{name} has more than {MOST_SITES:,} sites; split it")
        found.append(site)
    if not found:
        raise UsageProblem(
            f"{name}: no site in it, read as {form}; --format says what it is: {', '.join(LIST_FORMATS)}"
        )
    return found


def _form_of(name: str, body: bytes) -> ListFormat:
    end = PurePath(name).suffix.lower()
    ends: dict[str, ListFormat] = {".opml": "opml", ".xml": "opml", ".csv": "csv", ".tsv": "csv", ".toml": "toml"}
    if end in ends:
        return ends[end]
    text = _text(body[:20_000]).lstrip()
    if text.startswith("<"):
        return "opml"
    if text.startswith(("[sites.", "[[sites")):
        return "toml"
    first = text.partition("\n")[0]
    return "csv" if any(sign in first for sign in ",;\t") and not first.startswith("#") else "list"


def _from_opml(body: bytes, name: str) -> Iterator[ListedSite]:
    """Outlines with a home page or a feed; several feeds of one site are told apart later."""
    try:
        root = parse_xml(body)
    except NotXml as problem:
        raise UsageProblem(f"{name} is no OPML: {problem}") from None
    for element in root.iter():
        if local_name(element) != "outline":
            continue
        given = {str(key).lower(): str(value).strip()[:LONGEST_CELL] for key, value in element.attrib.items()}
        home, feed = given.get("htmlurl", ""), given.get("xmlurl", "")
        if given.get("type", "").lower() == "link":
            home = home or given.get("url", "")
        if home or feed:
            yield ListedSite(_line_of(element), home or _root(feed), feed or None)


def _line_of(element: Any) -> int:
    return int(element.sourceline or 0)


def _root(feed: str) -> str:
    """The site's root, for a feed without a home page."""
    try:
        parts = urlsplit(feed)
    except ValueError:
        return feed
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else feed


def _from_csv(body: bytes, name: str) -> Iterator[ListedSite]:
    """Rows of a table; its columns are told by a header, or the first cell that looks like an address is taken."""
    text = _text(body)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    is_told = first.rstrip("\r").lower() == f"sep={delimiter}"
    csv.field_size_limit(LARGEST_LIST)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: dict[str, int] | None = None
    try:
        for row in rows:
            cells = [cell.strip()[:LONGEST_CELL] for cell in row]
            if not any(cells) or (is_told and columns is None and cells[0].lower() == "sep="):
                continue
            if columns is None:
                columns = _columns(cells)
                if columns:
                    continue
            yield from _from_row(cells, columns, rows.line_num)
    except csv.Error as problem:
        raise UsageProblem(f"{name}, line {rows.line_num}: {problem}") from None


def _columns(cells: list[str]) -> dict[str, int]:
    """Where home page, feed and id stand, if the cells are a header; empty where they are not."""
    names = [cell.lower().replace(" ", "_") for cell in cells]
    found = {}
    for kind, known in (("home", _HOME), ("feed", _FEED), ("id", _ID)):
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None:
            found[kind] = place
    return found if "home" in found or "feed" in found else {}


def _from_row(cells: list[str], columns: dict[str, int], line: int) -> Iterator[ListedSite]:
    def cell(kind: str) -> str:
        place = columns.get(kind)
        return cells[place] if place is not None and place < len(cells) else ""

    if not columns:
        address = next((one for one in cells if "://" in one), None) or next((one for one in cells if "." in one), None)
        if address is not None:
            yield ListedSite(line, address)
        return
    feed = cell("feed").split(" ")[0]
    home = cell("home") or (_root(feed) if feed else "")
    if home:
        yield ListedSite(line, home, feed or None, cell("id") or None)


def _from_lines(body: bytes, name: str) -> Iterator[ListedSite]:
    """One address a line; what follows it after a space, and lines that begin with #, are notes."""
    for number, line in enumerate(_text(body).splitlines(), 1):
        words = line.strip()[:LONGEST_CELL].split(None, 1)
        if words and not words[0].startswith("#"):
            yield ListedSite(number, words[0])


def _from_toml(body: bytes, name: str) -> Iterator[ListedSite]:
    """Whole definitions, as `sites export --format toml` writes them: a table `[sites."ID"]` for each."""
    try:
        data = tomllib.loads(_text(body))
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise UsageProblem(f"{name}: {str(problem)[:200]}") from None
    tables = data.get("sites")
    if not isinstance(tables, dict):
        raise UsageProblem(f'{name} has no tables [sites."ID"]; `wiredesk sites export --format toml` writes them')
    for number, (id, table) in enumerate(tables.items(), 1):
        if isinstance(table, dict):
            yield ListedSite(number, str(table.get("url", ""))[:LONGEST_CELL], id=id, definition=table)


def _text(body: bytes) -> str:
    """The text of a list: UTF-8 (with or without its mark) or UTF-16, else what spreadsheets write in the West."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace").replace("\0", "")
    try:
        return body.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace").replace("\0", "")
