"""XML as strangers write it: repaired where browsers would, bounded in time and memory."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import gzip
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.listings.feeds import NotAFeed, parse_feed
from wiredesk.crawlers.listings.sitemaps import NotASitemap, parse_sitemap
from wiredesk.crawlers.listings.xml import parse_xml, stream_xml, text_of
from wiredesk.crawlers.listings.xml_repairs import NotXml

ADDRESS = "https://harbour.example/list.xml"


def titles(document: str, encoding: str = "utf-8") -> list[str | None]:
    feed = parse_feed(document.encode(encoding), ADDRESS)
    return [lead.evidence.title if lead.evidence else None for lead in feed.leads]


def feed_of(title: str, declaration: str = "") -> str:
    return f"{declaration}<rss><channel><item><title>{title}</title><link>/a</link></item></channel></rss>"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Salt & Vinegar", "Salt & Vinegar"),
        ("Salt &amp; Vinegar", "Salt & Vinegar"),
        ("Caf&eacute; ferm&eacute;", "Café fermé"),
        ("AT&T; more", "AT&T; more"),
        ("&#233;&#xE9;&#XE9;", "ééé"),
        ("<![CDATA[AT&amp;T & Caf&eacute;]]>", "AT&amp;T & Caf&eacute;"),
        ("<![CDATA[one]]> & <![CDATA[two & three]]>", "one & two & three"),
        ("a &", "a &"),
        ("a&#xD800;b&#xd83d;&#xDE00;&#55357;&#56832;c&#55357;", "a\ufffdb😀😀c\ufffd"),  # halves of UTF-16
    ],
)
def test_ampersands_are_read_as_a_browser_reads_them(written: str, read: str) -> None:
    assert titles(feed_of(written)) == [read]


def test_a_query_keeps_its_parameters() -> None:
    sitemap = b"<urlset><url><loc>https://harbour.example/s?id=7&lang=en&copy=2</loc></url></urlset>"
    assert [lead.url for lead in parse_sitemap(sitemap, ADDRESS).leads] == [
        "https://harbour.example/s?id=7&lang=en&copy=2"
    ]


@pytest.mark.parametrize("fault", ["\x02", "&#0;", "&#x1F;"])
def test_references_behind_a_fault_are_read_as_before_it(fault: str) -> None:
    query = "https://harbour.example/s?id={}&amp;lang=en&copy=2&quot;"
    entries = "".join(f"<url><loc>{query.format(n)}</loc><x>{fault} &lt;</x></url>" for n in (1, 2))
    addresses = [lead.url for lead in parse_sitemap(f"<urlset>{entries}</urlset>".encode(), ADDRESS).leads]
    assert addresses == [f'https://harbour.example/s?id={n}&lang=en&copy=2"' for n in (1, 2)]


RUSSIAN = "Городской совет принял бюджет на будущий год, и цены на проезд в автобусах не изменятся"


@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="UTF-8"?>'])
def test_what_claims_to_be_utf_8_is_read_by_its_words(declaration: str) -> None:
    assert titles(feed_of(RUSSIAN, declaration), "windows-1251") == [RUSSIAN]
    assert titles(feed_of("Frédéric", declaration), "latin-1") == ["Frédéric"]
    body = feed_of(RUSSIAN).encode("windows-1251")
    for claimed in ("utf-8", "windows-1251"):
        (lead,) = parse_feed(body, ADDRESS, f"text/xml; charset={claimed}").leads
        assert lead.evidence
        assert lead.evidence.title == RUSSIAN


@pytest.mark.parametrize("said", ["ISO-8859-1", "windows-1251", "us-ascii", "gb2312", "no-such"])
def test_utf_8_is_read_as_such_whatever_it_says(said: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{said}"?>'
    assert titles(feed_of("Žižkov – café", declaration)) == ["Žižkov – café"]
    (lead,) = parse_feed(feed_of("Žižkov – café").encode(), ADDRESS, f"text/xml; charset={said}").leads
    assert lead.evidence
    assert lead.evidence.title == "Žižkov – café"


@pytest.mark.parametrize(
    ("title", "encoding", "said"),
    [
        ("시장은 새 다리가 내년 봄에 개통된다고 발표했다", "cp949", "ks_c_5601-1987"),
        ("นายกเทศมนตรีประกาศเปิดสะพานใหม่", "cp874", "TIS-620"),
        (RUSSIAN, "windows-1251", "win-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        ("市長宣布新橋將於明年春天開放", "big5", "Big5"),
        ("Café", "latin-1", "no-such-encoding"),
    ],
)
def test_every_name_of_an_encoding_is_known_or_not_needed(title: str, encoding: str, said: str) -> None:
    assert titles(feed_of(title, f'<?xml version="1.0" encoding="{said}"?>'), encoding) == [title]


def test_latin_1_has_the_quotation_marks_of_windows() -> None:
    declaration = '<?xml version="1.0" encoding="iso-8859-1"?>'
    assert titles(feed_of("“Café” – at the quay’s end", declaration), "windows-1252") == ["“Café” – at the quay’s end"]
    gbk = '<?xml version="1.0" encoding="gb2312"?>'
    assert titles(feed_of("市长宣布新桥将于明年春天开放", gbk), "gbk") == ["市长宣布新桥将于明年春天开放"]


def test_utf16_is_believed_only_where_it_is() -> None:
    document = feed_of("Lärm &", '<?xml version="1.0" encoding="UTF-16"?>')
    assert titles(document) == ["Lärm &"]
    assert titles(document, "utf-16") == ["Lärm &"]
    assert titles(document, "utf-16-le") == ["Lärm &"]
    assert titles(document, "utf-16-be") == ["Lärm &"]
    assert titles(feed_of("Lärm"), "utf-32") == ["Lärm"]


def test_an_old_code_page_keeps_its_letters_beside_a_bare_ampersand() -> None:
    document = feed_of("Новости & погода &eacute;", '<?xml version="1.0" encoding="windows-1251"?>')
    assert titles(document, "windows-1251") == ["Новости & погода é"]


def test_a_bare_ampersand_across_two_pieces_is_one() -> None:
    for length in range(65_480, 65_560):
        text = f"<description>{'x' * length}&eacute;&amp;&</description><link>"  # a title is not kept at that length
        (lead,) = parse_feed(feed_of("Tide").replace("<link>", text).encode(), ADDRESS).leads
        assert lead.evidence
        assert lead.evidence.description == "x" * length + "é&&"


@given(st.binary(max_size=300))
def test_any_bytes_are_xml_or_not_and_both_readers_agree(body: bytes) -> None:
    try:
        root = parse_xml(body)
    except NotXml:
        with pytest.raises(NotXml):
            list(stream_xml(body))
        return
    assert next(stream_xml(body)).tag == root.tag


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="<&"), max_size=200))
def test_text_without_markup_comes_back_as_it_was(text: str) -> None:
    assert (text_of(parse_xml(f"<t>{text}</t>".encode())) or "") == text.strip()


class Bounds:
    """Fails when the block takes more CPU time, or at its peak more memory, than given: all memory where the system
    tells its peak, else that of Python's objects alone, which takes four times as long."""

    def __init__(self, seconds: float, megabytes: float) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self.system_tells = CLEAR_REFS.exists()

    def __enter__(self) -> None:
        if self.system_tells:
            gc.collect()
            ctypes.CDLL(None).malloc_trim(0)  # else what earlier tests have freed would be taken first, and not counted
            CLEAR_REFS.write_text("5")  # the peak is what there is now
            self.before = memory_of_this_process("VmRSS")
        else:
            tracemalloc.start()
        self.started = time.process_time()

    def __exit__(self, *problem: object) -> None:
        took = time.process_time() - self.started
        if self.system_tells:
            peak = memory_of_this_process("VmHWM") - self.before
        else:
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert took < self.seconds
        assert peak < self.megabytes * 1_000_000


