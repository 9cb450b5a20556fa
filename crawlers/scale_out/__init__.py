"""Many machines: a scheduler that puts due sites on an RQ queue, and workers that crawl them."""
