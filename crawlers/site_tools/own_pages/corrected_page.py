"""What is right of one saved page, and how an article is judged by it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from wiredesk.pipelines.article import Article

NEAR_LENGTH: Final = 0.1
"""A text is as long as it should be within a tenth, or
:data:`NEAR_WORDS` words: a caption or a byline more or less. What else is foreign is named by itself."""
NEAR_WORDS: Final = 6
SAME_MINUTE: Final = 60.0
EITHER: Final = "¦"
"""Between two headlines that are both right."""
_END: Final = " .!?…\"'»)”।۔"
_SAME: Final = str.maketrans(
    dict.fromkeys("“”„«»″", '"') | dict.fromkeys("‘’ʼ`´", "'") | {"\u200b": "", "\u200c": "", "–": "-", "—": "-"}
)
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
FIELDS: Final = ("kind", "headline", "authors", "date", "language", "first", "last", "length", "foreign")
"""What is judged, in the order in which it is shown."""


class CorrectedPage(BaseModel):
    """The truth of one page. Empty values are not judged. `authors` is not judged where it is None; [] says that nobody
    is named."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["article", "listing"] = Field(default="article", description="listing: a page that is no article")
    headline: str = Field(default="", description="two that are both right are separated by ¦")
    authors: list[str] | None = Field(default=None, description="people only")
    date: str = Field(default="", description="of publication: a day, or a moment with its zone (RFC 3339)")
    language: str = Field(default="", description="BCP 47")
    first: str = Field(default="", description="the first words of the text")
    last: str = Field(default="", description="its last words")
    words: int = Field(default=0, ge=0, description="of the text, about; 0 where it is not known")
    foreign: list[str] = Field(default_factory=list, description="texts of the page that are none of the article's")

    @field_validator("language")
    @classmethod
    def _is_a_language(cls, value: str) -> str:
        value = value.strip()
        if value and _TAG.fullmatch(value) is None:
            raise ValueError(f'{value!r} is not a language tag such as "en", "ckb" or "pt-BR" (BCP 47)')
        return value

    @field_validator("date")
    @classmethod
    def _is_a_date(cls, value: str) -> str:
        value = value.strip()
        if value and _moment(value) is None:
            raise ValueError(f"{value!r} is neither a day (2026-03-04) nor a moment (2026-03-04T10:20:00+01:00)")
        return value

    def known_fields(self) -> set[str]:
        """The fields that are judged."""
        if self.kind == "listing":
            return {"kind"}
        known = {name for name in ("headline", "date", "language", "first", "last", "foreign") if getattr(self, name)}
        return (
            known | {"kind"} | ({"length"} if self.words else set()) | (set() if self.authors is None else {"authors"})
        )

    def judge(self, article: Article | None) -> dict[str, bool]:
        """Which of FIELDS are right in the article; None is a page that was refused. What is not known is not in it."""
        if self.kind == "listing":
            return {"kind": article is None}
        if article is None:
            return {"kind": False}
        text = plain(article.body_text)
        found: dict[str, bool] = {"kind": True}
        if self.headline:
            found["headline"] = plain(article.headline) in map(plain, self.headline.split(EITHER))
        if self.authors is not None:
            persons = {plain(one.name).casefold() for one in article.authors if one.type == "person"}
            found["authors"] = persons == {plain(name).casefold() for name in self.authors}
        if self.date:
            found["date"] = same_date(self.date, article.date_published)
        if self.language:
            found["language"] = (article.language or "").split("-")[0] == self.language.split("-")[0].lower()
        if self.first:
            found["first"] = text.startswith(plain(self.first))
        if self.last:
            found["last"] = same_end(text, self.last)
        if self.words:
            found["length"] = abs(len(text.split()) - self.words) <= max(NEAR_WORDS, self.words * NEAR_LENGTH)
        if self.foreign:
            found["foreign"] = not any(plain(one) in text for one in self.foreign if plain(one))
        return found


def same_end(text: str, last: str) -> bool:
    """Whether a text that is `plain` ends with these words, closing marks aside."""
    return text.rstrip(_END).endswith(plain(last).rstrip(_END))


def plain(text: str) -> str:
    """A text as it is compared: compatibility form, one kind of quotation marks and dashes, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME).split())


def same_date(right: str, given: str | None) -> bool:
    """Whether a date is the right day, in the zone of the right one, or the right minute where that is known."""
    wanted, found = _moment(right), _moment(given or "")
    if wanted is None or found is None:
        return False
    if not isinstance(wanted, datetime):
        return (found.date() if isinstance(found, datetime) else found) == wanted
    if not isinstance(found, datetime) or found.tzinfo is None or wanted.tzinfo is None:
        return False
    return abs((found - wanted).total_seconds()) < SAME_MINUTE


def _moment(text: str) -> date | datetime | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-03-04") else datetime.fromisoformat(text)
    except ValueError:
        return None
