"""One name without what stands around it."""

from __future__ import annotations

import pytest

from wiredesk.pipelines.extraction.fields.tidy_name import tidy_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann Smith (Rome)", "Ann Smith"),
        ("Ann Smith | Follow", "Ann Smith"),
        ("Ann Smith Updated 3 May", "Ann Smith"),
        ("Ann Smith for the Valley Herald", "Ann Smith"),
        ("Ann Smith For Valleyherald.Example", "Ann Smith"),
        ("Ann Smith Parliamentary editor", "Ann Smith"),
        ("Ann Smith Chief Sports Writer", "Ann Smith"),
        ("Talheim Court Reporter", ""),
        ("Min Aung", "Min Aung"),
        ("Иван Петров ИА «Долина»", "Иван Петров"),
        ("Сергей Иванов 12 октября 2020", "Сергей Иванов"),
        ("김민수 기자", "김민수"),
        ("山田太郎 訳", ""),
        ("Redakteur Jan Meier", "Jan Meier"),
        ("AP National Writer", "AP"),
        ("admin", ""),
        ("", ""),
    ],
)
def test_one_name(text: str, name: str) -> None:
    assert tidy_name(text) == name
