"""Pages from web archives (WARC, ARC, WACZ) instead of the web."""
