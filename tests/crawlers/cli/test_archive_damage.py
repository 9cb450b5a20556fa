"""Damage to an archive is found and named by whoever reads it, and costs nothing but what is damaged."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from in_process import Done, wiredesk_here
from warcio.archiveiterator import ArchiveIterator

from tests.pipelines.archive.made_pages import about, exchange, new_file, written
from wiredesk.pipelines.archive.index import IndexEntry
from wiredesk.pipelines.archive.index_reading import entries_of
from wiredesk.pipelines.archive.purge import purge
from wiredesk.pipelines.archive.reader import find_page, kept_pages
from wiredesk.pipelines.archive.record_reading import NotKept
from wiredesk.pipelines.archive.record_set import LaterSet, NewSet
from wiredesk.pipelines.archive.store import FolderStore, index_name


def a_set(number: int, site: str = "news") -> NewSet:
    noise = random.Random(number).randbytes(1500).hex().encode()
    return NewSet([exchange(f"https://news.example/{number}", noise)], about(f"id{number}", 1, site))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with six pages; the last two are of another site."""
    folder = tmp_path / "kept"
    folder.mkdir()
    return written(folder, *(a_set(number, "post" if number > 4 else "news") for number in range(1, 7)))


def entries(path: Path) -> list[IndexEntry]:
    return entries_of(FolderStore(path.parent), path.name)


def index_of(path: Path) -> Path:
    return path.with_name(index_name(path.name))


def archive(path: Path, *words: str) -> Done:
    return wiredesk_here("archive", *words, "--archive", str(path.parent))


def cut(path: Path) -> int:
    """Take away the last page, and half of the one before, as a copy on a full disk does. Returns the size left."""
    last = entries(path)[-2]
    with path.open("r+b") as stream:
        stream.truncate(last.at.offset + last.at.length // 2)
    return path.stat().st_size


def spoil(path: Path, offset: int, length: int = 1) -> None:
    with path.open("r+b") as stream:
        stream.seek(offset)
        stream.write(bytes(length))


@pytest.mark.parametrize("command", ["stats", "list", "export"])
def test_a_file_that_has_lost_bytes_in_its_middle_is_told_from_one_that_was_cut_off(path, tmp_path, command):
    whole = path.read_bytes()
    second, last = entries(path)[1].at, entries(path)[-1].span
    path.write_bytes(whole[: second.offset + 10] + whole[second.offset + 310 :])
    out = ["--warc", str(tmp_path / "out.warc.gz")] if command == "export" else []
    done = archive(path, command, *out)
    assert done.returncode == 1
    assert f"{path.name}: it has 300 bytes too few, lost in its middle" in done.stderr
    assert "read where it is now; `wiredesk archive repair` puts it back" in done.stderr
    if command == "export":
        assert ids(tmp_path / "out.warc.gz") == ["id1", "id3", "id4", "id5", "id6"]
    else:
        assert archive(path, "show", "id6").returncode == 0
    path.write_bytes(whole[: last.offset + 10])
    assert "too few" not in archive(path, command, *out, *(["--overwrite"] if out else [])).stderr


@pytest.mark.parametrize("command", ["stats", "list", "export", "verify"])
def test_a_file_that_was_cut_off_is_told_with_its_place(path, tmp_path, command):
    size = cut(path)
    out = ["--warc", str(tmp_path / "out.warc.gz")] if command == "export" else []
    done = archive(path, command, *out)
    assert done.returncode == 1
    told = done.stdout + done.stderr
    assert path.name in told
    assert str(size) in told
    assert str(entries(path)[-2].span.offset) in told
    assert "from a copy" in done.stderr
    assert len(done.stderr.splitlines()) <= 3
    if command == "stats":
        rows = dict(line.split(None, 1) for line in done.stdout.splitlines())
        assert (rows["pages"], rows["lost"]) == ("4", "2")
    if command == "list":
        assert [json.loads(line).get("lost", False) for line in done.stdout.splitlines()] == [False] * 4 + [True] * 2
    if command == "export":
        assert "4 pages written" in done.stderr
        assert ids(tmp_path / "out.warc.gz") == ["id1", "id2", "id3", "id4"]


def test_who_reads_what_is_whole_is_not_told_of_other_sites(path):
    cut(path)
    done = archive(path, "list", "--site", "news")
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 4)
    assert archive(path, "show", "id2").returncode == 0


