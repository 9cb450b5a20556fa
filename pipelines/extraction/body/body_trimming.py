"""Taking off what stands around the article's text when it was read as text: headline, byline and date above it,
credits, share and subscribe lines below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from wiredesk.pipelines.dates import parse_date
from wiredesk.pipelines.extraction.body.browser_notice import without_browser_notices
from wiredesk.pipelines.extraction.body.closing_lines import is_closing_line
from wiredesk.pipelines.extraction.body.closing_notes import is_closing_note
from wiredesk.pipelines.extraction.body.desk_label import without_desk_label
from wiredesk.pipelines.extraction.body.large_initial import with_large_initial
from wiredesk.pipelines.extraction.body.subscription_appeal import before_appeal
from wiredesk.pipelines.extraction.explanation import note_dropped
from wiredesk.pipelines.extraction.fields.byline_labels import begins_with_source, credits_another_trade
from wiredesk.pipelines.extraction.fields.closing_credit import agency_at_the_end
from wiredesk.pipelines.extraction.fields.name_kinds import is_named_organization
from wiredesk.pipelines.extraction.lexicon.counter_lines import is_counter_line
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, cue_mask, is_cue_line, is_label_line, tells_cue
from wiredesk.pipelines.extraction.lexicon.platforms import asks_to_follow_at_platform, names_platform
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence, ends_with_colon
from wiredesk.pipelines.extraction.page.plain_text import squash
from wiredesk.pipelines.text_comparison import words_alone

_CALLS: Final = BITS["subscribe"] | BITS["notice"]
"""Cues that are no article text wherever they stand; "Share …" and "Follow …" also open steps of advice."""
_AROUND: Final = _CALLS | BITS["share"] | BITS["credit"] | BITS["byline"] | BITS["related"] | BITS["tags"]
"""Cues that are none at the beginning or the end; inside, "Source: …" may be a sentence of its own."""
_POINTERS: Final = BITS["related"] | BITS["share"] | BITS["tags"]
"""Cues that are none wherever they stand alone or with a colon: "Read also: …"."""
_FOLLOW: Final = BITS["share"] | BITS["subscribe"]
_SHARE: Final = 40  # characters of "Share this story"; longer lines tell with whom
_HEAD: Final = 8  # paragraphs in which a repeated headline is looked for: section, headline, standfirst, byline, date
_LABEL: Final = 120  # characters; what stands above a repeated headline is shorter: a section, a kicker, a breadcrumb
_CALL: Final = 100  # characters; a longer paragraph that opens like an appeal may be a quotation of one
_DESK: Final = 40
_DESK_WORDS: Final = 4
"""Characters and words; "Redacción Regional", "מערכת קול הגליל". Longer lines with "News" or "Council" are headings."""
_SOURCE_LINE: Final = 80  # characters of "Source: one agency, another"; longer lines quote
_COLUMNS: Final = re.compile(r"^[^|]{3,60}(?:\s\|\s[^|]{1,50}){3,}$")
"""The line of small print below a headline: the day | views | print | comments."""
_DATE_LINE: Final = 60  # characters; a line that holds hardly more than a date
_CLOCK_OR_YEAR: Final = re.compile(r"\d{1,2}\s?[:h.]\s?\d\d|(19|20|13|14)\d\d|[٠-٩۰-۹]{4}")
_CREDIT: Final = 60  # characters of a sentence about a picture at the end: "Photo, AFP has sent it."
_CREDIT_COMMA: Final = re.compile(r"\W*\w+\s*,")
_CONTACT: Final = 90
_CONTACT_WORDS: Final = 5
"""Characters, and words beside the address: a name, its title and "by"."""
_ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}|(?<!\S)@\w{3,30}")
_OFFER: Final = 250  # characters of what a subscription costs
_CANCELLED: Final = re.compile(
    r"jederzeit kündbar|cancel any ?time|sans engagement de durée|résiliable à tout moment|cancel[ae] cuando"
    r"|cancele quando quiser|disdici quando|maandelijks opzegbaar|avsluta när du vill"
    r"|możesz zrezygnować w każdej chwili|отменить в любой момент"
)
"""How offers of subscriptions end: "Cancel any time"."""
_ANNOUNCEMENT: Final = 90  # characters of the line that announces what is no text: "See the film here:"
_STOP: Final = re.compile(r"[.!?…。！？।۔؟։።](?=\s)")
_SIGNED: Final = 40  # characters of agencies and initials alone: "sda/kab", "Mit Material der dpa"
_LEAST_HEADLINE: Final = 20  # characters; shorter ones may be the last words of a sentence
_HEAD_BELOW: Final = 5  # paragraphs in which a date and a byline may stand below the lead
_LEAD: Final = 60  # characters; a shorter first paragraph is a label, and no lead
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20|13|14|25)\d\d(?!\d)|[٠-٩۰-۹०-९০-৯]{4}")
_PLACED_DATE: Final = 9  # words beside the writer's name: "Delhi", "last updated at", a day, a month, a year, a clock
_DATE_WORDS: Final = 3  # beside its numbers: "Updated March 11, 2026", "Sat 28 Mar 2026, 06:15 PM"
_PLACE_LINE: Final = re.compile(r"(?:[^\W\d_][\w.'’-]*[ ,]{1,2}){1,4}[-–—]")
"""A dateline in a paragraph of its own: "Bergisch Gladbach -"."""
_TITLED: Final = re.compile("[\u3400-\u9fff\\d（）()　 ]{0,24}[题題]\\s?[：:]")
"""How agencies in Chinese repeat the headline: "新华社北京11月24日电 题：…"."""
_REPORTED: Final = re.compile("[\u3400-\u9fff]{0,8}(?:记者|記者)[\\s：:]?[\u3400-\u9fff、，\\s]{0,24}")
"""The reporters' line below it: "新华社记者王小明、李华"."""
_NO_LETTER: Final = re.compile(r"[\W\d_]+")
"""The number of an article, stars, a dash."""
_GLUED: Final = 160  # characters at the end of the last paragraph in which such a line is looked for
_MOST_GLUED: Final = 3
_GLUED_CUES: Final = _CALLS | BITS["share"] | BITS["related"] | BITS["byline"]
_SENTENCE_BEHIND: Final = re.compile(
    r"[.!?…。！？।۔؟][\"'”’»)\]」』]{0,2}(?=\s|[\uac00-\ud7af]{2,4}[=\s]|(?<=[。！？])[^\s，、」』）])(?=.*\w)"
)
_SIGN_OFF: Final = re.compile(
    r"\((?:ends?|fine|fin|ende|конец)\)|(?:[\uac00-\ud7af·]{2,6}=)?[\uac00-\ud7af]{2,4}\s?(?:선임|인턴|수습)?기자\s?\S{3,40}@\S{4,40}",
    re.I,
)
"""An end mark; a Korean reporter's name and address."""
_SIGNED_SITE: Final = re.compile(r"(?<=[.!?…।。؟])\s*(?:https?://|www\.)[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/?$", re.I)
"""The address of a site behind the last sentence: where the text was taken from."""


