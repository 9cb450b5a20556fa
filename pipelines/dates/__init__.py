"""Dates in the languages of regional news: see ``parse_date`` and docs/dates.md."""

from wiredesk.pipelines.dates.parsed_date import ParsedDate
from wiredesk.pipelines.dates.parser import parse_date

__all__ = ["ParsedDate", "parse_date"]
