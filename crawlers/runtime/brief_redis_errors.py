"""Log lines about Redis: what it refuses, in one line, instead of a traceback through three libraries."""

from __future__ import annotations

import logging

_OF_REDIS = ("redis.", "wiredesk.settings.errors")


class BriefRedisErrors(logging.Filter):
    """For a handler: a record with an exception of redis-py, or of ours about Redis, keeps one line of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record may be changed."""
        problem = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if problem is not None and type(problem).__module__.startswith(_OF_REDIS):
            from wiredesk.settings.redis_patience import explain  # noqa: PLC0415  # after an error only

            record.msg, record.args = "%s: %s", (record.getMessage(), explain(problem))
            record.exc_info = record.exc_text = None
        return True
