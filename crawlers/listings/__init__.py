"""Listings: feeds, sitemaps, APIs and section pages, and the article links in them."""
