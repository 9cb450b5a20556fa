"""What it is worth to know which places of a site's pages proved right, on publishers whose pages were not trained on.

    PYTHONPATH=../shared/tools python benchmarks/source_reliability.py [--feed 10] [--later 5] [--seed 7]

First table, newsfarm's remix: the pages of one host make one site. newsfarm makes of them articles of other words; the
first `--feed` come with the entry of a feed (newsfarm's truth, as its own feeds give it), the `--later` ones without,
as on demand. Remade articles keep their page's template, so this shows what is learnt where a habit exists, not how
constant real habits are.

Second table, real pages: hosts of which fundus has several pages of different days. What the other pages of the host
prove (by the gold, in place of an entry) is applied to each page. A host has one to three others, so one dispute is
enough here, and no mistake is asked for.

Third table, newsfarm's own sites, each a mixture of publishers without a template in common, two thirds of whose
articles come with an entry: here nothing can be learnt, and nothing should be lost. With the weights as shipped.

In the first two the headline model's weights are trained for each fold of hosts on the others, for several divisions.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import logging
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, pstdev

sys.path.insert(0, str(Path(__file__).parent))
from newsbench import metrics
from newsfarm.world import World
from train_headline import Example, examples, fit, words_only

from wiredesk.pipelines.extraction.fields.field_reading import read_fields
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.fields.headline_weights import WEIGHTS
from wiredesk.pipelines.extraction.memory import source_reliability
from wiredesk.pipelines.extraction.memory.field_memory import FieldMemory
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.urls.same_site import registrable_domain

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ROOT / "../shared/corpora"
PORT = 18655  # only part of the addresses: nothing is served
FETCHED = datetime(2026, 11, 22, tzinfo=UTC)
FOLDS = 5
FIELDS = ("headline", "day", "authors")
Truth = Mapping[str, object]


def fold_of(host: str, division: int) -> int:
    return int(hashlib.md5(f"{division}{host}".encode()).hexdigest(), 16) % FOLDS


def unseen_weights(data: list[Example], division: int) -> list[dict[str, float]]:
    """For each fold the weights that were trained on the others."""
    host = registrable_domain
    return [fit([row for row in data if fold_of(host(f"http://{row[1]}/"), division) != fold]) for fold in range(FOLDS)]


def use(weights: dict[str, float]) -> None:
    WEIGHTS.clear()
    WEIGHTS.update(weights)


def read(html: bytes, url: str, memory: FieldMemory | None, entry: Evidence | None = None) -> Fields:
    found = parse_document(html, url)
    return read_fields(found, memory=memory, evidence=entry, evidence_proves=entry is not None, fetched_at=FETCHED)


def right(found: Fields, truth: Truth) -> dict[str, float]:
    """Which fields are right: headline and day 0 or 1, authors F1; without those that the truth does not give."""
    scores = {}
    if truth["title"]:
        scores["headline"] = float(words_only(found.headline or "") == words_only(str(truth["title"])))
    if (day := metrics.parse_moment(truth["published"])) is not None:  # type: ignore[arg-type]
        mine = metrics.parse_moment(found.date_published)
        scores["day"] = float(mine is not None and metrics.same_day(day, mine))
    if names := metrics.author_set(truth["authors"]):  # type: ignore[arg-type]
        scores["authors"] = metrics.set_f1(names, metrics.author_set([one.name for one in found.authors]))
    return scores


class Table:
    """Scores without and with the tally, by part of the run and field."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], list[tuple[float, float, str]]] = defaultdict(list)

    def add(self, part: str, host: str, plain: dict[str, float], taught: dict[str, float]) -> None:
        for name in plain:
            self.rows[part, name].append((plain[name], taught[name], host))

    def lines(self) -> Iterable[str]:
        for (part, name), rows in self.rows.items():
            before, after = fmean(row[0] for row in rows), fmean(row[1] for row in rows)
            better, worse = sum(row[1] > row[0] for row in rows), sum(row[1] < row[0] for row in rows)
            losers = len({host for old, new, host in rows if new < old})
            yield (
                f"| {part} | {name} | {len(rows)} | {before:.4f} | {after:.4f} | {better} |"
                f" {worse} (of {losers} hosts) |"
            )


HEADER = "| articles | field | number | without | with the tally | better | worse |\n|---|---|---|---|---|---|---|"


