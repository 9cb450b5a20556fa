"""Everything that brings a page in: spiders, discovery, fetching, site definitions and the command line."""
