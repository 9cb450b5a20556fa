"""``wiredesk sites``: with its output in a pipe and on a terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from in_process import Done, wiredesk_here

from wiredesk.crawlers import cli
from wiredesk.crawlers.cli.sites import COMMANDS
from wiredesk.crawlers.listings.source_memory import SiteState
from wiredesk.crawlers.sites.catalogue import SHIPPED
from wiredesk.pipelines.publishing.keys import Keys

WIREDESK = Path(sys.executable).parent / "wiredesk"


def wiredesk(*arguments: str, **variables: str) -> Done:
    """Run ``wiredesk sites`` with its output in a pipe."""
    return wiredesk_here("sites", *arguments, **variables)


def on_a_terminal(*arguments: str, columns: int = 100, plain: bool = True) -> str:
    """What the command writes on a terminal of its own, by default without the codes for bold and dim."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        [WIREDESK, "sites", *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=os.environ | {"COLUMNS": str(columns), "TERM": "xterm"},
    ):
        os.close(slave)
        written = b""
        while True:
            try:
                block = os.read(master, 65536)
            except OSError:  # Linux ends a terminal whose last writer is gone with EIO
                break
            if not block:
                break
            written += block
    os.close(master)
    return re.sub(r"\x1b\[(?:[0-9;]*)m", "", written.decode()) if plain else written.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three sites, one of them with a hostile name."""
    (tmp_path / "one.toml").write_text(
        'name = "One"\nurl = "https://one.example/"\ncountry = "br"\nlanguages = ["pt-BR"]\nregion = "South America"'
    )
    (tmp_path / "two.toml").write_text(
        'name = "Two\\t\\u001b[31m\\u009b2J\\u202e"\nurl = "https://two.example/"\ncountry = "iq"\n'
        'languages = ["ckb", "ar"]\nregion = "Kurdistan, Middle East"\nenabled = false\nreason = "closed"\n'
        '[[sources]]\ntype = "feed"\nurl = "https://two.example/feed"\n'
    )
    (tmp_path / "three.toml").write_text('url = "https://three.example/"')
    return tmp_path


def test_in_a_pipe_a_line_a_site_with_tabs_and_nothing_else(folder: Path) -> None:
    done = wiredesk("list", "--folder", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split("\t") for line in done.stdout.splitlines()] == [
        ["one", "One", "br", "pt-BR", "South America", "0", "enabled", "https://one.example/", ""],
        ["three", "", "", "", "", "0", "enabled", "https://three.example/", ""],
        ["two", "Two", "iq", "ckb ar", "Kurdistan, Middle East", "1", "disabled", "https://two.example/", ""],
    ]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (["--country", "IQ"], ["two"]),
        (["--country", "iq", "--country", "br"], ["one", "two"]),
        (["--country", "iq", "--language", "pt"], []),
        (["--language", "pt"], ["one"]),
        (["--language", "ku"], ["two"]),
        (["--language", "ar", "--language", "pt-br"], ["one", "two"]),
        (["--region", "middle-east"], ["two"]),
        (["--region", "america"], ["one"]),
    ],
)
def test_filters(folder: Path, filters: list[str], names: list[str]) -> None:
    done = wiredesk("list", *filters, WIREDESK_SITES=str(folder))
    assert done.returncode == 0
    assert [line.partition("\t")[0] for line in done.stdout.splitlines()] == names
    assert done.stderr == ("" if names else f"no site fits, of 3 in {folder}\n")


def test_json_lines_hold_the_whole_definitions(folder: Path) -> None:
    done = wiredesk("list", "--json", "--folder", str(folder))
    sites = {site["id"]: site for site in map(json.loads, done.stdout.splitlines())}
    assert list(sites) == ["one", "three", "two"]
    assert sites["two"]["reason"] == "closed"
    assert sites["two"]["name"] == "Two\t\x1b[31m\x9b2J\u202e"
    assert sites["three"]["fetch"]["max_size"] == 10_000_000
    assert "\x1b" not in done.stdout
    assert "\x9b" not in done.stdout


def test_on_a_terminal_a_table(folder: Path) -> None:
    written = on_a_terminal("list", "--folder", str(folder))
    heading, *_ = [line.split() for line in written.splitlines() if line.strip()]
    assert heading == ["definition", "site", "country", "languages", "region", "sources"]
    raw = on_a_terminal("list", "--folder", str(folder), plain=False)
    assert "\x9b" not in raw
    assert "\x1b[31m" not in raw
    assert "3 of 3 sites, 1 disabled:" in written
    assert "two: closed" in written
    assert "region" not in on_a_terminal("list", "--folder", str(folder), columns=60)


def test_the_next_visit_of_each_site_is_shown(folder: Path, redis_url: str) -> None:
    (folder / "four.toml").write_text('url = "https://four.example/"\n[schedule]\nlongest = 60\n')
    soon = time.time() + 1500
    with redis.Redis.from_url(redis_url) as client:
        client.hset(Keys().sources("one"), "site", SiteState(due_at=soon).model_dump_json())
        late = soon + 3 * 86_400  # a wrong clock
        client.hset(Keys().sources("four"), "site", SiteState(due_at=late).model_dump_json())
    done = wiredesk("list", "--folder", str(folder), WIREDESK_REDIS_URL=redis_url)
    visits = {line.split("\t")[0]: line.split("\t")[8] for line in done.stdout.splitlines()}
    at = f"{datetime.fromtimestamp(soon, UTC):%Y-%m-%dT%H:%M:%SZ}"
    assert visits == {"one": at, "two": "", "three": "due", "four": "due"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIREDESK_REDIS_URL", redis_url)
        written = on_a_terminal("list", "--folder", str(folder), columns=80)
    assert re.search(r"^ *one .* in 25 minutes *\r$", written, re.MULTILINE)
    assert re.search(r"^ *three .* due *\r$", written, re.MULTILINE)


def test_the_sites_are_listed_where_redis_is_away(folder: Path) -> None:
    done = wiredesk("list", "--folder", str(folder), WIREDESK_REDIS_URL="redis://127.0.0.1:9/0")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 3)
    assert "next visits are not known: Redis cannot be reached" in done.stderr


def test_the_shipped_sites_are_listed_by_default() -> None:
    done = wiredesk("list", "--region", "Kurdistan")
    names = {line.partition("\t")[0] for line in done.stdout.splitlines()}
    assert {"rudaw.net", "kurdistan24.net", "hawarnews.com", "npasyria.com", "shafaq.com"} <= names


def test_show_prints_toml_with_the_defaults_or_json(folder: Path) -> None:
    done = wiredesk("show", "two", "--folder", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    shown = tomllib.loads(done.stdout)
    assert shown["sources"] == [{"type": "feed", "url": "https://two.example/feed"}]
    assert shown["fetch"]["robots"] is True
    assert done.stdout.startswith(f"# {folder}/two.toml\n")
    assert "\x1b" not in done.stdout
    assert "\x9b" not in done.stdout
    as_json = json.loads(wiredesk("show", "two", "--json", "--folder", str(folder)).stdout)
    assert as_json["id"] == "two"
    assert as_json["timezone"] is None


def test_show_names_the_files_that_count(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "one.toml").write_text("[fetch]\ndelay = 9\n")
    done = wiredesk("show", "one", WIREDESK_SITES=f"{tmp_path}/mine:{folder}:shipped")
    assert done.stdout.startswith(f"# {tmp_path}/mine/one.toml\n# over {folder}/one.toml\n")
    assert tomllib.loads(done.stdout)["fetch"]["delay"] == 9


def test_an_unknown_name_ends_with_2_and_the_nearest_names() -> None:
    done = wiredesk("show", "rudaw.nett")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no site 'rudaw.nett'" in done.stderr
    assert "did you mean rudaw.net" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--country", "uk", "'uk' is not a country code; the United Kingdom is gb"),
        ("--language", "jp", "'jp' is not a language tag; did you mean ja?"),
        ("--folder", "/nowhere", "the folder '/nowhere' cannot be read"),
    ],
)
def test_wrong_options_end_with_2(option: str, value: str, message: str) -> None:
    done = wiredesk("list", option, value)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_an_invalid_definition_is_named_with_its_line_and_left_out(folder: Path) -> None:
    (folder / "wrong.toml").write_text('url = "https://a.example/"\n\n[fetch]\ndelai = 3\n')
    done = wiredesk("list", "--folder", str(folder))
    assert done.returncode == 1
    assert [line.partition("\t")[0] for line in done.stdout.splitlines()] == ["one", "three", "two"]
    assert (
        f'{folder}/wrong.toml:4: unknown key "delai" in [fetch]; did you mean delay?; valid keys: delay,' in done.stderr
    )


def test_copy_makes_a_shipped_definition_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "new" / "my-sites"
    done = wiredesk("copy", "rudaw.net", "derstandard.at", WIREDESK_SITES=str(own))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"copied to {own}/rudaw.net.toml\ncopied to {own}/derstandard.at.toml\n"
    assert sorted(path.name for path in own.iterdir()) == ["derstandard.at.toml", "rudaw.net.toml"]
    copied = own / "rudaw.net.toml"
    assert copied.read_bytes() == (SHIPPED / "rudaw.net.toml").read_bytes()
    umask = os.umask(0)
    os.umask(umask)
    assert copied.stat().st_mode & 0o777 == 0o666 & ~umask
    # What was changed since is not lost
    copied.write_text('url = "https://mine.example/"\n')
    done = wiredesk("copy", "rudaw.net", "hawarnews.com", "--folder", str(own))
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1,
        f"wiredesk: {copied} exists already and was not changed",
    )
    assert copied.read_text() == 'url = "https://mine.example/"\n'
    assert (own / "hawarnews.com.toml").exists()
    assert wiredesk("copy", "rudaw.net", "--folder", str(own), "--force").returncode == 0
    assert copied.read_bytes() == (SHIPPED / "rudaw.net.toml").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rudaw.nett"], "did you mean rudaw.net"),
        (["rudaw.net"], "where to? name a folder of your own with --folder, or set WIREDESK_SITES"),
        (["rudaw.net", "--folder", "/proc/sites"], "/proc/sites"),
    ],
)
def test_copy_that_cannot_be_leaves_nothing(tmp_path: Path, words: list[str], said: str) -> None:
    variables = {"WIREDESK_SITES": str(tmp_path)} if "nett" in words[0] else {}
    done = wiredesk("copy", *words, **variables)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_is_broken_off_leaves_no_half_file(tmp_path: Path) -> None:
    """A full disk, by the limit of a file's size."""
    (tmp_path / "rudaw.net.toml").write_text('url = "https://mine.example/"\n')
    command = f'ulimit -f 0; trap "" XFSZ; exec "{WIREDESK}" sites copy rudaw.net --force --folder {tmp_path}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["rudaw.net.toml"]
    assert (tmp_path / "rudaw.net.toml").read_text() == 'url = "https://mine.example/"\n'