def test_a_page_that_is_lost_is_not_called_one_that_never_was(path):
    cut(path)
    done = archive(path, "show", "id6")
    assert done.returncode == 1
    assert "is lost: the file ends before it" in done.stderr
    problems: list[str] = []
    assert [page.id for page in kept_pages(path.parent, on_problem=problems.append)] == ["id1", "id2", "id3", "id4"]
    assert len(problems) == 2


def test_a_file_that_is_gone_is_told_by_its_index(path):
    other = written(path.parent, a_set(9))
    path.unlink()
    for command in ("stats", "list", "verify"):
        done = archive(path, command)
        assert done.returncode == 1
        assert f"{path.name}" in done.stdout + done.stderr
        assert "gone" in done.stdout + done.stderr
    index_of(path).unlink()
    assert [json.loads(line)["file"] for line in archive(path, "list").stdout.splitlines()] == [other.name]


def ids(path: Path) -> list[str]:
    """The articles in an export, each record of which must be whole."""
    found = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            block = record.content_stream().read()
            if record.rec_type == "metadata":
                found.append(json.loads(block)["id"])
    return found


def test_an_export_leaves_damaged_records_out_and_names_them(path, tmp_path):
    two, three, four = entries(path)[1:4]
    spoil(path, two.at.offset + 300, 40)
    spoil(path, three.metadata.offset + 30, 4)
    spoil(path, four.at.end + 30, 4)  # the request
    done = archive(path, "export", "--warc", str(tmp_path / "out.warc.gz"))
    assert done.returncode == 1
    for entry, place in ((two, two.at.offset), (three, three.metadata.offset), (four, four.at.end)):
        assert f"{path.name} at {place}: the record is damaged" in done.stderr
        assert entry.url in done.stderr
    assert "left out" in done.stderr
    assert "5 pages written" in done.stderr
    assert ids(tmp_path / "out.warc.gz") == ["id1", "id4", "id5", "id6"]


def test_an_export_checks_the_digests(path, tmp_path):
    """A page that was changed and packed again is whole by its checksum."""
    entry = entries(path)[2]
    data = path.read_bytes()
    other = entries(path)[3]
    swapped = data[other.at.offset : other.at.end]
    assert len(swapped) != entry.at.length
    path.write_bytes(data[: entry.at.offset] + swapped + data[entry.at.end :])
    done = archive(path, "verify")
    assert done.returncode == 1
    assert f"at {entry.at.offset}: another record stands here" in done.stdout


@pytest.mark.parametrize("length", [1, 2000, 6000])
def test_verify_names_every_page_that_is_damaged(path, length):
    two = entries(path)[1]
    begin = two.at.offset + 200
    harmed = [one for one in entries(path) if one.span.offset < begin + length and one.span.end > begin]
    spoil(path, begin, length)
    done = archive(path, "verify", "--json")
    assert done.returncode == 1
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert {one["id"] for one in findings} == {one.id for one in harmed}
    assert findings[0] | {"what": ""} == {
        "file": path.name, "offset": two.at.offset, "what": "", "lost": False, "id": "id2", "revision": 1,
        "site": "news", "url": two.url,
    }  # fmt: skip
    assert f"{6 - len(harmed)} pages read: {len(harmed)} pages are damaged" in done.stderr


def test_verify_says_that_all_is_whole(path):
    done = archive(path, "verify")
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 files, 19 records, 6 pages read: all whole" in done.stderr
    assert archive(path, "verify", "--quiet").stderr == ""
    os.utime(path, (0, 0))
    assert "0 files" in archive(path, "verify", "--since", "2d").stderr


def test_an_article_whose_page_lies_in_another_file_that_is_gone(path):
    """As where the URL was asked for before its article was published."""
    first = entries(path)[0]
    other = new_file(path.parent)
    other.append([LaterSet(first, about("id1", 2))])
    other.close()
    assert archive(path, "verify").returncode == 0
    spoil(path, first.at.offset + 100, 30)
    done = archive(path, "verify", "--json")
    assert {json.loads(line)["offset"] for line in done.stdout.splitlines()} == {first.at.offset}
    assert done.returncode == 1
    with pytest.raises(NotKept):
        find_page(path.parent, "id1")


def test_an_article_whose_page_was_cut_off_in_another_file(path):
    last = entries(path)[-1]
    other = new_file(path.parent)
    other.append([LaterSet(last, about("id6", 2))])
    other.close()
    with path.open("r+b") as stream:
        stream.truncate(last.span.offset)
    done = archive(path, "list")
    assert [(line["id"], line.get("lost")) for line in map(json.loads, done.stdout.splitlines())][-1] == ("id6", True)
    assert f"{path.name} ends at byte {last.span.offset}: 1 page" in done.stderr
    assert done.returncode == 1


