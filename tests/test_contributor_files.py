"""The files that a contributor's tools read name commands, files and versions that exist."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def hooks() -> list[dict]:
    return [hook for repository in HOOKS["repos"] for hook in repository["hooks"]]


def test_the_hooks_download_nothing():
    assert {repository["repo"] for repository in HOOKS["repos"]} == {"local"}
    assert {hook["language"] for hook in hooks()} == {"system"}


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_a_hook_runs_a_locked_tool_as_make_does(hook):
    command = shlex.split(hook["entry"])
    folder, tool = os.path.split(command[0])
    assert folder == ".venv/bin"
    assert re.search(rf"^{tool}==", (ROOT / "requirements-dev.lock").read_text("utf-8"), re.MULTILINE)
    subcommand = " ".join([tool, *(part for part in command[1:] if part != "--force-exclude")])
    assert f"$(BIN)/{subcommand}" in (ROOT / "Makefile").read_text("utf-8")


def steps() -> list[dict]:
    return WORKFLOW["jobs"]["checks"]["steps"]


def test_the_workflow_runs_the_checks_that_the_repository_keeps():
    commands = [step["run"] for step in steps() if "run" in step]
    assert commands == [".ci/run"]
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_the_workflow_tries_the_oldest_python_that_is_allowed_and_the_newest():
    oldest = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert WORKFLOW["jobs"]["checks"]["strategy"]["matrix"]["python"] == [oldest, "3.x"]


def test_the_workflow_hands_its_python_to_make():
    (given,) = (step["env"] for step in steps() if "env" in step)
    assert list(given) == ["PYTHON"]
    assert 'python="$(PYTHON)"' in (ROOT / "Makefile").read_text("utf-8")


def test_the_workflow_may_only_read():
    assert WORKFLOW["permissions"] == {"contents": "read"}


def test_the_editor_writes_lines_as_long_as_ruff_allows():
    text = (ROOT / ".editorconfig").read_text("utf-8")
    settings = configparser.ConfigParser()
    settings.read_string("[top]\n" + text)
    assert settings["*"].getint("max_line_length") == PROJECT["tool"]["ruff"]["line-length"]
    assert settings["Makefile"]["indent_style"] == "tab"
