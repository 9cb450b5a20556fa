"""Archives by address, from a real HTTP server that breaks off, or knows no parts of files."""

from __future__ import annotations

import json
import re
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from made_archives import MadeArchive, payload_digest, stories, story

from wiredesk.crawlers.ingest.remote_file import ArchiveLost, RemoteFile, shown


class Store:
    """Serves `data` at every path; `ranges`: whether parts are given; `broken`: answers that are to be cut off."""

    def __init__(self) -> None:
        self.data, self.ranges, self.broken, self.asked = b"", True, 0, []
        store = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self.answer(with_body=False)

            def do_GET(self) -> None:
                self.answer(with_body=True)

            def answer(self, *, with_body: bool) -> None:
                store.asked.append((self.command, self.headers.get("Range"), self.headers.get("User-Agent")))
                if "missing" in self.path:
                    self.send_error(404)
                    return
                data = store.data
                if (part := self.headers.get("Range")) and store.ranges:
                    first, last = map(int, re.findall(r"\d+", part))
                    self.send_response(206)
                    self.send_header("Content-Range", f"bytes {first}-{min(last, len(data) - 1)}/{len(data)}")
                    data = data[first : last + 1]
                else:
                    self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if not with_body:
                    return
                if store.broken and len(data) > 1:
                    store.broken -= 1
                    data = data[: len(data) // 2]
                    self.close_connection = True
                self.wfile.write(data)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store()
    yield store
    store.server.shutdown()
    store.server.server_close()


@pytest.mark.parametrize("ranges", [True, False])
def test_an_archive_by_address(wiredesk, store, tmp_path, ranges):
    store.data, store.ranges = stories(tmp_path / "a.warc.gz", range(3)).read_bytes(), ranges
    done = wiredesk("ingest", f"{store.url}/x/news.warc.gz?signature=secret")
    assert done.returncode == 0, done.stderr
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(articles) == 3
    assert articles[0]["discovered_via"] == {"type": "warc", "url": "news.warc.gz"}
    assert "secret" not in done.stdout + done.stderr
    assert all(agent.startswith("wiredesk/") for _, _, agent in store.asked)


def test_a_revisit_is_read_from_the_server_and_a_run_goes_on(wiredesk, store, tmp_path):
    made = MadeArchive(tmp_path / "a.warc.gz").page(*story(1))
    store.data = made.revisit("https://harbour.example/again", payload_digest(story(1)[1])).closed().read_bytes()
    done = wiredesk("ingest", "--output", str(tmp_path / "out"), f"{store.url}/a.warc.gz")
    assert "2 pages, 2 articles" in done.stderr
    assert "done in an earlier run" in wiredesk("ingest", "-o", str(tmp_path / "out"), f"{store.url}/a.warc.gz").stderr


def test_a_package_by_address(wiredesk, store, tmp_path):
    stories(tmp_path / "a.warc.gz", range(2))
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as package:
        package.write(tmp_path / "a.warc.gz", "archive/a.warc.gz")
    store.data = (tmp_path / "a.wacz").read_bytes()
    assert "2 articles" in wiredesk("ingest", f"{store.url}/a.wacz").stderr


def test_what_cannot_be_had_is_named_and_the_rest_is_read(wiredesk, store, tmp_path):
    store.data = stories(tmp_path / "a.warc.gz", range(1)).read_bytes()
    done = wiredesk("ingest", f"{store.url}/missing.warc.gz", f"{store.url}/a.warc.gz")
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 1)
    assert "missing.warc.gz cannot be read: the server answers 404" in done.stderr
    for address in ("nosuch://a/b.warc.gz", "s3://bucket/a.warc.gz"):
        done = wiredesk("ingest", address)
        assert done.returncode in (1, 2)
        assert address in done.stderr


def read(store: Store, pauses: tuple[float, ...]) -> bytes:
    file = RemoteFile(f"{store.url}/a", "test", pauses=pauses)
    parts = []
    while part := file.read(1 << 20):
        parts.append(part)
    file.close()
    return b"".join(parts)


def test_a_connection_that_breaks_is_taken_up_again_and_then_given_up(store):
    store.data = bytes(range(256)) * 40_000  # three pieces
    store.broken = 3
    assert read(store, (0.0, 0.0, 0.0)) == store.data
    store.broken = 100
    with pytest.raises(ArchiveLost):
        read(store, (0.0, 0.0))


def test_addresses_are_shown_without_secrets():
    assert shown("https://me:word@host.example/a/b.warc.gz?sig=1") == "https://host.example/a/b.warc.gz"
    assert shown(str(Path("/tmp/a?.warc"))) == "/tmp/a?.warc"
