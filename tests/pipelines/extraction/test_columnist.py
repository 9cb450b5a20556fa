"""Columns whose main heading is their writer's name."""

from __future__ import annotations

import pytest

from wiredesk.pipelines.extraction import extract_article

NAME, HEADLINE = "Hatice Yıldırım", "Kediler ve belediye meclisi"
TEXT = "".join(
    f"<p>Meclis üyeleri kediyi kaldırmaya kıyamadı, toplantı {at}. kez bahçeye taşındı.</p>" for at in range(4)
)


def read(title: str, heading: str, *, box: str = "yazar") -> tuple[str, list[str]]:
    html = (
        f"<html lang=tr><title>{title}</title><div class={box}><h1>{NAME}</h1><a href=mailto:h@s.com>h@s.com</a></div>"
        f"{heading}<span>27 Kasım 2026 Cuma 08:00</span><div>{TEXT}</div><h3>Yazarın diğer yazıları</h3></html>"
    )
    found = extract_article(html.encode(), "https://paper.example/yazar/88")
    assert found is not None
    return found.headline, [one.name for one in found.authors]


@pytest.mark.parametrize("heading", [f"<h2>{HEADLINE}</h2>", f"<h1>{HEADLINE}</h1>", f"<h3 class=a>{HEADLINE}</h3>"])
@pytest.mark.parametrize("title", ["Köşe Yazıları - Sur Gazetesi", f"{HEADLINE} - {NAME} - Sur Gazetesi", HEADLINE])
def test_the_column_has_its_own_headline_and_its_writer(title: str, heading: str) -> None:
    assert read(title, heading) == (HEADLINE, [NAME])


def test_a_story_about_somebody_keeps_the_name_as_headline() -> None:
    standfirst = "<h2>Otuz yıl boyunca Sur'un kedilerine bakan öğretmen dün veda etti</h2>"
    assert read(f"{NAME} - Sur Gazetesi", standfirst, box="manset") == (NAME, [])


def test_subheadings_of_the_text_are_no_headline() -> None:
    assert read("Sur Gazetesi", "<p>Otuz yıl boyunca Sur'un kedilerine bakan öğretmen dün veda etti.</p>")[0] == NAME
