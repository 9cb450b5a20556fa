"""The words of all languages: one file a language in ``languages/``, named by its tag (BCP 47), ``mul`` for what
several languages share.

A file holds lists under the names in :data:`LISTS`. A list is one text with a phrase on each line, so that nothing
needs quoting and a change shows as one line; ``function_words`` is words separated by white space. Phrases are in lower
case. All files are read at once, on first use: what a word means does not depend on the language of the page, which is
not known yet when the words are needed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

PACKAGE: Final = "wiredesk.pipelines.extraction.lexicon"
SHARED: Final = "mul"
"""The file of what belongs to several languages or to none: ISO 639's code for several languages."""
CUES: Final = ("related", "share", "subscribe", "credit", "byline", "notice", "tags")
"""The kinds of cue lines, in the order of their bits; part of the trained body model: append only."""
LISTS: Final[dict[str, str]] = {
    "function_words": "the commonest short words; what tells the language from its relatives is worth most",
    "comment_headings": "what stands above readers' comments, whole and without its number",
    "author_headings": "what stands above the author's life below an article, whole",
    "author_notes": "opens a closing sentence about who wrote it: the writer is",
    "author_verbs": "stands right behind a name in a sentence about the author: is, lives",
    "caption_labels": "opens the line of a picture, whatever follows: image caption, file photo",
    "contributions": "ends a closing sentence about who helped: contributed to this report",
    "cookie_notices": "stands in what a site says about its own cookies: we use cookies",
    "counters": "what counters count; alone with a number it is no article text",
    "platforms": "places where sites ask their readers to follow them",
    "appeals": "stands somewhere in a short line that asks readers to follow the site at a platform that it names",
    "calls": "tells readers to subscribe, join or download, at the beginning or the end of a sentence",
    "offers": "what such a call offers: a newsletter, an app, notifications",
    "disclaimers": "stands in a closing sentence that says whose opinion or rights a text is, or what comments may be",
    "press_contacts": "stands above whom the press may ask, alone or in front of a colon; * for what may be beside it",
    "galleries": "the whole name of a gallery of pictures, in front of a colon",
    "feed_notes": "stands behind the headline in the note of a feed: appeared first on",
    "support": "asks for money: donate, support us",
    "own_work": "what such an appeal asks to support: our journalism; * stands for the letters of a word",
    "readers": "turns to the reader: you, your; * stands for the letters of a word",
    "cookies": "a word for the cookies of browsers, or its beginning",
    "cancel_any_time": "stands in the offer of a subscription: cancel any time",
    "browsers": "a word for browsers of the web, or its beginning",
    "subscribers": "a word for subscribers and members, or its beginning",
    "end_marks": "stands alone at the end of a text: end",
    "rights": "a word in a notice of copyright: rights, reserved",
    "next_page": "a word of the link to the next page of an article or a list",
    "regions": "follows a region's name in small letters, in front of the first sentence",
    "no_places": "stands in front of the first sentence where others have the place: question, analysis, video",
    "until": "begins a term of office in brackets",
    "cues.related": "opens a line that points to other articles",
    "cues.share": "opens a line that asks to share, follow, comment, print",
    "cues.subscribe": "opens a line that asks to subscribe, register, log in",
    "cues.credit": "opens a line that credits a picture or a source",
    "cues.byline": "opens a line with the author or the dates",
    "cues.notice": "opens a line of copyright, advertising, technical notes",
    "cues.tags": "opens a line of keywords",
    "bylines.label": "stands in front of the names of authors",
    "bylines.weak_label": "a label that also begins names: taken off only before a capitalised pair",
    "bylines.closing_label": "stands behind the name of an author: it reports, it wrote this",
    "bylines.date_label": "begins the date beside a name: published, updated",
    "bylines.other_trade": "a label of another trade than writing: what it labels is no author",
    "bylines.role": "what people are, not who",
    "bylines.beat": "the subject in front of what people are: political editor, chief sports writer",
    "bylines.credential": "stands after a name and a comma",
    "bylines.conjunction": "stands between two names",
    "bylines.desk": "the whole name of a desk or of nobody in particular",
    "bylines.nobody": "stands in author fields and is nobody",
    "bylines.furniture": "a word of the layout around a byline, never part of a name",
    "bylines.organization": "a word in names of organizations, never in those of persons",
    "bylines.agencies": "agencies that nobody names: their copy was put together",
    "bylines.agency": "the word for one agency, never a desk's own name",
    "bylines.role_label": "stands in front of what an author is, in a line beside the name",
    "bylines.source_label": "stands in front of the agency that the article comes from",
    "pages.not_found": "stands in the name of a page that is not there, whether it is dated or not",
    "pages.error": "the whole name of an error, robot or maintenance page",
    "pages.error_part": "words in the name of such a page; * stands for others between them",
    "pages.login": "the whole name of a login, registration or subscription page; of three words, its beginning",
    "pages.service": "the whole name of a page about the site itself: contact, about us, privacy, terms",
    "topics.section": "a name of a section that says nothing: news, featured, no section",
    "topics.keyword": "a keyword that every story could have: news, latest news",
}
"""The lists that a file may hold (``table.key``), and what each is for."""


@lru_cache(maxsize=1)
def read_languages() -> dict[str, dict[str, Any]]:
    """The parsed files by language tag, in alphabetical order."""
    folder = files(PACKAGE).joinpath("languages")
    found = {file.name.removesuffix(".toml"): file for file in folder.iterdir() if file.name.endswith(".toml")}
    return {tag: tomllib.loads(found[tag].read_text("utf-8")) for tag in sorted(found)}


def phrases_of(content: dict[str, Any], name: str) -> list[str]:
    """The phrases of one list of one file, as written; `name` is one of :data:`LISTS`."""
    table, _, key = name.rpartition(".")
    text: str = (content.get(table, {}) if table else content).get(key, "")
    if key == "function_words":
        return text.split()
    return [phrase for line in text.split("\n") if (phrase := line.strip())]


def phrases(name: str) -> tuple[str, ...]:
    """The phrases of a list in all languages, each once."""
    return tuple(dict.fromkeys(phrase for content in read_languages().values() for phrase in phrases_of(content, name)))


def function_words() -> Iterator[tuple[str, list[str]]]:
    """Each language that lists its function words, with them; first those that win where two languages are even."""
    languages = read_languages()
    first: list[str] = languages[SHARED]["precedence"].split()
    for tag in dict.fromkeys((*first, *languages)):
        if words := phrases_of(languages[tag], "function_words"):
            yield tag, words
