"""Lists of sites: read from and written to the files that other programs know (OPML, CSV, TOML, plain text)."""
