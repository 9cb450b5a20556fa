"""An article as one flat row, for tables: CSV, Parquet, SQLite."""

from __future__ import annotations

from typing import Final

from wiredesk.pipelines.article import Article

Cell = str | int | float | bool | None

BETWEEN: Final = "; "
"""Between the values of a list in one cell."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that spreadsheets take for a formula (OWASP, "CSV Injection"); the last four are full-width signs,
which some read as the plain ones. Spaces before them are no hindrance."""

COLUMNS: Final[dict[str, str]] = {
    "id": "TEXT",
    "revision": "INTEGER",
    "event": "TEXT",
    "changed": "TEXT",
    "site": "TEXT",
    "url": "TEXT",
    "canonical_url": "TEXT",
    "headline": "TEXT",
    "alternative_headline": "TEXT",
    "description": "TEXT",
    "body_text": "TEXT",
    "authors": "TEXT",
    "byline": "TEXT",
    "dateline": "TEXT",
    "source": "TEXT",
    "publisher": "TEXT",
    "date_published": "TEXT",
    "date_published_precision": "TEXT",
    "date_modified": "TEXT",
    "language": "TEXT",
    "section": "TEXT",
    "keywords": "TEXT",
    "image": "TEXT",
    "is_accessible_for_free": "INTEGER",
    "near_duplicate_of": "TEXT",
    "fetched_at": "TEXT",
    "discovered_via": "TEXT",
    "confidence_headline": "REAL",
    "confidence_body_text": "REAL",
    "warnings": "TEXT",
}
"""The columns in their order, with their SQLite types. New ones are added at the end, none is renamed or removed."""


def article_row(article: Article) -> dict[str, Cell]:
    """The article's fields by the names of COLUMNS: lists joined, of pictures the first one."""
    values: dict[str, Cell] = {name: getattr(article, name, None) for name in COLUMNS}
    confidence = article.extraction.confidence
    return values | {
        "changed": BETWEEN.join(article.changed),
        "authors": BETWEEN.join(author.name for author in article.authors),
        "keywords": BETWEEN.join(article.keywords),
        "image": article.images[0].url if article.images else None,
        "near_duplicate_of": article.near_duplicate_of.id if article.near_duplicate_of else None,
        "discovered_via": article.discovered_via.type,
        "confidence_headline": confidence.get("headline"),
        "confidence_body_text": confidence.get("body_text"),
        "warnings": BETWEEN.join(article.extraction.warnings),
    }


def harmless(value: Cell) -> Cell:
    """A cell of a CSV; what a spreadsheet would run as a formula has a ``'`` in front."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA) else value
