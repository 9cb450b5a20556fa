"""The division of the tests among processes: what each tells comes together in one report."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


class Suite:
    """A made suite of tests in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "conftest.py").write_text("", "utf-8")

    def write(self, name: str, source: str) -> None:
        (self.folder / name).write_text(f"import os, time, warnings, pytest\n{source}", "utf-8")

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "pytest", "-p", "side_by_side", "--side-by-side", "2", "-p", "no:schemathesis"]
        return subprocess.Popen(
            [*command, "--rootdir", str(self.folder), "-v", *words], cwd=self.folder, text=True,
            env=os.environ | {"PYTHONPATH": str(TESTS)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip

    def __call__(self, *words: str) -> tuple[int, str]:
        process = self.start(*words)
        out, _ = process.communicate(timeout=60)
        return process.returncode, out


@pytest.fixture
def suite(tmp_path) -> Suite:
    return Suite(tmp_path)


def test_every_test_is_told_once_with_what_it_printed(suite):
    for name in "abc":
        suite.write(
            f"test_{name}.py",
            "@pytest.mark.parametrize('n', range(3))\n"
            "def test_it(n, tmp_path):\n"
            f"    print('printed in {name}')\n"
            f"    warnings.warn('warned in {name}')\n"
            f"    assert (n, {name!r}) != (1, 'b')\n"
            "def test_skipped():\n    pytest.skip('not today')\n"
            "@pytest.mark.xfail\ndef test_known():\n    raise AssertionError\n",
        )
    status, out = suite()
    assert status == 1
    assert "1 failed, 8 passed, 3 skipped, 3 xfailed" in out
    assert len(re.findall(r"^E +(?:AssertionError: )?assert \(1, 'b'\) != \(1, 'b'\)", out, re.M)) == 1
    assert re.findall(r"^printed in (\w)$", out, re.M) == ["b"]
    assert "UserWarning: warned in a" in out
    assert len(set(re.findall(r"^(test_\w\.py::test_\w+(?:\[\d])?) (?:PASSED|FAILED|SKIPPED|XFAIL)", out, re.M))) == 15


def test_the_sessions_fixtures_live_through_all_files_of_a_process_and_the_modules_do_not(suite):
    (suite.folder / "conftest.py").write_text(
        "import os, pytest\n"
        "def note(*words):\n"
        "    with open(f'notes-{os.getpid()}', 'a') as file: print(*words, file=file)\n"
        "@pytest.fixture(scope='session')\n"
        "def server():\n    note('up')\n    yield\n    note('down')\n"
        "@pytest.fixture(scope='module')\n"
        "def file(request):\n    note('begin')\n    yield\n    note('end')\n"
    )
    for number in range(6):
        suite.write(
            f"test_{number}.py",
            "def test_one(server, file):\n    time.sleep(0.05)\ndef test_two(server, file):\n    pass\n",
        )
    status, out = suite()
    assert status == 0, out
    notes = [path.read_text("utf-8").split() for path in suite.folder.glob("notes-*")]
    assert len(notes) == 2
    for told in notes:
        assert told == ["up", *["begin", "end"] * ((len(told) - 2) // 2), "down"]
    assert sum(told.count("begin") for told in notes) == 6


def test_a_test_that_ends_its_process_fails_and_the_others_run(suite):
    suite.write("test_a.py", "def test_1(): pass\ndef test_2(): os._exit(7)\ndef test_3(): pass\n")
    suite.write("test_b.py", "def test_1(): pass\ndef test_2(): os.kill(os.getpid(), 9)\n")
    suite.write("test_c.py", "def test_1(): pass\n")
    status, out = suite()
    assert status == 1
    assert "2 failed, 4 passed" in out
    assert "the process of the test ended with exit code 7" in out
    assert "the process of the test ended with signal 9" in out


def test_a_fixture_of_the_session_that_fails_at_its_end_fails_the_run(suite):
    (suite.folder / "conftest.py").write_text(
        "import pytest\n@pytest.fixture(scope='session')\ndef server():\n    yield\n    raise OSError('does not end')\n"
    )
    suite.write("test_a.py", "def test_1(server): pass\n")
    suite.write("test_b.py", "def test_1(): pass\n")
    status, out = suite()
    assert status == 1, out
    assert "2 passed, 1 error" in out
    assert "OSError: does not end" in out


def test_the_first_failure_ends_the_run_where_that_is_asked_for(suite):
    suite.write("test_a.py", "def test_1(): raise AssertionError\n")
    suite.write("test_b.py", "".join(f"def test_{n}(): time.sleep(0.3)\n" for n in range(100)))
    status, out = suite("-x")
    assert status == 1
    assert "1 failed" in out
    assert "stopping after 1 failures" in out
    assert out.count("PASSED") < 20


def test_ctrl_c_ends_all_processes_and_what_their_fixtures_have_started(suite):
    (suite.folder / "conftest.py").write_text(
        "import os, pathlib, pytest\n"
        "@pytest.fixture(scope='session')\n"
        "def server():\n    yield\n    pathlib.Path(f'down-{os.getpid()}').touch()\n"
    )
    for name in "ab":
        suite.write(f"test_{name}.py", f"def test_1(server):\n    open('up-{name}', 'w')\n    time.sleep(50)\n")
    process = suite.start()
    deadline = time.monotonic() + 30
    while len(list(suite.folder.glob("up-*"))) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it, to all of them
    out, _ = process.communicate(timeout=30)
    assert process.returncode == pytest.ExitCode.INTERRUPTED
    assert "KeyboardInterrupt" in out
    assert len(list(suite.folder.glob("down-*"))) == 2
