"""What docs/sites.md shows is true: the example loads, has every key, and the mistakes give the lines shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from wiredesk.crawlers.sites.definition import (
    CheckedExtractRules,
    Expectations,
    FetchRules,
    SiteDefinition,
    Source,
    UrlRules,
)
from wiredesk.crawlers.sites.loader import load_definition
from wiredesk.settings.errors import UsageProblem

DOCS = (Path(__file__).parents[3] / "docs/sites.md").read_text(encoding="utf-8")


def test_the_example_loads_and_sets_every_key(tmp_path: Path) -> None:
    example = re.search(r"<!-- example -->\n```toml\n(.*?)```", DOCS, re.DOTALL)
    assert example
    path = tmp_path / "example.org.toml"
    path.write_text(example[1], encoding="utf-8")
    site = load_definition(path)
    assert site.model_fields_set == set(SiteDefinition.model_fields)
    parts: list[tuple[BaseModel, type[BaseModel]]] = [
        (site.sources[1], Source),
        (site.urls, UrlRules),
        (site.fetch, FetchRules),
        (site.extract, CheckedExtractRules),
        (site.expect, Expectations),
    ]
    for part, model in parts:
        assert part.model_fields_set == set(model.model_fields)


def test_the_shortest_definition_is_one(tmp_path: Path) -> None:
    path = tmp_path / "example.org.toml"
    path.write_text('url = "https://www.example.org/"\n')
    assert path.read_text() in DOCS
    assert load_definition(path).url == "https://www.example.org/"


def test_the_mistakes_are_told_as_shown(tmp_path: Path) -> None:
    path = tmp_path / "example.org.toml"
    path.write_text(
        'name = "Example"\nurl = "https://www.example.org/"\ncontry = "iq"\n'
        '[[sources]]\ntype = "feed"\nurl = "https://www.example.org/feed"\n'
        '\n[[sources]]\ntype = "rss"\nurl = "https://www.example.org/rss"\n'
        '\n[urls]\ndeny = []\nallow = ["article("]\n'
    )
    with pytest.raises(UsageProblem) as problem:
        load_definition(path)
    told = str(problem.value).replace(str(path), "my-sites/example.org.toml").splitlines()
    shown = re.findall(r"^my-sites/example\.org\.toml:\d+: .*$", DOCS, re.MULTILINE)
    assert len(told) == len(shown) == 3
    for line, beginning in zip(told, shown, strict=True):
        assert line.startswith(beginning.partition("…")[0].rstrip())
