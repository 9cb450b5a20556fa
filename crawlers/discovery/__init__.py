"""Ways into a site: bytes of a feed, sitemap, API or page in, leads out."""
