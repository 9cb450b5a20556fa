"""Why an article came out as it did: the candidates of each field, and what became of every block of text.

The steps of the extraction note what they decide while somebody asks for it (`explaining`); otherwise a note costs one
look-up. Notes go to the explanation of the running thread or task alone (`contextvars`), so that pages which are read
side by side do not mix. ``wiredesk extract --explain`` shows them; docs/wrong-article.md tells how to read them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from pydantic import BaseModel, Field

from wiredesk.pipelines.article import EXPLAINED_FIELDS, Article

LONGEST: Final = 300
"""Characters kept of a text: enough to find it on the page."""
MOST_NOTES: Final = 2_000
"""Texts noted of one page; a longer page is one that no person reads the explanation of to its end."""

RULES: Final = {
    "remove": "a selector of the site's own `[extract] remove`",
    "hidden": "hidden from readers by its style, attribute or class",
    "side_section": "in a section named as comments, menu, footer, share bar or similar",
    "model": "the body model says that it is not part of the article",
    "caption": "the line of a picture",
    "captcha": "a captcha of a comment form",
    "code": "script code or a style sheet",
    "other_headline": "a line that is a link: the headline of another article, a button, the way back to the contents",
    "above_headline": "stands above the printed headline",
    "twin": "the page prints these words once more: for another screen, set large, as a summary",
    "card": "the card of another article in the midst of the text: picture, linked headline, first words",
    "closing_card": "the first words of another article below the text, under a headline that links to it",
    "comments": "a reader's comment, or below the heading of the comments",
    "contacts": "whom to ask, below the text: a label, names, an address, numbers",
    "footer": "the line of links to pages about the site, or below it",
    "operated_box": "in a small box with something to press, choose or fill in",
    "titled_box": "in a box with a title of its own, above or below the part of the page with the text",
    "loose_line": "a pointer to another article, the line of a picture, or a heading with no text below",
    "far_text": "far below the article, behind the headlines of others",
    "next_article": "stands below the headline of another article",
    "standfirst": "stands between headline and byline: it is the description",
    "other_reading": "another reading of the page replaced the model's; `method` names it",
    "recurring": "the site's memory: the same line is on several of its articles",
    "browser_notice": "asks for a newer browser, or for scripts",
    "repeated_headline": "the headline, or a label above it",
    "small_print": "the line of date, views and comments below a headline",
    "head_line": "a byline, date or cue at the beginning",
    "tail_line": "a credit, source, appeal or cue at the end",
    "litter": 'an appeal, a pointer ("Read also") or a view counter',
    "dateline": "the place and agency at the head of the copy: fields of their own",
}
"""Rule → why it removes a text. Each is noted somewhere, and a test keeps the two equal."""


class Candidate(BaseModel):
    """One value that the page offers for a field."""

    value: str
    found: str = Field(description="where it was found")
    score: float | None = Field(default=None, description="of the headline model: the highest wins")


class FieldChoice(BaseModel):
    """A field: what was chosen, and what it was chosen from."""

    field: str
    value: str | None = None
    candidates: list[Candidate] = Field(default_factory=list)


class TextNote(BaseModel):
    """A text of the page: kept, or dropped by a rule."""

    text: str
    characters: int
    element: str = ""
    probability: float | None = Field(default=None, description="of the body model, 0 to 1")
    rule: str | None = Field(default=None, description="what took it off; null for what is in the article")


class Explanation(BaseModel):
    """All that was noted of one page."""

    url: str = ""
    outcome: str = Field(default="", description="article, or the reason of the rejection")
    detail: str = ""
    method: str | None = Field(default=None, description="how the body was won")
    least_probability: float | None = Field(default=None, description="above which the model takes a block")
    fields: list[FieldChoice] = Field(default_factory=list)
    texts: list[TextNote] = Field(default_factory=list, description="in the order of the steps")
    measures: dict[str, dict[str, float]] = Field(
        default_factory=dict, description="field → what its confidence is made of"
    )
    idle_rules: list[str] = Field(
        default_factory=list, description="rules of the site's own `[extract]` that had no effect on this page, and why"
    )
    confidence: dict[str, float] = Field(default_factory=dict, description="field → how surely it is right, 0 to 1")

    def choice(self, field: str, value: str | None, candidates: Iterable[Candidate] = ()) -> None:
        """Note what was chosen for a field; a later note of the same field takes its place."""
        self.fields = [one for one in self.fields if one.field != field]
        self.fields.append(FieldChoice(field=field, value=value, candidates=list(candidates)))

    def text(self, text: str, rule: str | None = None, *, element: str = "", probability: float | None = None) -> None:
        """Note what became of a text."""
        assert rule is None or rule in RULES, rule
        if len(self.texts) < MOST_NOTES:
            self.texts.append(
                TextNote(
                    text=shortened(text), characters=len(text), element=element, rule=rule, probability=probability
                )
            )

    def forget(self, rule: str) -> None:
        """Take back all notes of a rule: what it has left out is read after all."""
        self.texts = [note for note in self.texts if note.rule != rule]


def shortened(text: str) -> str:
    """The beginning of a text, in one line."""
    line = " ".join(text[: 2 * LONGEST].split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


class LeftOut:
    """Counts what each rule leaves out of a page: all that is noted where nobody asked for an explanation."""

    def __init__(self) -> None:
        self.counts: dict[str, tuple[int, int]] = {}
        """Rule → texts and characters."""

    def text(self, text: str, rule: str | None = None, *, element: str = "", probability: float | None = None) -> None:
        """Count a text that `rule` has left out."""
        if rule is not None:
            texts, characters = self.counts.get(rule, (0, 0))
            self.counts[rule] = (texts + 1, characters + len(text))

    def forget(self, rule: str) -> None:
        """Take back what a rule has left out: it is read after all."""
        self.counts.pop(rule, None)


_CURRENT: ContextVar[Explanation | None] = ContextVar("explanation", default=None)
_LEFT_OUT: ContextVar[LeftOut | None] = ContextVar("left out", default=None)


@contextmanager
def explaining() -> Iterator[Explanation]:
    """Collect what the extraction decides in the body of the ``with``."""
    explanation = Explanation()
    token = _CURRENT.set(explanation)
    try:
        yield explanation
    finally:
        _CURRENT.reset(token)


def current_explanation() -> Explanation | None:
    """The explanation that is being written; None when nobody asked for one."""
    return _CURRENT.get()


@contextmanager
def counting_left_out() -> Iterator[LeftOut]:
    """Count what is left out in the body of the ``with``, where no explanation is written."""
    left_out = LeftOut()
    token = _LEFT_OUT.set(left_out)
    try:
        yield left_out
    finally:
        _LEFT_OUT.reset(token)


def note_taker() -> Explanation | LeftOut | None:
    """Who is told of texts that are left out: the explanation where one is written, else the count."""
    return _CURRENT.get() or _LEFT_OUT.get()


def note_article(article: Article) -> None:
    """Note what came out: the text that is kept, and what each field is."""
    if (explanation := current_explanation()) is None:
        return
    explanation.method = article.extraction.method
    for paragraph in article.body_text.split("\n\n"):
        explanation.text(paragraph)
    for name in EXPLAINED_FIELDS:
        value = getattr(article, name)
        known_choices = {one.field: one.candidates for one in explanation.fields}
        explanation.choice(name, _as_line(value), known_choices.get(name, ()))


def _as_line(value: object) -> str | None:
    if value is None or value == []:
        return None
    if isinstance(value, list):
        return "; ".join(str(getattr(one, "name", None) or getattr(one, "url", None) or one) for one in value)
    return str(value)


def note_dropped(rule: str, before: Sequence[str], after: Sequence[str]) -> None:
    """Note the texts of `before` that `after` has no more; where one occurs twice, as often as it was lost."""
    notes = note_taker()
    if notes is None or len(before) == len(after):
        return
    left = Counter(after)
    for text in before:
        if left[text]:
            left[text] -= 1
        else:
            notes.text(text, rule)
