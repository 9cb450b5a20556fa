"""What a crawl of one site is asked, counts and keeps: options, summary, lock, health."""
