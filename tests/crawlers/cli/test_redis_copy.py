"""``wiredesk redis export | import``: everything, between servers of any kind, or nothing."""

from __future__ import annotations

import gzip
import json
import signal
import time

import pytest
import redis
from hand_made_site import article_page, feed_of

from tests.conftest import server_binaries
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.redis_copy import import_turn
from wiredesk.pipelines.redis_copy.copy_file import packed, unpacked
from wiredesk.settings.errors import WiredeskError

P = "{wiredesk}:"
KINDS = sorted(server_binaries())


@pytest.fixture
def copy(wiredesk, tmp_path):
    """Runs one of the two commands on the server with this URL."""

    def run(verb: str, url: str, *words: str, file: str = "copy.gz"):
        wiredesk.environment["WIREDESK_REDIS_URL"] = url
        return wiredesk("redis", verb, str(tmp_path / file), *words)

    return run


@pytest.fixture
def other(start_redis):
    """An empty server of the newest kind."""
    return start_redis(binary=server_binaries()[KINDS[-1]])


def fill(client) -> None:
    """Something of every type, with bytes that are no text, and a queue at which three groups stand."""
    client.set(f"{P}text", "ä\n")
    client.set(f"{P}memory".encode() + b"\xff", b"\x00\xfe\xff", px=3_600_000)
    client.hset(f"{P}known:00ff", mapping={bytes([n % 256, n // 256]): b"\xff" * 36 for n in range(1500)})
    client.sadd(f"{P}set", *(f"m{n}" for n in range(1200)))
    client.zadd(f"{P}revisits:a", {f"i{n}": n / 7 for n in range(700)} | {"inf": float("inf"), "low": -1e300})
    client.rpush(f"{P}articles:list", *range(1100))
    client.set("foreign", 1)
    for lock in ("lock:town", "scheduler", "alerts:lock"):
        client.set(f"{P}{lock}", "someone", px=60_000)
    stream = f"{P}articles"
    for n in range(1, 131):
        client.xadd(stream, {"article": "{}", b"\xff": str(n)}, id=f"{n}-3")
    for group, at in (("search", "0"), ("alerts", "0"), ("idle", "$")):
        client.xgroup_create(stream, group, at)
    client.xreadgroup("search", "one", {stream: ">"}, count=100)
    client.xreadgroup("search", "two", {stream: ">"}, count=5)
    client.xack(stream, "search", *(f"{n}-3" for n in range(1, 91)))
    client.xclaim(stream, "search", "two", 0, ["91-3"], retrycount=4, time=int(time.time() * 1000) - 5_000_000)
    client.xgroup_createconsumer(stream, "alerts", "nobody")
    client.xdel(stream, "92-3", "130-3")
    client.xgroup_create(f"{P}requests", "worker", "0", mkstream=True)
    client.xadd(f"{P}dead", {"a": "b"}, id="7-7")
    client.xdel(f"{P}dead", "7-7")


def state(client) -> dict:
    """All that a reader could see of it."""
    found = {}
    for key in client.scan_iter(f"{P}*"):
        kind, bare = client.type(key).decode(), key
        if kind == "stream":
            info, groups = client.xinfo_stream(key), []
            for one in client.xinfo_groups(key):
                rows = client.xpending_range(key, one["name"], "-", "+", 1000)
                there = [row for row in rows if client.xrange(key, row["message_id"], row["message_id"])]
                consumers = {row["name"] for row in client.xinfo_consumers(key, one["name"])}
                told = [(row["message_id"], row["consumer"], row["times_delivered"],
                         row["time_since_delivered"] // 600_000) for row in there]  # fmt: skip
                groups.append((one["name"], one["last-delivered-id"], sorted(told), consumers))
            found[bare] = (client.xrange(key), info["last-generated-id"], groups)
        else:
            found[bare] = {
                "string": client.get, "hash": client.hgetall, "set": client.smembers,
                "zset": lambda one: client.zrange(one, 0, -1, withscores=True),
                "list": lambda one: client.lrange(one, 0, -1),
            }[kind](key)  # fmt: skip
        found[bare] = (found[bare], client.pttl(key) // 600_000)
    for lock in ("lock:town", "scheduler", "alerts:lock"):
        found.pop(f"{P}{lock}".encode(), None)
    return found


@pytest.mark.parametrize("to", KINDS)
def test_everything_is_there_again(copy, each_redis_url, start_redis, to, tmp_path):
    target = start_redis(binary=server_binaries()[to])
    with redis.Redis.from_url(each_redis_url) as source, target.client() as client:
        fill(source)
        exported = copy("export", each_redis_url)
        assert exported.returncode == 0, exported.stderr
        assert "town was being crawled" in exported.stderr
        assert (tmp_path / "copy.gz").stat().st_mode & 0o777 == 0o600
        client.set(f"{P}old", 1)
        assert "--replace" in copy("import", target.url).stderr
        assert client.keys() == [f"{P}old".encode()]
        imported = copy("import", target.url, "--replace")
        assert imported.returncode == 0, imported.stderr
        assert "9 keys" in imported.stderr
        assert state(client) == state(source)
        assert not client.exists("foreign", f"{P}lock:town", f"{P}scheduler", f"{P}alerts:lock")
        client.xadd(f"{P}articles", {"article": "{}"})
        [(_, rows)] = client.xreadgroup("search", "one", {f"{P}articles": ">"}, count=100)
        assert len(rows) == 25  # 106 to 129, and the new one


def test_a_file_that_is_not_whole_changes_nothing(copy, redis_url, other, tmp_path):
    with redis.Redis.from_url(redis_url) as source, other.client() as client:
        fill(source)
        copy("export", redis_url)
        assert copy("export", redis_url).returncode == 2  # it is there already
        assert copy("export", redis_url, "--overwrite").returncode == 0
        whole = (tmp_path / "copy.gz").read_bytes()
        client.set(f"{P}old", 1)
        lines = gzip.decompress(whole).splitlines(keepends=True)
        later = lines[0].replace(b"redis/1", b"redis/2")
        cases = {
            "cut": whole[:-500], "flipped": whole[:3000] + b"\0\0\0" + whole[3003:], "text": b"no copy",
            "no end": gzip.compress(b"".join(lines[:-1])), "later": gzip.compress(later + lines[-1]), "empty": b"",
            "list": gzip.compress(b"[]\n"), "list within": gzip.compress(lines[0] + b"[1]\n" + lines[-1]),
            "other": gzip.compress(b'{"a": 1}\n'),
        }  # fmt: skip
        for name, content in cases.items():
            (tmp_path / name).write_bytes(content)
            done = copy("import", other.url, "--replace", file=name)
            assert (done.returncode, done.stderr.count("\n")) == (1, 1), (name, done.stderr)
            assert client.keys() == [f"{P}old".encode()]


def test_an_import_that_is_killed_is_told_of_until_it_is_repeated(copy, wiredesk, redis_url, other, tmp_path):
    with redis.Redis.from_url(redis_url) as source, other.client() as client:
        for n in range(3000):
            source.hset(f"{P}article:{n:032x}", mapping={"revision": 1, "url": "https://a.example/"})
        fill(source)
        copy("export", redis_url)
        wiredesk.environment["WIREDESK_REDIS_URL"] = other.url
        run = wiredesk.start("redis", "import", str(tmp_path / "copy.gz"))
        end = time.monotonic() + 30
        while client.dbsize() < 50:
            assert time.monotonic() < end
        run.send_signal(signal.SIGKILL)
        run.communicate(timeout=30)
        assert client.exists(f"{P}import")
        wiredesk.define("town", 'url = "https://town.example/"\n')
        crawl = wiredesk("crawl", "--quiet")
        assert (crawl.returncode, "import" in crawl.stderr) == (2, True)
        assert "did not end" in copy("import", other.url).stderr

        whole, held = (tmp_path / "copy.gz").read_bytes(), client.dbsize()
        for command in (
            ["redis", "export", "--overwrite", str(tmp_path / "copy.gz")], ["consume", "--group", "new"],
            ["scheduler", "--once"], ["alerts", "check", "--offline"],
        ):  # fmt: skip
            refused = wiredesk(*command)
            assert (refused.returncode, "has not ended" in refused.stderr) == (2, True), (command, refused.stderr)
        assert (tmp_path / "copy.gz").read_bytes() == whole
        assert client.dbsize() == held
        assert "has not ended" in wiredesk("doctor").stdout
        assert copy("import", other.url, "--replace").returncode == 0
        assert state(client) == state(source)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_is_told_and_leaves_no_half_file(copy, wiredesk, redis_url, other, tmp_path, number):
    with redis.Redis.from_url(redis_url) as client:
        for _ in range(12):
            with client.pipeline(transaction=False) as many:
                for _ in range(5_000):
                    many.xadd(f"{P}articles", {"article": "x" * 100})
                many.execute()
    wiredesk.environment["WIREDESK_REDIS_URL"] = redis_url
    export = wiredesk.start("redis", "export", str(tmp_path / "copy.gz"))
    while not list(tmp_path.glob(".copy.gz.*.part")):
        time.sleep(0.005)
    export.send_signal(number)
    _, err = export.communicate(timeout=30)
    assert (export.returncode, err) == (130, f"wiredesk: interrupted: {tmp_path / 'copy.gz'} was not written\n")
    assert list(tmp_path.glob("*copy.gz*")) == []

    assert copy("export", redis_url).returncode == 0
    wiredesk.environment["WIREDESK_REDIS_URL"] = other.url
    taken = wiredesk.start("redis", "import", str(tmp_path / "copy.gz"))
    with other.client() as client:
        while not client.exists(f"{P}articles"):
            time.sleep(0.005)
        taken.send_signal(number)
        _, err = taken.communicate(timeout=30)
        assert (taken.returncode, "repeat this command with --replace" in err) == (130, True), err
        assert client.exists(f"{P}import")
    assert copy("import", other.url, "--replace").returncode == 0


def test_what_else_is_refused(copy, redis_url, other, tmp_path):
    with redis.Redis.from_url(redis_url) as source, other.client() as client:
        fill(source)
        assert copy("export", redis_url, file="no/such/copy.gz").returncode == 2
        copy("export", redis_url)
        client.set(f"{P}lock:town", "someone", px=60_000)
        assert "town is being crawled here" in copy("import", other.url, "--replace").stderr
        client.delete(f"{P}lock:town")
        lines = gzip.decompress((tmp_path / "copy.gz").read_bytes()).splitlines()
        wrong = [json.loads(line) for line in lines]
        wrong[-1]["running"] = []
        next(one for one in wrong if one.get("size") == 1500)["size"] = 1501
        (tmp_path / "copy.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, wrong)).encode()))
        done = copy("import", other.url)
        assert (done.returncode, "1 keys are not as in the copy (known:00ff)" in done.stderr) == (1, True)


def test_bytes_are_kept():
    for value in (b"", b"a", "ä".encode(), b"\xff", bytes(range(256)), b"\xed\xa0\x80"):
        assert unpacked(json.loads(json.dumps(packed(value)))) == value


def test_to_a_cluster_and_back(copy, redis_url, redis_cluster):
    with redis.Redis.from_url(redis_url) as client:
        fill(client)
        before = state(client)
        copy("export", redis_url)
        imported = copy("import", redis_cluster.url)
        assert imported.returncode == 0, imported.stderr
        exported = copy("export", redis_cluster.url, file="back.gz")
        assert exported.returncode == 0, exported.stderr
        client.delete(f"{P}lock:town")
        assert copy("import", redis_url, "--replace", file="back.gz").returncode == 0
        assert state(client) == before


def test_after_a_move_nothing_is_published_again(copy, wiredesk, start_site, redis_url, other):
    site = start_site()
    wiredesk.define_with_feed("harbour", site)
    for path in (paths := [f"/news/story-{n}" for n in range(2001, 2005)]):
        site.pages[path] = article_page(f"Headline of {path}")
    site.pages["/feed"] = feed_of(site, *paths)
    assert wiredesk.crawl()["harbour"]["new"] == 4
    copy("export", redis_url)
    assert copy("import", other.url).returncode == 0
    assert len(wiredesk.queue()) == 4  # of the other server
    site.pages["/news/story-2009"] = article_page("Headline of the next day")
    site.pages["/feed"] = feed_of(site, *paths, "/news/story-2009")
    figures = wiredesk.crawl()["harbour"]
    assert (figures["new"], figures["updated"], figures["warnings"]) == (1, 0, [])
    assert len(wiredesk.queue()) == 5


def test_a_second_import_at_the_same_time_is_refused_and_changes_nothing(copy, other, tmp_path):
    """Two would mix their copies, and each would find its own keys there in the end."""
    with other.client() as client:
        client.flushall()
        client.set(f"{P}text", "here")
        assert copy("export", other.url).returncode == 0
        client.set(f"{P}import:turn", "another", px=60_000)
        refused = copy("import", other.url, "--replace")
        assert refused.returncode == 2
        assert "another `wiredesk redis import` into this server is running" in refused.stderr
        assert client.get(f"{P}text") == b"here"
        assert not client.exists(f"{P}import")
        client.delete(f"{P}import:turn")
        assert copy("import", other.url, "--replace").returncode == 0
        assert [client.exists(f"{P}import:turn"), client.exists(f"{P}import")] == [0, 0]


def test_an_import_whose_turn_another_has_taken_ends(redis_url, monkeypatch):
    monkeypatch.setattr(import_turn, "_EACH", 0.0)
    with (
        redis.Redis.from_url(redis_url) as client,
        import_turn.ImportTurn(client, Keys(), "me", lambda other: False) as turn,
    ):
        turn.go_on()
        client.set(f"{P}import:turn", "another")
        with pytest.raises(WiredeskError, match="stood still"):
            turn.go_on()
    with redis.Redis.from_url(redis_url) as client:
        assert client.get(f"{P}import:turn") == b"another"
