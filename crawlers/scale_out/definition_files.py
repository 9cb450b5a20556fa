"""The enabled site definitions, for a process that runs for months: files that have changed are read again."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.settings.errors import UsageProblem
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

_READ_BETWEEN = 50
"""Files read, 5 ms each, between two calls of `meanwhile`."""
Stamp = tuple[tuple[str, int, int], ...]


class DefinitionFiles:
    """The definitions in `folders`, by default the shipped ones. A file that is not valid is told once, and left out
    until it is corrected."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self.place = ""
        """The folders, for messages."""
        self._read: dict[str, tuple[Stamp, SiteDefinition | None]] = {}
        self.faults: dict[str, str] = {}
        """What is wrong with the files that are left out, by site."""

    def enabled(self, meanwhile: Callable[[], None] = lambda: None) -> list[SiteDefinition]:
        """All enabled definitions as they are now. `meanwhile` is called now and then, for reading thousands takes a
        while. Raises UsageProblem where a folder cannot be read."""
        catalogue = Catalogue.load(*self._folders)
        self.place = catalogue.place
        read: dict[str, tuple[Stamp, SiteDefinition | None]] = {}
        fresh = 0
        for name in catalogue.names:
            stamp = _stamp(catalogue.layers(name))
            known = self._read.get(name)
            if known is None or known[0] != stamp:
                known = (stamp, self._definition(catalogue, name))
                fresh += 1
                if fresh % _READ_BETWEEN == 0:
                    meanwhile()
            read[name] = known
        self.faults = {name: fault for name, fault in self.faults.items() if name in read}
        self._read = read
        return [definition for _, definition in read.values() if definition is not None and definition.enabled]

    def _definition(self, catalogue: Catalogue, name: str) -> SiteDefinition | None:
        try:
            (definition,) = catalogue.get([name])
        except UsageProblem as problem:
            self.faults[name] = str(problem)
            logger.error("%s", problem, extra=event("site.invalid", problem=problem))
            return None
        self.faults.pop(name, None)
        return definition


def _stamp(paths: Sequence[Path]) -> Stamp:
    """What tells whether files have changed: their names, times and sizes. One that is gone has none."""
    stamps = []
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:
            continue
        stamps.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(stamps)