def test_a_reader_that_closes_early_ends_it_quietly() -> None:
    done = subprocess.run(
        ["sh", "-c", f'"{WIREDESK}" sites list --json | head -n 1'],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert json.loads(done.stdout)["id"]
    assert done.stderr == ""


@pytest.mark.parametrize("command", [[], ["list"], ["show"], ["schema"]])
def test_help_has_examples(command: list[str]) -> None:
    done = wiredesk(*command, "--help")
    assert done.returncode == 0
    assert "\n  wiredesk sites " in done.stdout


def test_the_help_imports_no_command_and_names_all() -> None:
    program = (
        "import sys\nfrom wiredesk.crawlers.cli import main\nsys.argv = ['wiredesk', 'sites', '--help']\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    imported = set(done.stderr.split())
    assert not {name for name in imported if name.startswith("wiredesk.crawlers.cli.sites_")}
    assert not imported & {"scrapy", "twisted", "pydantic", "rich", "redis"}
    modules = {path.stem.removeprefix("sites_") for path in (Path(cli.__file__).parent).glob("sites_*.py")}
    assert modules == set(COMMANDS)
    for name, line in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(line)}$", done.stdout, re.MULTILINE)


def test_schema_is_the_committed_one() -> None:
    committed = Path(__file__).parents[3] / "docs/site-definition.schema.json"
    assert wiredesk("schema").stdout == committed.read_text(encoding="utf-8")
