"""Putting articles on the Redis stream, exactly once a revision."""
