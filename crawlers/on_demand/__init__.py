"""Fetching single URLs on demand: requests from the queue, by HTTP and from the command line, one path for all."""
