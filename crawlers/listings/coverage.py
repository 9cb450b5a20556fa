"""Which articles the listings of one crawl have named, to see which listings can be left unread."""

from __future__ import annotations

COMPLETE_FROM = 5
"""Articles on the home page from which a listing that has them all counts as listing everything."""


class Coverage:
    """Ids of articles, by the kind of listing that has named them."""

    def __init__(self) -> None:
        self._on_home: set[str] = set()
        self._in_sections: set[str] = set()
        self._in_full: set[str] = set()  # on listings that name all of a site's
        self.are_sections_cut = False
        """Whether there are section pages that this crawl has not read."""

    def name_in_section(self, ids: set[str], *, home: bool) -> None:
        """A section page, or the home page, names these."""
        self._in_sections |= ids
        if home:
            self._on_home = ids

    def name_in_full(self, ids: set[str]) -> None:
        """A listing names these that may name all of the site's articles."""
        self._in_full |= ids

    @property
    def is_home_covered(self) -> bool:
        """Whether such listings have all that the home page shows, so that sections are not needed."""
        return len(self._on_home) >= COMPLETE_FROM and self._on_home <= self._in_full

    def repeats_sections(self, ids: set[str]) -> bool:
        """Whether sections that were read to their end name all of these."""
        return bool(self._in_sections) and not self.are_sections_cut and ids <= self._in_sections
