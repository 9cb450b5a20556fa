"""The places that are easily forgotten when something is added by a recipe of CONTRIBUTING.md."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import click
import pytest

from wiredesk.crawlers.cli import COMMANDS, cli
from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.reasons import is_documented
from wiredesk.crawlers.site_tools.drafting import sample_quality
from wiredesk.pipelines.article import COMPARED_FIELDS, Article, FromPage, PageFields
from wiredesk.pipelines.exporters.article_rows import COLUMNS
from wiredesk.pipelines.extraction.explanation import RULES
from wiredesk.pipelines.publishing.known_article import FIELDS as KNOWN_FIELDS
from wiredesk.pipelines.source_kinds import BY_TYPE, SOURCE_KINDS, DateSource, SourceKind, SourceType
from wiredesk.settings.environment import Environment

ROOT = Path(__file__).resolve().parents[1]

NOT_OF_THE_PAGE = {
    *("schema_version", "id", "revision", "event", "changed", "cause", "site", "url", "requested_url", "content_hash"),
    *("near_duplicate_of", "fetched_at", "http_status", "discovered_via", "extraction", "request_id", "archive"),
}
"""Fields that say how an article came to be, not what its page says."""
HOW_DATES_WERE_READ = {
    *("date_published_precision", "date_published_raw", "date_published_source", "timezone_source"),
}
"""They change with the date itself: an update names the date."""

NO_COLUMN = {*("date_published_raw", "date_published_local", "date_published_source", "timezone_source")}
"""Fields of the page that tables leave out: how its dates were read."""


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


# -- a source of articles


def test_every_kind_of_source_has_a_row_and_a_reader():
    assert set(SOURCE_KINDS) == set(get_args(SourceKind))
    assert set(BY_TYPE) == set(get_args(SourceType)) - {"revisit", "request", "file", "warc"}
    assert {row.dates for row in SOURCE_KINDS.values() if row.dates} <= set(get_args(DateSource))
    read_by_itself = {"feed", "json_feed", "sitemap", "news_sitemap", "section"}
    assert set(APIS) == set(SOURCE_KINDS) - read_by_itself, "crawlers/listings/api_table.py"


@pytest.mark.parametrize("kind", sorted(APIS))
def test_each_page_of_an_api_has_an_address_of_its_own(kind):
    first = APIS[kind].first_page("https://example.org/api/")
    assert APIS[kind].first_page(first) == first
    assert len({first, *(APIS[kind].page_url(first, page=page) for page in (2, 3))}) == 3


@pytest.mark.parametrize("kind", sorted(get_args(SourceKind)))
def test_the_guides_have_every_kind_of_source(kind):
    assert kind in re.findall(r"^\| `(\w+)` \|", page("docs/sites.md"), re.MULTILINE), "docs/sites.md: a row"
    assert kind == "section" or is_documented(f"no_{kind}")


def test_the_guide_to_articles_names_every_place_of_a_date():
    (row,) = re.findall(r"^\| `date_published_source` \|(.*)", page("docs/article.md"), re.MULTILINE)
    assert set(re.findall(r"`([\w-]+)`", row)) == set(get_args(DateSource)), "docs/article.md: date_published_source"


def test_every_place_of_a_date_is_graded():
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
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == set(Article.model_fields), "docs/article.md: the table of fields"


def test_a_field_of_the_page_is_a_column_or_left_out_of_tables():
    columns = {"images" if name == "image" else name for name in COLUMNS}
    assert PageFields.model_fields.keys() - columns == NO_COLUMN, "COLUMNS in pipelines/exporters/article_rows.py"


def test_the_guide_has_every_column_of_tables():
    (columns,) = re.findall(r"Columns of `csv`.*?:(.+?)\. Lists", page("docs/article.md"), re.DOTALL)
    assert re.findall(r"`(\w+)`", columns) == list(COLUMNS), "docs/article.md, Tables"


def test_the_guide_to_redis_has_every_field_of_a_known_article():
    table = page("docs/redis.md").partition("### `{wiredesk}:article:<id>`")[2].partition("###")[0]
    rows = re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert set(KNOWN_FIELDS) - named == set(), "docs/redis.md: the fields of {wiredesk}:article:<id>"


# -- commands, settings, rules of the extraction


def test_the_guides_have_every_command_and_setting():
    rows = re.findall(r"^\| `([\w-]+)", page("docs/commands.md"), re.MULTILINE)
    assert set(COMMANDS) - set(rows) == set(), "docs/commands.md: a row"
    settings = set(re.findall(r"^\| `WIREDESK_(\w+)` \|", page("docs/settings.md"), re.MULTILINE))
    assert settings == {field.name.upper() for field in fields(Environment)}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_guide_has_every_command_of_a_group(name):
    group = cli.get_command(click.Context(cli), name)
    if isinstance(group, click.Group):
        rows = re.findall(r"^\| (`.+?) \| (?!\|)", page("docs/commands.md"), re.MULTILINE)
        words = {word for row in rows if row.startswith(f"`{name} ") for word in re.findall(r"[\w-]+", row)}
        assert set(group.list_commands(click.Context(group))) - words == set(), f"docs/commands.md: the row of {name}"


def test_every_rule_leads_to_the_module_that_notes_it():
    table = page("CONTRIBUTING.md").partition("| rule | module |")[2]
    modules = {}
    for rules, module in re.findall(r"^\| (`.+?`) \| `([\w/.]+)` \|", table, re.MULTILINE):
        modules.update(dict.fromkeys(re.findall(r"`(\w+)`", rules), module))
    assert modules.keys() == RULES.keys()
    room = ROOT / "pipelines/extraction"
    assert [rule for rule, module in modules.items() if f'"{rule}"' not in (room / module).read_text("utf-8")] == []
