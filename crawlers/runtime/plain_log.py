"""Log lines on stderr for commands that show no progress: without rich, whose import takes a tenth of a second."""

from __future__ import annotations

import logging

from wiredesk.crawlers.runtime.brief_redis_errors import BriefRedisErrors
from wiredesk.pipelines.exporters.terminal import terminal_safe

_NOISY = ("scrapy", "twisted", "asyncio", "filelock", "trafilatura", "htmldate", "uvicorn", "wiredesk")


class _SafeFormatter(logging.Formatter):
    """Lines that cannot steer a terminal, whatever a site has put into a URL or a header."""

    def format(self, record: logging.LogRecord) -> str:
        return terminal_safe(super().format(record))


def configure_plain_logging(level: str) -> None:
    """Send log lines of `level` and above to stderr; below DEBUG, those of libraries only from WARNING on."""
    handler = logging.StreamHandler()
    handler.addFilter(BriefRedisErrors())
    handler.setFormatter(_SafeFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    if level.upper() != "DEBUG":
        for name in _NOISY:
            logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
