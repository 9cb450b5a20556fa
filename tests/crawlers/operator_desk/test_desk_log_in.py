"""Who is let in to the desk, and what each may do."""

from __future__ import annotations

from village_site import wait_until

from wiredesk.crawlers.http_api.api_keys import KeyFile
from wiredesk.crawlers.operator_desk import sessions
from wiredesk.crawlers.operator_desk.sessions import COOKIE, Sessions


def test_a_key_lets_in_and_its_end_shuts_out(desk_with_keys):
    browser, installation, key, _ = desk_with_keys
    refused = browser.get("/desk/sites")
    assert (refused.status, refused.headers["location"]) == (303, "/desk/log-in")
    assert browser.get("/").headers["location"] == "/desk/", "what a person types"
    assert browser.get("/desk/log-in").status == 200
    assert browser.get("/desk/static/desk.css").headers["content-type"].startswith("text/css")
    assert "not valid" in browser.press("/desk/log-in", key="wdk_wrong").main
    assert "Overview" in browser.press("/desk/log-in", key=key).text
    assert browser.get("/desk/sites").status == 200
    assert browser.get("/v1/articles").status == 401, "the cookie is for pages; programs show their key"
    installation.run("keys", "revoke", "mara")
    wait_until(lambda: browser.get("/desk/sites").status == 303, "a revoked key still lets in", 10)


def test_a_cookie_tells_nothing_and_is_for_the_desk_alone(desk_with_keys):
    browser, _, key, _ = desk_with_keys
    answer = browser.send("POST", "/desk/log-in", f"key={key}")
    cookie = answer.headers["set-cookie"]
    assert key not in cookie
    assert all(part in cookie for part in ("HttpOnly", "Path=/desk", "SameSite=lax"))
    browser.press("/desk/log-out")
    assert browser.get("/desk/").status == 303


def test_who_may_only_look_can_press_nothing(desk_with_keys):
    browser, installation, _, looking = desk_with_keys
    browser.press("/desk/log-in", key=looking)
    seen = browser.get("/desk/sites/valley")
    assert "may only look" in seen.text
    assert "Pause" not in seen.main
    assert browser.press("/desk/sites/valley/pause").status == 403
    assert browser.press("/desk/fetch", url="http://127.0.0.1:9/").status == 403
    assert not installation.redis.exists(installation.keys.paused)
    refused = browser.send("POST", "/v1/articles", '{"url": "http://127.0.0.1:9/"}', Authorization=f"Bearer {looking}")
    assert refused.status == 403
    assert "read-only-key" in refused.text
    assert browser.send("GET", "/v1/articles", Authorization=f"Bearer {looking}").status == 200
    assert "intern\tdefault\tread-only" in installation.run("keys", "list").stdout


def test_sessions_are_bounded_and_end(tmp_path, monkeypatch):
    keys = KeyFile(tmp_path / "keys")
    key = keys.add("mara")
    kept = Sessions(keys)
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 2)
    tokens = [kept.log_in(key) for _ in range(3)]
    valid = [kept.key_of([(b"cookie", f"a=b; {COOKIE}={token}".encode())]) is not None for token in tokens]
    assert valid == [False, True, True]
    monkeypatch.setattr(sessions, "LIFETIME", -1)
    ended = kept.log_in(key)
    assert kept.key_of([(b"cookie", f"{COOKIE}={ended}".encode())]) is None


def test_hostile_cookies_are_no_session(tmp_path):
    keys = KeyFile(tmp_path / "keys")
    keys.add("mara")
    kept = Sessions(keys)
    for cookie in (b"", b"=;=;", b'wiredesk_desk="', b"\xff" * 100_000, b"wiredesk_desk=; wiredesk_desk=\xc3\x28"):
        assert kept.key_of([(b"cookie", cookie)]) is None
