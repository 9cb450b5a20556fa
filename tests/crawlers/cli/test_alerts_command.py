"""`wiredesk alerts`: told once when it begins and once when it is over, to those who can be reached."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import redis
from in_process import Done, wiredesk_here
from mail_receiver import MailReceiver

from wiredesk.crawlers.alerts import check
from wiredesk.crawlers.alerts.check import check_alerts
from wiredesk.crawlers.crawl.crawl_record import CrawlRecord
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import AlreadyRunning

KEYS = Keys()


class Killed(BaseException):
    """What ends a check in the middle."""


class Receiver:
    """A webhook as a chat service has one; refuses while `status` is no 200."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.status = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.status == 200:
                    receiver.messages.append(json.loads(body))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.target = f"json://user:secret@127.0.0.1:{self.server.server_port}/hook"

    def taken(self) -> list[str]:
        """Titles since the last call."""
        titles = [message["title"] for message in self.messages]
        self.messages = []
        return titles


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def other() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def client(redis_url) -> Iterator[Any]:
    with redis.Redis.from_url(redis_url) as opened:
        yield opened


@pytest.fixture
def alerts(redis_url, tmp_path):
    sites = tmp_path / "sites"
    sites.mkdir()
    (sites / "harbour.toml").write_text('url = "http://harbour.example/"\n')

    def run(*words: str, to: str = "", **more: str) -> Done:
        home = str(tmp_path / "home")
        variables = {"WIREDESK_REDIS_URL": redis_url, "WIREDESK_SITES": str(sites), "WIREDESK_HOME": home,
                     "WIREDESK_ALERT_TO": to}  # fmt: skip
        return wiredesk_here("alerts", *words, **(variables | more))

    return run


def bury(client: Any) -> None:
    client.xadd(KEYS.dead, {"dead_group": "search", "dead_reason": "failed", "dead_entry": "1-1"})


def fail(client: Any, site: str = "harbour") -> None:
    made = SiteHealth()
    for step in (3, 2, 1):
        made.add(CrawlRecord(at=time.time() - 600 * step, failed=1, problem="no answer", reason="timeout"))
    client.set(KEYS.health(site), made.model_dump_json())


def test_once_when_it_begins_and_once_when_it_is_over(alerts, receiver, client):
    assert alerts("check", to=receiver.target).returncode == 0
    assert receiver.taken() == []
    bury(client)
    fail(client)
    assert alerts("check", "--dry-run", to=receiver.target).stdout.count("would tell") == 2
    done = alerts("check", to=receiver.target)
    assert (done.returncode, done.stderr) == (0, "2 begun, 0 over, 2 in all\n")
    (message,) = receiver.messages
    assert message["title"] == "wiredesk: 2 problems"
    assert message["type"] == "warning"
    assert "dead: search: 1 dead letters: wiredesk queue dead --group search" in message["message"]
    assert "failing: harbour: no crawl has ever worked: no answer" in message["message"]
    receiver.taken()
    bury(client)
    assert alerts("check", "--quiet", to=receiver.target).stderr == ""
    assert receiver.taken() == [], "it is known"
    listed = [json.loads(line) for line in alerts("list", "--json").stdout.splitlines()]
    assert {(one["rule"], one["subject"]) for one in listed} == {("dead", "search"), ("failing", "harbour")}
    client.delete(KEYS.dead)
    alerts("check", to=receiver.target)
    (message,) = receiver.messages
    assert (message["title"], message["type"]) == ("wiredesk: 1 over", "success")
    assert "- search: dead, after " in message["message"]
    receiver.taken()
    alerts("check", to=receiver.target)
    assert receiver.taken() == []
    assert client.hkeys(KEYS.alerts) == [b"failing|harbour", b"samples"]


def test_who_could_not_be_reached_is_told_later_and_nobody_twice(alerts, receiver, other, client):
    both = f"{receiver.target} {other.target}"
    bury(client)
    other.status = 500
    done = alerts("check", to=both)
    assert done.returncode == 1
    assert "json://… got no message: " in done.stderr
    assert "secret" not in done.stderr
    assert (receiver.taken(), other.taken()) == (["wiredesk: 1 problem"], [])
    other.status = 200
    assert alerts("check", to=both).returncode == 0
    assert (receiver.taken(), other.taken()) == ([], ["wiredesk: 1 problem"])
    client.delete(KEYS.dead)
    receiver.status = 500
    assert alerts("check", to=both).returncode == 1
    bury(client)
    receiver.status = 200
    assert alerts("check", to=both).returncode == 0
    assert receiver.taken() == [], "for this one it was never over"
    assert other.taken() == ["wiredesk: 1 over", "wiredesk: 1 problem"]


