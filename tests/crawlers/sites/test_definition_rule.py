"""One more rule in a definition's file: nothing else of the file changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from wiredesk.crawlers.site_tools.rule_trial.definition_rule import definition_with_rule
from wiredesk.crawlers.sites.catalogue import SHIPPED_NAME, Catalogue
from wiredesk.crawlers.sites.definition_file import write_definition
from wiredesk.crawlers.sites.loader import definition_of
from wiredesk.settings.errors import UsageProblem

OWN = Path("mine/river.toml")
NOTED = """\
# The river's paper
url = "https://river.example/"  # since May

[extract]  # by hand
remove = [
  ".shop",  # in every text
  '[title="a]b"]',
]

[fetch]
delay = 3  # they asked for it
"""


def ruled(text: str, field: str, selector: str, below: list[Path] | None = None) -> str:
    definition = definition_of(text, OWN, below or [])
    return definition_with_rule(text, OWN, below or [], definition, field, selector)


def test_comments_and_order_stay():
    assert ruled(NOTED, "remove", ".promo") == NOTED.replace('  ".shop"', '  ".promo",\n  ".shop"')
    assert ruled(NOTED, "date", "time") == NOTED.replace("\n[fetch]", 'date = ["time"]\n\n[fetch]')
    dos = NOTED.replace("\n", "\r\n")
    assert ruled(dos, "remove", ".promo") == dos.replace('  ".shop"', '  ".promo",\r\n  ".shop"')


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('extract = { remove = [".shop"] }  # short', 'extract = { remove = [".promo",".shop"] }  # short'),
        ('extract.remove = [".shop"]  # short', 'extract.remove = [".promo",".shop"]  # short'),
        ('extract.headline = ["h1"]  # short', 'extract.headline = ["h1"]  # short\nextract.remove = [".promo"]'),
        ("# the end", '# the end\n\n[extract]\nremove = [".promo"]'),
    ],
)
def test_every_form_of_the_table_is_edited_in_its_place(text, line):
    before = f'url = "https://river.example/"\n{text}\n'
    after = ruled(before, "remove", ".promo")
    assert after.replace(" ", "").replace("\n", "") == f'url = "https://river.example/"{line}'.replace(" ", "").replace(
        "\n", ""
    )


def test_a_rule_that_is_there_goes_first_and_is_not_doubled():
    assert ruled(NOTED, "remove", ".shop") == NOTED
    again = ruled(NOTED, "remove", '[title="a]b"]')
    assert definition_of(again, OWN).extract.remove == ['[title="a]b"]', ".shop"]
    assert "# they asked for it" in again


def test_a_file_upon_another_changes_this_one_key_and_keeps_the_rules_below(tmp_path):
    below = tmp_path / "river.toml"
    below.write_text(NOTED + '[[sources]]\ntype = "feed"\nurl = "https://river.example/feed"\n')
    first = ruled("", "headline", "h1.t", [below])
    assert first == '[extract]\nheadline = ["h1.t"]\n'
    second = ruled(first, "remove", ".promo", [below])
    assert second.startswith(first)
    assert definition_of(second, OWN, [below]).extract.remove == [".promo", ".shop", '[title="a]b"]']
    assert "url" not in second


def test_a_file_that_another_one_hides_is_not_written(tmp_path):
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for folder in (mine, theirs):
        folder.mkdir()
    (theirs / "river.toml").write_text(NOTED)
    assert Catalogue.load(mine, theirs).below(mine / "river.toml") == [theirs / "river.toml"]
    with pytest.raises(UsageProblem, match=r"counts before .*name .*mine first in WIREDESK_SITES"):
        Catalogue.load(theirs, mine).below(mine / "river.toml")
    shipped = Catalogue.load(SHIPPED_NAME, mine)
    with pytest.raises(UsageProblem, match="counts before"):
        shipped.below(mine / f"{shipped.names[0]}.toml")


def test_a_file_that_is_written_again_keeps_its_rights(tmp_path):
    path = tmp_path / "river.toml"
    path.write_text(NOTED)
    path.chmod(0o600)  # its headers may be secret
    write_definition(path, NOTED, overwrite=True)
    assert path.stat().st_mode & 0o777 == 0o600
