"""Which process of which machine something belongs to, and whether that process is still alive."""

from __future__ import annotations

import os
import socket
from functools import cache


@cache
def _machine() -> str:
    """Tells this machine, boot and process namespace from others, so that process ids mean something."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            boot = file.read().strip()
        return f"{socket.gethostname()}/{boot}/{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return socket.gethostname()


def _started(process: int) -> str | None:
    """When a process was started, in clock ticks since boot; None when there is no such process (or no /proc)."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return fields[19] if len(fields) > 19 and fields[0] not in "ZX" else None


@cache
def _identity(process: int) -> str:
    """Read once: every turn at a host asks for it, and a process keeps its start. A fork has another process id."""
    return f"{_machine()}|{process}|{_started(process)}"


def process_identity() -> str:
    """This process: ``machine|process id|start time``."""
    return _identity(os.getpid())


def is_dead(identity: str) -> bool:
    """Whether `identity` was a process of this machine that is no more. What cannot be told counts as alive."""
    parts = identity.split("|")
    if len(parts) != 3 or parts[0] != _machine() or not parts[1].isdigit() or parts[2] == "None":
        return False
    return _started(int(parts[1])) != parts[2]
