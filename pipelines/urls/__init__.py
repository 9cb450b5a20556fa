"""URLs: their syntax, the identity of an article, and the site that it belongs to."""
