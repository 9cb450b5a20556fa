"""``extract --correct`` and ``pages``: a user says what is right, checks it, and gets rules."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from command_server import Command
from in_process import Done, wiredesk_here
from town_pages import html, settings, url


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    folder = tmp_path / "sites"
    folder.mkdir()
    (folder / "valley-echo.example.toml").write_text('url = "https://valley-echo.example/"\nlanguages = ["en"]\n')
    return folder


@pytest.fixture
def run(tmp_path, sites):
    def command(*words: object) -> Done:
        return wiredesk_here(*map(str, words), WIREDESK_SITES=str(sites), WIREDESK_HOME=str(tmp_path / "home"))

    return command


@pytest.fixture
def mine(tmp_path, run) -> Path:
    """A folder with two corrected pages."""
    for name in ("bridge", "mill"):
        done = run(*extract_words(tmp_path, name), *(word for one in settings(name) for word in ("--set", one)))
        assert done.returncode == 0, done.stderr
        assert "wrong today: headline, foreign" in done.stdout
    return tmp_path / "mine"


def extract_words(folder: Path, name: str) -> list[str]:
    file = folder / f"{name}.html"
    file.write_text(html(name), "utf-8")
    return ["extract", str(file), "--url", url(name), "--fetched-at", "2026-05-10", "--correct", str(folder / "mine")]


def test_pages_are_checked_and_the_wrong_fields_named(run, mine):
    done = run("pages", "check", mine)
    assert done.returncode == 1
    assert (
        "headline: 'Council votes on the old mill' is right, and 'Valley Echo: the week' was extracted" in done.stdout
    )
    assert "0 of 2 pages wholly right" in done.stdout
    assert "headline 0/2" in done.stdout
    rows = [json.loads(line) for line in run("pages", "check", mine, "--json").stdout.splitlines()]
    assert [row["wrong"] for row in rows] == [["headline", "foreign"]] * 2


def test_the_rules_proposed_make_all_right(run, mine, sites):
    done = run("pages", "rules", mine)
    assert done.returncode == 0
    assert "4 fields" not in done.stderr
    rules = tomllib.loads(done.stdout)["extract"]
    assert rules["headline"] == ["div.top-line"]
    with (sites / "valley-echo.example.toml").open("a") as definition:
        definition.write(done.stdout)
    assert run("pages", "check", mine).returncode == 0
    assert run("pages", "rules", mine).stdout == ""


def test_a_second_correction_keeps_the_first_and_lists_grow(run, mine, tmp_path):
    words = extract_words(tmp_path, "mill")
    run(*words, "--set", "authors=Ann Lee", "--set", "authors=Bo Ek|Cy Ma", "--set", "language=ku")
    rows = [json.loads(line) for line in (mine / "pages.jsonl").read_text("utf-8").splitlines()]
    assert rows[-1]["headline"] == "Council votes on the old mill"
    assert (rows[-1]["authors"], rows[-1]["language"]) == ("Ann Lee|Bo Ek|Cy Ma", "ku")
    assert rows[-1]["fetched_at"].startswith("2026-05-10")


def test_a_foreign_text_that_is_not_there_is_told(run, mine, tmp_path):
    done = run(*extract_words(tmp_path, "school"), "--set", "foreign=no such words")
    assert "'no such words' stands nowhere on the page" in done.stderr


def test_a_page_that_was_refused_is_an_article_when_its_headline_is_said(run, tmp_path):
    page = tmp_path / "short.html"
    page.write_text("<html><title>x</title><p>y</p></html>")
    words = ["extract", page, "--url", url("mill"), "--correct", tmp_path / "mine"]
    assert "wrong today: kind" in run(*words, "--set", "headline=A short story").stdout


def test_damaged_pages_do_not_hide_the_others(run, mine):
    with (mine / "pages.jsonl").open("a") as index:
        index.write("{}\n")
    done = run("pages", "check", mine)
    assert (done.returncode, "line 3" in done.stderr, "0 of 2 pages" in done.stdout) == (1, True, True)


def test_a_page_that_is_no_article(run, mine, tmp_path):
    words = extract_words(tmp_path, "school")
    assert "wrong today: kind" in run(*words, "--set", "kind=listing").stdout
    assert "kind: 'listing' is right" in run("pages", "check", mine).stdout


def test_an_editor_on_a_terminal(tmp_path, mine, command_socket):
    editor = tmp_path / "editor"
    editor.write_text(
        f"#!{sys.executable}\nimport sys\nfile = open(sys.argv[1], 'r+')\ntext = file.read()\n"
        "assert 'first words of the text' in text\nfile.seek(0)\n"
        "file.write(text.replace('Valley Echo: the week', 'School opens a month late'))\nfile.truncate()\n"
    )
    editor.chmod(0o755)
    assert "wrong today: headline" in on_a_terminal(tmp_path, "school", command_socket, editor)
    rows = [json.loads(line) for line in (mine / "pages.jsonl").read_text("utf-8").splitlines()]
    assert rows[-1]["headline"] == "School opens a month late"
    assert rows[-1]["authors"] == "Cy Moreno"


@pytest.mark.parametrize(("content", "said"), [("", "nothing was kept"), ("kind = [", "not valid TOML")])
def test_an_editor_that_leaves_nothing_or_nonsense_keeps_nothing(tmp_path, mine, command_socket, content, said):
    editor = tmp_path / "editor"
    editor.write_text(f"#!{sys.executable}\nimport sys\nopen(sys.argv[1], 'w').write({content!r})\n")
    editor.chmod(0o755)
    assert said in on_a_terminal(tmp_path, "school", command_socket, editor)
    assert len((mine / "pages.jsonl").read_text("utf-8").splitlines()) == 2


def on_a_terminal(folder: Path, name: str, command_socket: Path, editor: Path) -> str:
    master, slave = pty.openpty()
    environment = {**os.environ, "EDITOR": str(editor), "WIREDESK_HOME": str(folder / "home"), "TERM": "xterm"}
    with Command(
        command_socket, extract_words(folder, name), env=environment, stdin=slave, stdout=slave, stderr=subprocess.PIPE
    ) as process:
        os.close(slave)
        os.write(master, b"n\n")  # edit again? no
        said = process.communicate(timeout=60)[1].decode()
    printed = b""
    try:
        while block := os.read(master, 65536):
            printed += block
    except OSError:  # Linux ends a terminal whose last writer is gone with EIO
        pass
    os.close(master)
    return printed.decode() + said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "authors=Ann Lee"], "--set goes with --correct"),
        (["--correct", "mine", "--set", "foo=1"], "'foo=1' sets nothing"),
        (["--correct", "mine", "--set", "date=soon"], "neither a day"),
        (["--correct", "mine", "--set", "words=many"], "words: "),
        (["--correct", "mine"], "use --set FIELD=VALUE"),
        (["--correct", "mine", "--set", "language=klingonisch"], "not a language tag"),
        (["--url", "notaurl"], "not an http or https address"),
        (["--url", "ftp://harbour.example/a"], "not an http or https address"),
    ],
)
def test_wrong_usage(run, tmp_path, words, said):
    page = tmp_path / "page.html"
    page.write_text(html("mill"), "utf-8")
    done = run("extract", page, "--url", url("mill"), *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert not Path("mine").exists()


def test_a_folder_without_pages_and_a_site_without_any(run, tmp_path, mine):
    assert run("pages", "check", tmp_path).returncode == 2
    done = run("pages", "rules", mine, "--site", "other.example")
    assert done.returncode == 2
    assert "it has valley-echo.example" in done.stderr


def test_a_page_was_fetched_before_now(tmp_path):
    (tmp_path / "page.html").write_text("<h1>Bridge</h1>")
    words = ["extract", str(tmp_path / "page.html"), "--url", "https://a.example/1", "--fetched-at", "9999-12-31"]
    done = wiredesk_here(*words)
    assert (done.returncode, done.stderr) == (2, "wiredesk: --fetched-at 9999-12-31 lies in the future\n")
