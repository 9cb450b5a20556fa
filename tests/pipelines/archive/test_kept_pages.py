"""Pages that are kept are found again, as they were received, whatever has happened to index and file."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.pipelines.archive.made_pages import MOMENT, about, exchange, new_file, written
from wiredesk.pipelines.archive import warc_file
from wiredesk.pipelines.archive.index_reading import entries_of, indexed
from wiredesk.pipelines.archive.reader import (
    articles_of_url,
    find_page,
    find_page_of_url,
    kept_pages,
    newest_pages,
    page_at,
)
from wiredesk.pipelines.archive.record_reading import NotKept
from wiredesk.pipelines.archive.record_set import LaterSet, NewSet
from wiredesk.pipelines.archive.store import ArchiveProblem, FolderStore, index_name
from wiredesk.pipelines.archive.warc_file import WarcFile
from wiredesk.pipelines.article import ArchivePlace


def three(folder):
    return written(
        folder,
        NewSet([exchange()], about()),
        NewSet([exchange("https://other.example/two", b"<p>two</p>", gzip=True)], about("b2", 3, "other", "update")),
        NewSet([exchange(body=b"<p>later</p>", received_at=MOMENT + timedelta(hours=1))], about("a1", 2)),
    )


def test_a_page_comes_back_as_it_was_received(tmp_path):
    path = three(tmp_path)
    one, two, three_ = kept_pages(tmp_path)
    assert (one.id, one.revision, one.site, one.cause) == ("a1", 1, "news", "new")
    assert (one.url, one.fetched_at, one.http_status) == ("https://news.example/one", MOMENT, 200)
    assert one.content_type == "text/html; charset=utf-8"
    assert (one.body, two.body, three_.body) == (b"<p>one</p>", b"<p>two</p>", b"<p>later</p>")
    assert ("X-Archive-Orig-Transfer-Encoding", "chunked") in one.headers
    assert one.headers[0] == ("server", "A"), "order and case as received"
    assert one.file == path.name
    assert page_at(tmp_path, two.place).body == b"<p>two</p>"
    assert one.page().body == one.body


def test_other_programs_read_the_files(tmp_path):
    path = three(tmp_path)
    with path.open("rb") as stream:
        records = [
            (record.rec_type, record.content_stream().read(), record.digest_checker.passed)
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", *("response", "request", "metadata") * 3]
    assert records[4][1] == b"<p>two</p>"
    assert all(passed for _, _, passed in records)
    line = path.with_name(index_name(path.name)).read_text().splitlines()[1]
    assert line.startswith('example,other)/two 20261128140001 {"url": "https://other.example/two", "mime": "text/html"')


def test_pages_are_chosen_by_site_time_id_and_position(tmp_path):
    three(tmp_path)
    pages = list(kept_pages(tmp_path))
    later = MOMENT + timedelta(minutes=1)
    assert [page.id for page in kept_pages(tmp_path, sites=["other"])] == ["b2"]
    assert [page.revision for page in kept_pages(tmp_path, since=later)] == [2]
    assert [page.id for page in kept_pages(tmp_path, until=later)] == ["a1", "b2"]
    assert [page.revision for page in kept_pages(tmp_path, ids=["a1"])] == [1, 2]
    assert [page.position for page in kept_pages(tmp_path, after=pages[0].position)] == [p.position for p in pages[1:]]
    assert find_page(tmp_path, "a1").revision == 2
    assert find_page(tmp_path, "a1", 1).body == b"<p>one</p>"
    with pytest.raises(NotKept, match="a1, revision 9, is kept"):
        find_page(tmp_path, "a1", 9)


def test_a_page_is_found_without_reading_what_is_older_or_of_others(tmp_path, monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, zone=None):
            return fetched

    monkeypatch.setattr(warc_file, "datetime", Clock)
    for day in range(4):  # each file has an article of each of two sites; "same" is in all of them
        fetched = MOMENT + timedelta(days=2 * day)
        sets = [
            NewSet([exchange(f"https://{site}.example/{day}", received_at=fetched)], about(f"{site}{day}", 1, site))
            for site in ("news", "other")
        ]
        same = NewSet([exchange("https://news.example/same", received_at=fetched)], about("same", day + 1))
        written(tmp_path, *sets, same)
    opened, store, open_file = [], FolderStore(tmp_path), FolderStore.open
    monkeypatch.setattr(FolderStore, "open", lambda self, name: (opened.append(name), open_file(self, name))[1])
    assert find_page(tmp_path, "same").revision == 4
    assert find_page_of_url(tmp_path, "https://news.example/same").revision == 4
    assert [page.id for page in newest_pages(tmp_path, "news", 2)] == ["same", "news3"]
    assert {*opened} <= {index_name(store.names()[-1]), store.names()[-1]}
    assert find_page(tmp_path, "other0").url == "https://other.example/0"
    assert find_page(tmp_path, "same", 2).revision == 2
    assert articles_of_url(tmp_path, "https://news.example/same") >= {"same"}
    oldest = tmp_path / index_name(store.names()[0])
    oldest.write_bytes(oldest.read_bytes().replace(b'"id": "other0"', b'"id": "other0'))
    assert find_page(tmp_path, "other0").url == "https://other.example/0", "its line is damaged: the file itself has it"


def test_all_pages_of_an_article_are_kept(tmp_path):
    pages = [exchange(), exchange("https://news.example/one/2", b"<p>more</p>", gzip=True, rendered=b"<p>built</p>")]
    written(tmp_path, NewSet(pages, about()), NewSet([exchange()], about("c3")))
    one, other = kept_pages(tmp_path)
    assert [page.body for page in one.further] == [b"<p>built</p>"]
    assert other.further == ()


def test_a_rendered_page_is_read_as_it_was_rendered(tmp_path):
    written(tmp_path, NewSet([exchange(rendered=b"<p>built</p>")], about()))
    (page,) = kept_pages(tmp_path)
    assert page.body == b"<p>built</p>"


def without_index(path):
    path.with_name(index_name(path.name)).unlink()


def cut_index(path):
    index = path.with_name(index_name(path.name))
    index.write_bytes(index.read_bytes()[:-40])


def broken_index(path):
    path.with_name(index_name(path.name)).write_bytes(b"no line of ours\n\xff\xfe\n" + b"x" * 100_000)


@pytest.mark.parametrize("harm", [without_index, cut_index, broken_index])
def test_a_lost_index_is_made_again_from_the_file(tmp_path, harm):
    file = new_file(tmp_path)
    ((first,),) = file.append([NewSet([exchange()], about())])
    file.append(
        [NewSet([exchange(), exchange("https://news.example/2")], about("m", told="more")), NewSet([exchange()], None)]
    )
    file.append([LaterSet(first, about("a1", 7))])
    file.close()
    store = FolderStore(tmp_path)
    before = entries_of(store, file.path.name)
    assert len(before) == 5
    harm(file.path)
    assert len(indexed(store, file.path.name)) < 5
    assert [replace(one, moment=MOMENT) for one in entries_of(store, file.path.name)] == [
        replace(one, moment=MOMENT) for one in before
    ]


def test_what_became_known_later_takes_the_place_of_what_was_known(tmp_path):
    file = new_file(tmp_path)
    ((first,), (bare,)) = file.append(
        [NewSet([exchange()], about("a1", 1)), NewSet([exchange("https://n.example/b")], None)]
    )
    file.close()
    other = new_file(tmp_path)
    other.append([LaterSet(first, about("a0", 4)), LaterSet(bare, about("b1", 1))])
    other.close()
    assert [(page.id, page.revision, page.url) for page in kept_pages(tmp_path)] == [
        ("a0", 4, "https://news.example/one"),
        ("b1", 1, "https://n.example/b"),
    ]
    assert len(list(kept_pages(tmp_path, only_articles=False))) == 2


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_a_record_that_was_cut_off_costs_that_record(tmp_path, share):
    path = three(tmp_path)
    last = entries_of(FolderStore(tmp_path), path.name)[-1]
    with path.open("r+b") as stream:
        stream.truncate(last.span.offset + int(last.span.length * share))
    index = path.with_name(index_name(path.name))
    index.write_bytes(b"".join(index.read_bytes().splitlines(keepends=True)[:-1]))  # a kill comes before the index
    problems = []
    pages = list(kept_pages(tmp_path, on_problem=problems.append))
    assert [page.id for page in pages][:2] == ["a1", "b2"]
    assert problems == []


def test_damage_is_told_and_costs_one_page(tmp_path):
    path = three(tmp_path)
    entry = entries_of(FolderStore(tmp_path), path.name)[1]
    data = bytearray(path.read_bytes())
    data[entry.at.offset + 40] ^= 0xFF
    path.write_bytes(data)
    problems = []
    assert [page.id for page in kept_pages(tmp_path, on_problem=problems.append)] == ["a1", "a1"]
    assert len(problems) == 1
    assert path.name in problems[0]


@pytest.mark.parametrize(
    "file", ["../wiredesk-x.warc.gz", "/etc/passwd", "wiredesk-gone.warc.gz", "wiredesk-\0.warc.gz"]
)
def test_a_place_never_leads_out_of_the_archive(tmp_path, file):
    (tmp_path / "kept").mkdir()
    (tmp_path / "wiredesk-x.warc.gz").write_bytes(three(tmp_path / "kept").read_bytes())
    with pytest.raises(NotKept):
        page_at(tmp_path / "kept", ArchivePlace(file=file, offset=0, digest="sha1:X"))


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ArchiveProblem, match="none"):
        list(kept_pages(tmp_path / "none"))


def test_a_file_is_continued_only_where_it_is_whole_and_nobody_writes_it(tmp_path):
    file = new_file(tmp_path)
    file.append([NewSet([exchange()], about())])
    assert WarcFile.resume(file.path) is None, "it is being written"
    file.close()
    again = WarcFile.resume(file.path)
    again.append([NewSet([exchange()], about("b"))])
    again.close()
    assert [page.id for page in kept_pages(tmp_path)] == ["a1", "b"]
    with file.path.open("ab") as stream:
        stream.write(b"\x1f\x8b\x08torn")
    assert WarcFile.resume(file.path) is None
    cut_index(file.path)
    assert WarcFile.resume(file.path) is None
