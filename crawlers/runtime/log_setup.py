"""Log lines on stderr, set up here for every command."""

from __future__ import annotations

import atexit
import logging
import sys
from types import TracebackType
from typing import Any

from wiredesk.crawlers.runtime.brief_errors import BriefErrors
from wiredesk.crawlers.runtime.event_stream import EventStream
from wiredesk.crawlers.runtime.json_lines import JsonFormatter
from wiredesk.crawlers.runtime.log_file import LogFile
from wiredesk.crawlers.runtime.log_secrets import Secrets
from wiredesk.pipelines.exporters.terminal import terminal_safe
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import UsageProblem
from wiredesk.settings.log_events import event

_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_DAY_AND_TIME = "%Y-%m-%d %H:%M:%S"
_TIME = "%H:%M:%S"  # a log file's or journal's own stamp has the day
_WAITS = "wiredesk.settings.redis_patience"  # by name: commands without Redis need not import it
_LIBRARIES = ("scrapy", "twisted", "asyncio", "filelock", "trafilatura", "htmldate", "uvicorn", "rq")
_QUIET = (*_LIBRARIES, "wiredesk")

logger = logging.getLogger(__name__)


class SafeFormatter(logging.Formatter):
    """Lines that cannot steer a terminal, tell a secret or pretend to be another line, whatever a site has put into a
    URL or a header."""

    def __init__(self, line: str, time: str, secrets: Secrets | None = None) -> None:
        super().__init__(line, time)
        self._secrets = secrets or Secrets()

    def format(self, record: logging.LogRecord) -> str:
        """The line, without control characters; further lines, as of a traceback, are indented."""
        return self._secrets.mask(terminal_safe(super().format(record))).replace("\n", "\n    ")


def keep_log(
    environment: Environment, command: str, *, handler: logging.Handler | None = None, brief: bool = False
) -> bool:
    """Set up the log of a command that runs by itself, as `log_format` and `log_file` of `environment` say.

    Without both it is that of `configure_logging`. Else the log tells at INFO also what crawls do, by the events of
    docs/logs.md. With a file it goes there, and stderr shows what the command itself says. JSON without a file goes to
    stderr, on which everything then is JSON: returns True for that, and a progress display would be out of place.

    Raises UsageProblem where the file cannot be opened.
    """
    is_json, secrets = environment.log_format == "json", Secrets(environment)
    if not is_json and environment.log_file is None:
        configure_logging(environment.log_level, handler=handler, brief=brief, secrets=secrets)
        return False
    stderr = sys.stderr
    chosen = logging.StreamHandler(stderr) if environment.log_file is None else _open_file(environment)
    chosen.setFormatter(JsonFormatter(command, secrets) if is_json else SafeFormatter(_LINE, _DAY_AND_TIME, secrets))
    _send_to(chosen, environment.log_level.upper())
    if logging.getLogger().level > logging.DEBUG:
        for name in _LIBRARIES:
            logging.getLogger(name).setLevel(max(logging.getLogger().level, logging.WARNING))
    sys.excepthook = _log_fault
    if environment.log_file is not None:
        return False
    stream = EventStream(chosen, stderr)
    atexit.register(stream.finish)
    sys.stderr = stream
    return True


def _open_file(environment: Environment) -> LogFile:
    assert environment.log_file is not None
    try:
        return LogFile(environment.log_file, environment.log_file_size, environment.log_file_count)
    except OSError as problem:
        raise UsageProblem(f"the log file {environment.log_file} cannot be opened: {problem.strerror}") from None


def _log_fault(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    logger.critical("a fault of wiredesk: %s", problem, exc_info=(kind, problem, trace), extra=event("fault"))
    if not isinstance(sys.stderr, EventStream):
        sys.__excepthook__(kind, problem, trace)


def log_end(message: str, status: int) -> bool:
    """Log why a command ended with `status`; whether that is all that stderr needs."""
    if not isinstance(sys.stderr, EventStream) and not any(
        isinstance(handler, LogFile) for handler in logging.getLogger().handlers
    ):
        return False
    logger.error("%s", message, extra=event("command.failed", status=int(status)))
    return isinstance(sys.stderr, EventStream)


def say(logger: logging.Logger, line: str, told: dict[str, Any]) -> None:
    """Tell people on stderr, and the log by the event `told`; where stderr is the log, once."""
    logger.info("%s", line, extra=told)
    if not isinstance(sys.stderr, EventStream):
        print(terminal_safe(line), file=sys.stderr, flush=True)


def _send_to(handler: logging.Handler, level: str) -> None:
    handler.addFilter(BriefErrors())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def configure_logging(
    level: str,
    *,
    handler: logging.Handler | None = None,
    brief: bool = False,
    line: str = _LINE,
    secrets: Secrets | None = None,
) -> None:
    """Send log lines of `level` and above to stderr.

    What crawls say at INFO is shown at DEBUG only: the summary tells it. `handler` writes the lines (None: plainly to
    stderr). `brief`: a command that itself names what went wrong shows no warnings, unless a level was asked for.
    `line`: the form of a line, as for `logging.Formatter`. `secrets` stay out of all lines.
    """
    level = level.upper()
    if brief and level == "INFO":  # the default
        level = "ERROR"
    handler = handler or logging.StreamHandler()
    handler.setFormatter(SafeFormatter(line, _TIME, secrets))
    _send_to(handler, level)
    root = logging.getLogger()
    if brief and root.level > logging.WARNING:
        # That Redis is waited for is no detail: else the command seems to hang
        logging.getLogger(_WAITS).setLevel(logging.WARNING)
    if level != "DEBUG":
        for name in _QUIET:
            logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
