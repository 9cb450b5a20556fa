"""Every command where stdin and stdout are closed or full, or the data folder cannot be written: a line, no hang."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from command_server import Command
from hand_made_site import Answer, article_page
from in_process import wiredesk_here
from made_archives import stories
from queue_writer import QueueWriter

from tests.pipelines.archive.made_pages import about, exchange, written
from wiredesk.crawlers.cli import cli
from wiredesk.pipelines.archive.record_set import NewSet
from wiredesk.settings.embedded_redis import EmbeddedRedis
from wiredesk.settings.errors import ExitCode

PAGE = "page.html --url https://paper.example/news/bridge-1001"
FULL = "wiredesk: cannot write: No space left on device"
CLOSED = "wiredesk: standard input or output is closed"
NO_SUCH_FOLDER = "/proc/wiredesk"
"""A data folder that nobody can make, root neither."""


@dataclass(frozen=True)
class Case:
    """How a command is tried. {site} is the address of a site, {page} that of an article of it, {hook} a
    webhook."""

    arguments: str = ""
    prints: bool = True
    """Whether it has something to say on stdout, so that a full disk is its failure."""
    stays: bool = False
    """It runs until it is told to stop."""
    without_home: int | None = None
    """Its exit status where the data folder cannot be made; None: it does not use the folder."""
    before: str = ""
    """A command that makes what it works on."""


REDIS_GONE = ExitCode.REDIS_UNREACHABLE
CASES = {
    "crawl": Case("--quiet --format jsonl", without_home=REDIS_GONE),
    "scheduler": Case("--once", prints=False, without_home=REDIS_GONE),
    "crawl-worker": Case("--burst", prints=False, without_home=REDIS_GONE),
    "fetch": Case("{page}"),
    "worker": Case(prints=False, stays=True, without_home=REDIS_GONE),
    "serve": Case("--port 0", prints=False, stays=True, without_home=REDIS_GONE),
    "desk": Case("--port 0", prints=False, stays=True, without_home=REDIS_GONE),
    "keys add": Case("newsroom", without_home=ExitCode.USAGE),
    "keys list": Case("--key-file keys", before="keys add newsroom --key-file keys"),
    "keys revoke": Case("newsroom --key-file keys", prints=False, before="keys add newsroom --key-file keys"),
    "extract": Case(PAGE),
    "ingest": Case("archive.warc.gz"),
    "reextract": Case("--archive kept", without_home=ExitCode.USAGE),
    "archive stats": Case("--archive .", prints=True),
    "archive list": Case("--archive kept"),
    "archive show": Case("a1 --archive kept"),
    "archive export": Case("--warc out.warc.gz --archive .", prints=False),
    "archive verify": Case("--archive kept", prints=False),
    "archive repair": Case("--archive kept", prints=False),
    "archive purge": Case("a1 --archive kept", prints=False),
    "archive trim": Case("--archive .", prints=False),
    "archive upload": Case("--archive file:///no-such-folder/pages", prints=False),
    "pages check": Case("mine", before=f"extract {PAGE} --correct mine --set kind=article"),
    "pages rules": Case("mine", prints=False, before=f"extract {PAGE} --correct mine --set kind=article"),
    "sites list": Case(),
    "sites show": Case("harbour"),
    "sites keys": Case("harbour", prints=False, without_home=REDIS_GONE),
    "sites schema": Case(),
    "sites copy": Case("rudaw.net --folder own", prints=False),
    "sites pause": Case("harbour --until 7d", prints=False, without_home=REDIS_GONE),
    "sites resume": Case("harbour", prints=False, without_home=REDIS_GONE),
    "sites import": Case("list.txt --folder own --dry-run --json"),
    "sites export": Case("--format csv"),
    "sites check": Case("--offline", without_home=REDIS_GONE),
    "sites rule": Case("harbour headline p --archive kept"),
    "sites add": Case("{site} --dry-run"),
    "queue stats": Case(without_home=REDIS_GONE),
    "queue read": Case(without_home=REDIS_GONE),
    "queue tail": Case("--no-follow", without_home=REDIS_GONE),
    "queue dead": Case(prints=False, without_home=REDIS_GONE),
    "queue replay": Case("--all", prints=False, without_home=REDIS_GONE),
    "queue groups": Case(without_home=REDIS_GONE),
    "queue groups create": Case("writers", prints=False, without_home=REDIS_GONE),
    "queue groups delete": Case("readers --yes", prints=False, without_home=REDIS_GONE),
    "queue trim": Case(prints=False, without_home=REDIS_GONE),
    "consume": Case("--group others --no-follow", without_home=REDIS_GONE),
    "export": Case("--format csv", without_home=REDIS_GONE),
    "why": Case("{page}", without_home=REDIS_GONE),
    "alerts check": Case("--offline --dry-run", prints=False, without_home=REDIS_GONE),
    "alerts list": Case(prints=False, without_home=REDIS_GONE),
    "alerts test": Case("{hook}", prints=False),
    "alerts mute": Case("harbour", prints=False, without_home=REDIS_GONE),
    "alerts unmute": Case("harbour", prints=False, without_home=REDIS_GONE),
    "alerts rules": Case(),
    "metrics": Case(without_home=REDIS_GONE),
    "redis start": Case(without_home=REDIS_GONE),
    "redis stop": Case(prints=False, without_home=ExitCode.DONE),
    "redis status": Case(before="redis start", without_home=REDIS_GONE),
    "redis export": Case("copy.gz", prints=False, without_home=REDIS_GONE),
    "redis import": Case("copy.gz --replace", prints=False, before="redis export copy.gz", without_home=REDIS_GONE),
    "config show": Case(without_home=ExitCode.DONE),
    "doctor": Case(without_home=REDIS_GONE),
    "demo": Case(prints=False, without_home=ExitCode.SOME_FAILED),
}


NEED_A_REACTOR = {"crawl", "crawl-worker", "demo", "desk", "serve", "worker"}
"""Of which a process can have one only; the other commands are run in this one."""


def all_commands(group: click.Group, before: str = "") -> Iterator[str]:
    """The names of all commands that do something themselves."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield f"{before}{name}"
            yield from all_commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_command_is_tried():
    assert set(all_commands(cli)) == CASES.keys(), "CASES, above: how each command is called here"


