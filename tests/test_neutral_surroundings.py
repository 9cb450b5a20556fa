"""What a developer has set for wiredesk does not reach the tests, nor what they start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from wiredesk.settings.environment import Environment, given_settings, read_environment

PROGRAM = """
import json, os, sys
from neutral_surroundings import leave_the_checkout, make_neutral
make_neutral()
leave_the_checkout()
from wiredesk.settings.environment import given_settings
print(json.dumps([sorted(given_settings()), sorted(os.environ), os.listdir()]))
"""


def test_neither_variables_nor_files_reach_the_tests(tmp_path):
    for folder in (tmp_path, tmp_path / "config/wiredesk"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "wiredesk.toml").write_text("backlog = 3\n", "utf-8")
    own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    set_in_the_shell = {
        "WIREDESK_HOME": "/nowhere", "WIREDESK_BACKLGO": "5", "REDIS_URL": "redis://127.0.0.1:1", "https_proxy": "http://x",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "COLUMNS": "40", "FORCE_COLOR": "1",
    }  # fmt: skip
    kept = {"WIREDESK_TEST_SERVER": "/usr/bin/redis-server", "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, check=True,
        env=own | set_in_the_shell | kept | {"XDG_CONFIG_HOME": str(tmp_path / "config")},
    )  # fmt: skip
    given, variables, files = json.loads(done.stdout)
    assert (given, files) == ([], [])
    assert not set_in_the_shell.keys() & set(variables)
    assert kept.keys() <= set(variables)
    assert done.stderr == ""


def test_these_tests_run_there():
    assert not Path("wiredesk.toml").exists()
    assert given_settings() == {}
    assert read_environment() == Environment()
