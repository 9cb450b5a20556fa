"""The package, its locks and its Makefile."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock", "requirements-training.lock")
by_lock = pytest.mark.parametrize("lock", LOCKS)


def locked(name: str) -> dict[str, tuple[Requirement, int]]:
    """The requirements of a lock by name, each with the number of its hashes."""
    found = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / name).read_text().strip()):
        requirement, *hashes = [line.rstrip("\\ ").strip() for line in entry.splitlines()]
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes)
        parsed = Requirement(requirement)
        found[canonicalize_name(parsed.name)] = (parsed, len(hashes))
    return found


@by_lock
def test_locks_name_no_package_host(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "file:" not in text
    assert not re.search(r"^-", text, re.M)


@by_lock
def test_every_requirement_is_one_version_with_hashes(lock):
    for requirement, hashes in locked(lock).values():
        assert re.fullmatch(r"==[^,*]+", str(requirement.specifier))
        assert hashes >= 1


def test_hashes_cover_other_platforms_than_this_one():
    lxml = locked("requirements.lock")["lxml"]
    assert lxml[1] > 20  # one for each Python version and platform


def test_the_locks_agree():
    runtime, build, development, _ = (locked(lock) for lock in LOCKS)
    for smaller in (runtime, build):
        for name, (requirement, _) in smaller.items():
            assert development[name][0].specifier == requirement.specifier, name


@pytest.mark.parametrize(("group", "lock"), list(zip((None, "build", "dev", "training"), LOCKS, strict=True)))
def test_the_locks_hold_what_pyproject_asks_for(group, lock):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] if group is None else project["dependency-groups"][group]
    have = locked(lock)
    for text in wanted:
        if isinstance(text, dict):
            continue
        requirement = Requirement(text)
        version = str(have[canonicalize_name(requirement.name)][0].specifier).removeprefix("==")
        assert requirement.specifier.contains(version), f"{text} is not met by {version}: make lock"


def test_the_wheel_holds_what_the_program_reads(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT, check=True
    )
    (wheel,) = tmp_path.glob("wiredesk-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    here = {
        f"wiredesk/{path.relative_to(ROOT)}"
        for room in ("crawlers", "pipelines", "settings")
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert here <= names
    assert "wiredesk/pipelines/publishing/publish.lua" in names
    assert "wiredesk/crawlers/demo/town/zagros-post/story.html" in names
    assert "wiredesk/py.typed" in names
    installed = {name.partition("/")[0] for name in names}
    assert {name for name in installed if not name.endswith(".dist-info")} == {"wiredesk"}


def run_make(folder: Path, target: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the Makefile in a folder of its own with nothing on PATH but the basic tools and what `folder` holds."""
    (folder / "Makefile").write_text((ROOT / "Makefile").read_text())
    tools = folder / "bin"
    for tool in ("sh", "rm", "touch", "mkdir", "echo"):
        source = next(path for path in (Path("/bin") / tool, Path("/usr/bin") / tool) if path.exists())
        (tools / tool).symlink_to(source)
    make = next(
        path for path in (Path("/usr/bin/make"), Path("/bin/make"), Path("/usr/local/bin/make")) if path.exists()
    )
    environment = {"PATH": str(tools), "HOME": str(folder)}
    arguments = [f"{name}={value}" for name, value in variables.items()]
    return subprocess.run(
        [str(make), target, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=100
    )


def write_old_python(path: Path) -> None:
    """An interpreter that is too old: it says no to the version check."""
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)


def test_make_says_what_is_missing_where_no_python_is_new_enough(tmp_path):
    (tmp_path / "bin").mkdir()
    write_old_python(tmp_path / "bin" / "python3")
    result = run_make(tmp_path, ".venv/.python")
    assert result.returncode != 0
    assert "wiredesk needs Python 3.11 or later" in result.stderr
    assert "PYTHON=" in result.stderr
    assert not (tmp_path / ".venv").exists()


def test_make_refuses_a_named_python_that_is_too_old(tmp_path):
    (tmp_path / "bin").mkdir()
    write_old_python(tmp_path / "old")
    result = run_make(tmp_path, ".venv/.python", PYTHON=str(tmp_path / "old"))
    assert result.returncode != 0
    assert "is not Python 3.11 or later" in result.stderr


def test_make_passes_over_an_old_python_to_a_newer_one(tmp_path):
    (tmp_path / "bin").mkdir()
    write_old_python(tmp_path / "bin" / "python3.13")
    (tmp_path / "bin" / "python3.12").symlink_to(sys.executable)
    result = run_make(tmp_path, ".venv/.python")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / ".venv" / ".python").exists()


def test_ci_runs_every_check():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    text = script.read_text()
    assert all(f"make --no-print-directory {target}" in text for target in ("lint", "types", "test"))
