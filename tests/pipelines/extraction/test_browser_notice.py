"""What a page tells readers of old browsers is no text of its article; a story of browsers is."""

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, STORY, body_text, paragraphs
from wiredesk import extract_article
from wiredesk.pipelines.extraction.body.body_trimming import trim_paragraphs
from wiredesk.pipelines.extraction.body.browser_notice import is_browser_notice, without_browser_notices

NOTES = {
    "de": "Dieser Browser ist zu alt für unsere Seite. Nehmen Sie einen neueren: Firefox, Chrome oder Safari.",
    "fr": "Ce navigateur n'est plus pris en charge ; merci d'installer une version récente de Firefox ou d'Edge.",
    "ru": "Этот браузер устарел. Установите, пожалуйста, новую версию Chrome, Firefox или Safari.",
    "ar": "هذا المتصفح قديم، يرجى استخدام نسخة حديثة من Chrome أو Firefox.",
    "ja": "お使いのブラウザは古いため、ChromeまたはFirefoxの新しい版をお使いください。",
    "en": "JavaScript is switched off in this browser. Please switch it on to see all parts of our pages.",
}


@pytest.mark.parametrize("language", NOTES)
@pytest.mark.parametrize("below", [False, True])
def test_the_note_goes(language: str, below: bool) -> None:
    assert is_browser_notice(NOTES[language])
    note = f"<div><p>{NOTES[language]}</p></div>"
    article = f"<article><h1>{HEADLINE}</h1>{paragraphs()}</article>"
    assert body_text(article + note if below else note + article) == list(STORY)


def test_a_story_of_browsers_stays() -> None:
    text = "The makers of Firefox and Chrome showed a browser that reads pages aloud to fishermen at sea."
    html = f"<html><head><title>Browser for fishermen</title></head><body><h1>Browser for fishermen</h1><p>{text}</p>"
    article = extract_article((html + paragraphs()).encode(), "https://www.pier-post.example/a/browser-for-fishermen")
    assert article is not None
    assert article.body_text.startswith(text)
    told = [text, "The browser will cost nothing.", STORY[0]]
    assert without_browser_notices(told, HEADLINE) == told


def test_a_headline_behind_its_kicker_goes_and_so_do_the_initials_of_an_agency() -> None:
    lines = ["Storm damageCouncil rebuilds the broken pier", *STORY[:2], "SDA/kab", "Fehler gefunden?Jetzt melden."]
    found = trim_paragraphs(lines, headline="Council rebuilds the broken pier", byline=None, authors=[], date_raw=None)
    assert found == list(STORY[:2])


@pytest.mark.parametrize("last", ["Reuters asked the mayor, too.", "The AP photographer left early.", "So said Mehr."])
def test_last_words_that_name_an_agency_stay(last: str) -> None:
    lines = [*STORY[:2], last]
    assert trim_paragraphs(lines, headline=HEADLINE, byline=None, authors=[], date_raw=None) == lines
