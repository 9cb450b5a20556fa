"""The settings: the environment variables ``WIREDESK_*`` over the file ``wiredesk.toml``, read and checked.

A plain dataclass, no pydantic model: every command reads it before anything else, and some need pydantic for nothing.
"""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from wiredesk.settings.configuration_file import find_file, read_file
from wiredesk.settings.errors import UsageProblem
from wiredesk.settings.variable_names import PREFIX, misspelt_variables

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _data_folder() -> Path:
    import platformdirs  # noqa: PLC0415  # who names a folder does not need it

    return Path(platformdirs.user_data_dir("wiredesk", appauthor=False))


@dataclass(frozen=True)
class Environment:
    """Every ``WIREDESK_*`` variable, by its name in lower case without the prefix, which is its key in the file too;
    docs/settings.md lists them."""

    redis_url: str | None = None
    """``redis://``, ``rediss://`` or ``unix://``; then ``REDIS_URL`` is tried."""
    home: Path = field(default_factory=_data_folder)
    """Data folder with the embedded Redis."""
    sites: tuple[Path, ...] = ()
    """Folder of site definitions, instead of the shipped ones."""
    allow_addresses: Sequence[Network] = ()
    """Networks (CIDR) that may be fetched although they are not public."""
    user_agent: str = "wiredesk/0.1 (+https://github.com/wiredesk/wiredesk; set WIREDESK_USER_AGENT to your contact)"
    """Sent with every request; name a contact address."""
    log_level: str = "INFO"
    log_format: str = "text"
    """How the commands that run by themselves write their log: ``text``, or ``json``."""
    log_file: Path | None = None
    """Where these commands write their log instead of stderr."""
    log_file_size: int = 10_000_000
    """Bytes at which the log file is turned over; 0: never."""
    log_file_count: int = 5
    """How many old log files are kept."""
    key_prefix: str = "{wiredesk}:"
    """Of every Redis key; the braces keep them in one slot."""
    backlog: int = 1_000_000
    """Entries that some group still needs before crawls pause."""
    backlog_bytes: int = 0
    """Bytes of Redis memory above which crawls pause; 0: none."""
    keep_days: float = 7
    """How long articles stay that every group has processed."""
    to_list: bool = False
    """Also push each article on a Redis list (LPUSH, for BRPOP)."""
    announce: bool = False
    """Also announce each entry on a Pub/Sub channel."""
    near_duplicate_days: float = 14
    """How long copies are recognised; 0 turns it off."""
    compact_days: float = 14
    """Days after the last visit or change until what is known of an article is put into its short form; 0: never."""
    wait_replicas: int = 0
    """Replicas that must acknowledge before a publish returns."""
    trace_days: float = 7
    """How long it is kept what happened to single URLs (`wiredesk why`); 0 turns it off."""
    trace_bytes: int = 64_000_000
    """Bytes of Redis memory that these traces may take."""
    archive: str | None = None
    """Folder in which raw pages are kept."""
    archive_all: bool = False
    """Keep every answer, and not only those that gave an article or an update."""
    archive_noarchive: bool = False
    """Also keep pages that ask not to be archived."""
    archive_failure: str = "stop"
    """What to do when a page cannot be kept: ``stop``, or ``continue`` without it."""
    archive_max_age: float = 0
    """Days after which kept pages are removed; 0: never."""
    archive_max_size: int = 0
    """Bytes that an archive may have, of which the oldest files are removed first; 0: any."""
    alert_to: tuple[str, ...] = ()
    """Where messages of `wiredesk alerts` go: addresses of Apprise. They may hold secrets, and are shown masked."""
    alert_off: tuple[str, ...] = ()
    """Rules of `wiredesk alerts` that are switched off."""
    alert_certificate_days: float = 14
    """Days before its end at which a certificate is told of."""
    alert_lag_minutes: float = 60
    """How long an article may wait for a consumer group."""
    alert_dead: int = 1
    """Dead letters of a group from which it is told."""
    alert_memory_percent: float = 90
    """Share of the memory that Redis may use at which it is told."""
    alert_crawl_hours: float = 0
    """Hours without any crawl after which it is told; 0: by the habit of the crawls."""
    metrics_push: str | None = None
    """The Pushgateway of `wiredesk metrics --push`."""

    @property
    def names_contact(self) -> bool:
        """Whether `user_agent` gives site owners a contact address of the user's own."""
        is_own = self.user_agent != Environment.user_agent
        return is_own and ("@" in self.user_agent or "://" in self.user_agent)


@dataclass(frozen=True)
class GivenSetting:
    """A setting that is not the default: its value and where it comes from, ``FILE:LINE`` or a variable's name."""

    value: Any
    source: str


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """The settings of `given_settings`, and the defaults of the others."""
    return Environment(**{name: given.value for name, given in given_settings(variables).items()})


def given_settings(variables: Mapping[str, str] | None = None) -> dict[str, GivenSetting]:
    """Read ``WIREDESK_*`` (and ``REDIS_URL``) from `variables`; by default from the process's environment, and from
    the configuration file what the environment does not set.

    Raises UsageProblem naming the variable, or file, line and key, where a value is not valid. Unset and empty are the
    same. Of the process's environment misspelt names are told on stderr, each once.
    """
    source = os.environ if variables is None else variables
    file = None
    if variables is None:
        _warn_of_misspelt(source)
        file = find_file()
    in_file = read_file(file, KINDS) if file else {}
    given: dict[str, GivenSetting] = {}
    for name in (one.name for one in fields(Environment)):
        variable = PREFIX + name.upper()
        if not source.get(variable) and name == "redis_url":
            variable = "REDIS_URL"
        if text := source.get(variable):
            given[name] = GivenSetting(_read(name, text, f"{variable}={text!r}"), variable)
        elif (entry := in_file.get(name)) and entry.text:
            read = _read(name, entry.text, f"{entry.place}: {name} = {entry.text!r}")
            given[name] = GivenSetting(read, entry.place)
    return given


