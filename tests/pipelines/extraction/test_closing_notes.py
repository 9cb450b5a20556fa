"""Notes below an article about its author, its paper and its place in a feed."""

from __future__ import annotations

import pytest

from wiredesk.pipelines.extraction.body.closing_notes import is_closing_note, without_feed_note

HEADLINE = "The mill of the upper village grinds again"


@pytest.mark.parametrize(
    "note",
    [
        "Ann Lee is a freelance journalist based in Raqqa. Follow her on X: @annlee",
        "Ann Lee, redactora de Valley News, vive en Cusco.",
        "Valley News is independent. If you value our work, please consider a donation.",
        "Valley News ist unabhängig: Unterstützen Sie uns.",
        "The post The mill of the upper village grinds again appeared first on Valley News.",
        "Contact Ann Lee at 555-0142 or ann@post.example.",
        "The views expressed here are the author's own.",
        "All rights reserved. This material may not be reproduced without prior express written permission.",
        "Leserbriefe geben nicht die Meinung der Redaktion wieder. Wir behalten uns Kürzungen vor.",
        "Мнение автора может не совпадать с мнением редакции.",
        "المقال يعبر عن رأي كاتبه ولا يعبر بالضرورة عن رأي الموقع.",
        "ये लेखक के निजी विचार हैं।",
        "本文仅代表作者观点，不代表本站立场。",
        "To reach the reporter behind this story, contact ann@valley.example. To reach the editor, bo@valley.example",
        "Die Redaktion behält sich vor, Lesermeinungen zu kürzen. Eine E-Mail-Adresse muss angegeben werden.",
        "Ваш адрес не будет опубликован, комментарии модерируются.",
        "This article is published under a Creative Commons licence.",
        "Sofern nicht anders angegeben, stehen die Texte unter CC-BY 4.0",
        "Wenn dir unsere Arbeit etwas wert ist, dann unterstütze uns mit einer Spende.",
        "Soutenez une presse indépendante : votre don nous aide.",
        "Apoye el periodismo independiente con su donación.",
        "Ann Lee lives by the mill with two cats, and walks along the river every morning.",
        "The writer is a miller in the upper village.",
        "(Die Autorin ist Müllerin im oberen Dorf.)",
        "El autor es molinero en el pueblo de arriba.",
        "الكاتب هو طحّان في القرية.",
        "Mwandishi ni msagaji katika kijiji cha juu.",
        "We use cookies to give you the best experience. By going on you agree to that.",
        "Wir verwenden Cookies, um Inhalte und Anzeigen zu personalisieren und Zugriffe zu zählen.",
        "Usamos cookies para mejorar su experiencia en nuestro sitio.",
        "نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا.",
        "ما از کوکی‌ها برای بهبود تجربه شما استفاده می‌کنیم.",
        "Articolul The mill of the upper village grinds again apare prima dată în altă parte.",
    ],
)
def test_notes(note: str) -> None:
    assert is_closing_note(note, ["ann lee"], "Valley News", HEADLINE)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee said that the wheel would turn until spring.",
        "Bob Jones is a journalist based in Raqqa.",
        "“The views expressed there are not mine”, said the miller.",
        "Bob Jones can be reached at 555-0142.",
        "The village asks for donations to repair the wheel.",
        "“Support independent journalism with a donation, if you can”, said the miller.",
        "The foundation gave three million to support independent journalism in the valley.",
        "Valley News saw the wheel turn on Monday.",
        HEADLINE,
        "The mill grinds again.",
    ],
)
def test_sentences_of_the_story(text: str) -> None:
    assert not is_closing_note(text, ["ann lee"], "Valley News", HEADLINE)


@pytest.mark.parametrize(
    "note",
    [f"The post {HEADLINE} appeared first on Valley News.", f"Post-ul {HEADLINE} apare prima dată în Valley News."],
)
def test_note_of_a_feed_that_is_glued_to_the_last_sentence(note: str) -> None:
    assert without_feed_note(f"The wheel turns, with help of the […] {note}", HEADLINE) == (
        "The wheel turns, with help of the […]"
    )


def test_last_sentence_that_ends_with_the_headline_and_more_stays() -> None:
    told = f"The wheel turns again. In short: {HEADLINE}, and so it will."
    assert without_feed_note(told, HEADLINE) == told


def test_last_sentence_that_names_the_headline_stays() -> None:
    text = f"They sang a song of their own. Its name is {HEADLINE}, and the whole village knew all of its nine verses."
    told = f"{text} Then they danced until the lamps went out, and nobody of the upper village went home before two."
    assert without_feed_note(told, HEADLINE) == told
