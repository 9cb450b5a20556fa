import json
import subprocess
import sys
from pathlib import Path

HARNESS = Path(__file__).parents[3] / "benchmarks/publisher_kills.py"


def test_killed_servers_and_publishers_lose_and_repeat_nothing():
    """A short run of the harness; its default is 50 kills of the server."""
    arguments = ["--publishers", "3", "--articles", "800", "--server-kills", "4", "--publisher-kills", "2"]
    done = subprocess.run([sys.executable, str(HARNESS), *arguments], capture_output=True, timeout=100, check=False)
    report = json.loads(done.stdout)
    assert report["server kills"] == 4
    assert (report["entries"], report["acknowledged but lost"], report["queued twice"]) == (800, 0, 0)
    assert done.returncode == 0
