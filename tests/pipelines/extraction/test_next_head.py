"""Another article below the text is known by its head, whatever elements it is made of: a headline, a day, text."""

from time import process_time

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, OTHER, STORY, body_text, paragraphs

NEXT = {
    "en": ("Flour is dear in the valley", "Ida Holm | 3 May 2026", OTHER[:3]),
    "ru": (
        "Мука в долине подорожала вдвое",
        "Анна Лис, 3 мая 2026",
        (
            "Пекари долины говорят, что цена муки удвоилась с тех пор, как в марте сгорела мельница.",
            "Кооператив хочет купить развалины, но страховая компания ещё ничего не заплатила.",
        ),
    ),
    "hi": (
        "घाटी में आटा बहुत महंगा हो गया",
        "अनिता राव | 3 मई 2026",
        (
            "घाटी के बेकर कहते हैं कि मार्च में चक्की जलने के बाद से आटे का दाम दोगुना हो गया है।",
            "एक सहकारी समिति खंडहर खरीदना चाहती है, लेकिन बीमा कंपनी ने अभी तक भुगतान नहीं किया है।",
        ),
    ),
    "zh": (
        "山谷里的面粉价格今年春天翻了一番",
        "李安 2026年5月3日 17:40",
        (
            "山谷里的面包师说,自从三月份磨坊被烧毁以来,面粉的价格已经翻了一番,许多小店因此不得不缩短营业时间,有的已经关门。",
            "一家合作社想买下废墟,但是保险公司还没有付款,银行又要求第二份担保,因此谁也不知道新的磨坊什么时候能够建成。",
        ),
    ),
    "es": (
        "La harina está cara en el valle",
        "Por Ana Gil · 3 de mayo de 2026",
        (
            "Los panaderos del valle dicen que el precio de la harina se ha duplicado desde que ardió el molino.",
            "Una cooperativa quiere comprar las ruinas, pero el seguro todavía no ha pagado nada a nadie.",
        ),
    ),
}


@pytest.mark.parametrize("language", NEXT)
@pytest.mark.parametrize("head", ["<h1>{}</h1>", "<h3>{}</h3>", "<div>{}</div>", "<p><strong>{}</strong></p>"])
@pytest.mark.parametrize("shell", ["<div><h1>{}</h1><div>{}</div>{}</div>", "<div><h1>{}</h1>{}</div>{}"])
def test_another_article_beside_the_text_goes(language: str, head: str, shell: str) -> None:
    title, signature, text = NEXT[language]
    other = f"<div>{head.format(title)}<div>{signature}</div>{paragraphs(text)}</div>"
    page = shell.format(HEADLINE, paragraphs(), other)
    assert body_text(f"<main>{page}</main>") == list(STORY)


def test_a_headline_in_one_box_with_its_day_is_nearer_than_the_heading_of_a_teaser_above() -> None:
    title, signature, text = NEXT["en"]
    teaser = "<article><h2>Ferry runs again after the flood</h2><div>Harbour</div></article>"
    other = f"<div><div>{title}</div><div>{signature}</div>{paragraphs(text)}</div>"
    page = f"<section><h1>{HEADLINE}</h1><div>{paragraphs()}</div>{teaser}</section>{other}"
    assert body_text(f"<main>{page}</main>") == list(STORY)


STAYS = {
    "the own byline below the lead": (
        f"<div><p>{STORY[0]}</p></div><div><div>{HEADLINE} again</div><div>Ida Holm | 3 May 2026</div>"
        f"{paragraphs(STORY[1:])}</div>"
    ),
    "a post that is quoted": (
        f"<div>{paragraphs(STORY[:3])}</div><div><div>Look at our new pier in the sun</div>"
        f"<div>— Ann Lee (@annlee) 3 May 2026</div></div><div>{paragraphs(STORY[3:])}</div>"
    ),
    "a box in the midst, the text goes on": (
        f"<div>{paragraphs(STORY[:3])}<div><div><h3>A chronicle of the pier</h3><div>3 May 2026</div>"
        f"<p>{OTHER[0]}</p></div></div>{paragraphs(STORY[3:])}</div>"
    ),
    "years below a chapter's heading": (
        f"<div>{paragraphs(STORY[:3])}</div><div><h2>How it came to this</h2><div>1978 to 2026</div>"
        f"{paragraphs(STORY[3:])}</div>"
    ),
    "entries of a list": f"<div>{paragraphs(STORY[:2])}</div>"
    + "".join(
        f"<div><h2>The pier of the town of {town}</h2><div>3 May 19{year}</div><p>{text}</p></div>"
        for town, year, text in zip(("Arnau", "Borwick", "Celdra"), (61, 72, 83), (*STORY[2:], OTHER[0]), strict=True)
    ),
}


@pytest.mark.parametrize("page", STAYS)
def test_a_day_below_a_line_of_the_text_ends_it_not(page: str) -> None:
    found = " ".join(body_text(f"<article><h1>{HEADLINE}</h1>{STAYS[page]}</article>"))
    assert [line for line in STORY if line not in found] == []


def test_many_dated_headlines_cost_no_look_at_all_text_each() -> None:
    entry = f"<div><div><div>Flour is dear in the valley</div><p>03.05.2026</p><p>{OTHER[0]}</p></div></div>"
    started = process_time()
    body_text(f"<main><h1>{HEADLINE}</h1>{paragraphs()}{entry * 1_000}</main>")
    assert process_time() - started < 10
