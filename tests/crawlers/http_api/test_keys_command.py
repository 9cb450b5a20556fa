"""`wiredesk keys` beside a running server."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

from wiredesk.crawlers.http_api.api_keys import KeyFile


def test_keys_are_added_listed_and_revoked_while_the_server_runs(desk, village, open_api):
    path = desk.folder / "keys"
    path.write_text("# ours")  # no newline at its end: an editor's way
    path.chmod(0o640)

    def keys(*words: str):
        return desk.run("keys", *words, "--key-file", str(path))

    newsroom = keys("add", "newsroom").stdout.strip()
    archive = keys("add", "archive", "--rate", "7").stdout.strip()
    _, line = desk.start("serve", "--port", "0", "--key-file", str(path))
    api = open_api(line.split()[-1], desk, village)
    assert [api("/v1/articles", X_API_Key=key).status for key in (newsroom, archive)] == [200, 200]
    assert keys("list").stdout == "newsroom\tdefault\narchive\t7\n"
    assert keys("revoke", "newsroom").returncode == 0
    assert [api("/v1/articles", X_API_Key=key).status for key in (newsroom, archive)] == [401, 200]
    assert keys("revoke", "archive").returncode == 0
    assert api("/v1/articles").status == api("/v1/articles", X_API_Key=archive).status == 401
    assert path.read_text() == "# ours\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(desk.folder.glob("keys*")) == [path]
    for wrong in (("revoke", "archive"), ("add", "a b")):
        refused = keys(*wrong)
        assert refused.returncode == 2
        assert "Traceback" not in refused.stderr
    again = keys("add", "newsroom").stdout.strip()
    assert api("/v1/articles", X_API_Key=again).status == 200


def _revoke(path: Path, name: str, together: Any) -> None:
    keys = KeyFile(path)
    together.wait()
    keys.revoke(name)


def _add(path: Path, name: str, together: Any) -> None:
    keys = KeyFile(path)
    together.wait()
    keys.add(name)


def test_commands_at_the_same_time_undo_nothing_of_each_other(tmp_path):
    """No revoked key comes back, and no new one is lost."""
    path, context = tmp_path / "keys", multiprocessing.get_context("fork")
    for round in range(10):
        path.unlink(missing_ok=True)
        for name in ("newsroom", "archive", "intern"):
            KeyFile(path).add(name)
        together = context.Barrier(4)
        commands = [(_revoke, "newsroom"), (_revoke, "archive"), (_add, "desk"), (_add, "lab")]
        running = [context.Process(target=work, args=(path, name, together)) for work, name in commands]
        for process in running:
            process.start()
        for process in running:
            process.join(30)
        assert {key.name for key in KeyFile(path).entries()} == {"intern", "desk", "lab"}, round
