"""Taking articles from the Redis stream, with acknowledgement, retry and dead letters."""
