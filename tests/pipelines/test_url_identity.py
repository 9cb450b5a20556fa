"""One article, one identity: pairs of URLs, canonical links, sites, and properties that hold for any string."""

from __future__ import annotations

import hashlib
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiredesk.pipelines.urls.canonical_link import plausible_canonical
from wiredesk.pipelines.urls.identity import article_id, identity, normalise_url
from wiredesk.pipelines.urls.same_site import is_same_site, registrable_domain
from wiredesk.pipelines.urls.syntax import split_url

PAIRS = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("url_pairs.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(
    "part",
    ["/index.html", "/amp", "/print", "/amp/index.html", ".amp", "/amp.amp", "/..;sid=1", "/(S(a))", "/(A(b)", "/%"],
)
@pytest.mark.parametrize("size", [7_500, 200_000])
def test_a_path_of_many_forms_takes_no_time_and_is_the_same_the_next_time(part: str, size: int) -> None:
    begun = time.process_time()
    once = identity("https://example.org/2026/story" + part * (size // len(part)))
    assert identity("https://" + once) == once
    assert time.process_time() - begun < 2  # 0.7 s for the bare percent signs, next to nothing else; it took minutes


def test_the_list_is_large_enough() -> None:
    assert len(set(PAIRS)) == len(PAIRS) >= 200
    assert sum(verdict == "different" for verdict, _, _ in PAIRS) >= 60


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_pairs(verdict: str) -> None:
    pairs = [(one, other) for said, one, other in PAIRS if said == verdict]
    for same in (identity, article_id):
        assert [(one, other) for one, other in pairs if (same(one) == same(other)) is not (verdict == "same")] == []


def test_the_id_is_part_of_a_sha256() -> None:
    assert identity("https://www.example.org/News/?b=2&a=1") == "example.org/News?a=1&b=2"
    expected = hashlib.sha256(b"example.org/News?a=1&b=2").hexdigest()[:32]
    assert article_id("https://www.example.org/News/?b=2&a=1") == expected


def test_a_sites_own_parameters_can_be_left_out() -> None:
    url = "https://example.org/a.php?id=5&menu=7"
    assert identity(url, strip_params=["menu"]) == identity("https://example.org/a.php?id=5", ["menu"])
    assert normalise_url(url, ["menu"]) == "https://example.org/a.php?id=5"
    assert article_id(url, ("menu",)) == article_id("https://example.org/a.php?id=5")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://User:Secret@Example.ORG:80/a/../b?utm_source=x&q=1&amp;r=2#top", "http://example.org/b?q=1&r=2"),
        (
            "https://www.example.org/index.html?amp=1",
            "https://www.example.org/index.html?amp=1",
        ),  # a form, still asked for
        ("https://example.org", "https://example.org/"),
        (" https://example.org/خبر\n", "https://example.org/%D8%AE%D8%A8%D8%B1"),
        ("https://bücher.example/ü?ü=ü", "https://xn--bcher-kva.example/%C3%BC?%C3%BC=%C3%BC"),
        ("https://example.org/a%2fb%3d?x=%7e", "https://example.org/a%2Fb%3D?x=~"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/?b=2&a=1", "https://example.org/?b=2&a=1"),  # the order may matter to the server
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        ("https://", "https://"),
        ("https://example.org:99999/", "https://example.org:99999/"),
    ],
)
def test_normal_form(url: str, expected: str) -> None:
    assert normalise_url(url) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("https://a.b.example.com.iq:8080/x", "example.com.iq"),
        ("EXAMPLE.org.", "example.org"),
        ("someone.blogspot.com", "someone.blogspot.com"),
        ("127.0.0.1", "127.0.0.1"),
        ("http://[2001:db8::1]/", "[2001:db8::1]"),
        ("localhost", "localhost"),
        ("co.uk", "co.uk"),
        ("www.المغرب", "www.xn--mgbc0a9azcg"),
        ("no host at all", "no host at all"),
    ],
)
def test_registrable_domain(host: str, expected: str) -> None:
    assert registrable_domain(host) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("https://www.example.org/a", "http://m.example.org/b", True),
        ("https://example.co.uk/", "https://other.co.uk/", False),
        ("http://127.10.0.1:8100/", "http://127.10.0.1:8101/", True),
        ("http://127.10.0.1/", "http://127.10.0.2/", False),
        ("a.github.io", "b.github.io", False),
    ],
)
def test_same_site(one: str, other: str, expected: bool) -> None:
    assert is_same_site(one, other) is expected


ARTICLE = "https://www.example.org/news/2024/05/some-longer-title"


