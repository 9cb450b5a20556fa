"""Running crawls from a command: all sites in one reactor, with progress on the terminal."""
