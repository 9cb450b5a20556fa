"""Raw pages, kept as they were received: WARC 1.1 files (ISO 28500) with an index beside each."""
