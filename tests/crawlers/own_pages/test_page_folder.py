"""The folder of corrected pages: what is kept comes back, and what cannot be read is named."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from wiredesk.crawlers.site_tools.own_pages.corrected_page import CorrectedPage
from wiredesk.crawlers.site_tools.own_pages.page_folder import LARGEST_PAGE, PageFolder
from wiredesk.settings.errors import UsageProblem

FETCHED = datetime(2026, 3, 5, 10, 15, tzinfo=UTC)
URL = "https://paper.example/news/1"
RIGHT = CorrectedPage(headline="خبر", authors=["Ann Lee", "Bo Ekman"], date="2026-03-04", words=120, foreign=["promo"])


def test_what_is_kept_comes_back(tmp_path):
    folder = PageFolder(tmp_path / "mine")
    name = folder.keep(URL, b"<p>page\xff</p>", FETCHED, RIGHT)
    (page,) = folder.pages()
    assert (page.id, page.url, page.fetched, page.html, page.right) == (
        name, URL, FETCHED.isoformat(), b"<p>page\xff</p>", RIGHT,
    )  # fmt: skip


def test_the_same_page_is_corrected_again_and_another_is_added(tmp_path):
    folder = PageFolder(tmp_path)
    folder.keep(URL, b"one", FETCHED, RIGHT)
    folder.keep(URL, b"one", FETCHED, RIGHT.model_copy(update={"headline": "better"}))
    folder.keep(URL, b"two", FETCHED, RIGHT)
    assert [(page.html, page.right.headline) for page in folder.pages()] == [(b"one", "better"), (b"two", "خبر")]
    assert sorted(path.suffix for path in tmp_path.iterdir()) == ["", ".jsonl"]


def test_a_listing_needs_nothing_else(tmp_path):
    folder = PageFolder(tmp_path)
    folder.keep(URL, b"home", FETCHED, CorrectedPage(kind="listing"))
    assert next(folder.pages()).right == CorrectedPage(kind="listing")


def row(**values: object) -> str:
    return json.dumps({"url": URL, "kind": "article", "file": "html/a.html.gz", **values})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "no JSON"),
        ("[]", "no JSON object"),
        (row(file="../../secret.gz"), "lies outside the folder"),
        (row(file="html/gone.gz"), "FileNotFoundError"),
        (row(kind="poem"), "kind: Input should be"),
        (row(date="soon"), "neither a day"),
        (row(words="many"), "invalid literal"),
        (json.dumps({"kind": "article"}), "KeyError"),
        (row(file="html/cut.html.gz"), "EOFError"),
        (row(file="html/plain.html.gz"), "BadGzipFile"),
        (row(file="html/bomb.html.gz"), "more than 32 MB"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path, line, said):
    folder = PageFolder(tmp_path)
    folder.keep(URL, b"a", FETCHED, RIGHT)
    (tmp_path / "html/cut.html.gz").write_bytes(gzip.compress(b"a" * 1000)[:-9])
    (tmp_path / "html/plain.html.gz").write_bytes(b"<html>")
    (tmp_path / "html/bomb.html.gz").write_bytes(gzip.compress(bytes(LARGEST_PAGE + 1), 1))
    with folder.index.open("a") as index:
        index.write(line + "\n")
    with pytest.raises(UsageProblem, match=f"pages.jsonl, line 2.*{said}"):
        list(folder.pages())


def test_the_others_are_read_where_somebody_is_told(tmp_path):
    folder = PageFolder(tmp_path)
    folder.keep(URL, b"a", FETCHED, RIGHT)
    with folder.index.open("a") as index:
        index.write(row(file="html/gone.gz") + "\n")
    told: list[str] = []
    assert [page.html for page in folder.pages(told.append)] == [b"a"]
    assert len(told) == 1


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_a_folder_without_pages_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "pages.jsonl").write_text(content)
    with pytest.raises(UsageProblem, match="no corrected pages"):
        list(PageFolder(tmp_path).pages())


def test_what_was_said_before_is_known(tmp_path):
    folder = PageFolder(tmp_path)
    assert folder.kept(URL, b"a") is None
    folder.keep(URL, b"a", FETCHED, RIGHT)
    assert folder.kept(URL, b"a") == RIGHT
    assert folder.kept(URL, b"b") is None


def test_authors_that_are_not_known_stay_so(tmp_path):
    folder = PageFolder(tmp_path)
    folder.keep(URL, b"a", FETCHED, CorrectedPage(headline="x"))
    assert next(folder.pages()).right.authors is None
