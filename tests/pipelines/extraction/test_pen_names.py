"""Authors of one word: accounts and pen names, believed for their place."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.html_pages import fields, page

H1 = "<h1>Old bridge to be repaired before winter</h1>"
URL = "https://valleynews.example.org/town/bridge-to-be-repaired"


def authors(body: str, head: str = "") -> list[str]:
    return [one.name for one in fields(page(head, H1 + body), URL).authors]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("<p class='meta'>by <span class='author vcard fn'>oz</span> on December 4, 2025</p>", "oz"),
        ("<p class='meta'>Posted by <a href='/author/krabbe7/' rel='author'>krabbe7</a></p>", "krabbe7"),
        ("<p class='author'>von luna am 26.10.2025, 03:48</p>", "luna"),
        (
            "<div class='author'>Von <a href='/redaktion/jm'>Jana.Meier</a> am Samstag, 4. Mai 2025</div>",
            "Jana.Meier",
        ),
        ("<span class='post-author vcard'>Eingestellt von <span class='fn'>der Jochen</span></span>", "der Jochen"),
    ],
)
def test_one_word_in_the_author_s_place(body, name):
    assert authors(body) == [name]


@pytest.mark.parametrize(
    "body",
    [
        "<p class='author'>von wordpressadmin</p>",
        "<p class='author vcard'>Editor</p>",
        "<p class='author vcard'>Facebook</p>",
        "<p class='author vcard'>Published</p>",
        "<p class='author vcard'>by</p>",
        "<p class='author vcard'>2025</p>",
        "<p>See <a href='/users/login'>login</a></p>",
        "<aside><p class='author vcard'>krabbe7</p></aside>",
    ],
)
def test_furniture_and_installers_are_no_pen_names(body):
    assert authors(body) == []


def test_a_full_name_and_a_declared_name_are_better():
    account = "<p class='author vcard'>krabbe7</p>"
    assert authors(account + "<p>By Mara Lind</p>") == ["Mara Lind"]
    assert authors(account, "<meta name='author' content='Valley Press Agency'>") == ["Valley Press Agency"]


def test_initials_are_no_source():
    found = fields(page("", H1 + "<p class='author vcard'>DT</p>"), URL)
    assert [one.name for one in found.authors] == ["DT"]
    assert found.source is None
