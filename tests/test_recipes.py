"""The places that are easily forgotten when something is added by a recipe of CONTRIBUTING.md."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from wiredesk.crawlers.cli import COMMANDS
from wiredesk.crawlers.listings.source_memory import TELLING
from wiredesk.crawlers.reasons import is_documented
from wiredesk.crawlers.site_tools.drafting import sample_quality
from wiredesk.crawlers.site_tools.trial import samples
from wiredesk.crawlers.sites.definition import SourceKind
from wiredesk.pipelines.article import COMPARED_FIELDS, Article, DateSource, FromPage, PageFields, SourceType
from wiredesk.pipelines.extraction import assembly
from wiredesk.pipelines.extraction.explanation import RULES
from wiredesk.settings.environment import Environment

ROOT = Path(__file__).resolve().parents[1]

NOT_OF_THE_PAGE = {
    *("schema_version", "id", "revision", "event", "changed", "site", "url", "requested_url", "content_hash"),
    *("near_duplicate_of", "fetched_at", "http_status", "discovered_via", "extraction", "request_id"),
}
"""Fields that say how an article came to be, not what its page says."""
HOW_DATES_WERE_READ = {
    *("date_published_precision", "date_published_raw", "date_published_source", "timezone_source"),
}
"""They change with the date itself: an update names the date."""


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


# -- a source of articles


@pytest.mark.parametrize("kind", sorted(set(get_args(SourceKind)) - {"section"}))
def test_a_kind_of_source_is_known_everywhere(kind):
    via = kind.replace("_", "-")
    assert via in get_args(SourceType), "pipelines/article.py"
    assert kind in TELLING, "crawlers/listings/source_memory.py"
    assert is_documented(f"no_{kind}"), "crawlers/reasons.py"
    assert f"| `{kind}` |" in page("docs/sites.md")
    # a sitemap's day is no account of the article itself
    assert (via in assembly._ENTRIES) != (kind == "sitemap"), "pipelines/extraction/assembly.py"


def test_trials_rank_every_way_to_an_article_and_every_place_of_a_date():
    assert set(samples._TELLING_ORDER) == set(get_args(SourceType))
    assert set(sample_quality._DATES) == set(get_args(DateSource))


# -- a field


def marks() -> dict[str, FromPage]:
    fields = PageFields.model_fields.items()
    return {name: mark for name, field in fields for mark in field.metadata if isinstance(mark, FromPage)}


def test_a_field_of_the_page_is_marked_in_its_declaration():
    assert marks().keys() == PageFields.model_fields.keys() == Article.model_fields.keys() - NOT_OF_THE_PAGE
    assert {name for name, mark in marks().items() if mark.compared is None} == HOW_DATES_WERE_READ


def test_the_places_of_compared_fields_are_those_of_the_digests_that_are_stored():
    numbers = [mark.compared for mark in marks().values() if mark.compared is not None]
    assert sorted(numbers) == list(range(len(numbers))), "pipelines/article.py: each number once, none left out"
    stored = "headline description body_text authors byline dateline source publisher date_published date_modified"
    later = "language section keywords images is_accessible_for_free canonical_url"
    assert " ".join(COMPARED_FIELDS).startswith(f"{stored} {later}"), "new fields come at the end"


def test_the_guide_has_every_field():
    rows = re.findall(r"^\| (`.+?`) \|", page("docs/article.md").partition("## On the queue")[0], re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(Article.model_fields)


# -- commands, settings, rules of the extraction


def test_the_guides_have_every_command_and_setting():
    rows = re.findall(r"^\| `(\w+)", page("docs/commands.md"), re.MULTILINE)
    assert set(COMMANDS) <= set(rows)
    settings = set(re.findall(r"^\| `WIREDESK_(\w+)` \|", page("docs/settings.md"), re.MULTILINE))
    assert settings == {field.name.upper() for field in fields(Environment)}


def test_every_rule_leads_to_the_module_that_notes_it():
    table = page("CONTRIBUTING.md").partition("| rule | module |")[2]
    modules = {}
    for rules, module in re.findall(r"^\| (`.+?`) \| `([\w/.]+)` \|", table, re.MULTILINE):
        modules.update(dict.fromkeys(re.findall(r"`(\w+)`", rules), module))
    assert modules.keys() == RULES.keys()
    room = ROOT / "pipelines/extraction"
    assert [rule for rule, module in modules.items() if f'"{rule}"' not in (room / module).read_text("utf-8")] == []
