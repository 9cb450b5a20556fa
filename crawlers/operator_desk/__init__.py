"""``wiredesk desk``: the pages on which an operator sees how sites, articles and queue are."""