class Shell:
    """Runs commands with the streams that a shell gives them."""

    def __init__(self, folder: Path, environment: dict[str, str], site: str, page: str, command_socket: Path) -> None:
        self.folder, self._environment, self.site, self.page = folder, environment, site, page
        self._command_socket = command_socket

    def without_stdin(self, words: str, stdout: str, *, stays: bool = False, **variables: str) -> tuple[int, str]:
        """As a call with ``<&- >stdout``; the command is forked, for this is done with all of them."""
        with open(stdout, "w") as output:
            process = Command(
                self._command_socket, words.split(), cwd=self.folder, env=self._environment | variables, closed=(0,),
                whole_end=True, stdout=output, stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
        return self._ended(process, stays)

    def __call__(self, words: str, streams: str, *, stays: bool = False, **variables: str) -> tuple[int, str]:
        """Run ``wiredesk words… streams``; returns its status and what it said on stderr."""
        line = f'exec "$0" -m wiredesk {words} {streams}'
        command = ["sh", "-c", line, sys.executable]
        process = subprocess.Popen(
            command, cwd=self.folder, env=self._environment | variables, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self._ended(process, stays)

    @staticmethod
    def _ended(process: subprocess.Popen[str], stays: bool) -> tuple[int, str]:
        said = ""
        try:
            if stays:
                assert process.stderr is not None
                said = process.stderr.readline()
                process.send_signal(signal.SIGTERM)
            said += process.communicate(timeout=60)[1]
        finally:
            process.kill()
        assert "Traceback" not in said
        assert "Exception ignored" not in said
        return process.returncode, said


@pytest.fixture
def shell(tmp_path, redis_url, wiredesk, start_site, command_socket):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
    site.pages["/"] = Answer('<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>')
    page = article_page("Old bridge to be repaired")
    site.pages["/news/bridge-1001"] = page
    (tmp_path / "page.html").write_text(str(page.body), "utf-8")
    (tmp_path / "list.txt").write_text(site.url)
    stories(tmp_path / "archive.warc.gz", [1])
    (tmp_path / "kept").mkdir()
    written(tmp_path / "kept", NewSet([exchange()], about(site="harbour")))
    writer = QueueWriter(redis_url)
    writer.fill(1)
    writer.client.xgroup_create(writer.keys.articles, "readers", "$")
    writer.client.close()
    environment = {**wiredesk.environment, "PYTHONPATH": str(Path(__file__).parents[3])}
    yield Shell(tmp_path, environment, f"{site.url}/", f"{site.url}/news/bridge-1001", command_socket)
    EmbeddedRedis(Path(wiredesk.environment["WIREDESK_HOME"])).stop()


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if name != "demo"])
def test_a_full_disk_and_a_closed_stdin(shell, name):
    case = CASES[name]
    words = (
        f"{name} {case.arguments.format(site=shell.site, page=shell.page, hook=shell.site.replace('http:', 'json:'))}"
    )
    if case.before:
        shell.without_stdin(case.before, "/dev/null")
    status, said = shell.without_stdin(words, "/dev/full", stays=case.stays)
    assert (status, FULL in said) == ((1, True) if case.prints else (0, False)), said


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.without_home is not None])
def test_a_data_folder_that_cannot_be_made(shell, name):
    case = CASES[name]
    words = (
        f"{name} {case.arguments.format(site=shell.site, page=shell.page, hook=shell.site.replace('http:', 'json:'))}"
    )
    if name in NEED_A_REACTOR:
        nowhere = {"WIREDESK_HOME": NO_SUCH_FOLDER, "WIREDESK_REDIS_URL": ""}
        status, said = shell.without_stdin(words, "/dev/null", **nowhere)
    else:
        done = wiredesk_here(*words.split(), WIREDESK_HOME=NO_SUCH_FOLDER, WIREDESK_SITES=f"{shell.folder}/sites")
        status, said = done.returncode, done.stderr
    assert status == case.without_home, said
    if status:
        assert said.startswith("wiredesk: ")
        assert said.count("\n") == 1


