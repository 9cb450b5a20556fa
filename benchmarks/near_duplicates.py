"""Precision and recall of near duplicates on newsfarm's wire groups (../shared/tools/newsfarm), through publishing.

    python benchmarks/near_duplicates.py --seed 1 --seed 2

Each farm is 20 sites × 100 articles, 5 % of them agency copy on two to four sites: 3 to 8 % of the words exchanged,
other datelines, opening and closing lines. All articles are published in random order to a throw-away server. A tie is
right when it leads to the first article of the same group (two captures of one page are one group).
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

import click
import redis.asyncio

from wiredesk.pipelines.article import Article, DiscoveredVia, ExtractionRecord
from wiredesk.pipelines.content_change import Words, content_hash
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publisher import Publication, Publisher
from wiredesk.pipelines.urls.identity import article_id
from wiredesk.settings.embedded_redis import EmbeddedRedis, remove_data

SHARED = Path(__file__).resolve().parents[1] / "../shared"


def make_article(url: str, site: int, headline: str, body: str) -> Article:
    return Article(
        id=article_id(url),
        site=f"site{site}",
        url=url,
        requested_url=url,
        headline=headline or "Untitled",
        body_text=body,
        content_hash=content_hash(Words(headline, body)),
        fetched_at="2026-11-22T09:00:00Z",
        discovered_via=DiscoveredVia(type="feed"),
        extraction=ExtractionRecord(method="benchmark", version="1"),
    )


async def measure(seed: int, client: redis.asyncio.Redis) -> tuple[int, int, int, float]:
    """Right ties, wrong ties, missed ones, and seconds."""
    from newsfarm.world import World

    world = World(SHARED / "corpora/news-dev", 20, 100, 8000, seed)
    order = [found for found in world.articles.values() if world.text(found)]
    random.Random(seed).shuffle(order)
    articles = [make_article(world.url(a), a.site, world.title(a), world.text(a) or "") for a in order]
    story = {
        article.id: a.group or (world.pages[a.page].url if a.variant == 0 else a.id)
        for article, a in zip(articles, order, strict=True)
    }
    await client.flushall()
    began = time.perf_counter()
    results = await Publisher(client, Keys()).publish_many([Publication(article) for article in articles])
    seconds = time.perf_counter() - began
    earliest: dict[str, str] = {}
    right = wrong = missed = 0
    for result in results:
        first = earliest.setdefault(story[result.id], result.id)
        tie = result.near_duplicate_of
        if tie is None:
            missed += first != result.id
        elif tie.id == first:
            right += 1
        else:
            wrong += 1
    return right, wrong, missed, seconds


async def run(seeds: tuple[int, ...]) -> None:
    totals = [0, 0, 0]
    with tempfile.TemporaryDirectory(prefix="wd-", dir="/tmp") as folder:
        embedded = EmbeddedRedis(Path(folder))
        try:
            async with redis.asyncio.Redis.from_url(embedded.ensure_running()) as client:
                for seed in seeds:
                    right, wrong, missed, seconds = await measure(seed, client)
                    totals = [a + b for a, b in zip(totals, (right, wrong, missed), strict=True)]
                    click.echo(
                        f"seed {seed}: {right} right, {wrong} wrong, {missed} missed; published in {seconds:.1f} s"
                    )
        finally:
            remove_data(embedded)
    right, wrong, missed = totals
    click.echo(f"precision {right / (right + wrong):.4f}  recall {right / (right + missed):.4f}  of {right + missed}")


@click.command(context_settings={"show_default": True}, help=__doc__)
@click.option("--seed", "seeds", multiple=True, default=(1, 2, 3), help="Of a farm; may be given several times.")
def main(seeds: tuple[int, ...]) -> None:
    sys.path.insert(0, str(SHARED / "tools"))
    asyncio.run(run(seeds))


if __name__ == "__main__":
    main()
