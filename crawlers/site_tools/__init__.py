"""Tools for definitions: check a site, draft a definition, crawl it on trial."""
