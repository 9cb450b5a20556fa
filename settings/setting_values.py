"""How the text of each setting is read, and what types it may have in the configuration file."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable
from pathlib import Path

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


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


def _size_of_at_least(least: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if (size := _size(value)) < least:
            raise ValueError(f"write {least / 1e6:g} MB or more")
        return size

    return read


def _minutes_of_a_day(value: str) -> float:
    minutes = _number(float, 1)(value)
    if minutes > 1440:  # readers believe that no page of a file is fetched later than a day after it was begun
        raise ValueError("write 1440 (a day) or less")
    return minutes


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


READERS: dict[str, Callable[[str], object]] = {
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
    "archive_spool": lambda value: Path(value).expanduser(),
    "archive_spool_size": _size_of_at_least(1_000_000),
    "archive_upload_minutes": _minutes_of_a_day,
    "archive_cache_size": _size,
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
    "archive_spool": (str, Path),
    "archive_spool_size": (str, int),
    "archive_upload_minutes": (float, int),
    "archive_cache_size": (str, int),
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
