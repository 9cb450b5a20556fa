"""Country, language, time zone and host: what is accepted, and what the message says to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.sites.standard_codes import (
    COUNTRIES,
    TWO_LETTER_LANGUAGES,
    check_country,
    check_host,
    check_language,
    check_timezone,
    language_matches,
)


def test_the_standards_lists_are_whole() -> None:
    assert len(COUNTRIES - {"xk"}) == 249  # ISO 3166-1, officially assigned
    assert len(TWO_LETTER_LANGUAGES) == 183  # ISO 639-1


@pytest.mark.parametrize(("given_code", "code"), [("iq", "iq"), ("TR", "tr"), ("xk", "xk")])
def test_countries(given_code: str, code: str) -> None:
    assert check_country(given_code) == code


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("uk", "'uk' is not a country code; the United Kingdom is gb"),
        ("Irak", "'Irak' is not a country code; write ISO 3166-1 alpha-2, e.g. iq, tr or br"),
        ("", "'' is not a country code; write ISO 3166-1 alpha-2, e.g. iq, tr or br"),
    ],
)
def test_wrong_countries(wrong: str, message: str) -> None:
    with pytest.raises(ValueError) as problem:
        check_country(wrong)
    assert str(problem.value) == message


@pytest.mark.parametrize(
    ("written", "tag"),
    [("ar", "ar"), ("CKB", "ckb"), ("pt-br", "pt-BR"), ("ZH-hant-tw", "zh-Hant-TW"), ("es-419", "es-419")],
)
def test_languages_get_their_usual_letter_case(written: str, tag: str) -> None:
    assert check_language(written) == tag


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("cn", "'cn' is not a language tag; did you mean zh?"),
        ("Sorani", "'Sorani' is not a language tag; did you mean ckb?"),
        ("xx", "'xx' is not a language tag; write BCP 47, e.g. ar, ckb, kmr or pt-BR"),
        ("pt_BR", "'pt_BR' is not a language tag; write BCP 47, e.g. ar, ckb, kmr or pt-BR"),
        ("en-UK", "'en-UK': the language tag's 'UK' is not a country code"),
    ],
)
def test_wrong_languages(wrong: str, message: str) -> None:
    with pytest.raises(ValueError) as problem:
        check_language(wrong)
    assert str(problem.value) == message


@pytest.mark.parametrize(
    ("wanted", "tag", "fits"),
    [
        ("pt", "pt-BR", True),
        ("pt-BR", "pt", False),
        ("PT", "pt", True),
        ("ku", "ckb", True),
        ("ku", "kmr", True),
        ("ckb", "ku", False),
        ("fa", "prs", True),
        ("f", "fa", False),
    ],
)
def test_filtering_by_language(wanted: str, tag: str, fits: bool) -> None:
    assert language_matches(wanted, tag) is fits


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("Asia/Bagdad", "did you mean Asia/Baghdad?"),
        ("Baghdad", "did you mean Asia/Baghdad?"),
        ("localtime", "no time zone"),
        ("Zxqvw", "write an IANA name, e.g. Asia/Baghdad"),
        ("posix/Asia/Baghdad", "did you mean Asia/Baghdad?"),
        ("Asia", "no time zone"),
        ("../../etc/passwd", "no time zone"),
        ("", "no time zone"),
    ],
)
def test_wrong_time_zones(wrong: str, hint: str) -> None:
    with pytest.raises(ValueError, match="is no time zone") as problem:
        check_timezone(wrong)
    assert hint in str(problem.value)


@pytest.mark.parametrize(
    "host", ["example.org", "bücher.example", "رووداو.example", "127.0.0.1", "localhost", "a_b.example"]
)
def test_hosts(host: str) -> None:
    assert check_host(host.upper()) == host.upper().lower()


@pytest.mark.parametrize("wrong", ["https://a.org", "a.org/", "a.org:80", "a..org", "-a.org", "a b.org", "", "*.org"])
def test_wrong_hosts(wrong: str) -> None:
    with pytest.raises(ValueError, match="write it bare"):
        check_host(wrong)


@given(st.text(max_size=30))
@pytest.mark.parametrize("check", [check_country, check_language, check_timezone, check_host])
def test_any_text_is_accepted_or_refused_with_a_value_error(check, text: str) -> None:
    try:
        accepted = check(text)
    except ValueError as problem:
        message = str(problem)
        assert message.isprintable()
    else:
        assert check(accepted) == accepted
