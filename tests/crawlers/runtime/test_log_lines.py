"""Lines of the log: what a stranger or a secret can do in them, and the file that many processes write."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.full_disk import files_of_at_most
from wiredesk.crawlers.runtime.json_lines import JsonFormatter
from wiredesk.crawlers.runtime.log_file import LogFile
from wiredesk.crawlers.runtime.log_secrets import Secrets
from wiredesk.crawlers.runtime.log_setup import SafeFormatter
from wiredesk.settings.environment import Environment
from wiredesk.settings.log_events import event

SECRETS = Secrets(
    Environment(
        redis_url="redis://desk:oak%40barn@queue.example/0",
        metrics_push="https://push:willow77@gateway.example",
        alert_to=("slack://token-a/token-b/token-c",),
    )
)
FORGED = '/a\n12:00:00 ERROR wiredesk: forged\r\x1b[2J\u2028{"event":"forged"}\x85\u202e\ud800'


def record(message: str, *arguments: object, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("wiredesk.x", logging.WARNING, "x.py", 1, message, arguments, None)
    made.__dict__.update(event("url.failed", **fields))
    return made


def text_line(made: logging.LogRecord) -> str:
    return SafeFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S", SECRETS).format(made)


def test_a_stranger_cannot_end_a_line_or_begin_another():
    line = JsonFormatter("crawl", SECRETS).format(record("failed: %s", FORGED, url=FORGED, site={FORGED: [FORGED]}))
    assert line.isascii()
    assert line.isprintable()
    read = json.loads(line)
    assert (read["event"], read["command"], read["level"]) == ("url.failed", "crawl", "warning")
    assert "\x1b" not in read["url"]
    text = text_line(record("failed: %s", FORGED)).splitlines()
    assert len(text) > 1
    assert all(part.startswith("    ") for part in text[1:])


@pytest.mark.parametrize(
    "told",
    [
        "redis://desk:oak%40barn@queue.example/0 is away", "the password oak@barn is wrong", "willow77",
        "cannot send to slack://token-a/token-b/token-c", "https://reader:oak-barn-1@paper.example/a",
        "redis://:oak/barn@host:1/0", "GET /a?token=oak-barn&x=1", "https://paper.example/a?x=1&api_key=oakbarn",
        "Authorization: Bearer oakbarn.oakbarn", "wdk_oakbarn-oakbarn-oakbarn is no key",
    ],
)  # fmt: skip
def test_no_secret_is_told(told):
    line = JsonFormatter("crawl", SECRETS).format(record("%s", told, url=told, site=[told]))
    for said in (line, text_line(record("%s", told))):
        assert "***" in said
        assert not any(word in said for word in ("oak", "barn", "willow", "token-"))


def test_a_trace_is_kept_and_cleaned():
    try:
        raise ValueError(f"https://a:oak@b.example {FORGED}")
    except ValueError:
        made = record("it broke")
        made.exc_info = sys.exc_info()
    read = json.loads(JsonFormatter("crawl", SECRETS).format(made))
    assert "ValueError: https://***@b.example" in read["trace"]
    assert all(part.startswith("    ") for part in text_line(made).splitlines()[1:])


@pytest.mark.parametrize("part", ["//", "redis://:", "a@//", "?key=", "bearer ", "wdk_", "\x1b[", "&"])
def test_long_hostile_text_is_cut_in_linear_time(part):
    told = part * (400_000 // len(part))
    began = time.process_time()
    line = JsonFormatter("crawl", SECRETS).format(record("%s", told, url=told))
    text_line(record("%s", told))
    assert time.process_time() - began < 2
    assert len(line) < 20_000


WRITER = """
import logging, sys
from pathlib import Path
from wiredesk.crawlers.runtime.log_file import LogFile
log = logging.getLogger("one")
log.addHandler(LogFile(Path(sys.argv[1]), 20_000, 50))
for number in range(600):
    log.warning("%s %d %s", sys.argv[2], number, "x" * 50)
"""


def test_many_processes_write_one_file_and_lose_nothing_while_it_is_turned_over(tmp_path):
    path = tmp_path / "all.log"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    files = sorted(tmp_path.iterdir())
    lines = [line for file in files for line in file.read_text().splitlines()]
    wanted = {f"{name} {number} {'x' * 50}" for name in "abc" for number in range(600)}
    assert set(lines) == wanted
    assert len(lines) == len(wanted)
    assert len(files) > 3
    assert all(file.stat().st_size < 25_000 for file in files)


def one_log(handler: logging.Handler) -> logging.Logger:
    log = logging.Logger("one")
    log.addHandler(handler)
    return log


def test_old_files_go_and_a_file_that_logrotate_moved_is_begun_anew(tmp_path):
    path = tmp_path / "some.log"
    log = one_log(LogFile(path, 30, 2))
    for number in range(6):
        log.warning("%d %s", number, "y" * 20)
    assert [file.name for file in sorted(tmp_path.iterdir())] == ["some.log", "some.log.1", "some.log.2"]
    assert path.read_text()[0] == "5"
    path.rename(tmp_path / "moved")
    log.warning("after")
    assert path.read_text() == "after\n"
    log.handlers[0].close()


def test_a_full_disk_is_said_once_and_lines_come_again(tmp_path, capsys):
    path = tmp_path / "full.log"
    log = one_log(LogFile(path, 0, 2))
    with files_of_at_most(15):
        for _ in range(3):
            log.warning("z" * 30)
    log.warning("room again")
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith(f"wiredesk: the log {path} cannot be written: ")
    assert path.read_text().splitlines() == ["z" * 15, "room again"]
    assert os.stat(path).st_mode & 0o007 == 0
    log.handlers[0].close()
    assert Path(path).exists()


SPEAKER = """
import sys, warnings
import click
from wiredesk.crawlers.runtime.log_setup import keep_log
from wiredesk.settings.environment import Environment
keep_log(Environment(log_format="json"), "crawl")
click.echo("said by click\\nin two lines", err=True)
warnings.warn("odd")
print("half a line", end="", file=sys.stderr)
raise ValueError("https://a:oak@b.example broke")
"""


def test_whatever_is_said_on_stderr_is_json_a_fault_too():
    done = subprocess.run([sys.executable, "-c", SPEAKER], capture_output=True, text=True, check=False, timeout=60)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    said = [line["message"] for line in lines if line["event"] == "message"]
    assert said[:2] == ["said by click", "in two lines"]
    assert "UserWarning: odd" in said[2]
    assert said[-1] == "half a line"
    (fault,) = [line for line in lines if line["event"] == "fault"]
    assert "ValueError: https://***@b.example broke" in fault["trace"]
    assert (done.returncode, done.stdout) == (1, "")


def test_a_file_that_cannot_be_turned_over_grows_and_a_link_stays_where_it_is(tmp_path, capsys):
    path = tmp_path / "stuck.log"
    (tmp_path / "stuck.log.1").mkdir()  # as a folder that others own: nothing can be renamed
    log = one_log(LogFile(path, 20, 1))
    for number in range(4):
        log.warning("%d %s", number, "y" * 20)
    assert [line[0] for line in path.read_text().splitlines()] == ["0", "1", "2", "3"]
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith(f"wiredesk: the log {path} cannot be rotated: ")
    log.handlers[0].close()

    link = tmp_path / "stdout"
    link.symlink_to(tmp_path / "real")
    log = one_log(LogFile(link, 20, 1))
    for number in range(4):
        log.warning("%d %s", number, "y" * 20)
    assert link.is_symlink()
    assert len((tmp_path / "real").read_text().splitlines()) == 4
    log.handlers[0].close()
