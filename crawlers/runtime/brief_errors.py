"""Log lines about Redis and the archive of pages: what these refuse, in one line, instead of a traceback through three
libraries."""

from __future__ import annotations

import logging

_OF_REDIS = ("redis.", "wiredesk.settings.errors")
_OF_ARCHIVE = "wiredesk.pipelines.archive.store"


class BriefErrors(logging.Filter):
    """For a handler: a record with an exception of redis-py, or of ours about Redis or the archive, keeps one line of
    it. Scrapy's own of the archive, one for each page in hand, are left out: the crawl tells it once."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is shown; it may be changed."""
        problem = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if problem is None:
            return True
        room = type(problem).__module__
        if room.startswith(_OF_REDIS):
            from wiredesk.settings.redis_refusals import explain  # noqa: PLC0415  # after an error only

            _shorten(record, explain(problem))
        elif room == _OF_ARCHIVE:
            _shorten(record, str(problem))
            return not record.name.startswith("scrapy.")
        return True


def _shorten(record: logging.LogRecord, told: str) -> None:
    record.msg, record.args = "%s: %s", (record.getMessage(), told)
    record.exc_info = record.exc_text = None