@pytest.mark.parametrize("name", ["--help", "--version", "config show", "sites list", "queue stats", "consume"])
def test_a_closed_stdout_is_told(shell, name):
    words = f"{name} {CASES[name].arguments}" if name in CASES else name
    status, said = shell(words, ">&-")
    assert (status, said) == (1, f"{CLOSED}\n")
    assert shell(words, "<&- >&- 2>&-") == (1, "")


@pytest.mark.parametrize("name", ["fetch -", f"extract - {PAGE.partition(' ')[2]}", "fetch --publish -"])
def test_a_closed_stdin_that_is_to_be_read_ends_the_command(shell, name):
    assert shell(name, "<&-") == (1, f"{CLOSED}\n")


@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full"])
def test_messages_that_cannot_be_written_change_nothing(shell, streams):
    assert shell("sites nosuch", streams)[0] == 2
    assert shell("crawl --format text > articles", streams)[0] == 0
    assert "Old bridge to be repaired" in (shell.folder / "articles").read_text("utf-8")


def test_an_article_that_cannot_be_printed_is_not_acknowledged_and_not_blamed(shell, redis_url):
    for _time in range(3):
        assert shell("consume --group printers --no-follow --max-deliveries 1", ">/dev/full") == (1, f"{FULL}\n")
    assert shell("consume --group printers --no-follow > articles", "") == (0, "")
    assert '"article-1"' in (shell.folder / "articles").read_text("utf-8")


def test_a_key_that_cannot_be_shown_is_not_kept(shell):
    assert shell("keys add newsroom --key-file keys", ">/dev/full") == (1, f"{FULL}\n")
    assert shell("keys add newsroom --key-file keys", "")[0] == 0


def test_no_connection_takes_the_place_of_a_closed_stream(shell):
    status, said = shell("consume --group hooks --no-follow --exec 'echo loud; cat >> loaded'", "<&- >&- 2> said")
    assert status == 0, said
    assert '"article-1"' in (shell.folder / "loaded").read_text("utf-8")
