"""Languages that cannot be told from their relatives, and those of which no word is known."""

from __future__ import annotations

import pytest

from wiredesk.pipelines.extraction import extract_article
from wiredesk.pipelines.extraction.page.language import choose_language

SERBIAN = (
    "Grad je otvorio novi most posle dve godine radova, a gradonačelnica je rekla da će se saobraćaj rasteretiti i "
    "da je ovo važno za sve građane."
)
OPEN = (  # nothing in it is of one of the family alone
    "Grad je otvorio novi most, a gradonačelnica je rekla da je to bilo potrebno i da će se to nastaviti u svim "
    "dijelovima grada, kako su i obećali."
)
KIRUNDI = (
    "Igisagara cuguruye ikiraro gishasha ku wa mbere inyuma y'imyaka ibiri y'ibikorwa. Umukuru w'igisagara yavuze ko "
    "kizofasha abanyagihugu kandi ko kizogabanya umubano w'imiduga."
)
QUECHUA = (
    "Kunan punchaw llaqtapi musuq chakata kicharqanku, iskay wata llamk'aymanta. Llaqta kamachiqmi nirqan chayqa "
    "runakunata yanapanqa nispa. Achka runakuna hamurqanku chay raymiman."
)
ENGLISH = "The city opened a new bridge after two years of work. The mayor said that it takes traffic off the centre."


def surety(text: str, declared: str) -> tuple[str | None, float]:
    paragraphs = "".join(f"<p>{text} {number}.</p>" for number in range(4))
    html = f"<html{declared}><title>Viadukt Ost 7</title><h1>Viadukt Ost 7</h1>{paragraphs}</html>"
    article = extract_article(html.encode(), "https://paper.example/viadukt")
    assert article is not None
    return article.language, article.extraction.confidence["language"]


@pytest.mark.parametrize(
    ("text", "declared", "most"),
    [
        (SERBIAN, "", 0.8),
        (KIRUNDI, "", 0.8),
        (ENGLISH, " lang=rn", 0.5),
        (QUECHUA, " lang=en", 0.5),
        (QUECHUA, " lang=es", 0.5),
    ],
)
def test_doubtful_language(text: str, declared: str, most: float) -> None:
    _, sure = surety(text, declared)
    assert sure <= most


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (ENGLISH, "", "en"),
        (ENGLISH, " lang=en-GB", "en"),
        (SERBIAN, " lang=sr", "sr-Latn"),
        (KIRUNDI, " lang=rw", "rw"),
    ],
)
def test_clear_language(text: str, declared: str, language: str) -> None:
    assert surety(text, declared) == (language, 0.99)


@pytest.mark.parametrize(("country", "language"), [("rs", "sr-Latn"), ("ba", "bs"), ("hr", "hr"), ("me", "sr-Latn")])
def test_country_decides_within_a_family(country: str, language: str) -> None:
    assert choose_language([], OPEN, country=country) == language


def test_text_decides_before_the_country() -> None:
    assert choose_language([], ENGLISH, country="rs") == "en"


@pytest.mark.parametrize(
    ("declared", "text", "language"), [("rn", KIRUNDI, "rn"), ("rn", ENGLISH, "en"), ("cnr", OPEN, "cnr")]
)
def test_declared_relative_whose_words_are_not_known(declared: str, text: str, language: str) -> None:
    assert choose_language([declared], text * 3) == language


def test_words_of_a_player_do_not_tell_the_language_of_a_short_text() -> None:
    uzbek = "Xiva shahrida xalqaro raqs festivali boshlandi. Unga 24 davlatdan 300 nafar raqqosa tashrif buyurdi."
    player = "<p>This is a modal window. Beginning of dialog window. Escape will cancel and close the window.</p>"
    words = "Hokim soʻzga chiqdi va bu festival uch kun davom etadi, deb qoʻshimcha qildi bugun shu yerda."
    html = (
        f"<html lang=uz><title>Raqs</title><h1>Raqs festivali boshlandi</h1>{player}<p>{uzbek}</p><p>{words}</p></html>"
    )
    article = extract_article(html.encode(), "https://paper.example/raqs-festivali")
    assert article is not None
    assert article.language == "uz"
