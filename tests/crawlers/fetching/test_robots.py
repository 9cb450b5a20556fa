"""robots.txt by RFC 9309: examples of the RFC, of real life, and a brute-force matcher as second opinion."""

from __future__ import annotations

import re
import time
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiredesk.crawlers.fetching.robots import LARGEST_ROBOTS, RobotsPolicy

AGENT = "wiredesk/0.1 (+https://github.com/wiredesk/wiredesk; set WIREDESK_USER_AGENT to your contact)"
SITE = "https://news.example"


def policy(text: str | bytes, agent: str = AGENT) -> RobotsPolicy:
    body = text if isinstance(text, bytes) else text.encode()
    return RobotsPolicy.from_response(200, body, user_agent=agent)


def allowed(text: str | bytes, path: str, agent: str = AGENT) -> bool:
    return policy(text, agent).allowed(SITE + path)


def for_all(*rules: str) -> str:
    return "\n".join(["User-agent: *", *rules])


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        # RFC 9309 section 2.2.2 and 5.2: the longest match, and allow where both are equal
        (["Allow: /example/page/", "Disallow: /example/page/disallowed.gif"], "/example/page/disallowed.gif", False),
        (["Allow: /example/page/", "Disallow: /example/page/disallowed.gif"], "/example/page/x", True),
        (["Disallow: /a", "Allow: /a"], "/a", True),
        (["Allow: /a", "Disallow: /a"], "/a", True),
        (["Allow: /p", "Disallow: /"], "/page", True),
        (["Allow: /folder", "Disallow: /folder"], "/folder/page", True),
        (["Allow: /page", "Disallow: /*.htm"], "/page.htm", False),
        (["Allow: /$", "Disallow: /"], "/", True),
        (["Allow: /$", "Disallow: /"], "/page.htm", False),
        # 2.2.3: special characters
        (["Disallow: *.gif$"], "/x/y.gif", False),
        (["Disallow: *.gif$"], "/x/y.gif?v=1", True),
        (["Disallow: /this/*/exactly"], "/this/and/that/exactly", False),
        (["Disallow: /this/*/exactly"], "/this/exactly", True),
        (["Disallow: /fish*.php"], "/fishheads/catfish.php?parameters", False),
        (["Disallow: /a**b"], "/axxb", False),
        (["Disallow: /*?"], "/a?b", False),
        (["Disallow: /*?"], "/a", True),
        (["Disallow: /a%2Ab"], "/a*b", False),
        (["Disallow: /a%2Ab"], "/axb", True),
        (["Disallow: /a%24"], "/a$b", False),
        (["Disallow: /a$b"], "/a$b/c", False),
        # 2.2.2, the table: percent-encoding
        (["Disallow: /foo/bar?baz=quz"], "/foo/bar?baz=quz", False),
        (["Disallow: /foo/bar?baz=https://foo.bar"], "/foo/bar?baz=https%3A%2F%2Ffoo.bar", False),
        (["Disallow: /foo/bar/ツ"], "/foo/bar/%E3%83%84", False),
        (["Disallow: /foo/bar/%E3%83%84"], "/foo/bar/ツ", False),
        (["Disallow: /foo/bar/%62%61%7A"], "/foo/bar/baz", False),
        (["Disallow: /أخبار/"], "/%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1/5", False),
        (["Disallow: /a%2fb"], "/a%2Fb", False),
        (["Disallow: /a%2Fb"], "/a/b", True),
        (["Disallow: /100%"], "/100%25", False),
        (["Disallow: /a%2525"], "/a%25", True),
        # empty rules and robots.txt itself
        (["Disallow:"], "/a", True),
        (["Disallow: /"], "/robots.txt", True),
        (["Disallow: /"], "", False),
        # what webmasters write
        (["Disallow: private/"], "/private/x", False),
        (["Disallow: https://news.example/private/"], "/private/x", False),
        (["disallow:/private"], "/private", False),
        (["DISALLOW : /private   # not for you"], "/private", False),
        (["Disallow /private"], "/private", False),
        (["Dissallow: /private"], "/private", False),
        (["Disallow: /Private"], "/private", True),
        (["Allow: /folder/index.html", "Disallow: /folder/"], "/folder/", False),
        (["<html><body>Disallow nothing</body></html>", "Disallow: /private"], "/private", False),
    ],
)
def test_rules(rules: list[str], path: str, expected: bool) -> None:
    assert allowed(for_all(*rules), path) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("User-agent: WireDesk\nDisallow: /a", False),
        ("User-agent: wiredesk/1.0\nDisallow: /a", False),
        ("User-agent: otherbot\nUser-agent: wiredesk\nDisallow: /a", False),
        ("User-agent: otherbot, wiredesk\nDisallow: /a", False),
        (
            "User-agent: wiredesk\nDisallow: /x\n\nUser-agent: b\nDisallow: /\n\nUser-agent: wiredesk\nDisallow: /a",
            False,
        ),
        ("User-agent: *\nDisallow: /a\nUser-agent: wiredesk\nDisallow: /b", True),  # our group, not everybody's
        ("User-agent: *\nDisallow: /a\nUser-agent: wiredesk\nDisallow:", True),
        ("User-agent: wire\nDisallow: /a", True),
        ("User-agent: wiredesk-news\nDisallow: /a", True),
        ("User-agent: github\nDisallow: /a", True),  # only a word of the user agent
        ("User-agent: *\nUser-agent: otherbot\nDisallow: /a", False),
        ("User-agent: otherbot\nSitemap: https://x.example/s.xml\nUser-agent: wiredesk\nDisallow: /a", False),
        ("User-agent: wiredesk\nunknown: 1\n\n\nDisallow: /a", False),  # empty and unknown lines end no group
        ("Disallow: /a", True),  # no group
        ("\ufeffUser-agent: *\nDisallow: /a", False),
        ("User-agent: *\rDisallow: /a\r", False),
        ("User-agent: *\r\nDisallow: /a\r\n", False),
        ("User-agent: *\x00\nDisallow: /a\x00", False),
    ],
)
def test_groups(text: str, expected: bool) -> None:
    assert allowed(text, "/a") is expected


