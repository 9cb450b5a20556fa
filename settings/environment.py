"""The settings: the environment variables ``WIREDESK_*`` over the file ``wiredesk.toml``, read and checked.

A plain dataclass, no pydantic model: every command reads it before anything else, and some need pydantic for nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from wiredesk.settings.configuration_file import find_file, read_file
from wiredesk.settings.errors import UsageProblem
from wiredesk.settings.setting_values import KINDS, READERS, Network
from wiredesk.settings.variable_names import PREFIX, misspelt_variables


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
    """Bytes at which the log file is rotated; 0: never."""
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
    """Where raw pages are kept: a folder, or an address that fsspec knows, such as ``s3://bucket/prefix``."""
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
    archive_spool: Path | None = None
    """Folder in which pages wait for an archive in a store; None: `archive-spool` in the data folder."""
    archive_spool_size: int = 10_000_000_000
    """Bytes that may wait there, before pages count as such that cannot be kept."""
    archive_upload_minutes: float = 60
    """Age at which a file goes from there to the store, also while its program goes on."""
    archive_cache_size: int = 1_000_000_000
    """Bytes of the store's indexes that are kept on this machine."""
    alert_to: tuple[str, ...] = ()
    """Where messages of `wiredesk alerts` go: addresses of Apprise. They may hold secrets, and are shown masked."""
    alert_off: tuple[str, ...] = ()
    """Rules of `wiredesk alerts` that are switched off."""
    alert_certificate_days: float = 14
    """Days before its end from which a certificate is reported."""
    alert_lag_minutes: float = 60
    """How long an article may wait for a consumer group."""
    alert_dead: int = 1
    """Number of dead letters of a group from which they are reported."""
    alert_memory_percent: float = 90
    """Share of the memory that Redis may use from which it is reported."""
    alert_crawl_hours: float = 0
    """Hours without any crawl after which this is reported; 0: by the habit of the crawls."""
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
        return READERS.get(name, str)(text)
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
