"""Whether `wiredesk sites add` is enough: adds every site of a newsfarm from its bare address, crawls with the
definitions that it wrote, and lets the farm judge the articles.

    python benchmarks/sites_add.py [--sites 20] [--articles-per-site 10] [--shared ../shared]

Prints, for each site, what the definition says and the recall of the crawl with it; ends with 1 unless every recall is
1.0 without duplicates and strangers. Needs ../shared/tools/newsfarm and its development corpus; only loopback traffic.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def free_ports() -> int:
    """A port that is free together with the one after it, which newsfarm's control server takes."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def wiredesk(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run(
        [sys.executable, "-m", "wiredesk", *arguments],
        env=environment, cwd=ROOT, text=True, capture_output=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


def add(environment: dict[str, str], base: str) -> tuple[float, dict[str, object] | None, str]:
    """Seconds, what was found (None: nothing), and what was said."""
    began = time.monotonic()
    done = wiredesk(environment, "sites", "add", base, "--yes", "--json")
    found = json.loads(done.stdout) if done.returncode == 0 else None
    return time.monotonic() - began, found, done.stderr


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--articles-per-site", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=2, help="sites added side by side")
    parser.add_argument("--shared", type=Path, default=ROOT / "../shared")
    options = parser.parse_args()

    sys.path.insert(0, str(options.shared / "tools"))
    from newsfarm.check import FIELDS, Report

    port = free_ports()
    folder = Path(tempfile.mkdtemp(prefix="wd-add-"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WIREDESK_")}
    environment.pop("REDIS_URL", None)
    environment |= {
        "WIREDESK_HOME": str(folder / "home"), "WIREDESK_SITES": str(folder / "sites"),
        "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8",
    }  # fmt: skip
    shape = ["--sites", str(options.sites), "--articles-per-site", str(options.articles_per_site)]
    farm = subprocess.Popen(
        [sys.executable, "-m", "newsfarm", "serve", "--corpus", str((options.shared / "corpora/news-dev").resolve()),
         *shape, "--port", str(port), "--seed", str(options.seed), "--scale"],
        cwd=options.shared / "tools", stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert farm.stdout is not None
        assert "control" in farm.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port + 1}/manifest", timeout=60) as answer:
            manifest = json.load(answer)
        bases = [site["base"] for site in manifest["sites"]]
        with ThreadPoolExecutor(options.at_once) as pool:
            added = list(pool.map(lambda base: add(environment, base), bases))
        crawl = wiredesk(environment, "crawl", "--quiet", "--summary", "json")
        articles = [json.loads(line) for line in wiredesk(environment, "queue", "read").stdout.splitlines()]
    finally:
        farm.terminate()
        farm.wait()
        wiredesk(environment, "redis", "stop")
        shutil.rmtree(folder, ignore_errors=True)

    fields = FIELDS | {"title": "headline", "text": "body_text", "published": "date_published"}
    print(f"{'site':<5}{'profile':<11}{'recall':>7}{'dupl':>6}{'stran':>6}{'requests':>9}{'seconds':>9}  definition")
    good = True
    for site, (seconds, found, said) in zip(manifest["sites"], added, strict=True):
        if found is None:
            print(f"{site['index']:<5}{site['offers']['profile']:<11}  not added: {said.strip()[:120]}")
            good = False
            continue
        own = [article for article in articles if article["url"].startswith(site["base"])]
        scores = Report(manifest, own, fields, {site["index"]}).scores()
        good &= scores["recall"] == 1.0 and not scores["duplicates"] and not scores["strangers"]
        definition = {name: value for name, value in found["definition"].items() if name not in ("id", "url", "facts")}
        print(
            f"{site['index']:<5}{site['offers']['profile']:<11}{scores['recall']:>7.3f}{scores['duplicates']:>6}"
            f"{len(scores['strangers']):>6}{found['requests']:>9}{seconds:>9.1f}  {json.dumps(definition)}"
        )
    scores = Report(manifest, articles, fields, None).scores()
    times = sorted(seconds for seconds, _, _ in added)
    print(f"all  recall {scores['recall']:.3f} of {scores['expected']}, duplicates {scores['duplicates']}, "
          f"strangers {len(scores['strangers'])}; crawl exit code {crawl.returncode}; "
          f"sites add median {times[len(times) // 2]:.1f} s, longest {times[-1]:.1f} s")  # fmt: skip
    return 0 if good and scores["recall"] == 1.0 else 1


if __name__ == "__main__":
    sys.exit(main())
