"""The demo: serves the town, crawls it exactly as ``wiredesk crawl`` crawls real sites, and reads back the queue."""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.crawl.summary import CrawlSummary
from wiredesk.crawlers.demo.demo_state import TownRegistry
from wiredesk.crawlers.demo.server import LoggedRequest, Town
from wiredesk.crawlers.demo.stories import read_town
from wiredesk.crawlers.running.crawl_runner import CrawlRun
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.consuming.positions import just_after
from wiredesk.pipelines.consuming.queue_state import QueueState, read_queue_state
from wiredesk.pipelines.consuming.reading import last_entry_id, read_entries
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.embedded_redis import EmbeddedRedis
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import WiredeskError
from wiredesk.settings.redis_connection import open_redis_sync

FOLDER = "demo"
"""Folder of the demo inside the data folder: its own embedded Redis, so that nobody's queue is touched."""


@dataclass(frozen=True)
class DemoResult:
    """What one run of the demo has done."""

    summary: CrawlSummary
    queued: list[Article]
    """The articles that this run has put on the queue, in the queue's order."""
    queue: QueueState
    requests: list[LoggedRequest]
    """What the town's own log says."""
    private_requests: int
    """Requests for pages that the town's robots.txt forbids."""


class Demo:
    """The demo in the data folder of `environment`; the server that is set there is not used."""

    def __init__(self, environment: Environment) -> None:
        self.home: Path = environment.home / FOLDER
        self.own_archive: Path = self.home / "archive"
        self.archive: str = environment.archive or str(self.own_archive)
        """Where the raw pages are kept: some 300 kB, so that there is something to look at and to read again."""
        self.registry = TownRegistry(self.home)
        # Defaults but for what the advice at the end needs: limits that suit a real queue may stop a small one.
        self._environment = Environment(
            home=self.home,
            sites=(self.registry.definitions,),
            user_agent=environment.user_agent,
            key_prefix=environment.key_prefix,
            archive=self.archive,
            archive_all=environment.archive_all,
        )
        self.keys = Keys(self._environment.key_prefix)
        self.sites = read_town()

    def forget(self) -> None:
        """Forget all earlier runs: empties the demo's own Redis and archive, and gives up the town."""
        EmbeddedRedis(self.home).ensure_running()
        with open_redis_sync(self._environment) as client:
            client.flushall()
        self.registry.file.unlink(missing_ok=True)
        shutil.rmtree(self.own_archive, ignore_errors=True)  # one that was set may hold other pages

    @contextmanager
    def served_town(self) -> Iterator[Town]:
        """The town, being served; its founding and its site definitions are written into the demo's folder.

        Raises WiredeskError where the port of the earlier run is taken.
        """
        with ExitStack() as stack:
            try:
                town = stack.enter_context(self.registry.open_town(self.sites))
            except WiredeskError as problem:
                raise WiredeskError(
                    f"{problem}\nAnother demo is running, or another program has taken the port: end it, or found a "
                    "new town with: wiredesk demo --fresh"
                ) from None
            self.registry.write(town)
            yield town

    def crawl(self, town: Town, on_progress: Callable[[CrawlSummary], None]) -> DemoResult:
        """Crawl the town that is being served, and read back what has come onto the queue.

        Can be called once in a process (the reactor). Raises RedisUnreachable.
        """
        EmbeddedRedis(self.home).ensure_running()
        with open_redis_sync(self._environment) as client:
            before = last_entry_id(client, self.keys.articles)
        definitions = Catalogue.load(self.registry.definitions).enabled()
        environment = replace(self._environment, allow_addresses=_networks(town))
        summary = CrawlRun(environment, definitions, CrawlOptions(), on_progress=on_progress).run()
        with open_redis_sync(self._environment) as client:
            queued = [entry.article() for entry in read_entries(client, self.keys.articles, just_after(before))]
            queue = read_queue_state(client, self.keys)
        private = {(site.id, path) for site in town.sites for path in site.private_paths}
        forbidden = [asked for asked in town.requests if _is_under(asked, private)]
        return DemoResult(summary, queued, queue, list(town.requests), len(forbidden))


def _networks(town: Town) -> list[ipaddress.IPv4Network]:
    hosts = {urlsplit(town.home(site.id)).hostname or "" for site in town.sites}
    return [ipaddress.IPv4Network(host) for host in sorted(hosts)]


def _is_under(asked: LoggedRequest, private: set[tuple[str, str]]) -> bool:
    return any(asked.site == site and asked.target.startswith(path) for site, path in private)
