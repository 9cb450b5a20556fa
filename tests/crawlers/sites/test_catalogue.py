"""A folder of definitions: found by name, by URL, and with all faults at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from wiredesk.crawlers.sites.catalogue import Catalogue, problems
from wiredesk.settings.errors import UsageProblem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five sites of which one is off, and files that are none."""
    for name, text in {
        "times": 'url = "https://www.times.example/"\ndomains = ["times.test"]',
        "times-arabic": 'url = "https://times.example/arabic/"',
        "sport": 'url = "https://sport.times.example/"',
        "off": 'name = "The Weekly-Globe"\nurl = "https://off.example/"\nenabled = false\nreason = "closed in 2024"',
        "local": 'url = "http://127.0.0.1:8123/"',
    }.items():
        (tmp_path / f"{name}.toml").write_text(text)
    (tmp_path / "README.md").write_text("not a site")
    (tmp_path / ".times.toml.swp").write_text("an editor's")
    (tmp_path / ".hidden.toml").write_text("an editor's")
    return tmp_path


def test_all_enabled_and_named(folder: Path) -> None:
    catalogue = Catalogue.load(folder)
    assert catalogue.names == ["local", "off", "sport", "times-arabic", "times"]
    assert [site.id for site in catalogue.all()] == catalogue.names
    assert [site.id for site in catalogue.enabled()] == ["local", "sport", "times-arabic", "times"]
    assert [site.id for site in catalogue.get(["times", "off", "times"])] == ["times", "off"]
    assert catalogue.path("off") == folder / "off.toml"


def test_unknown_names_are_told_with_the_nearest(folder: Path) -> None:
    with pytest.raises(UsageProblem) as problem:
        Catalogue.load(folder).get(["tmes", "sport", "SPORT", "arab", "Weekly Globe", "zzz"])
    assert str(problem.value).splitlines() == [
        f"no site 'tmes' in {folder}; did you mean times or times-arabic?",
        f"no site 'SPORT' in {folder}; did you mean sport?",
        f"no site 'arab' in {folder}; did you mean times-arabic?",
        f"no site 'Weekly Globe' in {folder}; did you mean off?",
        f"no site 'zzz' in {folder}; `wiredesk sites list` shows the names",
    ]


def test_a_broken_file_stops_nobody_else_and_all_broken_ones_are_told_together(folder: Path) -> None:
    (folder / "broken.toml").write_text("ulr = 1")
    (folder / "Worse.toml").write_text("")
    catalogue = Catalogue.load(folder)
    assert [site.id for site in catalogue.get(["times"])] == ["times"]
    with pytest.raises(UsageProblem) as problem:
        catalogue.enabled()
    lines = str(problem.value).splitlines()
    assert lines[0].startswith(f"{folder}/Worse.toml: a definition's file name")
    assert lines[1] == f"{folder}/broken.toml:1: url is missing"
    assert lines[2].startswith(f'{folder}/broken.toml:1: unknown key "ulr"; did you mean url?')
    assert len(lines) == 3
    definitions, faults = catalogue.readable()
    assert [site.id for site in definitions] == ["local", "off", "sport", "times-arabic", "times"]
    assert "\n".join(faults) == str(problem.value)
    assert [site.id for site in catalogue.readable(["times", "broken"])[0]] == ["times"]
    owner = catalogue.for_url("https://times.test/a")
    assert owner is not None
    assert owner.id == "times"


def test_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"gone' cannot be read .*--folder or WIREDESK_SITES"):
        Catalogue.load(tmp_path / "gone")


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://times.example/2026/a", "times"),
        ("http://WWW.Times.Example:80/2026/a", "times"),
        ("https://m.times.example/", "times"),
        ("https://www.times.test/a", "times"),
        ("https://www.times.example/arabic/2026/a", "times-arabic"),
        ("https://times.example/arabic", "times-arabic"),
        ("https://times.example/arabica", "times"),
        ("https://www.sport.times.example/a", "sport"),
        ("https://live.sport.times.example/a", "sport"),
        ("https://off.example/a", "off"),
        ("http://127.0.0.1:8123/a", "local"),
        ("http://127.0.0.1:8124/a", None),
        ("https://nottimes.example/", None),
        ("https://example/", None),
        ("http://[::1", None),
        ("http://times.example:port/", None),
        ("mailto:x", None),
        ("", None),
    ],
)
def test_the_most_specific_site_owns_a_url(folder: Path, url: str, site: str | None) -> None:
    owner = Catalogue.load(folder).for_url(url)
    assert (owner.id if owner else None) == site


def test_problems_of_the_files_together(folder: Path) -> None:
    assert problems(Catalogue.load(folder)) == []
    (folder / "twin.toml").write_text('url = "https://times.test"')
    (folder / "wrong.toml").write_text('url = "https://a.example/"\nlanguages = ["gr"]')
    (folder / "twice.toml").write_text(
        'url = "https://twice.example"\n' + '[[sources]]\ntype = "feed"\nurl = "https://twice.example/feed"\n' * 2
    )
    assert problems(Catalogue.load(folder)) == [
        f"{folder}/twice.toml: the feed https://twice.example/feed is given 2 times; keep one",
        f"{folder}/twin.toml: the domain times.test already belongs to times.toml; keep one",
        f"{folder}/wrong.toml:2: languages[1]: 'gr' is not a language tag; did you mean el?",
    ]
