"""A definition written out as TOML reads back to the same definition."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.sites.definition_toml import definition_toml
from wiredesk.crawlers.sites.loader import load_definition


@pytest.mark.parametrize("name", ["derstandard.at", "rudaw.net", "aranews.org", "theportugalnews.com", "ekantipur.com"])
def test_what_is_shown_can_be_saved_and_loaded(name: str, tmp_path: Path) -> None:
    (definition,) = Catalogue.load().get([name])
    path = tmp_path / f"{name}.toml"
    path.write_text(definition_toml(definition), encoding="utf-8")
    assert load_definition(path) == definition


def test_defaults_are_written_and_what_is_not_set_is_told() -> None:
    text = definition_toml(SiteDefinition(id="a", url="https://a.org/"))
    values = tomllib.loads(text)
    assert values["enabled"] is True
    assert values["fetch"]["robots"] is True
    assert values["fetch"]["timeout"] == 30
    assert "id" not in values
    assert "#   timezone                IANA name, e.g. Asia/Baghdad\n" in text
    assert "#   fetch.delay             seconds between requests to one host; default 2\n" in text


def test_nothing_that_steers_a_terminal_is_written_raw(tmp_path: Path) -> None:
    hostile = SiteDefinition(
        id="a", url="https://a.org/", name='\x1b[2J\x9b1m\u202e"\\', fetch={"headers": {"X\x1b\x9b": "\x7f"}}
    )
    text = definition_toml(hostile)
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    assert load_definition(tmp_path / "a.toml") == hostile
