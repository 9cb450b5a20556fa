"""The few definitions that are read for a few URLs answer as all of them would."""

from __future__ import annotations

from wiredesk.crawlers.on_demand.site_selection import catalogue_for
from wiredesk.crawlers.sites.catalogue import Catalogue


def test_every_shipped_site_is_found_for_its_own_urls():
    whole = Catalogue.load()
    for definition in whole.all()[::12]:
        for url in (
            f"{definition.url.rstrip('/')}/news/1",
            *(f"https://sport.{host}/x" for host in definition.domains),
        ):
            few = catalogue_for([url], ())
            owner = whole.for_url(url)
            assert few.for_url(url) == owner
            assert len(few.names) < 60


def test_a_host_may_be_written_in_any_way(tmp_path):
    (tmp_path / "umlaut.toml").write_text('url = "https://zeitung-münchen.de/"\n', encoding="utf-8")
    (tmp_path / "other.toml").write_text('url = "https://example.org/"\nname = "Zeitung"\n')
    url = f"https://www.{'zeitung-münchen.de'.encode('idna').decode()}/a"
    owner = catalogue_for([url], [tmp_path]).for_url(url)
    assert owner is not None
    assert owner.id == "umlaut"


def test_a_broken_definition_stops_nobody_else(tmp_path):
    (tmp_path / "broken.toml").write_text('url = "https://broken.example/"\nnaem = 1\n')
    (tmp_path / "whole.toml").write_text('url = "https://whole.example.org/"\n')
    owner = catalogue_for(["https://whole.example.org/a"], [tmp_path]).for_url("https://whole.example.org/a")
    assert owner is not None
    assert owner.id == "whole"


def test_a_broken_definition_that_may_own_a_url_is_told_and_passed_over(tmp_path, caplog):
    (tmp_path / "broken.toml").write_text('url = "https://www.torn.example/"\nnaem = 1\n')
    catalogue = catalogue_for(["https://torn.example/a"], [tmp_path])
    assert catalogue.for_url("https://torn.example/a") is None
    assert f"{tmp_path}/broken.toml:2: unknown key" in caplog.text