def test_a_muted_site_is_told_of_when_the_mute_ends(alerts, receiver, client):
    fail(client)
    assert alerts("mute", "harbour", "--until", "7d").returncode == 0
    assert alerts("mute", "harbor").returncode == 2
    alerts("check", to=receiver.target)
    assert receiver.taken() == []
    listed = alerts("list")
    assert "(muted)" in listed.stdout
    assert "muted: harbour until " in listed.stderr
    client.hset(KEYS.alert_mutes, "harbour", f"{time.time() - 1:.0f}")
    alerts("check", to=receiver.target)
    assert receiver.taken() == ["wiredesk: 1 problem"]
    assert alerts("unmute", "harbour").returncode == 0
    alerts("check", to=receiver.target, WIREDESK_ALERT_OFF="failing")
    assert receiver.taken() == ["wiredesk: 1 over"]


def test_the_end_of_what_was_told_of_a_muted_site_is_told_when_the_mute_ends(alerts, receiver, client):
    fail(client)
    alerts("check", to=receiver.target)
    assert receiver.taken() == ["wiredesk: 1 problem"]
    alerts("mute", "harbour")
    off = {"WIREDESK_ALERT_OFF": "failing"}
    assert alerts("check", to=receiver.target, **off).stderr == "0 begun, 0 over, 0 in all\n"
    alerts("check", to=receiver.target)  # it is back, and was never over for who was told
    alerts("check", to=receiver.target, **off)
    assert receiver.taken() == []
    alerts("unmute", "harbour")
    alerts("check", to=receiver.target, **off)
    assert receiver.taken() == ["wiredesk: 1 over"]


def test_a_site_that_is_paused_is_not_said_to_be_well(alerts, receiver, client):
    fail(client)
    alerts("check", to=receiver.target)
    receiver.taken()
    client.hset(KEYS.paused, "harbour", "")
    alerts("check", to=receiver.target)
    assert (
        "- harbour: failing, not looked at any more (paused, disabled or removed), after"
        in (receiver.messages[0]["message"])
    )


def test_a_check_that_is_killed_while_it_tells_has_told_those_before(redis_url, tmp_path, client):
    environment = read_environment({"WIREDESK_REDIS_URL": redis_url, "WIREDESK_HOME": str(tmp_path)})
    told: list[str] = []
    kills = [False, True]

    def send(target: str, title: str, text: str, is_bad: bool) -> None:
        if target == "second" and kills.pop():
            raise Killed
        told.append(target)

    bury(client)
    with pytest.raises(Killed):
        check_alerts(client, environment, ["first", "second"], send)
    check_alerts(client, environment, ["first", "second"], send)
    assert told == ["first", "second"]


def test_a_check_that_took_too_long_leaves_the_telling_to_the_next_one(redis_url, tmp_path, client, monkeypatch):
    environment = read_environment({"WIREDESK_REDIS_URL": redis_url, "WIREDESK_HOME": str(tmp_path)})
    look = check.observe

    def slowly(*given: Any, **options: Any) -> check.Observation:
        client.set(KEYS.alert_lock, "another check, as the lock has lapsed")
        return look(*given, **options)

    bury(client)
    monkeypatch.setattr(check, "observe", slowly)
    with pytest.raises(AlreadyRunning):
        check_alerts(client, environment, ["first"], lambda *_: pytest.fail("told twice"))
    assert client.get(KEYS.alert_lock).startswith(b"another"), "it is not taken away either"


