"""What a fetch imports before its first byte is sent: what it needs for that, and nothing more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys

def look(event, arguments):
    if event == "socket.connect" and arguments[1][0] == "127.0.0.1":
        print(*sorted({name.partition(".")[0] for name in sys.modules} | sys.modules.keys()))
        sys.stdout.flush()

if __name__ == "__main__":
    from wiredesk.crawlers.cli import main
    sys.addaudithook(look)
    main()
"""

LATER = {
    "pydantic": "the models of articles, pages and site definitions",
    "redis": "needed to publish only",
    "trafilatura": "extraction runs in processes of its own",
    "dateparser": "extraction runs in processes of its own",
    "rich": "progress of crawls",
    "wiredesk.pipelines.article": "there is no article yet",
    "wiredesk.crawlers.sites.definition": "no definition owns the URL",
}


def test_nothing_is_imported_early_that_is_needed_late(tmp_path):
    (tmp_path / "sites").mkdir()
    program = tmp_path / "fetch.py"
    program.write_text(PROGRAM)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "WIREDESK_HOME": str(tmp_path),
        "WIREDESK_SITES": str(tmp_path / "sites"),
        "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8",
    }
    command = [sys.executable, str(program), "fetch", "http://127.0.0.1:1/"]  # the port is nobody's
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, done.stderr
    imported = set(done.stdout.split("\n")[0].split())
    assert {"scrapy", "twisted.internet.reactor"} <= imported
    assert {name: why for name, why in LATER.items() if name in imported} == {}


CTRL_C = """
import os, sys

class Pressed:
    def find_spec(self, name, *_):
        if name == {module!r}:
            sys.meta_path.remove(self)
            {press}

sys.meta_path.insert(0, Pressed())
sys.argv = ["wiredesk", "sites", "schema"]
from wiredesk.__main__ import main
main()
"""
PRESSES = {
    "signal": "os.kill(os.getpid(), 2)",
    "click": "os.kill(os.getpid(), 2)",
    "wiredesk.crawlers.cli.sites": "os.kill(os.getpid(), 2)",
    # As Python 3.11 tells of it where a class is being made
    "wiredesk.crawlers.cli.sites_schema": "raise RuntimeError('in __set_name__') from KeyboardInterrupt()",
}


def test_ctrl_c_while_modules_are_loaded_ends_the_command_without_a_traceback():
    for module, press in PRESSES.items():
        program = CTRL_C.format(module=module, press=press)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", ""), module
