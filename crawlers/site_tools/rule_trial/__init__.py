"""One more rule (``[extract]``) for a site: what it would do to the articles that were kept, and writing it."""
