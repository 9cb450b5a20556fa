"""How sure each field of an article is, as a number between 0 and 1."""
