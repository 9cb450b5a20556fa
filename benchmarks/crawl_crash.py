"""Kills crawls (or the Redis server under them) again and again, restarts them, and counts what was lost or repeated.

    python benchmarks/crawl_crash.py --kills 200                    kill -9 of the crawl
    python benchmarks/crawl_crash.py --kills 50 --victim redis      kill -9 of the server (appendfsync always)

Real processes, a real server, newsfarm as the web. While it runs, the farm goes on publishing, so that there is always
something under way. Ends with the farm's own judgement: recall must be 1 and duplicates 0; exit status 1 otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crawl import ROOT, SHARED, check, control

from settings.server_binary import bundled_binary


def start_redis(folder: Path, binary: Path) -> subprocess.Popen[bytes]:
    """A server that has written an acknowledged article to disk before it says so."""
    return subprocess.Popen(
        [str(binary), "--port", "0", "--unixsocket", str(folder / "r.sock"), "--dir", str(folder), "--save", "",
         "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"],
        stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def start_crawl(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "crawlers", "crawl", "--quiet"], env=environment, cwd=ROOT, start_new_session=True,
        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--victim", choices=["crawl", "redis"], default="crawl")
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--articles-per-site", type=int, default=50)
    parser.add_argument("--port", type=int, default=8400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=6.0, help="seconds a victim may live at the most")
    arguments = parser.parse_args()
    binary = bundled_binary()
    assert binary is not None, "the bundled Valkey does not run here"
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        farm = subprocess.Popen(
            [sys.executable, "-m", "newsfarm", "serve", "--corpus", str(SHARED / "corpora/news-dev"), "--scale",
             "--sites", str(arguments.sites), "--articles-per-site", str(arguments.articles_per_site),
             "--port", str(arguments.port), "--seed", str(arguments.seed)],
            cwd=SHARED / "tools", stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        server = start_redis(folder, binary)
        try:
            assert farm.stdout is not None
            print(farm.stdout.readline().strip(), file=sys.stderr)
            sites = folder / "sites"
            sites.mkdir()
            for site in control(arguments.port, "/manifest?text=0")["sites"]:
                text = f'url = "{site["base"]}/"\n[fetch]\ndelay = 0\nconcurrency = 8\nrobots = false\n'
                (sites / f"farm{site['index']}.toml").write_text(text)  # robots = false: no Crawl-delay to sit out
            environment = os.environ | {
                "WIREDESK_SITES": str(sites),
                "WIREDESK_HOME": str(folder / "home"),
                "WIREDESK_REDIS_URL": f"unix://{folder / 'r.sock'}",
                "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8",
            }
            kills = finished = 0
            crawl = start_crawl(environment)
            began = time.monotonic()
            while kills < arguments.kills:
                time.sleep(chance.uniform(0.3, arguments.longest))
                if crawl.poll() is not None:
                    finished += 1
                    control(arguments.port, "/publish", {"n": 40})
                    crawl = start_crawl(environment)
                    continue
                if arguments.victim == "crawl":
                    os.killpg(crawl.pid, signal.SIGKILL)
                    crawl.wait()
                    crawl = start_crawl(environment)
                else:
                    server.kill()
                    server.wait()
                    time.sleep(chance.uniform(0.0, 1.0))
                    server = start_redis(folder, binary)
                kills += 1
                if kills % 10 == 0:
                    print(f"{kills} kills, {finished} crawls finished, {time.monotonic() - began:.0f} s",
                          file=sys.stderr, flush=True)  # fmt: skip
            crawl.wait()
            code = 1
            for _ in range(6):  # leads that failed while the server was away are tried again
                crawl = start_crawl(environment)
                code = crawl.wait()
                if code == 0:
                    break
            articles = folder / "articles.jsonl"
            with articles.open("wb") as out:
                subprocess.run([sys.executable, "-m", "crawlers", "queue", "read"], env=environment, cwd=ROOT,
                               check=True, stdout=out)  # fmt: skip
            scores = check(arguments.port, articles, list(range(arguments.sites)), "title=headline,text=body_text")
        finally:
            farm.terminate()
            server.kill()
    print(f"{kills} kills of the {arguments.victim}, {finished} crawls finished in between, last exit code {code}")
    print(f"expected {scores['expected']}, recall {scores['recall']:.4f}, duplicates {scores['duplicates']}, "
          f"strangers {len(scores['strangers'])}, missing {scores['missing'][:5]}")  # fmt: skip
    sys.exit(scores["recall"] < 1 or scores["duplicates"] > 0)


if __name__ == "__main__":
    main()
