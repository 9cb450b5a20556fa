"""What `load_definition` says about a file that is wrong: every fault with its file and line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.sites.loader import load_definition
from wiredesk.settings.errors import ExitCode, UsageProblem

TOP_KEYS = (
    "name, url, domains, country, region, languages, timezone, calendar, extract, facts, enabled, reason, sources, "
    "urls, fetch, schedule, expect"
)


def faults(path: Path, text: str | bytes) -> list[str]:
    """The lines of the message, without the folder."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageProblem) as problem:
        load_definition(path)
    assert problem.value.exit_code is ExitCode.USAGE
    return str(problem.value).replace(f"{path.parent}{os.sep}", "").splitlines()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site.toml"


def test_a_url_is_enough(site: Path) -> None:
    site.write_text('url = "https://example.org/"')
    definition = load_definition(site)
    assert definition == SiteDefinition(id="site", url="https://example.org/")
    assert definition.enabled
    assert definition.fetch.robots


def test_a_byte_order_mark_and_windows_line_ends_are_fine(site: Path) -> None:
    site.write_bytes(b'\xef\xbb\xbfname = "\xd8\xa3"\r\nurl = "https://example.org/"\r\n')
    assert load_definition(site).name == "أ"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('url = "https://a.org/"\nname = "x\n', "site.toml:2: not valid TOML: Illegal character '\\n' (column 10)"),
        ("a = 1\n\nb = [1,\n", "site.toml:3: not valid TOML: Invalid value (end of the file)"),
        ("url: https://a.org/", "site.toml:1: not valid TOML: Expected '=' after a key in a key/value pair (column 4)"),
        ("[fetch]\n[fetch]\n", "site.toml:2: not valid TOML: Cannot declare ('fetch',) twice (column 7)"),
        (b'url = "a"\nname = "\xe9t\xe9"\n', "site.toml:2: not UTF-8; save the file with this encoding"),
        (f"x = {'[' * 9999}{']' * 9999}", "site.toml:1: not valid: arrays or tables nested too deep"),
    ],
    ids=["string", "array", "yaml", "table twice", "latin-1", "too deep"],
)
def test_text_that_is_no_toml(site: Path, text: str | bytes, message: str) -> None:
    assert faults(site, text) == [message]


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_its_lines(site: Path) -> None:
    text = """\
nmae = "x"
url = "example.org"
country = "uk"
languages = [
    "ar",
    "cn",
    3,
]
timezone = "Asia/Bagdad"
domains = ["https://a.org/"]
calendar = "gregorain"

[[sources]]
type = "feed"
url = "https://a.org/feed"

[[sources]]
type = "rss"
url = "https://a.org/feed"
maxage = 3

[urls]
allow = ["fine", "article("]

[fetch]
delay = "fast"
concurrency = 0
enabled = false

[extract]
headline = ["h1", "h1::", "//h1["]

[expect]
date = 1.5
"""
    assert faults(site, text) == [
        f'site.toml:1: unknown key "nmae"; did you mean name?; valid keys: {TOP_KEYS}',
        "site.toml:2: url: 'example.org' is not an http or https URL; write it whole, e.g. https://example.org/",
        "site.toml:3: country: 'uk' is not a country code; the United Kingdom is gb",
        "site.toml:6: languages[2]: 'cn' is not a language tag; did you mean zh?",
        "site.toml:7: languages[3] = 3 should be a valid string",
        "site.toml:9: timezone: 'Asia/Bagdad' is no time zone; did you mean Asia/Baghdad?",
        "site.toml:10: domains[1]: 'https://a.org/' is not a host name; write it bare, e.g. example.org",
        'site.toml:11: calendar = "gregorain" is none of gregorian, jalali, hijri, buddhist, ethiopian, bikram-sambat; '
        "did you mean gregorian?",
        'site.toml:18: sources[2].type = "rss" is none of feed, json_feed, news_sitemap, sitemap, wordpress, '
        "section; did you mean feed?",
        'site.toml:20: unknown key "maxage" in [sources[2]]; did you mean max_age?; '
        "valid keys: type, url, section, max_age",
        "site.toml:23: urls.allow[2]: 'article(' is not a regular expression: missing ), unterminated subpattern at "
        "position 7",
        'site.toml:26: fetch.delay = "fast" should be a valid number',
        "site.toml:27: fetch.concurrency = 0 should be greater than or equal to 1",
        'site.toml:28: unknown key "enabled" in [fetch] (a top-level key; write it above the first [table]); '
        "valid keys: delay, concurrency, daily_requests, headers, robots, meta_robots, max_size, timeout, "
        "max_articles, render",
        "site.toml:31: extract.headline[2]: 'h1::' is no CSS selector: Expected ident, got <EOF at 4>",
        "site.toml:31: extract.headline[3]: '//h1[' is no XPath: Invalid expression",
        "site.toml:34: expect.date = 1.5 should be less than or equal to 1",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('\n\nname = "x"\n', "site.toml:1: url is missing"),
        ('url = "https://a.org/"\n\n[[sources]]\ntype = "feed"\n', "site.toml:3: sources[1].url is missing"),
        ('url = "https://a.org/"\nid = "x"\n', "site.toml:2: the id is the file's name; remove this key"),
        ('url = "https://a.org/"\nenabled = "no"\n', 'site.toml:2: enabled = "no" should be a valid boolean'),
        ('url = "https://a.org/"\nsources = "x"\n', 'site.toml:2: sources = "x" should be a valid list'),
        (
            'url = "https://a.org/"\nfetch = { headers = { A = 1 } }\n',
            "site.toml:2: fetch.headers.A = 1 should be a valid string",
        ),
        (
            'url = "https://a.org/"\n[fetch]\ndelay = inf\n',
            "site.toml:3: fetch.delay = inf should be a finite number",
        ),
        (
            'url = "http://[::1"\n',
            "site.toml:1: url: 'http://[::1' is not an http or https URL; write it whole, e.g. https://example.org/",
        ),
    ],
)
def test_single_faults(site: Path, text: str, message: str) -> None:
    assert faults(site, text) == [message]


