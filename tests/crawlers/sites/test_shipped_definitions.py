"""The definitions that wiredesk ships: all valid, all with their facts' origin, and true to the list they come from."""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from wiredesk.crawlers.sites.catalogue import SHIPPED, Catalogue, problems
from wiredesk.crawlers.sites.definition import SiteDefinition

FACTS = Path(__file__).parents[3] / "../shared/site-facts.json"


@pytest.fixture(scope="module")
def shipped() -> list[SiteDefinition]:
    return Catalogue.load().all()


def test_every_file_is_valid_and_no_two_claim_the_same(shipped: list[SiteDefinition]) -> None:
    assert problems(Catalogue.load()) == []
    assert len(shipped) == len(list(SHIPPED.iterdir())) >= 250


def test_each_is_named_after_its_home_page_and_says_where_its_facts_come_from(shipped: list[SiteDefinition]) -> None:
    for site in shipped:
        assert site.id == (urlsplit(site.url).hostname or "").removeprefix("www.")
        assert site.name
        assert site.country
        assert site.region
        assert "2026" in (site.facts or ""), site.id
        assert site.enabled or site.reason, site.id


def test_the_regions_that_wiredesk_is_for_are_there(shipped: list[SiteDefinition]) -> None:
    own = [site for site in shipped if site.facts and "own knowledge" in site.facts]
    assert len(own) >= 70
    assert all(site.languages for site in own)
    regions = " / ".join({site.region or "" for site in own})
    for region in (
        "Kurdistan", "Middle East", "North Africa", "West Africa", "Central Africa", "East Africa", "Southern Africa",
        "South Asia", "South-East Asia", "Central Asia", "Caucasus", "Latin America", "Caribbean", "Pacific",
    ):  # fmt: skip
        assert region in regions
    languages = {language for site in own for language in site.languages}
    assert languages >= {"ar", "ckb", "kmr", "tr", "fa", "hi", "sw", "es", "pt", "pt-BR", "ka", "hy", "az", "uz", "am"}


@pytest.mark.skipif(not FACTS.exists(), reason="needs ../shared/site-facts.json")
def test_all_facts_of_the_list_are_taken_over(shipped: list[SiteDefinition]) -> None:
    by_url = {site.url: site for site in shipped}
    for fact in json.loads(FACTS.read_text(encoding="utf-8")):
        site = by_url[fact["url"]]
        assert (site.name, site.country) == (fact["name"], fact["country"])
        assert "public list" in (site.facts or "")
        told = list(dict.fromkeys((source["type"], source["url"]) for source in fact["sources"]))
        assert [(source.type, source.url) for source in site.sources] == told


def test_all_of_them_load_at_once(shipped: list[SiteDefinition]) -> None:
    started = time.process_time()
    assert len(Catalogue.load().all()) == len(shipped)
    assert time.process_time() - started < 1.0  # 0.12 s where this was written; a regular command waits for it


def test_one_of_them_is_found_without_reading_the_others() -> None:
    catalogue = Catalogue.load()
    started = time.process_time()
    assert catalogue.get(["rudaw.net"])[0].languages[0] == "ckb"
    assert time.process_time() - started < 0.1
