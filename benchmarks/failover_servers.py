"""Servers that fail over in the hands of a benchmark: a primary with its replica, and a Cluster of six nodes.

Both have the methods of `KillableServer`, so that a harness can take either for its server. All nodes are real, on
loopback, and write everything to their disks.
"""

from __future__ import annotations

import os
import random
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import redis
from killable_server import PROTECTED
from redis.backoff import NoBackoff
from redis.retry import Retry

PROMOTED_WITHIN = 30.0
"""Seconds after which a fail-over that has not come counts as failed: fifteen times the nodes' time-out."""
NODE_TIMEOUT = 2000
"""Milliseconds of silence after which a Cluster's node counts as dead; the default of 15,000 makes the test long."""
HANDED_OVER_WITHIN = 6.0
"""Seconds after which CLUSTER FAILOVER is asked for again: a node gives an attempt up after 5."""
SLOT_KEY = "{wiredesk}:articles"


def free_port() -> int:
    """A loopback port that nobody uses, low enough that the bus of a Cluster's node has one too (10,000 above)."""
    while True:
        port = random.SystemRandom().randrange(20_000, 30_000)  # two runs with one seed want different ones
        with socket.socket() as one, socket.socket() as two, suppress(OSError):
            one.bind(("127.0.0.1", port))
            two.bind(("127.0.0.1", port + 10_000))
            return port


class Node:
    """One server process on a port of its own."""

    def __init__(self, binary: Path, folder: Path, *options: str) -> None:
        self.port, self._folder = free_port(), folder
        self._folder.mkdir(parents=True, exist_ok=True)
        words = [binary, "--bind", "127.0.0.1", "--port", self.port, "--dir", folder, "--save", "",
                 "--appendonly", "yes", "--appendfsync", "always", "--repl-diskless-sync-delay", "0",
                 "--repl-ping-replica-period", "1", *PROTECTED]  # fmt: skip
        self._command = [*map(str, words), *options]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self.port}"

    def client(self) -> redis.Redis:
        """A client of this node alone, which does not repeat."""
        return redis.Redis(port=self.port, retry=Retry(NoBackoff(), 0), socket_timeout=20, decode_responses=True)

    def start(self, *more: str) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen([*self._command, *more], stdout=subprocess.DEVNULL, start_new_session=True)
        with self.client() as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.ConnectionError:
                    time.sleep(0.02)

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def signal(self, number: int) -> None:
        """Send a signal."""
        assert self._process is not None
        os.kill(self._process.pid, number)

    def is_role(self, role: str) -> bool:
        """Whether it is a ``master`` or a ``slave`` that has all that its primary has."""
        with suppress(redis.RedisError), self.client() as client:
            told = client.info("replication")
            return told["role"] == role and told.get("master_link_status", "up") == "up"
        return False


def await_that(condition: Callable[[], bool], what: str) -> None:
    """Wait for it. Raises TimeoutError."""
    deadline = time.monotonic() + PROMOTED_WITHIN
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.02)


