"""Kept pages through the extraction of today: what would change, and the mends onto the queue."""
