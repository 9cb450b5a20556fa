"""The ``WIREDESK_*`` variables: read once, checked, and a message where one is not valid."""

from __future__ import annotations

import ipaddress
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from wiredesk.settings.environment import Environment, read_environment
from wiredesk.settings.errors import UsageProblem


def test_every_variable_is_read():
    given = {
        "WIREDESK_REDIS_URL": "redis://queue.example",
        "WIREDESK_HOME": "/var/lib/wiredesk",
        "WIREDESK_SITES": "my-sites",
        "WIREDESK_ALLOW_ADDRESSES": "10.0.0.0/8, fd00::/8 127.0.0.1",
        "WIREDESK_USER_AGENT": "desk (desk@example.org)",
        "WIREDESK_LOG_LEVEL": "Debug",
        "WIREDESK_LOG_FORMAT": "JSON",
        "WIREDESK_LOG_FILE": "/var/log/wiredesk.log",
        "WIREDESK_LOG_FILE_SIZE": "50 MB",
        "WIREDESK_LOG_FILE_COUNT": "9",
        "WIREDESK_KEY_PREFIX": "{test}:",
        "WIREDESK_BACKLOG": "5",
        "WIREDESK_BACKLOG_BYTES": "1000",
        "WIREDESK_KEEP_DAYS": "0.5",
        "WIREDESK_TO_LIST": "yes",
        "WIREDESK_ANNOUNCE": "1",
        "WIREDESK_NEAR_DUPLICATE_DAYS": "0",
        "WIREDESK_COMPACT_DAYS": "30",
        "WIREDESK_WAIT_REPLICAS": "2",
        "WIREDESK_TRACE_DAYS": "1.5",
        "WIREDESK_TRACE_BYTES": "1000000",
        "WIREDESK_ARCHIVE": "/srv/pages",
        "WIREDESK_ARCHIVE_ALL": "1",
        "WIREDESK_ARCHIVE_NOARCHIVE": "1",
        "WIREDESK_ARCHIVE_FAILURE": "continue",
        "WIREDESK_ARCHIVE_MAX_AGE": "365",
        "WIREDESK_ARCHIVE_MAX_SIZE": "1.5 TB",
        "WIREDESK_ARCHIVE_SPOOL": "/srv/spool",
        "WIREDESK_ARCHIVE_SPOOL_SIZE": "20 GB",
        "WIREDESK_ARCHIVE_UPLOAD_MINUTES": "15",
        "WIREDESK_ARCHIVE_CACHE_SIZE": "500 MB",
        "WIREDESK_ALERT_TO": "mailto://desk.example json://127.0.0.1",
        "WIREDESK_ALERT_OFF": "silence, dead",
        "WIREDESK_ALERT_CERTIFICATE_DAYS": "30",
        "WIREDESK_ALERT_LAG_MINUTES": "5",
        "WIREDESK_ALERT_DEAD": "10",
        "WIREDESK_ALERT_MEMORY_PERCENT": "75",
        "WIREDESK_ALERT_CRAWL_HOURS": "6",
        "WIREDESK_METRICS_PUSH": "http://gateway.example:9091",
    }
    assert given.keys() == {f"WIREDESK_{field.name.upper()}" for field in fields(Environment)}
    assert read_environment(given) == Environment(
        redis_url="redis://queue.example",
        home=Path("/var/lib/wiredesk"),
        sites=(Path("my-sites"),),
        allow_addresses=tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "fd00::/8", "127.0.0.1/32"))),
        user_agent="desk (desk@example.org)",
        log_level="Debug",
        log_format="json",
        log_file=Path("/var/log/wiredesk.log"),
        log_file_size=50_000_000,
        log_file_count=9,
        key_prefix="{test}:",
        backlog=5,
        backlog_bytes=1000,
        keep_days=0.5,
        to_list=True,
        announce=True,
        near_duplicate_days=0,
        compact_days=30,
        wait_replicas=2,
        trace_days=1.5,
        trace_bytes=1_000_000,
        archive="/srv/pages",
        archive_all=True,
        archive_noarchive=True,
        archive_failure="continue",
        archive_max_age=365,
        archive_max_size=1_500_000_000_000,
        archive_spool=Path("/srv/spool"),
        archive_spool_size=20_000_000_000,
        archive_upload_minutes=15,
        archive_cache_size=500_000_000,
        alert_to=("mailto://desk.example", "json://127.0.0.1"),
        alert_off=("silence", "dead"),
        alert_certificate_days=30,
        alert_lag_minutes=5,
        alert_dead=10,
        alert_memory_percent=75,
        alert_crawl_hours=6,
        metrics_push="http://gateway.example:9091",
    )


