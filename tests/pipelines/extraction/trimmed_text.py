"""A text of two sentences, and how its paragraphs come out of the trimming."""

from __future__ import annotations

from wiredesk.pipelines.extraction.body.body_trimming import trim_paragraphs

FIRST = "The taps of the village are running again, for the first time in eleven months."
SECOND = "The council asks residents not to water their gardens before spring."


def trim(*paragraphs: str, byline: str | None = None) -> list[str]:
    return trim_paragraphs(
        paragraphs,
        headline="Village gets water",
        byline=byline,
        authors=["Awa Ndiaye"],
        date_raw="22 novembre 2026 à 3h23",
    )
