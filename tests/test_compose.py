"""compose.yaml by a parser of the Compose Specification, with and without each of its lines that wait in comments.

A line that begins with # and no space is a setting that can be switched on; any other comment is prose.
"""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from compose_spec import PyOptions

from wiredesk.crawlers.cli import COMMANDS

TEXT = (Path(__file__).resolve().parents[1] / "compose.yaml").read_text("utf-8")
WAITING = re.compile(r"^(\s*)#(?=[^\s#])", re.MULTILINE)
PLACES = [match.start() for match in WAITING.finditer(TEXT)]


def with_lines(places: tuple[int, ...]) -> str:
    """The file with the waiting lines that begin at `places` switched on."""
    return WAITING.sub(lambda match: match[1] if match.start() in places else match[0], TEXT)


def parsed(text: str) -> dict[str, Any]:
    """The services after merging. Raises ValueError where the specification does not allow something."""
    options = PyOptions()
    options.apply_merge = True
    compose = options.from_yaml(text)
    compose.validate()
    for check in (compose.validate_volumes, compose.validate_networks, compose.validate_secrets):
        check()
    whole = compose.to_dict()
    services: dict[str, Any] = whole["services"]
    for service in services.values():  # the parser leaves volumes in the short form alone
        named = {volume.partition(":")[0] for volume in service.get("volumes", ()) if volume[0] not in "./~"}
        if strange := named - set(whole["volumes"]):
            raise ValueError(f"no such volume: {strange}")
    return services


VARIANTS = [places for count in range(len(PLACES) + 1) for places in combinations(PLACES, count)]


@pytest.mark.parametrize("places", VARIANTS, ids=lambda places: f"lines {places}" if places else "as it stands")
def test_every_variant_is_valid(places):
    services = parsed(with_lines(places))
    assert set(services) == {"queue", "crawler", "scheduler", "crawl-worker", "worker", "consumer"}
    for name in sorted(set(services) - {"queue"}):
        assert services[name]["environment"]["WIREDESK_REDIS_URL"] == "redis://queue:6379/0"
        assert services[name]["read_only"] is True
        assert any(volume.endswith(":/data") for volume in services[name]["volumes"]), "its data folder can be written"


def test_own_sites_reach_all_that_crawl():
    assert len(PLACES) >= 2
    for name in ("crawler", "scheduler", "crawl-worker", "worker"):
        service = parsed(with_lines(tuple(PLACES)))[name]
        folder = service["environment"]["WIREDESK_SITES"].split(":")[0]
        assert f"./sites:{folder}:ro" in service["volumes"]
        assert any(volume.endswith(":/data") for volume in service["volumes"])
        assert "WIREDESK_SITES" not in parsed(TEXT)[name]["environment"]


def test_many_machines_are_a_profile_of_their_own():
    services = parsed(TEXT)
    for name in ("scheduler", "crawl-worker", "worker"):
        assert services[name]["profiles"] == ["scale"]
        assert services[name]["command"] == [name]
        assert name in COMMANDS


def test_the_crawler_takes_what_is_due():
    assert "wiredesk crawl --due " in parsed(TEXT)["crawler"]["command"][0]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("restart: unless-stopped", "restart: mostly"),
        ("read_only: true", "readonly: true"),
        ("- crawler:/data", "- crawlers:/data"),
        ("condition: service_healthy", "condition: service_fine"),
    ],
)
def test_the_parser_finds_mistakes(right, wrong):
    assert right in TEXT
    with pytest.raises(ValueError, match=r"\w"):
        parsed(TEXT.replace(right, wrong, 1))
