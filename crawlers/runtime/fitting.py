"""Tables that fit the terminal that they are shown on."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.table import Column, Table

FOLDABLE = 8
"""Columns below which a cell that may be folded can hardly be read; `min_width` says where one needs more."""


def fitted(table: Table, width: int, least_important: Sequence[str]) -> Table:
    """The table with as many of its columns as fit `width`; they are left out by their headers, in that order.

    A column with `no_wrap` needs its longest cell, another one its `min_width` or FOLDABLE.
    """
    columns = list(table.columns)
    for header in least_important:
        if _needed(table, columns) <= width:
            break
        columns = [column for column in columns if column.header != header]
    # A new one, as rich takes columns out of no table
    result = Table(box=table.box, pad_edge=table.pad_edge, header_style=table.header_style)
    for column in columns:
        # A short column would else be as wide as a long one may be narrow
        result.add_column(column.header, justify=column.justify, overflow=column.overflow, no_wrap=column.no_wrap,
                          min_width=_least(column))  # fmt: skip
    for row, cells in zip(table.rows, zip(*(column.cells for column in columns), strict=True), strict=True):
        result.add_row(*cells, style=row.style, end_section=row.end_section)
    return result


def _needed(table: Table, columns: Sequence[Column]) -> int:
    gaps = sum(table.padding[1::2]) + (1 if table.box is not None else 0)
    return sum(_least(column) + gaps for column in columns)


def _least(column: Column) -> int:
    longest = max(cell_len(str(cell)) for cell in (column.header, *column.cells))
    return longest if column.no_wrap else min(longest, column.min_width or FOLDABLE)
