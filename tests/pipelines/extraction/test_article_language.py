"""The language of whole pages."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.html_pages import fields, page


@pytest.mark.parametrize(("declared", "language"), [("prs", "prs"), ("fa-AF", "prs"), ("fa", "fa"), ("fa-IR", "fa")])
def test_dari_is_told_by_the_page_s_own_word(declared: str, language: str) -> None:
    story = "شورای شهر گفت که پل تا ماه آینده برای رفت و آمد بسته است و این کار از بهار آغاز می‌شود."
    html = f"<html lang='{declared}'><body><h1>پل کهنه شهر ترمیم می‌شود</h1><p>{story}</p></body></html>"
    assert (fields(html.encode()).language or "").split("-")[0] == language


def test_language_is_that_of_the_text():
    german = (
        "Der Rat der Stadt hat am Montag beschlossen, dass die alte Brücke vor dem Winter repariert werden soll. " * 2
    )
    assert fields(page(language="en-US", paragraph=german)).language == "de"
