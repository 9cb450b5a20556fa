"""Several folders of definitions, and files that change single keys of those below them."""

from __future__ import annotations

from pathlib import Path

import pytest

from wiredesk.crawlers.on_demand.site_selection import catalogue_for
from wiredesk.crawlers.sites.catalogue import SHIPPED_NAME, Catalogue
from wiredesk.settings.errors import UsageProblem

TIMES = """url = "https://www.times.example/"
name = "Times"
domains = ["times.test"]
languages = ["ar"]

[[sources]]
type = "feed"
url = "https://www.times.example/feed"

[fetch]
delay = 3
timeout = 20
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "mine").mkdir()
    return tmp_path / "mine"


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "times.toml").write_text(TIMES)
    (folder / "globe.toml").write_text('url = "https://globe.example/"\n')
    return folder


def test_the_earlier_folder_counts(mine, theirs):
    (mine / "globe.toml").write_text('url = "https://globe.example/news/"\n')
    (mine / "post.toml").write_text('url = "https://post.example/"\n')
    catalogue = Catalogue.load(mine, theirs)
    assert catalogue.names == ["globe", "post", "times"]
    assert catalogue.get(["globe"])[0].url == "https://globe.example/news/"
    assert catalogue.path("times") == theirs / "times.toml"
    assert catalogue.place == f"{mine}:{theirs}"


def test_a_file_without_a_url_changes_single_keys(mine, theirs):
    (mine / "times.toml").write_text('languages = ["ckb", "ar"]\n[fetch]\ndelay = 9\n[schedule]\nlongest = 60\n')
    (times,) = Catalogue.load(mine, theirs).get(["times"])
    assert (times.url, times.name, times.languages) == ("https://www.times.example/", "Times", ["ckb", "ar"])
    assert (times.fetch.delay, times.fetch.timeout, times.schedule.longest) == (9, 20, 60)
    assert [source.url for source in times.sources] == ["https://www.times.example/feed"]
    for url in ("https://times.example/a", "https://sport.times.test/a"):
        owner = catalogue_for([url], [mine, theirs]).for_url(url)
        assert owner is not None
        assert owner.fetch.delay == 9


def test_lists_are_replaced_and_a_file_may_lie_upon_another(tmp_path, mine, theirs):
    top = tmp_path / "top"
    top.mkdir()
    (mine / "times.toml").write_text("sources = []\n[fetch]\ndelay = 9\n")
    (top / "times.toml").write_text("enabled = false\n")
    (times,) = Catalogue.load(top, mine, theirs).get(["times"])
    assert (times.enabled, times.sources, times.fetch.delay, times.fetch.timeout) == (False, [], 9, 20)


def test_one_s_own_file_lies_upon_the_shipped_one_too(mine):
    (shipped,) = Catalogue.load().get(["rudaw.net"])
    (mine / "rudaw.net.toml").write_text("[fetch]\ndelay = 7.5\n")
    (own,) = Catalogue.load(mine).all()
    assert own.fetch.delay == 7.5
    assert (own.url, own.name, own.languages) == (shipped.url, shipped.name, shipped.languages)
    everything = Catalogue.load(mine, SHIPPED_NAME)
    assert set(everything.names) == set(Catalogue.load().names)
    assert everything.get(["rudaw.net"]) == [own]


def test_an_empty_file_is_a_site_only_where_one_is_below(mine, theirs):
    for name in ("times", "nowhere"):
        (mine / f"{name}.toml").write_text("")
    definitions, faults = Catalogue.load(mine, theirs).readable()
    assert [definition.id for definition in definitions] == ["globe", "times"]
    assert faults == [f"{mine}/nowhere.toml:1: url is missing"]


def test_faults_are_told_of_the_file_that_has_them(mine, theirs):
    (mine / "times.toml").write_text("\n[fetch]\ndelai = 9\n")
    with pytest.raises(UsageProblem, match=r"mine/times.toml:3: unknown key \"delai\" in \[fetch\]; did you mean"):
        Catalogue.load(mine, theirs).get(["times"])
    (mine / "times.toml").write_text("fetch = 7\n")
    with pytest.raises(UsageProblem, match=r"mine/times.toml:1: fetch = 7 should be"):
        Catalogue.load(mine, theirs).get(["times"])
    (theirs / "times.toml").write_text("url = \n")
    with pytest.raises(UsageProblem, match=r"theirs/times.toml:1: not valid TOML"):
        Catalogue.load(mine, theirs).get(["times"])