def _read(name: str, text: str, shown: str) -> object:
    try:
        return _READERS.get(name, str)(text)
    except ValueError as problem:
        raise UsageProblem(f"{shown}: {problem}") from None


_told: set[str] = set()
"""Warnings that this process has given: the environment is read in many places."""


def _warn_of_misspelt(variables: Mapping[str, str]) -> None:
    known = [f"{PREFIX}{one.name.upper()}" for one in fields(Environment)]
    for line in misspelt_variables(variables, known):
        if line not in _told:
            _told.add(line)
            print(f"wiredesk: warning: {line}", file=sys.stderr)


def _networks(value: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(part) for part in value.replace(",", " ").split())


def _log_level(value: str) -> str:
    levels = ("debug", "info", "warning", "error", "critical")
    if value.lower() not in levels:
        raise ValueError(f"write one of {', '.join(levels)}")
    return value


def _log_format(value: str) -> str:
    if value.lower() not in ("text", "json"):
        raise ValueError("write text or json")
    return value.lower()


def _place(value: str) -> str:
    return value if "://" in value else str(Path(value).expanduser())


def _failure(value: str) -> str:
    if value not in ("stop", "continue"):
        raise ValueError("write stop or continue")
    return value


_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


def _size(value: str) -> int:
    found = re.fullmatch(r"([0-9]{1,18}(?:\.[0-9]{1,6})?) ?([kmgt]?)b?", value.strip().lower())
    if found is None:
        raise ValueError("write bytes, or a number with kB, MB, GB or TB: 500 GB")
    return round(float(found[1]) * _UNITS[found[2]])


def _switch(value: str) -> bool:
    if value.lower() in ("1", "true", "t", "yes", "y", "on"):
        return True
    if value.lower() in ("0", "false", "f", "no", "n", "off"):
        return False
    raise ValueError("write 1 or 0")


def _number(kind: type[int] | type[float], least: int) -> Callable[[str], float]:
    def read(value: str) -> float:
        try:
            number = kind(value)
        except ValueError:
            raise ValueError(f"write a {'whole ' if kind is int else ''}number") from None
        if not number >= least:  # NaN is not either
            raise ValueError(f"write {least} or more")
        return number

    return read


def mask_target(target: str) -> str:
    """An address of `alert_to` as it may be shown: ``slack://…``, as any part of it may be a secret."""
    scheme, separator, _ = target.partition("://")
    return f"{scheme}{separator}…" if separator else "…"


_READERS: dict[str, Callable[[str], object]] = {
    "home": Path,
    "sites": lambda value: tuple(Path(part) for part in value.split(os.pathsep) if part),
    "allow_addresses": _networks,
    "log_level": _log_level,
    "log_format": _log_format,
    "log_file": lambda value: Path(value).expanduser(),
    "log_file_size": _size,
    "log_file_count": _number(int, 0),
    "backlog": _number(int, 1),
    "backlog_bytes": _number(int, 0),
    "keep_days": _number(float, 0),
    "to_list": _switch,
    "announce": _switch,
    "near_duplicate_days": _number(float, 0),
    "compact_days": _number(float, 0),
    "wait_replicas": _number(int, 0),
    "trace_days": _number(float, 0),
    "trace_bytes": _number(int, 0),
    "archive": _place,
    "archive_all": _switch,
    "archive_noarchive": _switch,
    "archive_failure": _failure,
    "archive_max_age": _number(float, 0),
    "archive_max_size": _size,
    "alert_to": lambda value: tuple(value.split()),
    "alert_off": lambda value: tuple(value.replace(",", " ").split()),
    "alert_certificate_days": _number(float, 0),
    "alert_lag_minutes": _number(float, 0),
    "alert_dead": _number(int, 1),
    "alert_memory_percent": _number(float, 1),
    "alert_crawl_hours": _number(float, 0),
}
"""How a variable's text is read; the others are text. Each raises ValueError that says what to write."""

KINDS: dict[str, tuple[type, ...]] = {
    "redis_url": (str,),
    "home": (str, Path),
    "sites": (list, str, Path),
    "allow_addresses": (list, str),
    "user_agent": (str,),
    "log_level": (str,),
    "log_format": (str,),
    "log_file": (str, Path),
    "log_file_size": (str, int),
    "log_file_count": (int,),
    "key_prefix": (str,),
    "backlog": (int,),
    "backlog_bytes": (int,),
    "keep_days": (float, int),
    "to_list": (bool,),
    "announce": (bool,),
    "near_duplicate_days": (float, int),
    "compact_days": (float, int),
    "wait_replicas": (int,),
    "trace_days": (float, int),
    "trace_bytes": (int,),
    "archive": (str, Path),
    "archive_all": (bool,),
    "archive_noarchive": (bool,),
    "archive_failure": (str,),
    "archive_max_age": (float, int),
    "archive_max_size": (str, int),
    "alert_to": (list, str),
    "alert_off": (list, str),
    "alert_certificate_days": (float, int),
    "alert_lag_minutes": (float, int),
    "alert_dead": (int,),
    "alert_memory_percent": (float, int),
    "alert_crawl_hours": (float, int),
    "metrics_push": (str,),
}
"""The types that each key of the configuration file may have."""