def remade(world: World, weights: list[dict[str, float]], division: int, args: argparse.Namespace) -> Table:
    table = Table()
    sites = defaultdict(list)
    for article in world.articles.values():
        page = world.pages[article.page]
        if not page.derived and not article.group:
            sites[registrable_domain(page.url)].append(article)
    for host, articles in sorted(sites.items()):
        use(weights[fold_of(host, division)])
        random.Random(f"{args.seed}{host}").shuffle(articles)
        memory = FieldMemory()
        for number, article in enumerate(articles[: args.feed + args.later]):
            page = world.pages[article.page]
            published = article.fresh.isoformat() if article.fresh else page.published
            truth = {"title": world.title(article), "published": published, "authors": page.authors}
            entry = None
            if number < args.feed:
                entry = Evidence(title=truth["title"], date_published=published, authors=page.authors)
            html, url = gzip.decompress(world.packed(article)), world.url(article)
            plain, taught = read(html, url, None, entry), read(html, url, memory.lessons(), entry)
            memory.sources.observe(taught.verdicts)
            part = "with an entry" if number < args.feed else "later, without"
            table.add(part, host, right(plain, truth), right(taught, truth))
    return table


def mixed(world: World) -> Table:
    table = Table()
    for site in world.sites:
        memory, articles = FieldMemory(), list(site.articles)
        random.Random(site.host).shuffle(articles)
        for number, article in enumerate(articles):
            page = world.pages[article.page]
            if page.derived or article.group:
                continue
            truth = {"title": world.title(article), "published": page.published, "authors": page.authors}
            entry = Evidence(title=truth["title"], date_published=page.published, authors=page.authors)
            given = entry if number * 3 < len(articles) * 2 else None
            html, url = gzip.decompress(world.packed(article)), world.url(article)
            plain, taught = read(html, url, None, given), read(html, url, memory.lessons(), given)
            memory.sources.observe(taught.verdicts)
            part = "with an entry" if given else "without"
            table.add(part, site.host, right(plain, truth), right(taught, truth))
    return table


def real(weights: list[dict[str, float]], division: int) -> Table:
    table = Table()
    hosts = defaultdict(list)
    for line in (CORPORA / "fundus/pages.jsonl").open(encoding="utf-8"):
        page = json.loads(line)
        html = gzip.decompress((CORPORA / "fundus" / page["file"]).read_bytes())
        hosts[registrable_domain(page["url"])].append((html, page["url"], page["gold"]))
    for host, pages in hosts.items():
        if len(pages) < 2:
            continue
        use(weights[fold_of(host, division)])
        shown = []
        for html, url, gold in pages:
            entry = Evidence(title=gold["title"], date_published=gold["published"], authors=gold["authors"] or [])
            shown.append(read(html, url, None, entry).verdicts)
        for at, (html, url, gold) in enumerate(pages):
            memory = FieldMemory()
            for other, verdicts in enumerate(shown):
                if other != at:
                    memory.sources.observe(verdicts)
            truth = {"title": gold["title"], "published": gold["published"], "authors": gold["authors"]}
            plain, taught = read(html, url, None), read(html, url, memory.lessons())
            table.add("several pages of a host", host, right(plain, truth), right(taught, truth))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feed", type=int, default=10, help="articles of a site that come with a feed's entry")
    parser.add_argument("--later", type=int, default=5, help="articles that come without")
    parser.add_argument("--divisions", type=int, default=3)
    parser.add_argument("--sites", type=int, default=10, help="of newsfarm's own, in the third table")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    data = [row for corpus in ("fundus", "wcxb") for row in examples(corpus)]
    count = len((CORPORA / "news-dev/index.jsonl").read_text(encoding="utf-8").splitlines())
    world = World(CORPORA / "news-dev", 1, (args.feed + args.later + 1) * count, PORT, args.seed)
    own_sites = mixed(World(CORPORA / "news-dev", args.sites, 60, PORT, args.seed))
    print(f"newsfarm's own sites, {args.sites} of 60 articles\n{HEADER}")
    print("\n".join(own_sites.lines()))
    usual = source_reliability.FEWEST, source_reliability.FEWEST_MISTAKES
    runs: dict[str, list[Table]] = {"newsfarm's remix of single publishers": [], "real pages that share a host": []}
    for division in range(args.divisions):
        weights = unseen_weights(data, division)
        source_reliability.FEWEST, source_reliability.FEWEST_MISTAKES = usual
        runs["newsfarm's remix of single publishers"].append(remade(world, weights, division, args))
        source_reliability.FEWEST, source_reliability.FEWEST_MISTAKES = 1, 0
        runs["real pages that share a host"].append(real(weights, division))
    for title, tables in runs.items():
        print(f"\n{title} (division 0 of {args.divisions})\n{HEADER}")
        print("\n".join(tables[0].lines()))
        for key in tables[0].rows:
            gains = [fmean(after - before for before, after, _ in table.rows[key]) for table in tables]
            print(f"{', '.join(key)}: gain {fmean(gains):+.4f}, spread over the divisions {pstdev(gains):.4f}")
    print(f"{time.process_time():.0f} s of CPU")


if __name__ == "__main__":
    main()