def test_what_a_kill_or_a_purge_leaves_is_no_damage(path):
    purge(FolderStore(path.parent), "id3")
    with path.open("ab") as stream:
        stream.write(b"\x1f\x8b\x08\0\0\0\0\0\0\3torn")
    done = archive(path, "verify")
    assert (done.returncode, done.stdout) == (0, "")
    assert "note: " in done.stderr
    assert "not whole" in done.stderr
    for command in ("stats", "list"):
        assert (archive(path, command).returncode, archive(path, command).stderr) == (0, "")


@pytest.mark.parametrize("harm", ["a line spoilt", "a line gone", "no index"])
def test_pages_are_read_past_a_damaged_index(path, harm):
    lines = index_of(path).read_bytes().splitlines(keepends=True)
    if harm == "no index":
        index_of(path).unlink()
    else:
        lines[2] = b"\0" * (len(lines[2]) - 1) + b"\n" if harm == "a line spoilt" else b""
        index_of(path).write_bytes(b"".join(lines))
    done = archive(path, "list")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [f"id{number}" for number in range(1, 7)]
    done = archive(path, "verify")
    assert "6 pages read: all whole" in done.stderr
    assert "note: " in done.stderr


def test_damage_is_told_where_no_index_names_the_page(path):
    two = entries(path)[1]
    index_of(path).unlink()
    spoil(path, two.at.offset + 200, 40)
    for command in ("stats", "list", "verify"):
        done = archive(path, command)
        assert done.returncode == 1
        assert f"{path.name} at {two.at.offset}: the record is damaged" in done.stdout + done.stderr


def test_a_purge_takes_away_what_is_left_of_a_page_that_was_cut_off(path):
    cut(path)
    five = entries(path)[-2]
    assert purge(FolderStore(path.parent), "id5").files == [path.name]
    assert purge(FolderStore(path.parent), "id6").files == [path.name]
    assert path.stat().st_size == five.span.offset, "nothing of it is left, and the file has not grown"
    assert archive(path, "verify").returncode == 0
    assert [page.id for page in kept_pages(path.parent)] == ["id1", "id2", "id3", "id4"]