def trim_paragraphs(
    paragraphs: Sequence[str],
    *,
    headline: str,
    byline: str | None,
    authors: Sequence[str],
    date_raw: str | None,
    publisher: str | None = None,
    section: str | None = None,
) -> list[str]:
    """The paragraphs of a body without the lines around it. Never empty where `paragraphs` is not.

    `headline`, `byline`, `authors` (names), `date_raw` (the date as printed), `publisher`, `section`: the article's own
    fields.
    """
    kept = _noted("browser_notice", paragraphs, without_browser_notices(list(paragraphs), headline))
    kept = _noted("repeated_headline", kept, _below_headline(kept, words_alone(headline)))
    large = [text for place, text in enumerate(kept) if place >= _HEAD or not _is_small_print(text)]
    kept = _noted("small_print", kept, large or kept)
    if len(kept) > 1 and section and words_alone(kept[0]) == words_alone(section):
        kept = _noted("head_line", kept, kept[1:])
    names = [words_alone(name) for name in (byline or "", *authors) if name]
    date = words_alone(date_raw or "")
    kept = _noted("tail_line", kept, before_appeal(kept))
    if len(kept) > 1 and len(kept[0]) <= _DESK and not kept[1][0].islower() and _PLACE_LINE.fullmatch(kept[0]):
        kept = [f"{kept[0]} {kept[1]}", *kept[2:]]
    kept = [with_large_initial(kept[0], kept), *kept[1:]]
    kept = _without_desk_labels(kept)
    first, last = 0, len(kept)
    while last - first > 1 and (_is_head_line(kept[first], names, date) or _is_signature(kept[first : first + 2])):
        first += 1
    kept = _noted("head_line", kept, kept[first:])
    last -= first
    while last > 1 and (
        _is_tail_line(kept[last - 1])
        or (date and len(kept[last - 1]) <= _LABEL and words_alone(kept[last - 1]) == date)
        or _is_signature(kept[last - 1 : last + 1])
        or _repeats_signature(kept[last - 2 : last])
        or is_closing_line(kept[last - 1], names, publisher)
        or is_closing_note(kept[last - 1], names, publisher, headline)
    ):
        last -= 1
    kept = _noted("tail_line", kept, kept[:last])
    site = [words_alone(publisher)] if publisher else []
    kept = _noted("head_line", kept, _without_head_lines_below(kept, [*names, *site], date))
    if (signed := _without_glued_tail(_SIGNED_SITE.sub("", kept[-1]))) != kept[-1] and signed:
        kept = [*kept[:-1], signed]
    return _noted("litter", kept, [text for text in kept if not _is_litter(text)] or kept)