@pytest.mark.parametrize(
    ("canonical", "url", "expected"),
    [
        (ARTICLE, ARTICLE + "?utm_source=x", ARTICLE),
        ("/news/2024/05/some-longer-title", ARTICLE + "/amp", ARTICLE),
        ("//www.example.org/news/2024/05/some-longer-title#x", ARTICLE, ARTICLE),
        (
            "http://example.org/news/2024/05/some-longer-title",
            ARTICLE,
            "http://example.org/news/2024/05/some-longer-title",
        ),
        (ARTICLE, "https://amp.example.org/12345", ARTICLE),
        ("/article/17", "https://example.org/print/17", "https://example.org/article/17"),
        ("/2024/05/a-b-c", "https://example.org/?p=5", "https://example.org/2024/05/a-b-c"),
        ("/?p=5", "https://example.org/2024/05/a-b-c", "https://example.org/?p=5"),
        ("/some-longer-title", "https://example.org/some-longer-title/2", "https://example.org/some-longer-title"),
        ("http://127.10.0.1:8100/a-b-c-d", "http://127.10.0.1:8100/x/y?z=1", "http://127.10.0.1:8100/a-b-c-d"),
        ("/news/story-1", "https://example.org/sport/football/story-1", "https://example.org/news/story-1"),
        ("/", "https://example.org/", "https://example.org/"),
        ("/news", "https://example.org/news/", "https://example.org/news"),
        # refused
        ("/", ARTICLE, None),
        ("https://www.example.org/index.php", ARTICLE, None),
        ("/", "https://example.org/?p=5", None),
        ("/news", ARTICLE, None),
        ("/news/", ARTICLE, None),
        ("/sport", ARTICLE, None),
        ("/sport/page-2", ARTICLE, None),
        ("/article.php", "https://example.org/article.php?id=5", None),
        ("https://other.example/news/2024/05/some-longer-title", ARTICLE, None),
        ("https://example.co.uk/a-b-c-d", "https://another.co.uk/a-b-c-d", None),
        ("", ARTICLE, None),
        ("   ", ARTICLE, None),
        ("javascript:void(0)", ARTICLE, None),
        ("{{ article.url }}", ARTICLE, None),
        ("https://www.example.org/null", ARTICLE, None),
        ("https://www.example.org/news/undefined/some-longer-title", ARTICLE, None),
        ("http://localhost/news/2024/05/some-longer-title", ARTICLE, None),
        ("https://[/a", ARTICLE, None),
        ("https://www.example.org/" + "a-b-" * 1000, ARTICLE, None),
        (ARTICLE, "not a url", None),
    ],
)
def test_plausible_canonical(canonical: str, url: str, expected: str | None) -> None:
    assert plausible_canonical(canonical, url) == expected


PIECES = (
    "/ amp print index.html .. . %2e %2F %20 %E2%80%8E a-b 123 ? & amp; p=1 id= utm_x=1 ;jsessionid=1 (S(x)) .amp "
    ".html www. m. + %3B %26 %3D = % %25 ref=a e ̀ %CC%81 sid=0123456789abcdefg é خ \\ : @ [ ] #"
).split(" ")
urls = st.one_of(
    st.text(),
    st.text().map("http://".__add__),
    st.lists(st.sampled_from(PIECES)).map(lambda pieces: "http://www.a.com/" + "".join(pieces)),
    st.lists(st.sampled_from(PIECES)).map(lambda pieces: "https://" + "".join(pieces)),
)


@settings(max_examples=500)
@given(urls)
def test_any_string_has_one_stable_identity(url: str) -> None:
    normal, name = normalise_url(url), identity(url)
    assert normalise_url(normal) == normal
    assert identity(name) == name
    assert identity(normal) == name
    assert re.fullmatch("[0-9a-f]{32}", article_id(url))
    if split_url(url):
        assert identity("http://" + name) == identity("https://" + name) == name
        assert normal.isascii()
        assert split_url(normal) == split_url(normalise_url(normal))


@given(urls, urls)
def test_sites_and_canonicals_never_raise(one: str, other: str) -> None:
    is_same_site(one, other)
    found = plausible_canonical(one, other)
    assert found is None or (split_url(found) and is_same_site(found, other))


slugs = st.text("abcdefghijklmnop", min_size=2, max_size=8)


@given(
    slugs=st.lists(slugs, min_size=3, max_size=5),
    query=st.dictionaries(st.sampled_from(["id", "p", "lang", "x"]), slugs, max_size=3),
    data=st.data(),
)
def test_variants_of_an_article_share_its_identity(
    slugs: list[str], query: dict[str, str], data: st.DataObject
) -> None:
    path = "/2024/" + "-".join(slugs)
    original = f"https://example.org{path}" + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")
    pick = lambda *choices: data.draw(st.sampled_from(choices))  # noqa: E731
    spelt = "".join(f"%{ord(letter):02x}" if data.draw(st.booleans()) else letter for letter in path[6:])
    fields = data.draw(st.permutations([*(f"{k}={v}" for k, v in query.items()), pick("", "utm_source=x", "fbclid=1")]))
    fields.append(pick("", "amp=1", "print=1", "PHPSESSID=abc"))
    scheme, prefix = pick("http", "https", "HTTPS"), pick("", "www.", "m.", "amp.")
    host = pick("example.org", "EXAMPLE.ORG", "example.org.", "example.org")
    start = pick("/2024/", "/./2024//", "/x/../2024/")
    end = pick("", "/", "/amp", "/index.html", "/print/", ";jsessionid=1")
    variant = f"{scheme}://{prefix}{host}{start}{spelt}{end}?{'&'.join(fields)}{pick('', '#top')}"
    assert identity(variant) == identity(original)


@given(st.text(min_size=1, max_size=20).filter(lambda text: text.strip() and not set(text) & set("/\\?#%;\t\r\n")))
def test_encoded_and_plain_text_are_one(text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        return
    assert identity(f"https://example.org/x-{text}-y") == identity(f"https://example.org/x-{quote(text)}-y")


def test_fast_enough_for_every_link_of_every_page() -> None:
    links = [f"https://www.example.org/2024/05/خبر-عاجل-{number}/?utm_source=x&id={number}" for number in range(2_000)]
    start = time.process_time()
    for link in links:
        identity(link)
    assert time.process_time() - start < 0.6  # 0.18 s on the machine it was written on


def test_light_to_import_and_silent_on_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys, wiredesk.pipelines.urls.identity; "
        "print([m for m in ('tldextract', 'idna', 'requests') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert registrable_domain("never.seen.before.example.co.ke") == "example.co.ke"
