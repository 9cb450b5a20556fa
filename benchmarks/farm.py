"""newsfarm for the benchmarks: a local web of news sites with truth and faults, of ../shared/tools."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@contextmanager
def open_farm(
    port: int, sites: int, articles: int, *options: str, seed: int = 1,
    program: Sequence[str] = ("-m", "newsfarm"), environment: Mapping[str, str] | None = None,
) -> Iterator[None]:  # fmt: skip
    """Serve `sites` sites with `articles` each at `port`, and the control server at the next one, until the end.

    `options` are newsfarm's own; `program` is what Python runs in its place.
    """
    command = [
        *(sys.executable, *program, "serve", "--corpus", str(SHARED / "corpora/news-dev"), "--sites", str(sites)),
        *("--articles-per-site", str(articles), "--port", str(port), "--seed", str(seed), *options),
    ]
    farm = subprocess.Popen(command, cwd=SHARED / "tools", env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert farm.stdout is not None
        told = farm.stdout.readline().strip()
        assert "control" in told, "newsfarm does not start"
        print(told, file=sys.stderr)
        yield
    finally:
        farm.terminate()
        farm.wait()


def control(port: int, path: str, data: dict[str, Any] | None = None) -> Any:
    """Ask the control server; with `data` a POST."""
    body = json.dumps(data).encode() if data is not None else None
    request = urllib.request.Request(f"http://127.0.0.1:{port + 1}{path}", body)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def check(port: int, articles: Path, sites: list[int], fields: str) -> dict[str, Any]:
    """The farm's own judgement of what was delivered."""
    manifest, numbers = f"http://127.0.0.1:{port + 1}/manifest", ",".join(map(str, sites))
    command = [sys.executable, "-m", "newsfarm", "check", "--manifest", manifest, "--sites", numbers,
               "--articles", str(articles), "--json", "--fields", fields]  # fmt: skip
    out = subprocess.run(command, cwd=SHARED / "tools", capture_output=True, text=True, check=True).stdout
    scores: dict[str, Any] = json.loads(out)
    return scores