class Forwarder:
    """A port that stays while the server behind it changes: what HAProxy, a service address or a floating IP does."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._target: int | None = None
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def lead_to(self, port: int | None) -> None:
        """Cut every connection, and lead new ones to that port; None: cut them too."""
        self._target = port
        for end in list(self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            client, _ = self._listener.accept()
            threading.Thread(target=self._forward, args=(client,), daemon=True).start()

    def _forward(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            if self._target is None:
                return
            with socket.create_connection(("127.0.0.1", self._target)) as server:
                ends = {client: server, server: client}
                self._open |= set(ends)
                try:
                    while True:
                        for end in select.select([*ends], [], [])[0]:
                            data = end.recv(65536)
                            if not data:
                                return
                            ends[end].sendall(data)
                finally:
                    self._open -= set(ends)


class ReplicatedPair:
    """A primary and its replica behind one address; each `restart` kills the primary and promotes the replica.

    With `lag` the replica has not been told the primary's last writes, up to so many seconds of them, when it is
    promoted: what asynchronous replication can lose.
    """

    def __init__(self, binary: Path, folder: Path, lag: float = 0.0) -> None:
        self._lag = lag
        self._nodes = [Node(binary, folder / name) for name in ("one", "two")]
        self._door = Forwarder()
        self.url = f"redis://127.0.0.1:{self._door.port}"
        self.failovers = 0

    @property
    def primary(self) -> Node:
        """The node that takes writes."""
        return self._nodes[0]

    def start(self) -> None:
        """Start both."""
        self._nodes[0].start()
        self._nodes[1].start("--replicaof", "127.0.0.1", str(self._nodes[0].port))
        await_that(lambda: self._nodes[1].is_role("slave"), "the replica")
        self._door.lead_to(self._nodes[0].port)

    def client(self) -> redis.Redis:
        """A client of the primary, by the address that stays."""
        return redis.Redis(port=self._door.port, decode_responses=True)

    def kill(self) -> None:
        """kill -9 of both."""
        for node in self._nodes:
            node.kill()

    def signal(self, number: int) -> None:
        """Send the primary a signal."""
        self.primary.signal(number)

    def restart(self, longest: float = 0.5) -> None:
        """The primary dies, the replica takes over up to `longest` seconds later, the dead one comes as its replica."""
        old, new = self._nodes
        if self._lag:
            with new.client() as client:
                client.replicaof("127.0.0.1", 1)  # cut off from its primary, it keeps what it has
            time.sleep(random.uniform(0, self._lag))
        old.kill()
        self._door.lead_to(None)
        time.sleep(random.uniform(0, longest))
        self._door.lead_to(new.port)  # first as a replica, which refuses writes (READONLY), as clients often find it
        time.sleep(random.uniform(0, longest))
        with new.client() as client:
            client.replicaof("NO", "ONE")
        old.start("--replicaof", "127.0.0.1", str(new.port))
        await_that(lambda: old.is_role("slave"), "the old primary as a replica")
        self._nodes.reverse()
        self.failovers += 1


class Cluster:
    """Three primaries and three replicas. `restart` hands the slot of wiredesk's keys to a replica: by CLUSTER FAILOVER
    (nothing is lost), or by killing its primary, which the others notice and vote on (what lagged is lost)."""

    def __init__(self, binary: Path, folder: Path) -> None:
        options = ("--cluster-enabled", "yes", "--cluster-node-timeout", str(NODE_TIMEOUT))
        self._nodes = [Node(binary, folder / str(number), *options) for number in range(6)]
        self.url = self._nodes[0].url
        self.failovers = 0
        self.by_kind = {"CLUSTER FAILOVER": 0, "primary killed": 0}

    @property
    def primary(self) -> Node:
        """The node that holds wiredesk's keys."""
        return self._owner()

    def start(self) -> None:
        """Start the nodes and make a Cluster of them."""
        for node in self._nodes:
            node.start()
        ids = [self._ask(node, "CLUSTER MYID") for node in self._nodes]
        for node, (first, last) in zip(self._nodes, [(0, 5460), (5461, 10922), (10923, 16383)], strict=False):
            self._ask(node, f"CLUSTER ADDSLOTSRANGE {first} {last}")
        for node in self._nodes[1:]:
            self._ask(self._nodes[0], f"CLUSTER MEET 127.0.0.1 {node.port}")
        for node, primary in zip(self._nodes[3:], ids, strict=False):
            await_that(lambda node=node, primary=primary: primary in str(self._ask(node, "CLUSTER NODES")), "a node")
            await_that(lambda node=node, primary=primary: self._replicates(node, primary), "a replica")
        self._await_health()

    def _replicates(self, node: Node, primary: str) -> bool:
        with suppress(redis.ResponseError):  # not yet known there
            return bool(self._ask(node, f"CLUSTER REPLICATE {primary}"))
        return False

    @staticmethod
    def _ask(node: Node, command: str) -> Any:
        with node.client() as client:
            return client.execute_command(*command.split())

    def _await_health(self) -> None:
        def healthy() -> bool:
            with suppress(redis.RedisError):
                states = [self._ask(node, "CLUSTER INFO") for node in self._nodes]
                roles = [node.is_role("master") or node.is_role("slave") for node in self._nodes]
                return all(roles) and all("cluster_state:ok" in str(state) for state in states)
            return False

        await_that(healthy, "a healthy cluster")

    def _holders(self) -> tuple[Node, Node]:
        """The primary of wiredesk's slot and its replica, once the first node that answers knows both."""
        found: dict[str, Node] = {}

        def known() -> bool:
            found.clear()
            for node in self._nodes:
                with suppress(redis.RedisError):
                    found.update(self._roles(node))
                    break
            return len(found) == len(("master", "replica"))

        await_that(known, "a primary and a replica of the slot")
        return found["master"], found["replica"]

    def _hand_over(self, replica: Node) -> None:
        asked = 0.0

        def done() -> bool:
            nonlocal asked
            if time.monotonic() - asked > HANDED_OVER_WITHIN:  # the vote was not won: at once after another fail-over
                asked = time.monotonic()
                with suppress(redis.RedisError):
                    self._ask(replica, "CLUSTER FAILOVER")
            return replica.is_role("master")

        await_that(done, "the promotion")

    def _roles(self, asked: Node) -> dict[str, Node]:
        slot = self._ask(asked, f"CLUSTER KEYSLOT {SLOT_KEY}")
        roles: dict[str, Node] = {}
        for row in self._ask(asked, "CLUSTER SHARDS"):
            shard = row if isinstance(row, dict) else dict(zip(row[::2], row[1::2], strict=True))
            slots = shard["slots"]
            if not any(first <= slot <= last for first, last in zip(slots[::2], slots[1::2], strict=True)):
                continue
            for told in shard["nodes"]:
                facts = told if isinstance(told, dict) else dict(zip(told[::2], told[1::2], strict=True))
                if facts["health"] == "online":
                    roles[facts["role"]] = next(node for node in self._nodes if node.port == facts["port"])
        return roles

    def _owner(self) -> Node:
        return self._holders()[0]

    def client(self) -> redis.Redis:
        """A client of the node that holds wiredesk's keys."""
        return self._owner().client()

    def kill(self) -> None:
        """kill -9 of all."""
        for node in self._nodes:
            node.kill()

    def signal(self, number: int) -> None:
        """Send the primary of wiredesk's keys a signal; one that is stopped for long is voted out."""
        if number == signal.SIGSTOP:
            self._stopped = self._owner()
        self._stopped.signal(number)

    def restart(self, longest: float = 0.5) -> None:
        """One fail-over, of one kind or the other."""
        primary, replica = self._holders()
        if random.random() < 0.5:
            self.by_kind["CLUSTER FAILOVER"] += 1
            self._hand_over(replica)
        else:
            self.by_kind["primary killed"] += 1
            primary.kill()
            await_that(lambda: replica.is_role("master"), "the vote")
            time.sleep(random.uniform(0, longest))
            primary.start()
        self._await_health()
        self.failovers += 1
