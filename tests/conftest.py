"""Fixtures that every test may use: real Redis servers that are thrown away afterwards."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import TypeVar

import pytest
import redis
import redis.asyncio
from command_server import command_server, wait_for_server
from hypothesis import settings
from neutral_surroundings import leave_the_checkout, make_neutral
from redis.backoff import NoBackoff
from redis.retry import Retry

from wiredesk.settings.environment import read_environment
from wiredesk.settings.redis_connection import open_redis
from wiredesk.settings.server_binary import bundled_binary, inspect_binary

make_neutral()

# A busy machine is no fault of the code: how long an example may take is no business of Hypothesis.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

# Where a script has started the tests in the background, they and all commands that they start would ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

T = TypeVar("T")

SHARED = Path(__file__).resolve().parents[1] / "../shared"


LAST = ("tests/pipelines/dates/", "tests/pipelines/extraction/")
"""Files of tests that take milliseconds: the last ones, so that all workers end at the same time."""


FIRST = (
    "tests/crawlers/test_redis_refusals.py",
    "tests/crawlers/sites/test_sites_add.py",
    "tests/crawlers/cli/test_standard_streams.py",
)
"""The files that take longest, one worker each and more than a minute: begun late, they are waited for alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that wait for processes come first, the longest of them before the others."""
    items.sort(key=lambda item: (item.nodeid.startswith(LAST), not item.nodeid.startswith(FIRST)))


def pytest_collection_finish() -> None:
    """From now on tests run, and not before: what pytest is asked for is relative to where it was called."""
    leave_the_checkout()


COMMANDS = "WIREDESK_TEST_COMMANDS"
"""Where tests run side by side (pytest-xdist): the socket of the one command server that all workers use."""


def pytest_configure(config: pytest.Config) -> None:
    """Start that server in the process that hands out the tests: each one's imports cost 1.7 s of the processor."""
    if getattr(config.option, "dist", "no") == "no" or hasattr(config, "workerinput"):
        return
    running = ExitStack()
    folder = running.enter_context(tempfile.TemporaryDirectory(prefix="wd-", dir="/tmp"))
    os.environ[COMMANDS] = str(running.enter_context(command_server(Path(folder))))
    config.add_cleanup(running.close)


