"""The credit at the end of a caption."""

from __future__ import annotations

import pytest

from wiredesk.pipelines.extraction.fields.picture_credit import split_credit

CAPTION = "The old bridge in winter"


@pytest.mark.parametrize(
    ("behind", "credit"),
    [
        (" Photo: Ann Smith", "Ann Smith"),
        (" (Photo: Ann Smith)", "Ann Smith"),
        (" Photograph: Ann Smith/Getty Images", "Ann Smith/Getty Images"),
        (" Photo by Ann Smith", "Ann Smith"),
        (" © Ann Smith", "Ann Smith"),
        (" © www.valley-pictures.example", "www.valley-pictures.example"),
        (" © Inria / Photo C. Morel", "Inria / Photo C. Morel"),
        (" (Ann Smith/CBC)", "Ann Smith/CBC"),
        (" (Unsplash)", "Unsplash"),
        (" / AFP", "AFP"),
        (" Foto: Ann Groß/dpa", "Ann Groß/dpa"),
        (" Ảnh: Hoàng Phong", "Hoàng Phong"),
        (" Kuva: Anna Virtanen", "Anna Virtanen"),
        (" Фото: Анна Иванова", "Анна Иванова"),
        (" Снимка: БГНЕС", "БГНЕС"),
        (" Imagem: Divulgação/Flamengo", "Divulgação/Flamengo"),
        (" Isithombe: Sithunyelwe", "Sithunyelwe"),
        (" Լուսանկար՝ Արմենպրես", "Արմենպրես"),
        (" ფოტო: ნინო ბერიძე", "ნინო ბერიძე"),
        (" صورة: أحمد علي", "أحمد علي"),
        (" عکس: علی رضایی", "علی رضایی"),
        (" צילום: דנה כהן", "דנה כהן"),
        (" फोटो: एएनआई", "एएनआई"),
        (" ছবি: প্রথম আলো", "প্রথম আলো"),
        (" படம்: ராஜா", "ராஜா"),
        (" ภาพ: มติชน", "มติชน"),
        ("写真：朝日新聞", "朝日新聞"),
        ("图片来源：新华社", "新华社"),
        (" ፎቶ፡ አበበ", "አበበ"),
        (" រូបភាព៖ សុខា", "សុខា"),
    ],
)
def test_a_credit_behind_a_caption(behind: str, credit: str) -> None:
    assert split_credit(CAPTION + behind) == (CAPTION, credit)


@pytest.mark.parametrize(
    ("behind", "credit"),
    [
        (" Camila Buvinic", "Camila Buvinic"),
        (" Toni L. Sandys / Getty Images", "Toni L. Sandys / Getty Images"),
        (" (Ellen M. Banner / The Valley Times)", "Ellen M. Banner / The Valley Times"),
        (" Philipp von Berg/dpa", "Philipp von Berg/dpa"),
        (" EFE/ J.J. Guillén", "EFE/ J.J. Guillén"),
        ("Getty Images", "Getty Images"),
        (" Sergey Mironov/Moment via Getty Images", "Sergey Mironov/Moment via Getty Images"),
        (" Alketa Misja (dpa/picture alliance via Getty)", "Alketa Misja (dpa/picture alliance via Getty)"),
    ],
)
def test_a_credit_without_a_label_behind_a_sentence(behind: str, credit: str) -> None:
    assert split_credit(f"{CAPTION}.{behind}") == (f"{CAPTION}.", credit)


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Photo Credit: Ann Smith", "Ann Smith"),
        ("©Foto: Ann Smith | nh", "Ann Smith | nh"),
        ("Picture: iStock", "iStock"),
        ("Foto: Jure Makovec (OC Ljubno)", "Jure Makovec (OC Ljubno)"),
        ("Win McNamee/Getty Images",) * 2,
    ],
)
def test_a_caption_that_is_nothing_but_the_credit(line: str, credit: str) -> None:
    assert split_credit(line) == (None, credit)


@pytest.mark.parametrize(
    "line",
    [
        CAPTION,
        "Note: the bridge is closed until Monday",
        "The council: who is who",
        "The bridge and the mill (built in 1874)",
        "Symbolbild: Zwei Schauspieler auf der Bühne",
        "Left to right: Ann Smith, Bob Jones",
        "The bridge at night. It was lit for the first time",
    ],
)
def test_captions_without_a_credit(line: str) -> None:
    assert split_credit(line) == (line, None)


def test_the_credit_that_the_markup_tells_apart() -> None:
    assert split_credit(f"{CAPTION} Foto: Ann Smith", "Ann Smith") == (CAPTION, "Ann Smith")
    assert split_credit(f"{CAPTION} Image: BBC", "Image: BBC") == (CAPTION, "BBC")
    assert split_credit("", "Image credit: Valley Games") == (None, "Valley Games")
    assert split_credit("Фото: Reuters", "Reuters") == (None, "Reuters")
    assert split_credit("Etlaq's launch site", "Etlaq") == ("Etlaq's launch site", "Etlaq")
    # What is called a credit is the caption.
    told = "The engineers look at the cracks in the northern arch of the bridge."
    assert split_credit(told, told) == (told, None)
