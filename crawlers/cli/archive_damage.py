"""What a person is told of damage to the archive of raw pages: in a few lines, however much it is."""

from __future__ import annotations

from collections import Counter
from typing import Final

import click

from wiredesk.pipelines.archive.damage import Damage
from wiredesk.pipelines.archive.store import Store, index_name
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.settings.errors import ExitCode

_NAMED: Final = 20
"""Damaged records that are named one by one; `archive verify` names all."""
ADVICE: Final = (
    "put the files named back from a copy; `wiredesk archive verify` reads all of the archive, names every page, and "
    "says what can be put back without one"
)


class DamageReport:
    """Collects what is wrong with an archive, each place once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lost: dict[str, list[Damage]] = {}
        self._damaged: list[Damage] = []
        self._places: set[tuple[str, int]] = set()
        self.count: Counter[bool] = Counter()
        """How many places, by whether the file ends before them or is gone."""

    def note(self, damage: Damage) -> bool:
        """Note it; whether it is news."""
        place = (damage.file, damage.offset)
        if place in self._places:
            return False
        self._places.add(place)
        self.count[damage.is_missing] += 1
        if damage.is_missing:
            self._lost.setdefault(damage.file, []).append(damage)
        else:
            self._damaged.append(damage)
        return True

    @property
    def exit_code(self) -> ExitCode:
        """What the command ends with."""
        return ExitCode.SOME_FAILED if self._places else ExitCode.DONE

    def tell(self, done: str = "") -> None:
        """Say on stderr what was found, and what to do; `done`: what the command has made of it."""
        if not self._places:
            return
        for file, damages in self._lost.items():
            click.echo(f"wiredesk: {self._of_lost(file, damages)}", err=True)
        for damage in self._damaged[:_NAMED]:
            click.echo(f"wiredesk: {one_line(str(damage), 600)}", err=True)
        if more := len(self._damaged) - _NAMED:
            click.echo(f"wiredesk: and {more} more damaged records", err=True) if more > 0 else None
        click.echo(f"wiredesk: {done}{ADVICE}", err=True)

    def _of_lost(self, file: str, damages: list[Damage]) -> str:
        count = f"{len(damages)} page{'s' if len(damages) > 1 else ''}"
        first = min(damages, key=lambda damage: damage.offset)
        try:
            size = self._store.size(file)
        except OSError:
            return f"{file} is gone: {count} that {index_name(file)} names {'are' if len(damages) > 1 else 'is'} lost"
        return f"{file} ends at byte {size}: {count} behind it that its index names, from byte {first.offset} on, " + (
            "are lost" if len(damages) > 1 else "is lost"
        )