def _noted(rule: str, before: Sequence[str], after: list[str]) -> list[str]:
    note_dropped(rule, before, after)
    return after


def _without_desk_labels(kept: list[str]) -> list[str]:
    """The paragraphs, the first sentence of which has no desk in front of it."""
    plain = [without_desk_label(text) if place < _HEAD_BELOW else text for place, text in enumerate(kept)]
    signed = next((place for place, text in enumerate(plain) if text != kept[place]), None)
    if signed is None or any(text != kept[place] for place, text in enumerate(plain) if place != signed):
        return kept  # none, or the speakers of a talk
    return [*kept[:signed], plain[signed], *kept[signed + 1 :]]


def _is_litter(text: str) -> bool:
    """Whether a paragraph is no article text wherever it stands: an appeal, a counter of views."""
    if len(text) < _CALL and is_cue_line(text, _CALLS):
        return True
    if len(text) <= _LABEL and not ends_sentence(text) and _asks_to_follow(text):
        return True
    if asks_to_follow_at_platform(text):
        return True
    return is_label_line(text, _POINTERS) or is_counter_line(text)


def _asks_to_follow(text: str) -> bool:
    """Whether a line without a full stop asks to follow the site at a platform, or in so many words to share."""
    if cue_mask(text) & _FOLLOW and names_platform(text):
        return True
    return len(text) <= _SHARE and tells_cue(text, BITS["share"])


def _is_tail_line(text: str) -> bool:
    """Whether a paragraph at the end is a cue, a source, the name of a desk or an appeal."""
    if without_desk_label(text) != text:
        return False  # the desk speaks, in a talk
    if is_cue_line(text, _AROUND) or _is_desk(text) or _is_appeal(text):
        return True
    if _is_contact(text) or _NO_LETTER.fullmatch(text) is not None or credits_another_trade(text):
        return True
    if len(text) <= _OFFER and _CANCELLED.search(text.lower()) is not None:
        return True
    if len(text) <= _ANNOUNCEMENT and ends_with_colon(text) and len(_STOP.findall(text)) == 0:
        return True
    if len(text) <= _CREDIT and cue_mask(text) & BITS["credit"] and _CREDIT_COMMA.match(text) is not None:
        return True
    if len(text) <= _SIGNED and not ends_sentence(text) and agency_at_the_end(text) is not None:
        return True
    return len(text) <= _SOURCE_LINE and begins_with_source(text)


def _without_head_lines_below(kept: list[str], names: Sequence[str], date: str) -> list[str]:
    """The paragraphs without the date and byline that some pages print below the first paragraph, the lead."""
    if len(kept) < _HEAD_BELOW + 1 or len(kept[0]) < _LEAD:
        return kept
    head, rest = kept[1:_HEAD_BELOW], kept[_HEAD_BELOW:]
    below = [text for text in head if _is_date_or_name(text, names, date)]
    for text, under in pairwise(head):  # the name of the paper, of a desk
        if under in below and len(text) <= _DESK and len(text.split()) <= _DESK_WORDS and not ends_sentence(text):
            below.append(text)
    if not below or any(_is_date_or_name(text, names, date) for text in rest[:-1]):
        return kept  # a chronicle, a live blog, an interview
    return [kept[0], *(text for text in head if text not in below), *rest]


def _is_date_or_name(text: str, names: Sequence[str], date: str) -> bool:
    plain = words_alone(text)
    if not plain or len(text) > _DATE_LINE or ends_sentence(text):
        return False
    if plain in names or plain == date:
        return True
    if any(name and name in plain and len(plain.replace(name, " ").split()) <= 2 for name in names):
        return True
    words = [word for word in plain.split() if not any(map(str.isdigit, word))]
    return (
        _YEAR.search(text) is not None
        and len(words) <= _DATE_WORDS
        and text[0].isalnum()
        and parse_date(text) is not None
    )


