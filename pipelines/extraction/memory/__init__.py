"""What the articles of a site have in common, learned from one to the next."""
