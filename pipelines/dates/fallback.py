"""dateparser for the forms that the project's own grammar does not know."""

from __future__ import annotations

from datetime import datetime, tzinfo

from wiredesk.pipelines.dates.context import Context
from wiredesk.pipelines.dates.languages import vocabulary_languages
from wiredesk.pipelines.dates.parsed_date import ParsedDate, Precision
from wiredesk.pipelines.dates.tokens import Token
from wiredesk.pipelines.dates.vocabulary import load_vocabulary

# dateparser tries many splits of a text, in time that grows with its length: nothing that it can read is longer.
_MAX_LENGTH = 60
_MAX_TOKENS = 16


def parse_with_dateparser(
    text: str, tokens: list[Token], tags: tuple[str, ...], context: Context, zone: tzinfo | None
) -> ParsedDate | None:
    """What dateparser makes of ``text`` in the languages of ``tags``; None without any, where it guesses too much.

    Only asked in languages without a table of ours, when the text is short and a word of it may be a month: where our
    tables know the months, a text that they do not explain is no date, and dateparser's first reading in a language
    takes a third of a second.
    """
    known_months = load_vocabulary().languages
    tags = tuple(tag for tag in tags if vocabulary_languages((tag,))[0] not in known_months)
    if not tags or len(text) > _MAX_LENGTH or len(tokens) > _MAX_TOKENS or not _plausible(tokens):
        return None
    import dateparser.date  # noqa: PLC0415  # slow, rarely used
    from dateparser.languages.loader import LocaleDataLoader  # noqa: PLC0415  # slow, rarely used

    known = LocaleDataLoader().get_locale_map
    languages = []
    for tag in tags:
        language = tag.replace("_", "-").split("-")[0].lower()
        try:
            if known(languages=[language], region=None):
                languages.append(language)
        except ValueError:
            continue
    if not languages:
        return None
    settings: dict[str, object] = {
        "REQUIRE_PARTS": ["day", "month"] if context.reference else ["day", "month", "year"],
        "RETURN_TIME_AS_PERIOD": True,
        "PREFER_DATES_FROM": "past",
        "PARSERS": ["custom-formats", "absolute-time"],
    }
    if context.reference:
        settings["RELATIVE_BASE"] = context.reference.replace(tzinfo=None)
    if context.date_order:
        settings["DATE_ORDER"] = context.date_order
    try:
        parser = dateparser.date.DateDataParser(languages=languages, settings=settings)
        data = parser.get_date_data(text)
    except (ValueError, OverflowError, TypeError, KeyError, AttributeError, RecursionError):
        return None  # third-party code on hostile text: its own faults are no concern of the caller
    value: datetime | None = data.date_obj
    if value is None:
        return None
    if data.period != "time":
        return ParsedDate(datetime(value.year, value.month, value.day), "day")  # noqa: DTZ001 (a day has no zone)
    precision: Precision = "second" if value.second else "minute"
    if value.tzinfo is not None:
        return ParsedDate(value, precision, "page")
    return ParsedDate(value.replace(tzinfo=zone), precision, "site" if zone else None)


def _plausible(tokens: list[Token]) -> bool:
    """A number that may be a day beside a word that may be a month in a language without a table of ours."""
    numbers = [token for token in tokens if token.kind == "number"]
    unknown = any(token.kind == "word" and not token.meanings and len(token.text) > 2 for token in tokens)
    return unknown and len(numbers) <= 7 and any(1 <= token.value <= 31 for token in numbers)
