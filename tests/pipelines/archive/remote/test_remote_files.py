"""The files of real stores: S3 over HTTP, a folder, memory, a web server."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wiredesk.pipelines.archive.remote import upload
from wiredesk.pipelines.archive.remote.address import check_writable, label, normal, shown
from wiredesk.pipelines.archive.remote.remote_files import RemoteFiles, StoreAway, StoreRefuses
from wiredesk.pipelines.archive.store import ArchiveUnusable

NAME = "wiredesk-20261130T120000000000-host-1-abcd.warc.gz"
SIZE = 20_480_000
INDEX = NAME.replace(".warc.gz", ".cdxj")


@pytest.fixture(params=["s3", "file", "memory"])
def files(request, tmp_path) -> RemoteFiles:
    if request.param == "s3":
        return RemoteFiles(request.getfixturevalue("store").url)
    return RemoteFiles(f"file://{tmp_path}/far" if request.param == "file" else f"memory://{tmp_path}")


@pytest.fixture
def large(tmp_path):
    """A file of three parts."""
    path = tmp_path / "large"
    path.write_bytes(bytes(range(256)) * 80_000)
    return path


def test_a_file_is_written_read_in_parts_replaced_and_removed(files, large, tmp_path):
    went: list[int] = []
    done = files.put(large, NAME, went.append)
    assert (done.size, sum(went) >= done.size) == (SIZE, True)
    (tmp_path / "index").write_bytes(b"one\n")
    files.put(tmp_path / "index", INDEX)
    assert {name: file.size for name, file in files.listed().items()} == {NAME: SIZE, INDEX: 4}
    assert files.read(NAME, SIZE - 2, SIZE) == b"\xfe\xff"
    with files.open(NAME) as stream:
        stream.seek(256)
        assert stream.read(2) == b"\x00\x01"
    files.fetch(NAME, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == large.read_bytes()
    assert files.read_all([INDEX, "wiredesk-none.cdxj"]) == {INDEX: b"one\n"}
    before = files.info(INDEX).version
    (tmp_path / "index").write_bytes(b"another\n")
    files.put(tmp_path / "index", INDEX)
    assert files.read(INDEX, 0, 8) == b"another\n"
    assert files.info(INDEX).version != before
    for _ in range(2):
        files.remove(NAME)
    assert list(files.listed()) == [INDEX]
    with pytest.raises(FileNotFoundError):
        files.info(NAME)


def test_s3_proves_by_its_digest_what_it_has_and_others_are_read_again(store, large, tmp_path):
    assert RemoteFiles(store.url).put(large, NAME).checked_by == "digest"
    assert RemoteFiles(f"file://{tmp_path}/far").put(large, NAME).checked_by == "reading"


def test_a_file_that_is_not_there_as_it_was_written_is_told(files, large, monkeypatch):
    write = upload._write

    def write_and_alter(begin, path, digests, on_bytes):
        write(begin, path, digests, on_bytes)
        digests.add(b"more")

    monkeypatch.setattr(upload, "_write", write_and_alter)
    with pytest.raises(StoreAway, match="20480000 bytes are there instead of 20480004"):
        files.put(large, NAME)


def test_an_upload_that_breaks_leaves_nothing_that_could_be_taken_for_the_file(store, large):
    files = RemoteFiles(store.url)
    store.door.let_through = 12_000_000
    with pytest.raises(StoreAway):
        files.put(large, NAME)
    store.door.let_through = None
    assert not any(NAME in key for key in store.objects())
    with pytest.raises(FileNotFoundError):
        files.info(NAME)


def test_a_web_server_is_read_and_not_written(large, tmp_path):
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / NAME).write_bytes(large.read_bytes())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        files = RemoteFiles(f"{address}/.")
        assert list(files.listed()) == [NAME]
        assert files.info(NAME).size == SIZE
        assert files.read(NAME, 256, 258) == b"\x00\x01", "though this server always sends all of it"
    finally:
        server.shutdown()
        server.server_close()
    with pytest.raises(ArchiveUnusable, match="can only be read"):
        check_writable(address)


def test_a_store_that_refuses_is_told_from_one_that_is_away(store, monkeypatch):
    with pytest.raises(StoreRefuses, match="bucket does not exist"):
        RemoteFiles("s3://no-such-bucket/kept").probe()
    store.kill()
    with pytest.raises(StoreAway, match="cannot be reached") as away:
        RemoteFiles(store.url).probe()
    assert not isinstance(away.value, StoreRefuses)
    store.start()
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    RemoteFiles(store.url)._system.clear_instance_cache()
    with pytest.raises(StoreRefuses, match="signature") as refused:
        RemoteFiles(store.url).probe()
    assert "another" not in str(refused.value)


@pytest.mark.parametrize(
    ("variables", "address", "told"),
    [
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "", "Unable to locate credentials"),
        ({"AWS_PROFILE": "nobodys"}, "", "nobodys"),
        ({}, "s3://key:s3cret@bucket/kept", "Invalid bucket name"),
        ({}, "s3://Pages!/kept", "Invalid bucket name"),
    ],
)
def test_what_s3_s_library_does_not_even_send_counts_as_refused(store, monkeypatch, variables, address, told, tmp_path):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(StoreRefuses, match=told) as refused:
        RemoteFiles(address or store.url).probe()
    assert "s3cret" not in str(refused.value)


def test_what_cannot_be_an_archive_is_refused_at_once():
    unclear = ("file://mnt/pages", "s3://bucket/../other")
    for address in ("nothing://at/all", "s3://", "simplecache::s3://bucket/x", "S 3://bucket", *unclear):
        with pytest.raises(ArchiveUnusable):
            RemoteFiles(address)
    with pytest.raises(ArchiveUnusable, match="ends with its process"):
        check_writable("memory://pages")
    check_writable("s3://bucket/pages")


def test_no_password_is_shown_and_each_address_has_a_folder_of_its_own():
    address = normal("sftp://desk:s3cr/et@host.example/pages/?token=abc")
    assert shown(address) == "sftp://host.example/pages/"
    assert "s3cr" not in label(address)
    assert label(address) != label(normal("sftp://host.example/pages"))
    assert label(normal("s3://bucket/a/")) == label(normal("s3://bucket/a"))


def test_an_error_of_a_library_is_told_without_the_password():
    with pytest.raises(ArchiveUnusable) as problem:
        RemoteFiles("sftp://desk:s3cret@127.0.0.1:1/pages")
    assert "s3cret" not in str(problem.value)
    assert "sftp://127.0.0.1:1/pages" in str(problem.value)
