"""Files to be written: ``-`` is stdout, or is refused where that makes no sense; a file of that name is never made."""

from __future__ import annotations

import gzip
import json
import signal
from pathlib import Path

import pytest
from in_process import wiredesk_here
from queue_writer import QueueWriter


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert not (tmp_path / "-").exists()
    assert list(tmp_path.glob("*.part")) == list(tmp_path.glob(".*.part")) == []


@pytest.fixture
def queue(redis_url):
    writer = QueueWriter(redis_url)
    writer.fill(2)
    yield writer.url
    writer.client.close()


@pytest.mark.parametrize("words", ["export --format csv --output -", "metrics --output -"])
def test_a_dash_is_stdout(here, queue, words):
    plain = words.removesuffix(" --output -").split()
    done = wiredesk_here(*words.split(), WIREDESK_REDIS_URL=queue)
    assert done.returncode == 0
    with_dash, without = (
        [line for line in one.stdout.splitlines() if "_bytes" not in line and "redis" not in line and line]
        for one in (done, wiredesk_here(*plain, WIREDESK_REDIS_URL=queue))
    )
    assert with_dash == without != []


def test_a_copy_of_redis_goes_to_stdout_and_to_devices(here, queue):
    done = wiredesk_here("redis", "export", "-", WIREDESK_REDIS_URL=queue)
    assert done.returncode == 0
    lines = [json.loads(line) for line in gzip.decompress(done.data).splitlines()]
    assert (lines[0]["format"], "end" in lines[-1]) == ("wiredesk.redis/1", True)
    assert "are in stdout" in done.stderr
    device = Path("/dev/null").stat().st_rdev
    assert wiredesk_here("redis", "export", "/dev/null", WIREDESK_REDIS_URL=queue).returncode == 0
    assert Path("/dev/null").stat().st_rdev == device != 0, "no file has taken its place"


@pytest.mark.parametrize(
    "words",
    [
        "export --format sqlite --output -", "redis import -", "fetch https://n.example/1 --save -",
        "crawl --log-file -", "sites import list.txt --report -",
    ],
)  # fmt: skip
def test_what_cannot_be_stdout_is_refused_with_the_reason(here, queue, words):
    (here / "list.txt").write_text("https://n.example\n")
    done = wiredesk_here(*words.split(), WIREDESK_REDIS_URL=queue, WIREDESK_HOME=str(here / "home"))
    assert done.returncode == 2
    assert "file" in done.stderr.lower() or "stderr" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_stop_goes_the_way_of_ctrl_c(here, monkeypatch):
    """So that asyncio, which has a handler of its own for Ctrl-C, ends its tasks one by one."""
    seen: list[int] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        wiredesk_here("config", "show")
        signal.signal(signal.SIGINT, lambda number, _: seen.append(number))
        signal.raise_signal(signal.SIGTERM)
        assert seen == [signal.SIGINT]
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_stop_leaves_nothing_half_written(here, monkeypatch):
    def stopped_half_way(_archive, out, *_arguments, **_options):
        out.write(b"half")
        signal.raise_signal(signal.SIGTERM)

    (here / "pages").mkdir()
    monkeypatch.setattr("wiredesk.crawlers.cli.archive_export.export_warc", stopped_half_way)
    before = signal.getsignal(signal.SIGTERM)
    try:
        done = wiredesk_here("archive", "export", "--archive", "pages", "--warc", "out.warc.gz")
    finally:
        signal.signal(signal.SIGTERM, before)
    assert done.returncode == 130
    assert [one.name for one in here.iterdir()] == ["pages"]
