"""One module a field: headline, authors, source, dateline, images and the rest."""
