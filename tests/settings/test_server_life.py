"""What a socket says of the server behind it, and who may start one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from wiredesk.settings import server_life
from wiredesk.settings.server_life import held, is_held, ping


def test_nobody_is_at_a_socket_that_is_not_there(tmp_path):
    assert ping(tmp_path / "redis.sock") == "silent"


def test_a_server_that_takes_connections_and_says_nothing_is_busy(tmp_path, monkeypatch):
    monkeypatch.setattr(server_life, "PING_SECONDS", 0.1)
    path = tmp_path / "redis.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        assert ping(path) == "busy"
    assert ping(path) == "silent"


def test_the_lock_is_held_for_as_long_as_the_one_who_has_inherited_it_lives(tmp_path, monkeypatch):
    monkeypatch.setattr(server_life, "PING_SECONDS", 0.1)
    lock = tmp_path / "server.lock"
    assert not is_held(lock)
    program = [sys.executable, "-c", "input()"]
    with held(lock) as descriptor:
        server = subprocess.Popen(program, stdin=subprocess.PIPE, pass_fds=(descriptor,))
    assert is_held(lock)
    with pytest.raises(TimeoutError), held(lock):
        pass
    server.communicate(os.linesep.encode())
    assert not is_held(lock)
