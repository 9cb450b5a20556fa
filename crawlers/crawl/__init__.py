"""A crawl from its start to its end: runner, lock, frontier, summary, health."""