def test_a_crawler_that_calls_itself_mozilla_is_known_by_the_name_in_the_comment() -> None:
    agent = "Mozilla/5.0 (compatible; NewsDesk/2.0; +https://desk.example/bot)"
    assert not allowed("User-agent: newsdesk\nDisallow: /", "/a", agent)
    assert allowed("User-agent: mozilla\nDisallow: /", "/a", agent)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *[("10", 10), ("0.5", 0.5), ("1,5", 1.5), (".5", 0.5), ("3 # s", 3), ("5s", 5)],
        *[("-1", None), ("soon", None), ("", None), ("9" * 400, None)],
    ],
)
def test_crawl_delay(value: str, seconds: float | None) -> None:
    assert policy(for_all(f"Crawl-delay: {value}", "Disallow: /x")).crawl_delay == seconds


def test_crawl_delay_of_our_group_and_the_longest_of_several() -> None:
    text = "User-agent: *\nCrawl-delay: 20\n\nUser-agent: wiredesk\nCrawl-delay: 2\nCrawl-delay: 4\n"
    assert policy(text).crawl_delay == 4
    assert policy("User-agent: *\nCrawl-delay: 20\nUser-agent: wiredesk\nDisallow: /a").crawl_delay is None


def test_sitemaps_stand_outside_of_groups() -> None:
    text = "Sitemap: https://a.example/1.xml\nUser-agent: x\nSITEMAP:/2.xml\nSitemap: https://a.example/1.xml\nSitemap:"
    assert policy(text).sitemaps == ("https://a.example/1.xml", "/2.xml")


@pytest.mark.parametrize(
    ("status", "open_"),
    [
        *[(200, False), (206, False), (302, True), (401, True), (403, True), (404, True), (410, True)],
        *[(429, False), (500, False), (503, False), (0, False), (999, False)],
    ],
)
def test_what_an_answer_means(status: int, open_: bool) -> None:
    found = RobotsPolicy.from_response(status, b"User-agent: *\nDisallow: /", user_agent=AGENT)
    assert found.allowed(SITE + "/a") is open_
    assert found.unreachable is (status in (429, 500, 503, 0, 999))


def test_unreachable_closes_the_site() -> None:
    assert not RobotsPolicy.from_failure(user_agent=AGENT).allowed(SITE + "/")


