"""Kills the Redis server and the publishers at random while they publish, and counts what was lost or doubled.

    python benchmarks/publisher_kills.py                                    50 kills of the server, 20 of publishers
    python benchmarks/publisher_kills.py --publishers 8 --articles 5000 --server-kills 0 --publisher-kills 0
    python benchmarks/publisher_kills.py --server-kills 1 --outage 60

Every publisher process publishes the same articles, each in several revisions, and writes down each result once it
has it. In the end every result that was written down must be an entry of the stream, and no article's revision may be
there twice. The server is the embedded one with ``appendfsync always``. Prints one JSON object; exit 1 if anything was
lost or doubled.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click
import redis as redis_py

from wiredesk.pipelines.article import Article, DiscoveredVia, ExtractionRecord
from wiredesk.pipelines.content_change import Words, content_hash
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publisher import Publication, Publisher
from wiredesk.pipelines.urls.identity import article_id
from wiredesk.settings.embedded_redis import EmbeddedRedis, remove_data
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import WiredeskError
from wiredesk.settings.redis_connection import open_redis

BODY_WORDS = 700  # about 5 kB


def make_article(number: int, revision: int) -> Article:
    """Article `number` as it stands in its `revision`."""
    url = f"https://news.example/{number}-story"
    chooser = random.Random(number)
    body = " ".join(f"w{chooser.randrange(50_000)}" for _ in range(BODY_WORDS)) + f" revision {revision}"
    return Article(
        id=article_id(url),
        site="news.example",
        url=url,
        requested_url=url,
        headline=f"Story {number}",
        body_text=body,
        content_hash=content_hash(Words(f"Story {number}", body)),
        fetched_at="2026-11-22T09:00:00Z",
        discovered_via=DiscoveredVia(type="feed"),
        extraction=ExtractionRecord(method="benchmark", version="1"),
    )


def count_lines(record: Path) -> int:
    return len(record.read_text().splitlines()) if record.exists() else 0


async def publish(home: str, record: Path, numbers: list[int], revisions: int, batch: int) -> None:
    """Publish all articles in all revisions, from the first that `record` does not hold; note each result there."""
    todo = [(number, revision) for revision in range(1, revisions + 1) for number in numbers]
    todo = todo[count_lines(record) :]
    client = await open_redis(read_environment({"WIREDESK_HOME": home}))
    publisher = Publisher(client, Keys())
    with record.open("a") as notes:
        for start in range(0, len(todo), batch):
            part = todo[start : start + batch]
            results = await publisher.publish_many([Publication(make_article(*item)) for item in part])
            for (number, revision), result in zip(part, results, strict=True):
                line = [number, revision, result.outcome, result.id, result.revision, result.entry_id]
                notes.write(json.dumps(line) + "\n")
            notes.flush()
    await client.aclose()


@click.command(context_settings={"show_default": True}, help=__doc__)
@click.option("--publishers", default=4, help="Publisher processes, all with the same articles.")
@click.option("--articles", default=400, help="Different articles.")
@click.option("--revisions", default=1, help="Revisions of each; above 1 every publisher gets articles of its own.")
@click.option("--batch", default=5, help="Articles in one call.")
@click.option("--server-kills", default=50, help="kill -9 of the server.")
@click.option("--publisher-kills", default=20, help="kill -9 of a publisher, which is then started again.")
@click.option("--outage", default=0.2, help="Seconds until a killed server is started again.")
@click.option("--seed", default=1)
@click.option("--worker", nargs=3, default=None, hidden=True, type=str)
def main(
    publishers: int,
    articles: int,
    revisions: int,
    batch: int,
    server_kills: int,
    publisher_kills: int,
    outage: float,
    seed: int,
    worker: tuple[str, str, str] | None,
) -> None:
    if worker:
        home, record, position = worker
        # Revisions of one article must come in order, which only one process can give.
        mine = range(int(position), articles, publishers) if revisions > 1 else range(articles)
        numbers = list(mine)
        random.Random(int(position)).shuffle(numbers)
        try:
            asyncio.run(publish(home, Path(record), numbers, revisions, batch))
        except WiredeskError as problem:  # the server was killed while it was being opened: started again, as by cron
            print(problem, file=sys.stderr)
            sys.exit(problem.exit_code)
        return
    with tempfile.TemporaryDirectory(prefix="wd-", dir="/tmp") as folder:
        embedded = EmbeddedRedis(Path(folder) / "home")
        embedded.folder.mkdir(parents=True)
        embedded.configuration.write_text("appendfsync always\n")
        try:
            report = run(embedded, Path(folder), publishers, server_kills, publisher_kills, outage, random.Random(seed))
            report |= verify(embedded, Path(folder), articles, revisions)
        finally:
            remove_data(embedded)
    print(json.dumps(report, indent=1))
    sys.exit(0 if report["right"] else 1)


def run(
    embedded: EmbeddedRedis,
    folder: Path,
    publishers: int,
    server_kills: int,
    publisher_kills: int,
    outage: float,
    chooser: random.Random,
) -> dict[str, object]:
    """Run the publishers to their end, with the kills spread at random over their work."""
    command = [sys.executable, *sys.argv]

    def start(position: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*command, "--worker", str(embedded.home), str(folder / f"{position}.jsonl"), str(position)]
        )

    embedded.ensure_running()
    began = time.monotonic()
    running = {position: start(position) for position in range(publishers)}
    left = Counter(server=server_kills, publisher=publisher_kills)
    killed: Counter[str] = Counter()
    failures = 0
    while any(count_lines(folder / f"{position}.jsonl") == 0 for position in running):
        time.sleep(0.05)  # a publisher that is still starting would start the server again itself
    while running:
        time.sleep(chooser.uniform(0.05, 0.4))
        for position, process in list(running.items()):
            if process.poll() is None:
                continue
            del running[position]
            if process.returncode:
                failures += process.returncode != -signal.SIGKILL
                running[position] = start(position)
        if not running:
            break
        wanted = [kind for kind, count in left.items() if count > 0]
        if not wanted:
            continue
        kind = chooser.choice(wanted)
        left[kind] -= 1
        killed[kind] += 1
        if kind == "publisher":
            chooser.choice(list(running.values())).kill()
        else:
            server = embedded.process_id()
            if server:
                os.kill(server, signal.SIGKILL)
            time.sleep(outage)
            embedded.ensure_running()
    return {
        "seconds": round(time.monotonic() - began, 1),
        "server kills": killed["server"],
        "publisher kills": killed["publisher"],
        "publishers that gave up": failures,
    }


def verify(embedded: EmbeddedRedis, folder: Path, articles: int, revisions: int) -> dict[str, object]:
    """Compare the stream with what the publishers noted."""
    queued: dict[str, tuple[str, int]] = {}
    with redis_py.Redis.from_url(embedded.ensure_running()) as client:
        start = "-"
        while rows := client.xrange(Keys().articles, start, "+", count=500):
            for entry, fields in rows:
                queued[entry.decode()] = (fields[b"id"].decode(), int(fields[b"revision"]))
            start = f"({rows[-1][0].decode()}"
    notes = [json.loads(line) for file in folder.glob("*.jsonl") for line in file.read_text().splitlines()]
    acknowledged = {note[5]: (note[3], note[4]) for note in notes if note[5]}
    lost = [entry for entry, what in acknowledged.items() if queued.get(entry) != what]
    times = Counter(queued.values())
    doubled = [what for what, count in times.items() if count > 1]
    missing = articles * revisions - len(times)
    return {
        "articles": articles,
        "revisions": revisions,
        "results noted": len(notes),
        "entries": len(queued),
        "acknowledged but lost": len(lost),
        "queued twice": len(doubled),
        "never queued": missing,
        "right": not lost and not doubled and not missing and len(queued) == articles * revisions,
    }


if __name__ == "__main__":
    main()