def _is_small_print(text: str) -> bool:
    return len(text) <= _LABEL and _COLUMNS.search(text) is not None and _CLOCK_OR_YEAR.search(text) is not None


def _is_appeal(text: str) -> bool:
    """Whether a short line at the end names a place to follow the site at, and is no sentence: "Our Telegram page"."""
    return len(text) <= _LABEL and names_platform(text) and not ends_sentence(text)


def _is_contact(text: str) -> bool:
    """Whether a line is an e-mail address or a handle, with hardly more than a name: "Ann Hall ann@post.example"."""
    if len(text) > _CONTACT or ends_sentence(text):
        return False
    without = _ADDRESS.sub(" ", text)
    return without != text and len(without.split()) <= _CONTACT_WORDS


def _is_signature(lines: Sequence[str]) -> bool:
    """Whether the first of two lines is a name and the second an address: "IDA HOLM", "i.holm@post.example"."""
    if len(lines) < 2 or len(lines[0]) > _DESK or len(lines[0].split()) > _DESK_WORDS:
        return False
    return not ends_sentence(lines[0]) and _is_contact(lines[1])


def _repeats_signature(lines: Sequence[str]) -> bool:
    """Whether the second of two lines is the last word of the first, which an agency signs: the editor once more."""
    return len(lines) > 1 and [lines[1]] == lines[0].split()[-1:] and is_closing_line(lines[0])


def _without_glued_tail(text: str) -> str:
    """The last paragraph without the line that is glued to its last sentence: "… Last update: 22:07 © Post"."""
    for _ in range(_MOST_GLUED):
        ends = [found.end() for found in _SENTENCE_BEHIND.finditer(text, max(0, len(text) - _GLUED))]
        if not ends or not (tail := text[ends[-1] :].strip()):
            return text
        line = not ends_sentence(tail) and tells_cue(tail, _GLUED_CUES)
        if not line and not asks_to_follow_at_platform(tail) and _SIGN_OFF.fullmatch(tail) is None:
            return text
        text = text[: ends[-1]].rstrip()
    return text


def _is_desk(text: str) -> bool:
    """Whether a line is the name of an agency or a desk alone: "(وكالات)", "Haber Merkezi"."""
    name = text.strip(" ()[]/-–—:.")
    return len(name) <= _DESK and len(name.split()) <= _DESK_WORDS and is_named_organization(name)


def _below_headline(paragraphs: list[str], headline: str) -> list[str]:
    """What follows the repeated headline, where only short labels stand above it."""
    for place, text in enumerate(paragraphs[:_HEAD]):
        plain = words_alone(text)
        if plain == headline or (plain.endswith(headline) and _TITLED.match(text) is not None):
            return paragraphs[place + 1 :] or paragraphs
        if _is_kicker_and_headline(text, headline):
            return paragraphs[place + 1 :] or paragraphs
        if len(text) > _LABEL or ends_sentence(text):
            break
    return paragraphs


def _is_kicker_and_headline(text: str, headline: str) -> bool:
    """Whether a line is the headline behind a kicker, mostly without a space between them: "HarbourPier is rebuilt"."""
    if not _LEAST_HEADLINE <= len(headline) <= len(text) + _SIGNED or len(text) > len(headline) + _DATE_LINE:
        return False
    return not text.endswith(".") and squash(text).endswith(squash(headline))


def _is_head_line(text: str, names: Sequence[str], date: str) -> bool:
    """Whether a paragraph at the head is a byline, a date or a cue, and no sentence."""
    if without_desk_label(text) != text:
        return False
    if is_cue_line(text, _AROUND):
        return True
    if len(text) > _LABEL:
        return False
    if _is_desk(text) or _is_contact(text) or credits_another_trade(text) or _REPORTED.fullmatch(text) is not None:
        return True
    plain = words_alone(text)
    if date and plain == date:
        return True
    is_short = len(text) <= _DATE_LINE and len(text.split()) <= 9  # "dimanche 22 novembre 2026 à 3h23" has seven words
    if is_short and _CLOCK_OR_YEAR.search(text) and not ends_sentence(text):
        return True
    rest = plain
    for name in names:
        rest = rest.replace(name, " ")
    if rest == plain:
        return False
    if len(rest.split()) <= 3:  # "par", "and", "by … for …"
        return True
    is_dated = _YEAR.search(rest) is not None and len(rest.split()) <= _PLACED_DATE and not ends_sentence(text)
    return is_dated and parse_date(rest) is not None
