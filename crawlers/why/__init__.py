"""``wiredesk why``: everything that is known of one URL, and where its trail ends."""
