"""What the articles of a site have in common, learnt from one to the next."""
