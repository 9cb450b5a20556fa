"""Log lines on stderr, set up here for every command."""

from __future__ import annotations

import logging

from wiredesk.crawlers.runtime.brief_redis_errors import BriefRedisErrors
from wiredesk.pipelines.exporters.terminal import terminal_safe

_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_TIME = "%H:%M:%S"  # a log file's or journal's own stamp has the day
_WAITS = "wiredesk.settings.redis_patience"  # by name: commands without Redis need not import it
_QUIET = ("scrapy", "twisted", "asyncio", "filelock", "trafilatura", "htmldate", "uvicorn", "rq", "wiredesk")


class SafeFormatter(logging.Formatter):
    """Lines that cannot steer a terminal, whatever a site has put into a URL or a header."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without control characters."""
        return terminal_safe(super().format(record))


def configure_logging(
    level: str, *, handler: logging.Handler | None = None, brief: bool = False, line: str = _LINE
) -> None:
    """Send log lines of `level` and above to stderr.

    What crawls say at INFO is shown at DEBUG only: the summary tells it. `handler` writes the lines (None: plainly to
    stderr). `brief`: a command that itself names what went wrong shows no warnings, unless a level was asked for.
    `line`: the form of a line, as for `logging.Formatter`.
    """
    level = level.upper()
    if brief and level == "INFO":  # the default
        level = "ERROR"
    handler = handler or logging.StreamHandler()
    handler.setFormatter(SafeFormatter(line, _TIME))
    handler.addFilter(BriefRedisErrors())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    if brief and root.level > logging.WARNING:
        # That Redis is waited for is no detail: else the command seems to hang
        logging.getLogger(_WAITS).setLevel(logging.WARNING)
    if level != "DEBUG":
        for name in _QUIET:
            logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
