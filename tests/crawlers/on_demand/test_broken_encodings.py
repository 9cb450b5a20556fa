"""Answers whose Content-Encoding is not what their bytes are: plain text is read, and none gives half an article."""

from __future__ import annotations

import gzip
import json
import zlib

from hand_made_site import Answer, article_page
from scrapy.utils._compression import brotli, zstd

BODY = "".join(str(number * 7919) + ". " for number in range(4000))  # several chunks, so that it can break in between


def raw_deflate(data: bytes) -> bytes:
    encoder = zlib.compressobj(wbits=-15)
    return encoder.compress(data) + encoder.flush()


def zstd_with_checksum(data: bytes) -> bytes:
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


CODINGS = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress,
    "zstd": zstd_with_checksum,  # without it, some damage is no more than other words
}  # fmt: skip


def coded(body: bytes, coding: str) -> Answer:
    return Answer(body, headers={"Content-Encoding": coding})


def test_damaged_codings_are_told_and_whole_ones_are_read(wiredesk, start_site):
    site = start_site()
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    html = article_page("Old bridge to be repaired").body
    assert isinstance(html, str)
    page = html.replace("</body>", f"<footer>{BODY}</footer></body>").encode()
    whole = {f"/news/in-{name}": coded(encode(page), name) for name, encode in CODINGS.items()}
    whole["/raw"] = coded(raw_deflate(page), "deflate")
    whole["/two-codings"] = coded(brotli.compress(gzip.compress(page)), "gzip, br")
    whole["/two-members"] = coded(gzip.compress(page[:900]) + gzip.compress(page[900:]), "gzip")
    whole["/two-frames"] = coded(zstd.compress(page[:900]) + zstd.compress(page[900:]), "zstd")
    whole["/refuse-behind"] = coded(gzip.compress(page) + b"\0\0\r\n", "gzip")
    whole["/once-of-two"] = coded(gzip.compress(page), "gzip, gzip")
    whole |= {f"/{name}-plain": coded(page, name) for name in CODINGS}  # claimed, and not done
    arabic = page.replace(b"the harbour", "الميناء".encode("cp1256")).replace(b"</h1>", b"</h1>\x0c")
    whole["/plain-cp1256"] = coded(arabic, "gzip")
    broken = {}
    for name, encode in CODINGS.items():
        data = encode(page)
        middle = len(data) // 2
        broken[f"/{name}-behind-text"] = coded(page[:900] + data, name)
        broken[f"/{name}-cut"] = coded(data[:middle], name)
        broken[f"/{name}-hit"] = coded(data[: middle - 8] + b"\xff" * 16 + data[middle + 8 :], name)
    broken["/headless"] = coded(gzip.compress(page)[12:], "gzip")  # the mark is lost, the rest is no text
    broken["/noise"] = coded(bytes(range(128, 256)), "gzip")
    broken["/stored"] = coded(zlib.compress(page, level=0)[:-900], "deflate")  # text, but for its first bytes
    broken["/parts"] = coded(gzip.compress(b"") * 5000 + gzip.compress(page), "gzip")
    site.pages.update(whole | broken)
    done = wiredesk("fetch", *(site.url + path for path in whole | broken))
    assert {json.loads(line)["requested_url"] for line in done.stdout.splitlines()} == {
        site.url + path for path in whole
    }
    lines = dict(line.split(": ", 1) for line in done.stderr.splitlines())
    assert {url: line.partition(" ")[0] for url, line in lines.items()} == {
        site.url + path: "broken_encoding" for path in broken
    }


def test_a_crawl_tries_a_damaged_answer_again(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
    good = article_page("Old bridge to be repaired")
    site.pages["/news/bridge-1001"] = coded(gzip.compress(b"plain words")[:-4], "gzip")
    assert wiredesk.crawl(exit_code=None)["harbour"]["failed"] == {"broken_encoding": 1}
    site.pages["/news/bridge-1001"] = good
    assert wiredesk.crawl()["harbour"]["new"] == 1


def test_feeds_and_robots_txt_may_be_plain_too(wiredesk, start_site):
    """Short texts are told from noise by their UTF-8."""
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001", "/private/notes-1002")
    site.pages["/feed"].headers["Content-Encoding"] = "zstd"
    site.pages["/robots.txt"] = coded("User-agent: *\nDisallow: /private/ # für später".encode(), "br")
    for path in ("/news/bridge-1001", "/private/notes-1002"):
        site.pages[path] = article_page(f"Old bridge to be repaired {path}")
    figures = wiredesk.crawl()["harbour"]
    assert (figures["new"], figures["dropped"]) == (1, {"robots": 1})