def test_an_unknown_table_is_named_with_the_valid_ones(site: Path) -> None:
    (line,) = faults(site, 'url = "https://a.org/"\n\n[fecth]\ndelay = 1\n')
    assert line == f'site.toml:3: unknown key "fecth"; did you mean fetch?; valid keys: {TOP_KEYS}'


def test_the_valid_keys_of_a_table_are_listed_once(site: Path) -> None:
    text = 'urll = 1\nlanguage = "ar"\nurl = "https://a.org/"\n[urls]\nalow = []\nx = 1\n'
    assert faults(site, text) == [
        f'site.toml:1: unknown key "urll"; did you mean url?; valid keys: {TOP_KEYS}',
        'site.toml:2: unknown key "language"; did you mean languages?',
        'site.toml:5: unknown key "alow" in [urls]; did you mean allow?; valid keys: allow, deny, strip_params',
        'site.toml:6: unknown key "x" in [urls]',
    ]


def test_terminal_escapes_of_a_file_are_not_repeated(site: Path) -> None:
    (line,) = faults(site, 'url = "https://a.org/"\n"a\\u001b[2J\\u009b1m" = 1\n')
    assert line.startswith('site.toml:2: unknown key "a\\x1b[2J\\x9b1m"; valid keys:')
    (line,) = faults(site, 'url = "https://a.org/\\u001b[2J"\n')
    assert line.startswith("site.toml:1: url: 'https://a.org/\\x1b[2J' is not")


@pytest.mark.parametrize("name", ["Site.toml", "-site.toml", "my site.toml", "سایت.toml", "site.tml", "a\x1b.toml"])
def test_a_file_name_that_cannot_be_an_id(tmp_path: Path, name: str) -> None:
    (line,) = faults(tmp_path / name, 'url = "https://a.org/"')
    assert "a definition's file name is the site's id and .toml" in line
    assert "\x1b" not in line


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"gone\.toml: cannot be read: No such file or directory"):
        load_definition(tmp_path / "gone.toml")


_keys = st.sampled_from(["url", "name", "sources", "fetch", "languages", "urls", "extract", "expect", "id", "x"])
_values = st.sampled_from(
    [
        '"https://a.org/"',
        '"x"',
        "1",
        "true",
        "[]",
        '["ar"]',
        "{}",
        "[{}]",
        "[[1]]",
        "{ delay = 1 }",
        "nan",
        "1979-05-27",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(_keys, _values), st.text(max_size=40) | st.just(""))
def test_any_file_loads_or_is_refused_with_lines_that_name_it(site: Path, pairs: dict[str, str], rest: str) -> None:
    text = "".join(f"{key} = {value}\n" for key, value in pairs.items()) + rest
    site.write_text(text, encoding="utf-8")
    try:
        definition = load_definition(site)
    except UsageProblem as problem:
        last = len(text.encode().splitlines()) + 1
        for line in str(problem).splitlines():
            assert line.startswith(f"{site}:")
            assert 1 <= int(line.removeprefix(f"{site}:").partition(":")[0]) <= last
    else:
        assert definition.url == "https://a.org/"
