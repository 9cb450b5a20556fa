"""What share of a site's articles is found, by capture and recapture between kinds of sources."""