def test_unset_and_empty_are_the_same():
    assert read_environment({"WIREDESK_BACKLOG": "", "WIREDESK_HOME": "", "REDIS_URL": ""}) == read_environment({})
    assert read_environment({"REDIS_URL": "redis://one"}).redis_url == "redis://one"
    assert (
        read_environment({"REDIS_URL": "redis://one", "WIREDESK_REDIS_URL": "redis://two"}).redis_url == "redis://two"
    )


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("BACKLOG", "0", "write 1 or more"),
        ("BACKLOG", "many", "write a whole number"),
        ("BACKLOG_BYTES", "-1", "write 0 or more"),
        ("KEEP_DAYS", "a week", "write a number"),
        ("NEAR_DUPLICATE_DAYS", "nan", "write 0 or more"),
        ("TO_LIST", "maybe", "write 1 or 0"),
        ("LOG_LEVEL", "loud", "write one of debug, info"),
        ("LOG_FORMAT", "xml", "write text or json"),
        ("LOG_FILE_SIZE", "big", "500 GB"),
        ("ALLOW_ADDRESSES", "127.0.0.1/8", "host bits"),
        ("ALLOW_ADDRESSES", "intranet", "intranet"),
        ("ARCHIVE_FAILURE", "ignore", "write stop or continue"),
        ("ARCHIVE_MAX_SIZE", "large", "500 GB"),
    ],
)
def test_what_is_not_valid_is_named(variable, value, says):
    with pytest.raises(UsageProblem) as problem:
        read_environment({f"WIREDESK_{variable}": value})
    assert str(problem.value).startswith(f"WIREDESK_{variable}={value!r}: ")
    assert says in str(problem.value)


def test_a_command_ends_with_that_message(monkeypatch):
    monkeypatch.setenv("WIREDESK_BACKLOG", "0")
    command = [sys.executable, "-m", "wiredesk", "fetch", "https://example.org/"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "wiredesk: WIREDESK_BACKLOG='0': write 1 or more\n"


@pytest.mark.parametrize(
    ("variable", "near"),
    [
        ("WIREDESK_USERAGENT", "WIREDESK_USER_AGENT"),
        ("WIREDESK_SITE", "WIREDESK_SITES"),
        ("WIREDESK_BACKLOG_BYTE", "WIREDESK_BACKLOG_BYTES"),
        ("WIREDESK_REDIS", "WIREDESK_REDIS_URL"),
        ("wiredesk_keep_days", "WIREDESK_KEEP_DAYS"),
        ("WIREDSK_REDIS_URL", "WIREDESK_REDIS_URL"),
        ("WIRE_DESK_SITES", "WIREDESK_SITES"),
        ("WIREDESK_PAINTING", None),
    ],
)
def test_a_misspelt_variable_is_told_with_the_nearest_one(capsys, monkeypatch, variable, near):
    monkeypatch.setenv(variable, "1")
    read_environment()
    read_environment()
    said = capsys.readouterr().err
    assert said.count("\n") == 1, "once"
    assert said.startswith(f"wiredesk: warning: the variable {variable} is no setting and does nothing; ")
    assert (f"did you mean {near}?" if near else "docs/settings.md") in said


def test_variables_of_others_are_no_business_of_ours(capsys, monkeypatch):
    given = {f"WIREDESK_{name}": "1" for name in ("ENTRY_ID", "DELIVERY_COUNT", "SITE", "LANGUAGE", "EVENT")}
    for name in (*given, "WIREDESK_TEST_SERVER", "WIREGUARD_URL", "WIRELESS", "REDIS_URI", "DESK_SITES"):
        monkeypatch.setenv(name, "1")
    read_environment()
    assert capsys.readouterr().err == ""


def test_a_command_tells_of_it_once_and_goes_on(monkeypatch, tmp_path):
    monkeypatch.setenv("WIREDESK_USER_AGNET", "desk (desk@example.org)")
    page = tmp_path / "page.html"
    page.write_text("<p>no article</p>")
    command = [sys.executable, "-m", "wiredesk", "extract", str(page), "--url", "https://example.org/"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("did you mean WIREDESK_USER_AGENT?") == 1
