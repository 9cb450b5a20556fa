"""Trial crawls: a short look at a site, by the same code as a real crawl, that knows and changes nothing."""