def test_a_huge_file_is_read_up_to_its_limit_and_never_opens_by_size() -> None:
    head = b"User-agent: *\nDisallow: /private\n"
    filler = b"# " + b"x" * 97 + b"\n"
    body = head + filler * (20 * LARGEST_ROBOTS // len(filler))
    assert not policy(body).allowed(SITE + "/private/1")
    # The limit falls into "Allow: /private/public": the cut line would allow too much.
    rest = LARGEST_ROBOTS - len(head) - len(b"Allow: /private")
    assert not policy(head + b"#" * (rest - 1) + b"\n" + b"Allow: /private/public\n").allowed(SITE + "/private/1")


def test_other_charsets_are_tolerated() -> None:
    assert not allowed("User-agent: *\nDisallow: /a".encode("utf-16"), "/a")
    legacy = "User-agent: *\nDisallow: /أخبار".encode("cp1256")
    assert not allowed(legacy, "/" + quote("أخبار".encode("cp1256")))
    assert allowed(legacy, "/أخبار")
    policy(legacy).to_text().encode()  # can be stored


def test_html_instead_of_robots_allows_all() -> None:
    found = policy(
        "<!doctype html><html><head><title>Not found: /robots.txt</title></head><body>User-agent</body></html>"
    )
    assert found.allowed(SITE + "/a")
    assert not found.unreachable


def test_stored_text_gives_the_same_policy() -> None:
    text = "User-agent: *\nCrawl-delay: 3\nDisallow: /a # why\nSitemap: /s.xml\nUser-agent: other\nDisallow: /\n<p>x"
    stored = policy(text).to_text()
    for agent, expected in ((AGENT, True), ("other/1", False)):
        again = RobotsPolicy.from_text(stored, user_agent=agent)
        assert again.allowed(SITE + "/b") is expected
        assert again.sitemaps == ("/s.xml",)
    assert RobotsPolicy.from_text(stored, user_agent=AGENT).crawl_delay == 3
    down = RobotsPolicy.from_text(RobotsPolicy.from_failure(user_agent=AGENT).to_text(), user_agent=AGENT)
    assert down.unreachable
    nothing = RobotsPolicy.from_response(404, b"", user_agent=AGENT).to_text()
    assert nothing
    assert RobotsPolicy.from_text(nothing, user_agent=AGENT).allowed(SITE + "/")


def test_many_rules_and_nasty_patterns_stay_fast() -> None:
    many = policy(for_all(*(f"Disallow: /{number}/" for number in range(25_000))))
    nasty = policy(for_all("Disallow: /" + "*a" * 2_000 + "b", *["Disallow: /*a*a*a*a*a*a*a*a*a*a*a*b$"] * 1_000))
    start = time.process_time()
    for number in range(100):
        assert many.allowed(f"{SITE}/news/{number}/") is True
    assert nasty.allowed(SITE + "/" + "a" * 4_000)
    assert time.process_time() - start < 2  # about 0.2 s on an idle machine


@pytest.mark.parametrize(
    "pattern", ["*" + "a*" * 7 + "b{}", "/*{}$", "/{}$", "*" + "a" * 10 + "*{}", "/" + "*a" * 100_000 + "b{}"]
)
def test_a_file_full_of_wildcards_costs_little_per_url(pattern: str) -> None:
    rules = (f"Disallow: {pattern.format(number)}" for number in range(27_000 if len(pattern) < 99 else 2))
    full = policy(for_all("Disallow: /closed/", "Disallow: /*.pdf$", *rules))
    start = time.process_time()
    for _ in range(5):
        assert not full.allowed(SITE + "/closed/1")
        assert not full.allowed(SITE + "/" + "a" * 4_000 + ".pdf")
        assert full.allowed(SITE + "/" + "a" * 4_000)
    assert time.process_time() - start < 1  # it took 0.7 s a URL


# A second opinion: regular expressions over the octets, with nothing shared with the module but the RFC.

ALPHABET = "ab/*$?%é="
patterns = st.text(ALPHABET, max_size=8).map("/".__add__)
paths = st.text("ab/$?é=*", max_size=10).map("/".__add__)


def octets(text: str) -> bytes:
    """Every octet that is neither unreserved nor one of / ? becomes %XX; unreserved ones are decoded."""
    out = b""
    for found in re.finditer(rb"%([0-9A-Fa-f]{2})|(.)", text.encode(), re.S):
        octet = bytes([int(found[1], 16)]) if found[1] else found[2]
        plain = re.fullmatch(rb"[A-Za-z0-9._~-]", octet) or (not found[1] and octet in b"/?")
        out += octet if plain else b"%%%02X" % octet[0]
    return out


def brute_force(rules: list[tuple[bool, str]], path: str) -> bool:
    best: tuple[int, bool] = (-1, True)
    for allows, pattern in rules:
        anchored = pattern.endswith("$")
        body = pattern[:-1] if anchored else pattern
        regex = b".*".join(re.escape(octets(part)) for part in body.split("*")) + (b"$" if anchored else b"")
        if re.match(regex.replace(b"$", rb"\Z") if anchored else regex, octets(path), re.S):
            length = len(quote(unquote_to_bytes(body), safe="/?*$=%")) + anchored
            best = max(best, (length, allows))
    return best[1]


@settings(max_examples=300)
@given(st.lists(st.tuples(st.booleans(), patterns.filter(lambda p: "%" not in p)), max_size=6), paths)
def test_against_brute_force(rules: list[tuple[bool, str]], path: str) -> None:
    text = for_all(*(f"{'Allow' if allows else 'Disallow'}: {pattern}" for allows, pattern in rules))
    assert allowed(text, path) is brute_force(rules, path)


@settings(max_examples=300)
@given(st.text("ab/?é=", max_size=12).map("/".__add__), st.data())
def test_encoded_and_plain_spellings_match_alike(path: str, data: st.DataObject) -> None:
    def respelt(text: str) -> str:
        spelt = ""
        for character in text:
            if character not in "/?" and data.draw(st.booleans()):
                hexed = "".join(f"%{octet:02x}" for octet in character.encode())
                spelt += hexed.upper() if data.draw(st.booleans()) else hexed
            else:
                spelt += character
        return spelt

    assert not allowed(for_all(f"Disallow: {respelt(path)}"), respelt(path) + "x")


@settings(max_examples=200)
@given(st.binary(max_size=300), st.text(max_size=40))
def test_never_raises_and_survives_the_cache(body: bytes, url: str) -> None:
    found = RobotsPolicy.from_response(200, b"User-agent: *\nDisallow: /a\n" + body, user_agent=AGENT)
    again = RobotsPolicy.from_text(found.to_text().encode().decode(), user_agent=AGENT)
    for asked in (url, SITE + url, SITE + "/a"):
        assert found.allowed(asked) is again.allowed(asked)
    assert found.crawl_delay == again.crawl_delay
