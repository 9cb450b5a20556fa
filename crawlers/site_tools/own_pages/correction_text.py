"""The text in which a person corrects a page: TOML that holds what was extracted, to be put right in an editor."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Final

import tomlkit
from pydantic import ValidationError

from wiredesk.crawlers.site_tools.own_pages.corrected_page import CorrectedPage, plain
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.extraction.rejection import PageRefused
from wiredesk.pipelines.page import Page
from wiredesk.settings.errors import UsageProblem

ENDS: Final = 6
"""Words of the text's beginning and end that are shown: enough to be sure of the place."""
_NOTES: Final = {
    "kind": '"listing" for a page that is no article: a home page, a section, an error',
    "headline": "as readers see it above the text",
    "authors": "people only; [] where nobody is named",
    "date": 'of publication: "2026-03-04", or with time and zone: "2026-03-04T10:20:00+01:00"; "" where it has none',
    "language": 'such as "en", "ckb", "pt-BR"',
    "first": "the first words of the text",
    "last": "its last words",
    "words": "how many words the text has, about; 0 if you do not know",
    "foreign": "texts that are in the article and do not belong to it, a few words of each",
}


def as_extracted(article: Article | None) -> CorrectedPage:
    """What the extraction says of a page, as a correction that changes nothing."""
    if article is None:
        return CorrectedPage(kind="listing")
    words = article.body_text.split()
    return CorrectedPage(
        headline=article.headline,
        authors=[one.name for one in article.authors if one.type == "person"],
        date=article.date_published or "",
        language=article.language or "",
        first=_ends(article.body_text.split("\n\n")[0], slice(None, ENDS)),
        last=_ends(article.body_text.split("\n\n")[-1], slice(-ENDS, None)),
        words=len(words),
    )


def correction_text(url: str, found: CorrectedPage) -> str:
    """The text for the editor."""
    document = tomlkit.document()
    document.add(tomlkit.comment(f"What is right of {' '.join(url.split())[:300]}"))
    document.add(
        tomlkit.comment("Put right what is wrong, save, and close the editor. A line that you take out is not")
    )
    document.add(tomlkit.comment("judged. An empty file keeps nothing."))
    document.add(tomlkit.nl())
    for name, note in _NOTES.items():
        document.add(tomlkit.comment(note))
        value = getattr(found, name)
        if value is None:
            document.add(tomlkit.comment(f"{name} = []"))
        else:
            document.add(name, value)
    return tomlkit.dumps(document)


def read_correction(text: str, found: CorrectedPage) -> CorrectedPage:
    """What the person wrote. Raises UsageProblem for what is no TOML or no correction."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise UsageProblem(f"the correction is not valid TOML: {problem}") from None
    return _checked(values, found)


def with_settings(settings: Iterable[str], found: CorrectedPage) -> CorrectedPage:
    """`found` with ``FIELD=VALUE`` settings; values of a list are separated by ``|``, or set one by one.

    A page with any setting but `kind` is an article. Raises UsageProblem for a setting that is none."""
    values: dict[str, Any] = found.model_dump()
    values["authors"] = values["authors"] or []
    said: set[str] = set()
    for setting in settings:
        name, equals, value = setting.partition("=")
        name = name.strip()
        if not equals or name not in _NOTES:
            raise UsageProblem(f"{setting!r} sets nothing: write FIELD=VALUE with one of {', '.join(_NOTES)}")
        is_list = isinstance(values[name], list)
        given: Any = [one.strip() for one in value.split("|") if one.strip()] if is_list else value.strip()
        values[name] = [*values[name], *given] if is_list and name in said else given
        said.add(name)
    if "authors" not in said:
        values["authors"] = found.authors
    if said - {"kind"} and "kind" not in said:
        values["kind"] = "article"
    return _checked(values, found)


def texts_not_on_page(right: CorrectedPage, page: Page) -> list[str]:
    """The foreign texts that stand nowhere in the page's text: most likely slips, which would always count as right."""
    try:
        tree = parse_document(page.body, page.url, page.content_type).tree
    except PageRefused:
        return []
    whole = plain(" ".join(map(str, tree.itertext())))
    return [text for text in right.foreign if plain(text) not in whole]


def _checked(values: Mapping[str, Any], found: CorrectedPage) -> CorrectedPage:
    try:
        right = CorrectedPage.model_validate({**values, "words": values.get("words") or 0})
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the correction"
        raise UsageProblem(f"{where}: {first['msg'].removeprefix('Value error, ')}") from None
    moved = (right.first, right.last) != (found.first, found.last) or right.foreign
    if moved and right.words == found.words:
        return right.model_copy(update={"words": 0})  # the number was that of another text
    return right


def _ends(paragraph: str, which: slice) -> str:
    return " ".join(paragraph.split()[which])[:200]