CLEAR_REFS = Path("/proc/self/clear_refs")


def memory_of_this_process(kind: str) -> int:
    """Bytes that it has (VmRSS), or had at its peak (VmHWM)."""
    (line,) = [line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith(kind)]
    return int(line.split()[1]) * 1024


def test_the_bounds_bound() -> None:
    with pytest.raises(AssertionError), Bounds(10, 120):
        assert len(bytearray(b"x") * 150_000_000) == 150_000_000
    with pytest.raises(AssertionError), Bounds(10, 120):
        assert len([str(number) for number in range(2_000_000)]) == 2_000_000
    with pytest.raises(AssertionError), Bounds(0.01, 120):
        sum(range(3_000_000))


@pytest.mark.parametrize(
    "flood",
    [
        b"<a>" * 1_000_000,
        b"<url/>" * 600_000,  # more than MAX_NODES
        b"<url>" + b"<a/>" * 600_000,
        b"<url " + b' a="1"' * 1_000_000,
        b"<url><loc>" + b"&" * 500_000,
        b"<![CDATA[" * 800_000,
        b"<!DOCTYPE[" * 1_000_000,
    ],
    ids=["deep", "flat", "one entry", "one tag", "ampersands", "openings", "doctypes"],
)
def test_a_flood_is_read_in_bounded_time_and_memory(flood: bytes) -> None:
    packed = gzip.compress(b"<urlset>" + flood, 1)
    with Bounds(10, 120), contextlib.suppress(NotASitemap):
        assert parse_sitemap(packed, ADDRESS).leads == []
    with Bounds(10, 120), contextlib.suppress(NotAFeed):
        assert parse_feed(b"<rss>" + flood, ADDRESS).leads == []


@pytest.mark.parametrize("entry", ["<url><loc>https://harbour.example/%d</loc></url>", "https://harbour.example/%d\n"])
def test_of_a_sitemap_beyond_its_limit_both_ends_are_read(entry: str) -> None:
    lines = "".join(entry % number for number in range(60_000))
    read = parse_sitemap((f"<urlset>{lines}</urlset>" if entry[0] == "<" else lines).encode(), ADDRESS)
    assert [lead.url.rpartition("/")[2] for lead in read.leads] == [*map(str, (*range(25_000), *range(35_000, 60_000)))]
    assert read.is_long


def test_a_sitemap_of_a_million_addresses_is_read_in_bounded_time() -> None:
    packed = gzip.compress(b"<urlset>" + b"<url><loc>/a</loc></url>" * 1_500_000, 1)
    with Bounds(10, 200):
        assert len(parse_sitemap(packed, ADDRESS).leads) <= 50_000
