"""``wiredesk.toml``: found, checked, below the environment, and told by ``wiredesk config show``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import pytest

from tests.crawlers.cli.in_process import wiredesk_here
from wiredesk.settings.environment import KINDS, Environment, read_environment
from wiredesk.settings.errors import UsageProblem

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def empty_place(tmp_path, monkeypatch):
    """A working folder and a user's configuration folder with nothing in them."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def test_every_setting_is_a_key_of_the_file(empty_place):
    assert KINDS.keys() == {field.name for field in fields(Environment)}
    Path("wiredesk.toml").write_text(
        'sites = "my-sites"\nredis_url = "redis://queue.example"\nkeep_days = 2\nto_list = true\n'
        'allow_addresses = ["10.0.0.0/8", "127.0.0.1"]\nbacklog = 50\n'
    )
    environment = read_environment()
    assert environment.sites == (empty_place / "work" / "my-sites",), "relative to the file"
    assert (environment.redis_url, environment.keep_days, environment.to_list) == ("redis://queue.example", 2.0, True)
    assert [str(network) for network in environment.allow_addresses] == ["10.0.0.0/8", "127.0.0.1/32"]
    assert environment.backlog == 50
    assert read_environment({}).backlog != 50, "given variables stand alone"


def test_the_environment_is_over_the_working_folder_over_the_users_folder(empty_place, monkeypatch):
    users = empty_place / "config" / "wiredesk" / "wiredesk.toml"
    users.parent.mkdir(parents=True)
    users.write_text("backlog = 1\n")
    assert read_environment().backlog == 1
    Path("wiredesk.toml").write_text("backlog = 2\n")
    assert read_environment().backlog == 2
    monkeypatch.setenv("WIREDESK_BACKLOG", "3")
    assert read_environment().backlog == 3


@pytest.mark.parametrize("value", ['["mine", "~/theirs", "shipped"]', '"mine:~/theirs:shipped"'])
def test_several_folders_of_sites(empty_place, value):
    Path("wiredesk.toml").write_text(f"sites = {value}\n")
    here = empty_place / "work"
    assert read_environment().sites == (here / "mine", Path("~/theirs").expanduser(), Path("shipped"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# mine\nredis = 'x'", "wiredesk.toml:2: 'redis' is no setting; did you mean redis_url?"),
        ("WIREDESK_SITES = 'x'", "wiredesk.toml:1: 'WIREDESK_SITES' is no setting; did you mean sites?"),
        ("zzz = 1", "wiredesk.toml:1: 'zzz' is no setting; docs/settings.md lists the keys"),
        ("\n\nbacklog = 'much'", "wiredesk.toml:3: backlog: write a whole number"),
        ("to_list = 1", "wiredesk.toml:1: to_list: write true or false"),
        ("allow_addresses = [1]", "wiredesk.toml:1: allow_addresses: write a list or a text in quotes"),
        ("[sites]\nfolder = 'x'", "wiredesk.toml:1: sites: write a list or a text in quotes"),
        ("backlog = 0", "wiredesk.toml:1: backlog = '0': write 1 or more"),
        ("a = 1\nbacklog = = 2", "wiredesk.toml:2: not valid TOML"),
    ],
)
def test_what_is_not_valid_is_one_line_with_file_line_and_key(text, said):
    Path("wiredesk.toml").write_text(text)
    with pytest.raises(UsageProblem) as problem:
        read_environment()
    assert str(problem.value).startswith(said)
    assert "\n" not in str(problem.value)


def test_config_show_tells_values_and_sources_and_no_password():
    Path("wiredesk.toml").write_text('backlog = 7\nredis_url = "redis://me:hidden@queue.example/0"\n')
    done = wiredesk_here("config", "show", "--format", "json", WIREDESK_KEEP_DAYS="3")
    assert done.returncode == 0, done.stderr
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert rows["backlog"] == {"name": "backlog", "value": 7, "source": "wiredesk.toml:1"}
    assert rows["keep_days"] == {"name": "keep_days", "value": 3.0, "source": "WIREDESK_KEEP_DAYS"}
    assert rows["announce"]["source"] == "default"
    table = wiredesk_here("config", "show").stdout
    assert "redis://me:***@queue.example/0  (wiredesk.toml:2)" in table
    assert "hidden" not in table + done.stdout


def test_scrapy_reads_the_file_too():
    Path("wiredesk.toml").write_text('user_agent = "mydesk/1.0 (desk@mydesk.example)"\n')
    program = "from wiredesk.settings import USER_AGENT; print(USER_AGENT)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "mydesk/1.0 (desk@mydesk.example)\n"


def test_the_shipped_catalogue_is_not_crawled_in_silence_without_a_contact():
    assert not read_environment({}).names_contact
    assert not read_environment({"WIREDESK_USER_AGENT": "mydesk (tell your contact here)"}).names_contact
    assert read_environment({"WIREDESK_USER_AGENT": "mydesk/1.0 (+https://mydesk.example/bot)"}).names_contact
    warning = "wiredesk: WARNING: no contact address is set"
    assert warning in wiredesk_here("crawl", "nosuch.example").stderr
    Path("my-sites").mkdir()
    Path("my-sites", "a.toml").write_text('url = "https://a.example/"')
    Path("wiredesk.toml").write_text('sites = "my-sites"\n')
    done = wiredesk_here("crawl", "nosuch.example")
    assert warning not in done.stderr
    assert done.returncode == 2
    assert wiredesk_here("sites", "list").stdout.count("a.example") == 1, "one's own sites, from the file"


@contextmanager
def nobody():
    """Not root, who may look into every folder."""
    if os.geteuid():
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_may_not_be_looked_into_is_told_and_counts_as_empty(monkeypatch, capsys):
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are for their owner alone
        Path(name).chmod(0o755)
        monkeypatch.chdir(name)
        (config := Path(name) / "config").mkdir(0)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(config))
        with nobody():
            assert [read_environment() for _ in range(2)] == [Environment()] * 2
        monkeypatch.chdir("/")
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(
        f"wiredesk: warning: {config}/wiredesk/wiredesk.toml cannot be looked for (Permission denied)"
    )
