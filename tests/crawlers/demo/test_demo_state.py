"""The town's papers: the same town at the second run, and definitions that the crawler accepts."""

from __future__ import annotations

from wiredesk.crawlers.demo.demo_state import TownRegistry
from wiredesk.crawlers.demo.stories import read_town
from wiredesk.crawlers.sites.catalogue import Catalogue


def test_the_second_run_opens_the_same_town(tmp_path):
    sites = read_town()
    registry = TownRegistry(tmp_path)
    with registry.open_town(sites) as first:
        registry.write(first)
    with registry.open_town(sites) as second:
        assert (second.port, second.founded) == (first.port, first.founded)
        assert [second.home(site.id) for site in sites] == [first.home(site.id) for site in sites]


def test_a_damaged_founding_is_a_new_town(tmp_path):
    registry = TownRegistry(tmp_path)
    registry.file.write_text('{"founded": "once upon a time"')
    assert registry.read() is None


def test_the_definitions_are_valid_and_short(tmp_path):
    registry = TownRegistry(tmp_path)
    with registry.open_town(read_town()) as town:
        registry.write(town)
        definitions = Catalogue.load(registry.definitions).enabled()
        assert [definition.url for definition in definitions] == [town.home(site.id) for site in town.sites]
    with_sources = [definition.id for definition in definitions if definition.sources]
    assert with_sources == ["courrier-du-fleuve"]  # all others are discovered


def test_the_town_has_what_the_demo_promises():
    sites = read_town()
    ways = {way for site in sites for way in site.listings}
    assert ways == {"wordpress", "rss", "atom", "news-sitemap", "sitemap", "sitemap-index", "section"}
    assert {"en", "ar", "ckb", "kmr", "fa", "es", "pt-BR"} <= {site.language for site in sites}
    assert all(4 <= len(site.stories) <= 7 for site in sites)
    headlines = [story.headline for site in sites for story in site.stories]
    assert len(set(headlines)) == len(headlines)
