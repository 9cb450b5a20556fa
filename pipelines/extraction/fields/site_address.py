"""What a page's address tells of its site: the host, the registered name, and the places in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from wiredesk.pipelines.extraction.page.plain_text import squash, without_accents
from wiredesk.pipelines.urls.same_site import registrable_domain

LEAST_LABEL: Final = 3
"""Letters of a host's name by which a printed name is told to be the site's; two are the beginning of many words."""


@dataclass(frozen=True, slots=True)
class SiteAddress:
    host: str = ""
    domain: str = ""
    """The registered domain, squashed: "legitng"."""
    label: str = ""
    """Its first part, squashed: "legit"."""
    places: frozenset[str] = frozenset()
    """The names of the folders and subdomains, squashed."""

    @classmethod
    def of(cls, url: str) -> SiteAddress:
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
        except ValueError:
            return cls()
        domain = registrable_domain(url)
        places = {squash(piece) for piece in unquote(parts.path).split("/")[1:-1] if piece}
        places |= {squash(piece) for piece in host.removesuffix(domain).split(".") if piece and piece != "www"}
        return cls(host, squash(domain), squash(domain.partition(".")[0]), frozenset(places - {""}))

    def fits(self, name: str) -> bool:
        """Whether a name is that of the address: "La Stampa" at lastampa, "Junín 24" at junin24."""
        key, label = bare_key(name), self.label
        if len(label) < LEAST_LABEL or len(key) < LEAST_LABEL:
            return key == label != ""
        return key in label or (label in key and len(key) < 3 * len(label))

    def owns(self, name: str) -> bool:
        """Whether a name is the address's own, letter by letter: with or without article and suffix."""
        key = bare_key(name)
        return key != "" and key in (self.label, self.domain, self.label.removeprefix("the"))


def bare_key(text: str) -> str:
    """The text squashed, its letters without their marks."""
    return without_accents(squash(text).replace("ı", "i"))


def names_of_its_own(own_names: Iterable[str], publisher: str | None, url: str) -> frozenset[str]:
    """Those of the names (squashed) that are the site's beyond doubt: the publisher's and that of the address.

    What a title prints beside the headline may as well be the section.
    """
    address = SiteAddress.of(url)
    known = squash(publisher or "")
    return frozenset(name for name in own_names if name == known or (len(name) >= LEAST_LABEL and address.fits(name)))
