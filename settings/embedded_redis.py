"""The Redis server that wiredesk starts for itself where no URL is set: a unix socket in the data folder."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from wiredesk.settings.errors import RedisUnreachable
from wiredesk.settings.private_folder import make_private, unusable
from wiredesk.settings.server_binary import ServerBinary, choose_binary
from wiredesk.settings.server_life import POLL_SECONDS, Answer, asked_process_id, held, is_held, ping

LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes on Linux, 104 on macOS, the closing zero included
BUSY_SECONDS = 30.0
"""A server that takes connections and does not answer forks, or waits for its disk (`SOCKET_SECONDS` says more)."""
START_SECONDS = 15.0  # until the process holds its socket; loading the data comes after and may take longer
LOAD_SECONDS = 300.0  # a few GB of append-only file; other commands wait for it instead of failing
STOP_SECONDS = 30.0  # the server syncs its append-only file before it ends
COMPACT_VALUE_BYTES = 512  # hardly an article's URL is longer


@dataclass(frozen=True)
class EmbeddedRedis:
    """One server per data folder `home`, shared by every process of this user that names the same folder.

    The server is detached: it outlives the command that started it, and Ctrl-C there does not reach it.
    While it lives it holds a lock on ``server.lock`` (an inherited file descriptor), so that a second server is
    never started on the same files, whatever became of its socket or of the process id that it wrote down.
    """

    home: Path

    @property
    def folder(self) -> Path:
        """Where the append-only file, the log and the locks are kept (0700)."""
        return self.home.absolute() / "redis"

    @property
    def socket(self) -> Path:
        """The unix socket, in the data folder or, where that path is too long for a socket, in ``/tmp``.

        ``XDG_RUNTIME_DIR`` and ``TMPDIR`` are not used: cron has not the same ones as a login shell, and both must
        come to the same server.
        """
        path = self.folder / "redis.sock"
        if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
            return path
        digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
        return Path(f"/tmp/wiredesk-{os.getuid()}-{digest}/redis.sock")  # noqa: S108 (0700, owner checked)

    @property
    def url(self) -> str:
        """The server's URL, as ``redis.from_url`` takes it."""
        return f"unix://{quote(str(self.socket))}"

    @property
    def _lock(self) -> Path:
        return self.folder / "server.lock"

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.folder / "redis.log"

    @property
    def configuration(self) -> Path:
        """A file of redis.conf lines that the user may put there (``appendfsync always``); read at each start."""
        return self.folder / "redis.conf"

    def ensure_running(self) -> str:
        """Start the server unless it runs, wait until it has loaded its data, and return its URL.

        Raises RedisUnreachable when there is no server program, or it ends at once, or does not answer.
        """
        deadline = time.monotonic() + BUSY_SECONDS
        while (state := self._ping()) == "busy" and time.monotonic() < deadline:
            pass  # each question waits itself
        if state == "ready":
            return self.url
        make_private(self.folder)
        make_private(self.socket.parent)
        try:
            with FileLock(self.folder / "start.lock", timeout=START_SECONDS + STOP_SECONDS):
                if self._ping() in ("silent", "busy"):
                    if self.is_alive():  # runs, but its socket is gone or it has hung for long
                        self._end_process()
                    self._launch()
        except Timeout:
            raise RedisUnreachable(
                f"another wiredesk process has been starting the embedded Redis in {self.folder} for too long; "
                f"see {self.log}"
            ) from None
        except OSError as problem:  # a read-only or full disk
            raise unusable(self.folder, problem) from None
        self._await_ready()
        return self.url

    def is_alive(self) -> bool:
        """Whether a server process of this folder is running, reachable or not."""
        return is_held(self._lock)

    def answers(self) -> bool:
        """Whether the server answers on its socket (it may still be loading)."""
        return self._ping() != "silent"

    def stop(self) -> bool:
        """End the server after it has written its data; False when none was running.

        Raises RedisUnreachable when it does not end.
        """
        if not self.is_alive():
            return False
        self._end_process()
        return True

    def process_id(self) -> int | None:
        """The server's process id, None where it does not run."""
        if not self.is_alive():
            return None
        try:
            return int((self.folder / "redis.pid").read_text())
        except (FileNotFoundError, ValueError):  # it was started on a full disk, and could not write it down
            return asked_process_id(self.socket)

    def _ping(self) -> Answer:
        return ping(self.socket)

    def _launch(self) -> None:
        binary = choose_binary(self._recorded_binary())
        (self.folder / "redis.pid").unlink(missing_ok=True)
        try:
            with held(self._lock) as descriptor:
                launched = subprocess.run(  # noqa: S603 (a path of our own choosing)
                    [str(binary.path), *self._arguments()],
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    umask=0o077,
                    start_new_session=True,
                    pass_fds=(descriptor,),
                    timeout=START_SECONDS,
                    check=False,
                )
        except TimeoutError:
            raise RedisUnreachable(f"a server that does not answer still holds {self.folder}; see {self.log}") from None
        deadline = time.monotonic() + START_SECONDS
        while self._ping() == "silent":
            if launched.returncode or not self.is_alive() or time.monotonic() > deadline:
                raise RedisUnreachable(
                    f"the embedded Redis ({binary.path}) did not start in {self.folder}: "
                    f"{_last_words(self.log, launched.stdout)}"
                )
            time.sleep(POLL_SECONDS)
        (self.folder / "server.json").write_text(json.dumps(binary.record()))

    def _arguments(self) -> list[str]:
        return [
            *("--port", "0"),
            *("--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--dir", str(self.folder), "--pidfile", str(self.folder / "redis.pid"), "--logfile", str(self.log)),
            *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
            *("--maxmemory-policy", "noeviction"),
            # What is known of an article has a URL in it; above 64 bytes, the default, its record takes 2.3 times the
            # memory. The name with "ziplist" is understood by every version, "listpack" only since Redis 7.
            *("--hash-max-ziplist-value", str(COMPACT_VALUE_BYTES)),
            *("--daemonize", "yes"),  # its own child and session: no zombie of ours, no signal of our terminal
            *(("--include", str(self.configuration)) if self.configuration.exists() else ()),  # last: it overrides
        ]

    def _await_ready(self) -> None:
        deadline = time.monotonic() + LOAD_SECONDS
        while (state := self._ping()) != "ready":
            if state == "silent" and not self.is_alive():
                raise RedisUnreachable(f"the embedded Redis ended while loading: {_last_words(self.log)}")
            if time.monotonic() > deadline:
                raise RedisUnreachable(f"the embedded Redis in {self.folder} has not loaded its data; see {self.log}")
            time.sleep(POLL_SECONDS)

    def _end_process(self) -> None:
        """SIGTERM makes the server write its append-only file and end; the lock tells when it has."""
        deadline = time.monotonic() + STOP_SECONDS
        signalled = False
        while self.is_alive():
            process_id = self.process_id()
            if process_id and not signalled:
                try:
                    os.kill(process_id, signal.SIGTERM)
                    signalled = True
                except ProcessLookupError:
                    pass
            if time.monotonic() > deadline:
                raise RedisUnreachable(
                    f"the embedded Redis (process {process_id or 'unknown'}) was told to end and has not within "
                    f"{STOP_SECONDS:.0f} s: it is suspended, or its disk does not answer; see {self.log}"
                )
            time.sleep(POLL_SECONDS)

    def _recorded_binary(self) -> ServerBinary | None:
        """The program that wrote the data which is there."""
        try:
            return ServerBinary.from_record(json.loads((self.folder / "server.json").read_text()))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None


def _last_words(log: Path, printed: bytes = b"") -> str:
    """The last line that the server wrote before it ended, without its process id and time."""
    try:
        text = log.read_bytes()[-4000:]
    except OSError:
        text = b""
    lines = [line for line in (text + b"\n" + printed).decode(errors="replace").splitlines() if line.strip()]
    return re.sub(r"^\d+:\w \d+ \w+ \d{4} [\d:.]+ \S ", "", lines[-1]) if lines else f"no message; see {log}"


def remove_data(embedded: EmbeddedRedis) -> None:
    """Stop the server and delete all that it holds (tests and the demo use it; no command does)."""
    embedded.stop()
    shutil.rmtree(embedded.folder, ignore_errors=True)
    if embedded.socket.parent != embedded.folder:
        shutil.rmtree(embedded.socket.parent, ignore_errors=True)
