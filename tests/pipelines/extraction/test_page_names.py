"""Error pages, logins and pages about the site are known by their names in many languages; news are not."""

from time import process_time

import pytest

from tests.pipelines.extraction.test_page_kind import DECLARED, STORY, document, outcome
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page_kind.page_names import (
    is_error_name,
    is_login_name,
    is_service_name,
    is_service_path,
)

APOLOGY = {
    "sw": "Samahani, ukurasa unaotafuta haupatikani kwenye tovuti hii. Rudi mwanzo, au tafuta kwa maneno mengine hapa.",
    "ckb": "ببورە، ئەو لاپەڕەیەی بەدوایدا دەگەڕێیت نەدۆزرایەوە. تکایە بگەڕێوە بۆ سەرەتا یان بە وشەیەکی تر بگەڕێ.",
    "ru": "Нам очень жаль, но запросы с вашего устройства похожи на автоматические. Нажмите ниже, чтобы продолжить.",
    "fa": "از شکیبایی شما سپاسگزاریم. ما به زودی با امکانات تازه برمی گردیم. لطفا چند ساعت دیگر دوباره سر بزنید.",
    "bs": "Unesite svoju adresu i lozinku kako biste pristupili svom nalogu, ili napravite novi u nekoliko koraka.",
    "en": "Read all articles of the Pier Post on all your devices for 4.90 a month. You can cancel any time you like.",
}


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("sw", "Ukurasa haukupatikana"),
        ("sw", "Pier Post"),
        ("ckb", "لاپەڕەکە نەدۆزرایەوە"),
        ("ckb", "Pier Post"),
        ("ru", "Подтвердите, что запросы отправляли вы, а не робот"),
        ("fa", "سایت در حال به‌روزرسانی است"),
        ("bs", "Prijavite se"),
        ("en", "Choose your subscription"),
        ("en", "Forgot your password?"),
    ],
)
@pytest.mark.parametrize("head", ["", DECLARED], ids=["undeclared", "declared"])
def test_an_error_or_login_page_is_refused(language: str, headline: str, head: str) -> None:
    html = document(f"{headline} - Pier Post", f"<h1>{headline}</h1><p>{APOLOGY[language]}</p>", head, language)
    assert outcome(html, "/p/17") == "error_page"


SERVICE = ("Contact", "About us", "About Pier Post", "Datenschutzerklärung", "سياسة الخصوصية", "О нас", "关于我们")


@pytest.mark.parametrize("headline", SERVICE)
@pytest.mark.parametrize("head", ["", DECLARED], ids=["undeclared", "declared"])
def test_a_page_about_the_site_is_refused(headline: str, head: str) -> None:
    html = document(f"{headline} - Pier Post", f"<h1>{headline}</h1>{STORY}", head)
    assert outcome(html, "/p/17") == "not_article"


@pytest.mark.parametrize("path", ["/contact", "/en/about-us/", "/privacy-policy.html", "/impressum", "/a/kontakt/b"])
def test_so_is_one_at_its_address_that_is_not_declared_an_article(path: str) -> None:
    headline = "Twelve people who like to hear from you"
    html = document(f"{headline} - Pier Post", f"<h1>{headline}</h1>{STORY}", DECLARED)
    assert outcome(html, path) == "article"
    html = document(f"{headline} - Pier Post", f"<h1>{headline}</h1>{STORY}")
    assert outcome(html, path) == ("article" if path.endswith("/b") else "not_article")


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        (
            "pierpost.example",
            "This domain may be for sale. The sponsored links displayed "
            "here are served by a third party, which has nothing to do with it.",
        ),
        (
            "Este dominio está en venta",
            "El propietario del dominio lo ofrece a la venta. Haga una "
            "oferta ahora y recibirá la respuesta del vendedor en pocas horas.",
        ),
        (
            "Домен pierpost.example продаётся",
            "Вы можете купить этот домен прямо сейчас. Свяжитесь с "
            "его владельцем, чтобы узнать цену и условия передачи домена.",
        ),
        (
            "Bu alan adı satılıktır",
            "Bu alan adını satın almak için teklif verebilirsiniz. Alan "
            "adının sahibi size en kısa sürede geri dönecek ve fiyatı bildirecektir.",
        ),
        (
            "This domain has expired",
            "If you are its owner, please log in to your account with the "
            "registrar to renew it before it is deleted and sold to others.",
        ),
        (
            "Welcome to nginx!",
            "If you see this page, the web server is successfully installed and "
            "working. Further configuration is required before it serves a site.",
        ),
        (
            "Apache2 Debian Default Page",
            "This is the page that is used to test the correct operation "
            "of the server after its installation. The file must be replaced.",
        ),
    ],
)
def test_pages_of_sellers_and_empty_servers_are_no_articles(headline: str, text: str) -> None:
    html = document(headline, f"<h1>{headline}</h1><p>{text}</p>")
    assert outcome(html, "/news/2026/17-pier") == "error_page"


@pytest.mark.parametrize(
    ("headline", "day"),
    [
        ("The domain of the old count is for sale", ""),
        ("Buyers fight over the domain name of the pier", ""),
        ("Contact", "<p>3 May 2026</p>"),
        ("Contact with the ship is lost", ""),
        ("Privacy of the bathers comes first", ""),
        ("About us and our neighbours", ""),
        ("Login of the mayor was stolen", ""),
        ("Nuk u gjet shkaku i zjarrit", ""),
        ("Masuk angin: ini cara mengatasinya", ""),
        ("Nije pronađeno oružje u luci", ""),
        ("Technical works close the bridge", ""),
        ("Page of the chronicle found in the pier", ""),
    ],
)
def test_news_stay_articles(headline: str, day: str) -> None:
    html = document(f"{headline} - Pier Post", f"<h1>{headline}</h1>{day}{STORY}", DECLARED)
    assert outcome(html, "/news/2026/17-pier") == "article"


def test_each_phrase_is_found() -> None:
    assert all(map(is_error_name, phrases("pages.error")))
    assert all(is_error_name(f"Oh: {phrase.replace('*', 'xx')}") for phrase in phrases("pages.error_part"))
    assert all(is_login_name(phrase) for phrase in phrases("pages.login"))
    assert all(is_service_name(phrase) for phrase in phrases("pages.service"))


def test_hostile_names_take_no_time() -> None:
    started = process_time()
    for name in ("page " * 100_000, "страница" * 100_000, "/" * 100_000):
        assert not is_error_name(name)
        assert not is_login_name(name, ["page" * 1_000] * 50)
        assert not is_service_name(name, ["page" * 1_000] * 50)
        assert not is_service_path(name)
    assert process_time() - started < 1
