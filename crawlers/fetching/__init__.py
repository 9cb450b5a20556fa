"""What may be fetched, how fast, and when again."""