def test_an_export_to_stdout_is_the_data_alone(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = archive(path, "export", "--warc", "-")
    assert done.returncode == 0
    (tmp_path / "out.warc.gz").write_bytes(done.data)
    assert len(ids(tmp_path / "out.warc.gz")) == 6
    assert not (tmp_path / "-").exists()
    assert "6 pages written to stdout" in done.stderr


def test_an_export_replaces_no_file_unasked(path, tmp_path):
    out = tmp_path / "out.warc.gz"
    out.write_text("mine")
    done = archive(path, "export", "--warc", str(out))
    assert (done.returncode, out.read_text()) == (2, "mine")
    assert "add --overwrite" in done.stderr
    assert archive(path, "export", "--warc", str(out), "--overwrite").returncode == 0
    assert len(ids(out)) == 6
    done = archive(path, "export", "--warc", str(tmp_path / "none/out.warc.gz"))
    assert done.returncode == 2
    assert "there is no folder" in done.stderr


@pytest.mark.parametrize("command", ["list", "export"])
def test_a_site_that_nobody_knows_is_refused(path, tmp_path, command):
    out = tmp_path / "out.warc.gz"
    words = [command, *(["--warc", str(out)] if command == "export" else [])]
    done = archive(path, *words, "--site", "nows")
    assert done.returncode == 2
    assert "no site 'nows' is in the archive; did you mean news" in done.stderr
    assert not out.exists()
    done = archive(path, *words, "--site", "news", "--until", "2020-01-31")
    assert done.returncode == 0
    assert "no page of this time is kept of news" in done.stderr
    out.unlink(missing_ok=True)
    done = archive(path, *words, "--until", "2020-01-31")
    assert done.returncode == 0
    assert "no page of this time is kept in this archive" in done.stderr


def test_a_page_is_shown_by_its_url(path):
    assert archive(path, "show", "https://news.example/3").data == archive(path, "show", "id3").data != b""
    assert archive(path, "show", "http://www.news.example/3?utm_source=x").data == archive(path, "show", "id3").data
    done = archive(path, "show", "https://news.example/99")
    assert done.returncode == 1
    assert "no page of https://news.example/99 is kept" in done.stderr


@pytest.mark.parametrize("part", ["response", "request", "metadata", "many", "the end", "the index", "no index"])
def test_what_cannot_be_read_is_removed_and_nothing_else(path, part):
    before = {page.id: page for page in kept_pages(path.parent)}
    two, three, five = (entries(path)[number] for number in (1, 2, 4))
    lost = {"id2"}
    if part in ("response", "no index"):
        spoil(path, two.at.offset + 200, 40)
    if part == "no index":
        index_of(path).unlink()
    if part == "request":
        spoil(path, two.at.end + 30, 4)
        lost = set()
    if part == "metadata":
        spoil(path, two.metadata.offset + 30, 4)
        lost = set()
    if part == "many":
        spoil(path, two.at.offset + 200, three.at.offset + 300 - two.at.offset)
        lost = {"id2", "id3"}
    if part == "the end":
        with path.open("r+b") as stream:
            stream.truncate(five.at.end + 5)
        lost = {"id6"}
    if part == "the index":  # of another file
        line = index_of(path).read_bytes().splitlines(keepends=True)[1]
        other = line.replace(b'"length": "', b'"length": "1', 1)
        index_of(path).write_bytes(index_of(path).read_bytes().replace(line, other))
        lost = set()
    assert archive(path, "verify").returncode == 1
    done = archive(path, "purge", "--damaged")
    assert done.returncode == 0
    assert archive(path, "verify", "--quiet").stdout == ""
    assert archive(path, "verify").returncode == 0
    problems: list[str] = []
    after = {page.id: page for page in kept_pages(path.parent, on_problem=problems.append)}
    assert set(after) == set(before) - lost
    assert problems == []
    assert all((page.place, page.body) == (before[id].place, before[id].body) for id, page in after.items())
    assert [id for id, page in after.items() if page.requested_url != before[id].requested_url] == []
    assert "0 pages" in archive(path, "purge", "--damaged").stderr


def test_a_purge_needs_one_thing_to_purge(path):
    assert archive(path, "purge").returncode == 2
    assert archive(path, "purge", "id1", "--damaged").returncode == 2


def test_a_purge_takes_a_url(path):
    done = archive(path, "purge", "https://news.example/2?utm_source=a")
    assert (done.returncode, "1 pages removed from 1 files" in done.stderr) == (0, True), done.stderr
    assert [one.id for one in entries(path)] == ["id1", "id3", "id4", "id5", "id6"]
    assert archive(path, "purge", "https://news.example/2").returncode == 1


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_damaged_all_that_could_be_read_stays(tmp_path, seed):
    file = new_file(tmp_path)
    ((first,), *_) = file.append([a_set(1), a_set(2)])
    file.append([NewSet([exchange("https://n.example/a"), exchange("https://n.example/b")], about("two"))])
    file.append([NewSet([exchange("https://n.example/c", rendered=b"<p>built</p>")], None), LaterSet(first, about())])
    file.close()
    other = new_file(tmp_path)
    other.append([LaterSet(first, about("id1", 3)), a_set(4)])
    other.close()
    chance = random.Random(seed)
    for path in chance.sample(sorted(tmp_path.iterdir()), 2):
        data, begin = bytearray(path.read_bytes()), chance.randrange(path.stat().st_size)
        for place in range(begin, min(len(data), begin + chance.choice([1, 60, 3000]))):
            data[place] ^= 1 << chance.randrange(8)
        path.write_bytes(data[: chance.choice([len(data), begin + 1])])
    before = {(page.file, page.offset): page.body for page in kept_pages(tmp_path, only_articles=False)}
    archive(file.path, "purge", "--damaged")
    problems: list[str] = []
    left = kept_pages(tmp_path, only_articles=False, on_problem=problems.append)
    after = {(page.file, page.offset): page.body for page in left}
    assert before.items() <= after.items()
    assert problems == []
    assert archive(file.path, "verify").stdout == ""


def test_a_rule_is_tried_on_what_is_whole_and_the_rest_is_told(path, tmp_path):
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "news.toml").write_text('url = "https://news.example/"\n')
    words = [
        "sites",
        "rule",
        "news",
        "headline",
        "h1",
        "--folder",
        str(tmp_path / "sites"),
        "--archive",
        str(path.parent),
    ]
    spoil(path, entries(path)[0].at.offset + 200, 8)
    some = wiredesk_here(*words)
    assert "1 kept page of news cannot be read, first: " in some.stderr
    assert "3 articles: " in some.stderr
    path.unlink()
    none = wiredesk_here(*words)
    assert none.returncode == 1
    assert f"4 kept pages of news cannot be read, first: {path.name} is not in the archive any more" in none.stderr
