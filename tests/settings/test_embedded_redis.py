import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import redis

from wiredesk.settings import server_life
from wiredesk.settings.embedded_redis import EmbeddedRedis, remove_data
from wiredesk.settings.errors import RedisUnreachable


@pytest.fixture
def embedded(short_folder, request):
    server = EmbeddedRedis(short_folder / f"home-{abs(hash(request.node.name)) % 10**6}")
    yield server
    remove_data(server)


def test_it_starts_once_and_answers_at_its_url(embedded):
    url = embedded.ensure_running()
    first = embedded.process_id()
    with redis.Redis.from_url(url) as client:
        client.set("a", 1)
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("port") == {"port": "0"}
    assert embedded.ensure_running() == url
    assert embedded.process_id() == first
    assert os.stat(embedded.folder).st_mode & 0o777 == 0o700
    assert os.stat(embedded.socket).st_mode & 0o077 == 0


def test_its_data_survive_stop_and_kill(embedded):
    with redis.Redis.from_url(embedded.ensure_running()) as client:
        client.set("kept", "over stop")
    assert embedded.stop()
    assert not embedded.stop()
    with redis.Redis.from_url(embedded.ensure_running()) as client:
        assert client.get("kept") == b"over stop"
        client.config_set("appendfsync", "always")
        client.set("kept", "over kill")
    os.kill(embedded.process_id(), signal.SIGKILL)  # leaves its socket and process id behind
    with redis.Redis.from_url(embedded.ensure_running()) as client:
        assert client.get("kept") == b"over kill"


def test_one_that_cannot_write_to_its_disk_answers_nevertheless(embedded):
    with redis.Redis.from_url(embedded.ensure_running()) as client:
        client.config_set("save", "3600 1")
        (embedded.folder / "dump.rdb").mkdir()  # where its snapshot would go
        client.bgsave()
        end = time.monotonic() + 20
        while client.info("persistence")["rdb_last_bgsave_status"] != "err":
            assert time.monotonic() < end
        with pytest.raises(redis.ResponseError, match="MISCONF"):
            client.ping()
        assert embedded.answers()
        client.config_set("save", "")  # or it would not end


def test_one_that_could_not_write_down_its_process_is_found_and_stopped(embedded):
    """It was started on a full disk."""
    embedded.ensure_running()
    process = embedded.process_id()
    (embedded.folder / "redis.pid").write_text("")
    assert embedded.process_id() == process
    assert embedded.stop()
    assert not embedded.is_alive()


def test_one_that_pauses_is_waited_for_and_not_ended(embedded, monkeypatch):
    """A server with much data that forks, or waits for its disk, may be silent for seconds; others work with it."""
    monkeypatch.setattr(server_life, "PING_SECONDS", 0.2)
    embedded.ensure_running()
    process = embedded.process_id()
    os.kill(process, signal.SIGSTOP)
    going_on = threading.Timer(1.0, os.kill, (process, signal.SIGCONT))
    going_on.start()
    embedded.ensure_running()
    going_on.join()
    time.sleep(0.2)  # one that was told to end would do so now
    assert embedded.process_id() == process


def test_concurrent_commands_share_one_server(embedded):
    program = (
        "import sys; from pathlib import Path; from settings.embedded_redis import EmbeddedRedis\n"
        "e = EmbeddedRedis(Path(sys.argv[1])); e.ensure_running(); print(e.process_id())"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(embedded.home)], stdout=subprocess.PIPE) for _ in range(6)
    ]
    ids = {process.communicate()[0] for process in running}
    assert len(ids) == 1
    assert ids.pop().strip().isdigit()


def test_ctrl_c_of_the_command_that_started_it_does_not_end_it(embedded):
    program = (
        "import sys, time; from pathlib import Path; from settings.embedded_redis import EmbeddedRedis\n"
        "e = EmbeddedRedis(Path(sys.argv[1])); e.ensure_running(); print('up', flush=True); time.sleep(60)"
    )
    command = subprocess.Popen(
        [sys.executable, "-c", program, str(embedded.home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert command.stdout
    assert command.stdout.readline() == b"up\n"
    os.killpg(command.pid, signal.SIGINT)  # what the terminal does
    command.wait()
    command.stdout.close()
    time.sleep(0.1)
    assert embedded.answers()


def test_a_lost_socket_is_mended_without_a_second_server_on_the_same_files(embedded):
    with redis.Redis.from_url(embedded.ensure_running()) as client:
        client.set("kept", 1)
    embedded.socket.unlink()  # a cleaner of /tmp was here
    assert embedded.is_alive()
    assert not embedded.answers()
    with redis.Redis.from_url(embedded.ensure_running()) as client:
        assert client.get("kept") == b"1"


def test_a_long_home_gets_a_short_private_socket(short_folder):
    deep = EmbeddedRedis(short_folder / ("deep" * 30))
    try:
        assert len(str(deep.socket)) < 100
        with redis.Redis.from_url(deep.ensure_running()) as client:
            assert client.ping()
        assert os.stat(deep.socket.parent).st_mode & 0o777 == 0o700
    finally:
        remove_data(deep)


def test_damaged_data_are_named_and_never_overwritten(embedded):
    with redis.Redis.from_url(embedded.ensure_running()) as client:
        client.set("a", "b" * 100)
    embedded.stop()
    files = [path for path in embedded.folder.rglob("*.aof") if path.stat().st_size]
    for file in files:
        file.write_bytes(b"*3\r\n$3\r\nSET\r\nrubbish" + b"\0" * 500 + file.read_bytes())
    with pytest.raises(RedisUnreachable, match=r"(?i)did not start|ended while loading"):
        embedded.ensure_running()
    assert all(file.read_bytes().startswith(b"*3\r\n$3\r\nSET\r\nrubbish") for file in files)


def test_data_of_a_newer_server_are_not_given_to_an_older_one(embedded):
    embedded.folder.mkdir(parents=True)
    record = {"path": "/gone/valkey-server", "flavour": "valkey", "version": "99.1.0"}
    (embedded.folder / "server.json").write_text(json.dumps(record))
    with pytest.raises(RedisUnreachable, match=r"written by valkey 99\.1\.0"):
        embedded.ensure_running()


def test_a_home_that_cannot_be_written_is_named(short_folder):
    (short_folder / "file").write_text("no folder")
    with pytest.raises(RedisUnreachable, match="set WIREDESK_HOME"):
        EmbeddedRedis(Path(short_folder / "file")).ensure_running()


def test_a_home_with_any_name_and_lines_of_the_user_s_own(short_folder):
    embedded = EmbeddedRedis(short_folder / "Zoë's home")
    embedded.folder.mkdir(parents=True)
    embedded.configuration.write_text("appendfsync always\n")
    try:
        with redis.Redis.from_url(embedded.ensure_running()) as client:
            assert client.config_get("appendfsync") == {"appendfsync": "always"}
    finally:
        remove_data(embedded)
