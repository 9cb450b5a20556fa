"""A definition's file is changed where it must be, and keeps its comments and order elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from wiredesk.crawlers.site_tools.checking.definition_patch import Changes, changed_definition, mended_text
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.sites.loader import load_definition

TEXT = """\
# The valley's paper
name = "Valley"  # as it writes itself
url = "https://old.example.org/"

# the quick one
[[sources]]
type = "feed"
url = "https://old.example.org/feed" # every ten minutes

# the whole archive
[[sources]]
type = "sitemap"
url = 'https://old.example.org/sitemap.xml'

# and the front page
[[sources]]
type = "section"
url = "https://old.example.org/news/"

[fetch]
delay = 3  # the editor asked for it
"""
FEED, SITEMAP, SECTION = (f"https://old.example.org/{path}" for path in ("feed", "sitemap.xml", "news/"))


def mended(text: str, changes: Changes, folder: Path) -> str:
    path = folder / "valley.toml"
    path.write_text(text, encoding="utf-8")
    definition = load_definition(path)
    after = mended_text(text, definition, changes)
    path.write_text(after, encoding="utf-8")
    assert load_definition(path) == changed_definition(definition, changes)
    return after


def test_addresses_are_replaced_in_place(tmp_path: Path) -> None:
    changes = Changes(url="https://new.example.net/", sources={FEED: "https://new.example.net/rss"})
    expected = TEXT.replace('url = "https://old.example.org/"\n', 'url = "https://new.example.net/"\n', 1)
    expected = expected.replace(f'"{FEED}"', '"https://new.example.net/rss"')
    assert mended(TEXT, changes, tmp_path) == expected


@pytest.mark.parametrize(
    ("gone", "comments_left"),
    [
        (FEED, ["# the whole archive", "# and the front page"]),
        (SITEMAP, ["# the quick one", "# and the front page"]),
        (SECTION, ["# the quick one", "# the whole archive"]),
    ],
)
def test_a_source_goes_and_the_comments_of_the_others_stay(gone: str, comments_left: list[str], tmp_path: Path) -> None:
    after = mended(TEXT, Changes(sources={gone: None}), tmp_path)
    assert gone not in after
    for comment in [*comments_left, "# The valley's paper", "# as it writes itself", "# the editor asked for it"]:
        assert comment in after
    headed = [
        line
        for before, line in zip(after.splitlines(), after.splitlines()[1:], strict=False)
        if before == comments_left[-1]
    ]
    assert headed == ["[[sources]]"]


def test_all_sources_can_go(tmp_path: Path) -> None:
    after = mended(TEXT, Changes(sources=dict.fromkeys((FEED, SITEMAP, SECTION))), tmp_path)
    assert "[[sources]]" not in after
    assert "delay = 3  # the editor asked for it" in after


def test_domains_are_added_above_the_tables(tmp_path: Path) -> None:
    after = mended(TEXT, Changes(url="https://new.example.net/", domains=["old.example.org"]), tmp_path)
    assert after.index('domains = ["old.example.org"]') < after.index("[[sources]]")


def test_domains_join_those_that_are_there(tmp_path: Path) -> None:
    text = TEXT.replace("\n# the quick", 'domains = ["example.com"]\n\n# the quick')
    after = mended(text, Changes(domains=["old.example.org"]), tmp_path)
    assert 'domains = ["example.com", "old.example.org"]' in after


def test_sources_written_inline(tmp_path: Path) -> None:
    feed, section = f'{{type = "feed", url = "{FEED}"}}', f'{{type = "section", url = "{SECTION}"}}'
    text = f'url = "https://old.example.org/"\nsources = [{feed}, {section}]\n'
    after = mended(text, Changes(sources={FEED: None, SECTION: "https://old.example.org/all/"}), tmp_path)
    assert FEED not in after
    assert "https://old.example.org/all/" in after


def test_what_cannot_be_edited_is_written_anew() -> None:
    definition = SiteDefinition(id="valley", url="https://old.example.org/")
    after = mended_text("url = [", definition, Changes(url="https://new.example.net/"))
    assert 'url = "https://new.example.net/"' in after


UPON = """\
# ours
[fetch]
delay = 5  # agreed with them
"""


@pytest.mark.parametrize(
    ("upon", "changes"),
    [
        (UPON, Changes(sources={FEED: None})),
        (UPON, Changes(sources={FEED: "https://old.example.org/rss"})),
        (UPON, Changes(sources={FEED: None, SITEMAP: None, SECTION: None})),
        (f'{UPON}[[sources]]\ntype = "feed"\nurl = "{FEED}"\n', Changes(sources={FEED: None})),
        (f'{UPON}[[sources]]\ntype = "feed"\nurl = "{FEED}"\n', Changes(sources={FEED: "https://old.example.org/rss"})),
    ],
)
def test_a_file_upon_another_still_changes_single_keys(upon: str, changes: Changes, tmp_path: Path) -> None:
    path, below = tmp_path / "valley.toml", tmp_path / "below.toml"
    path.write_text(upon)
    below.write_text(TEXT)
    definition = load_definition(path, [below])
    after = mended_text(upon, definition, changes, [below])
    path.write_text(after)
    assert load_definition(path, [below]) == changed_definition(definition, changes)
    assert 'old.example.org/"' not in after, "the home page stays in the file below"
    assert {"# ours", "delay = 5  # agreed with them"} <= set(after.splitlines())
