"""When and where the town was founded: kept between runs, so that a second demo visits the same town."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ValidationError

from wiredesk.crawlers.demo.server import Town
from wiredesk.crawlers.demo.stories import TownSite
from wiredesk.pipelines.exporters.whole_file import write_whole

FILE = "town.json"

FETCH_RULES = (
    "delay = 0.02  # seconds; the town is on this machine, a real site gets the default of 2\nconcurrency = 4\n"
)
"""Politeness of the town's definitions."""


class Founding(BaseModel):
    """The moment from which the ages of the town's stories count, and the port that its URLs contain."""

    founded: AwareDatetime
    port: int


@dataclass(frozen=True)
class TownRegistry:
    """The town's papers in the demo's data folder `home`."""

    home: Path

    @property
    def file(self) -> Path:
        """Where the founding is written down."""
        return self.home / FILE

    @property
    def definitions(self) -> Path:
        """The folder of the town's site definitions."""
        return self.home / "sites"

    def read(self) -> Founding | None:
        """The founding of an earlier run; None where there was none or its file is damaged."""
        try:
            return Founding.model_validate_json(self.file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def open_town(self, sites: list[TownSite]) -> Town:
        """The town of the earlier run, or a new one, founded now; to be entered with ``with``."""
        earlier = self.read()
        founded = earlier.founded if earlier else datetime.now(UTC).replace(second=0, microsecond=0)
        return Town(sites, founded, port=earlier.port if earlier else 0)

    def write(self, town: Town) -> None:
        """Write down the founding and the site definitions of a town that is being served."""
        self.definitions.mkdir(parents=True, exist_ok=True)
        for site in town.sites:
            definition = definition_text(site, town.home(site.id))
            (self.definitions / f"{site.id}.toml").write_text(definition, "utf-8")
        founding = Founding(founded=town.founded, port=town.port).model_dump_json()
        write_whole(self.file, founding.encode())  # the demo may be interrupted here


def definition_text(site: TownSite, home: str) -> str:
    """The site definition that the demo crawls with: as short as one that a user would write."""
    known = {
        "name": f'"{site.name}"',
        "country": f'"{site.country}"',
        "languages": f'["{site.language}"]',
        "timezone": f'"{site.timezone}"',
        "calendar": '"jalali"',
    }
    lines = [f'url = "{home}"', *(f"{key} = {known[key]}" for key in site.definition)]
    if site.definition_names_sections:
        for section in site.sections:
            url = home.rstrip("/") + site.section_path.format(slug=section.slug)
            lines += ["", "[[sources]]", 'type = "section"', f'url = "{url}"', f'section = "{section.name}"']
    return "\n".join([*lines, "", "[fetch]", FETCH_RULES])