class ThrowAwayRedis:
    """A server in its own folder, on a unix socket or, with `tcp`, on a free loopback port."""

    def __init__(self, binary: Path, folder: Path, *options: str, tcp: bool = False) -> None:
        self.binary, self.folder, self.options = binary, folder, options
        self.socket = folder / "redis.sock"
        self.port = _free_port() if tcp else 0
        self.url = f"redis://127.0.0.1:{self.port}" if tcp else f"unix://{self.socket}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def client(self, **options) -> redis.Redis:
        """A client that does not retry: what it sees is what the server did."""
        return redis.Redis.from_url(self.url, retry=Retry(NoBackoff(), 0), **options)

    def start(self) -> None:
        where = ("--bind", "127.0.0.1") if self.port else ("--unixsocket", str(self.socket))
        self._process = subprocess.Popen(
            [
                str(self.binary),
                "--port",
                str(self.port),
                *where,
                "--dir",
                str(self.folder),
                "--save",
                "",
                *self.options,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 20
        with self.client() as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.exceptions.AuthenticationError:  # it runs, and wants a password
                    return
                except (redis.exceptions.ConnectionError, redis.exceptions.BusyLoadingError):
                    if time.monotonic() > deadline or self._process.poll() is not None:
                        raise
                    time.sleep(0.005)

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self._process and self._process.poll() is None:
            os.kill(self._process.pid, how)
        if self._process:
            self._process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server_binaries() -> dict[str, Path]:
    """The bundled Valkey, and a real Redis where one is installed beside Python or on PATH.

    The environment variable WIREDESK_TEST_SERVER names another program, which is then the only one.
    """
    beside = Path(sys.executable).with_name("redis-server")
    on_path = shutil.which("redis-server")
    candidates = [bundled_binary(), beside if beside.exists() else None, Path(on_path) if on_path else None]
    if named := os.environ.get("WIREDESK_TEST_SERVER"):
        candidates = [Path(named)]
    found = [binary for path in candidates if path and (binary := inspect_binary(path))]
    return {f"{binary.flavour}-{binary.version[0]}.{binary.version[1]}": binary.path for binary in found}


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder with a short path: socket paths are limited to about 107 bytes, pytest's own are longer."""
    with tempfile.TemporaryDirectory(prefix="wd-", dir="/tmp") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def command_socket(short_folder: Path) -> Iterator[Path]:
    """The server that starts commands for all tests of the session."""
    with nullcontext(Path(os.environ[COMMANDS])) if COMMANDS in os.environ else command_server(short_folder) as address:
        wait_for_server(address)
        yield address


@pytest.fixture(scope="session")
def start_redis(short_folder: Path) -> Iterator[Callable[..., ThrowAwayRedis]]:
    """Starts a server of its own for tests that kill it or need options: ``start_redis("--appendonly", "yes")``."""
    started: list[ThrowAwayRedis] = []

    def start(*options: str, tcp: bool = False, binary: Path | None = None) -> ThrowAwayRedis:
        chosen = binary or next(iter(server_binaries().values()), None)
        if chosen is None:
            pytest.skip("no Redis or Valkey server on this machine")
        folder = Path(tempfile.mkdtemp(dir=short_folder))
        server = ThrowAwayRedis(chosen, folder, *options, tcp=tcp)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.kill()


@pytest.fixture(scope="session")
def shared_redis(start_redis) -> ThrowAwayRedis:
    """One server for all tests of the session; use `redis_url`, which empties it first."""
    return start_redis()


@pytest.fixture
def redis_url(shared_redis: ThrowAwayRedis) -> str:
    """The URL of a real, empty server (unix socket)."""
    with shared_redis.client() as client:
        client.flushall()
        client.script_flush()
    return shared_redis.url


@pytest.fixture(scope="session")
def _servers_by_version(start_redis) -> dict[str, ThrowAwayRedis]:
    return {}


@pytest.fixture(params=sorted(server_binaries()) or ["none"])
def each_redis_url(request, start_redis, _servers_by_version) -> str:
    """As `redis_url`, once for every kind of server on this machine (the bundled Valkey, Redis)."""
    if request.param == "none":
        pytest.skip("no Redis or Valkey server on this machine")
    if request.param not in _servers_by_version:
        _servers_by_version[request.param] = start_redis(binary=server_binaries()[request.param])
    server = _servers_by_version[request.param]
    with server.client() as client:
        client.flushall()
        client.script_flush()
    return server.url


class ThrowAwayCluster:
    """Three primaries that share the slots, and one replica of the primary that holds the slot of ``{wiredesk}``."""

    def __init__(self, start_redis: Callable[..., ThrowAwayRedis]) -> None:
        buses = [_free_port() for _ in range(4)]
        options = ("--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--repl-diskless-sync-delay", "0")
        self.nodes = [start_redis(*options, "--cluster-port", str(bus), tcp=True) for bus in buses]
        self.url = self.nodes[0].url
        clients = [node.client(decode_responses=True) for node in self.nodes]
        ids = [client.execute_command("CLUSTER MYID") for client in clients]
        for client, (first, last) in zip(clients, [(0, 5460), (5461, 10922), (10923, 16383)], strict=False):
            client.execute_command("CLUSTER ADDSLOTSRANGE", first, last)
        for node, bus in zip(self.nodes[1:], buses[1:], strict=True):
            clients[0].execute_command("CLUSTER MEET", "127.0.0.1", node.port, bus)
        owner = int(clients[0].execute_command("CLUSTER KEYSLOT", "{wiredesk}:articles")) // 5461
        self.owner, self.replica = self.nodes[owner], self.nodes[3]
        self._until(lambda: ids[owner] in str(clients[3].execute_command("CLUSTER NODES")))
        self._until(lambda: self._done(lambda: clients[3].execute_command("CLUSTER REPLICATE", ids[owner])))
        self._until(lambda: all(c.execute_command("CLUSTER INFO")["cluster_state"] == "ok" for c in clients))
        self._until(lambda: clients[3].info("replication").get("master_link_status") == "up")
        for client in clients:
            client.close()

    def run(self, work: Callable[[redis.asyncio.RedisCluster], Awaitable[T]]) -> T:
        """The result of `work(client)`, with the client that `open_redis` gives for a Cluster, emptied before."""

        async def opened() -> T:
            client = await open_redis(read_environment({"WIREDESK_REDIS_URL": self.url}))
            assert isinstance(client, redis.asyncio.RedisCluster)
            try:
                await client.flushall(target_nodes=redis.asyncio.RedisCluster.PRIMARIES)
                return await work(client)
            finally:
                await client.aclose()

        return asyncio.run(opened())

    @staticmethod
    def _done(action: Callable[[], object]) -> bool:
        try:
            action()
        except redis.exceptions.ResponseError:  # the nodes do not know each other yet
            return False
        return True

    @staticmethod
    def _until(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not condition():
            assert time.monotonic() < deadline, "the cluster did not come up"
            time.sleep(0.02)


@pytest.fixture(scope="session")
def running_cluster(start_redis) -> ThrowAwayCluster:
    """A real Cluster of three primaries and a replica, made of the bundled Valkey."""
    if bundled_binary() is None:
        pytest.skip("no bundled server for this platform")
    return ThrowAwayCluster(lambda *options, **more: start_redis(*options, binary=bundled_binary(), **more))


@pytest.fixture
def redis_cluster(running_cluster) -> ThrowAwayCluster:
    """The Cluster, emptied."""
    with redis.RedisCluster.from_url(running_cluster.url) as client:
        client.flushall(target_nodes=redis.RedisCluster.PRIMARIES)
    return running_cluster


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The sibling folder with tools and corpora; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not there")
    return SHARED.resolve()