def test_a_group_that_falls_behind_and_catches_up(alerts, receiver, client):
    hours_ago = int((time.time() - 3 * 3600) * 1000)
    for number in range(5):
        client.xadd(KEYS.articles, {"article": "{}"}, id=f"{hours_ago + number}-0")
    client.xgroup_create(KEYS.articles, "search", "0")
    alerts("check", to=receiver.target, WIREDESK_ALERT_LAG_MINUTES="200")
    assert receiver.taken() == []
    alerts("check", to=receiver.target)
    assert (
        "lag: search: 5 not delivered, 0 not acknowledged; the oldest waits for 3 hours"
        in (receiver.messages[0]["message"])
    )
    receiver.taken()
    client.xreadgroup("search", "me", {KEYS.articles: ">"}, count=5)
    client.xack(KEYS.articles, "search", *(f"{hours_ago + number}-0" for number in range(3)))
    alerts("check", to=receiver.target)
    assert receiver.taken() == ["wiredesk: 1 over"], "it becomes less"
    alerts("check", to=receiver.target)
    assert receiver.taken() == ["wiredesk: 1 problem"], "two are pending, and nothing happens"


def test_redis_short_of_memory_and_out_of_reach(alerts, receiver, client, start_redis, tmp_path):
    done = alerts("check", to=receiver.target, WIREDESK_BACKLOG_BYTES="1000")
    assert done.returncode == 0
    assert "of WIREDESK_BACKLOG_BYTES" in receiver.messages[0]["message"]
    receiver.taken()
    gone = {"WIREDESK_REDIS_URL": "redis://127.0.0.1:1/0"}
    assert alerts("check", to=receiver.target, WIREDESK_ALERT_OFF="redis", **gone).returncode == 3
    assert receiver.taken() == [], "the rule is switched off"
    assert alerts("check", to=receiver.target, **gone).returncode == 3
    assert "redis: server: " in receiver.messages[0]["message"]
    receiver.taken()
    assert alerts("check", to=receiver.target, **gone).returncode == 3
    assert receiver.taken() == [], "it is known"
    alerts("check", to=receiver.target)
    assert receiver.taken() == ["wiredesk: 2 over"]
    assert list((tmp_path / "home").iterdir()) == []


def test_without_an_address_cron_gets_it_on_stdout(alerts, client):
    bury(client)
    done = alerts("check", "--quiet")
    assert done.stdout.startswith("wiredesk: 1 problem\n\nBEGAN\n- dead: search")
    assert alerts("check", "--quiet").stdout == ""
    client.set(KEYS.alert_lock, "another")
    assert alerts("check").returncode == 4


def test_a_mail_by_the_address_in_wiredesk_toml(alerts, client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mail = MailReceiver()
    try:
        (tmp_path / "wiredesk.toml").write_text(
            f'alert_to = ["{mail.target}"]\nalert_off = ["failing"]\nalert_dead = 2\n'
        )
        bury(client)
        fail(client)
        assert alerts("check").stderr == "0 begun, 0 over, 0 in all\n", "one letter is not yet two"
        bury(client)
        assert alerts("check").stderr == "1 begun, 0 over, 1 in all\n"
        assert alerts("check").stderr == "0 begun, 0 over, 1 in all\n"
        client.delete(KEYS.dead)
        assert alerts("check").stderr == "0 begun, 1 over, 0 in all\n"
        begun, over = mail.messages
    finally:
        mail.close()
    assert (begun["Subject"], over["Subject"]) == ("wiredesk: 1 problem", "wiredesk: 1 over")
    assert "desk@news.example" in begun["To"]
    body = begun.get_body()
    assert body is not None
    assert "- dead: search: 2 dead letters: wiredesk queue dead --group search" in body.get_content()


def test_addresses_are_tried_and_wrong_ones_named(alerts, receiver):
    done = alerts("test", to=receiver.target)
    assert (done.returncode, done.stderr) == (0, "json://…: delivered\n")
    assert receiver.taken() == ["wiredesk: a test"]
    receiver.status = 403
    assert alerts("test", to=receiver.target).returncode == 1
    assert alerts("test").returncode == 2
    receiver.status = 200
    assert alerts("test", receiver.target, to="nonsense://x").returncode == 0, "one that is not set yet"
    done = alerts("check", to=f"{receiver.target} nonsense://secret")
    assert done.returncode == 2
    assert done.stderr == "wiredesk: alert_to: address 2 (nonsense://…) is not one that Apprise knows\n"
    assert "silence" in alerts("rules", WIREDESK_ALERT_OFF="dead").stdout
    assert alerts("check", WIREDESK_ALERT_OFF="deed").returncode == 2
    shown = wiredesk_here("config", "show", WIREDESK_ALERT_TO=receiver.target).stdout
    assert "secret" not in shown
    assert "json://…" in shown
