"""Whom the press may ask, below a press release: a label, names, an address, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage

MOST_LINES: Final = 16
"""Lines of the page from the label to the last one: several organizations name one person each."""
LONGEST_LINE: Final = 320
"""Characters of one of them: names, offices, addresses and numbers."""
LEAST_BEFORE: Final = 2
"""Paragraphs of the text above the label: a page that is one such entry is about it."""
_LABEL: Final = 70
"""Characters of a label: "For questions of the media about the study"."""
_CONTACT: Final = re.compile(
    r"(?:(?:presse|medien|press|media|pers|pr)[- ]?)?(?:kontakt|contact)[eskr]{0,2}"
    r"(?: (?:für|for|pour|för|til|dla|pro) .{2,40})?"
    r"|(?:ihre? )?(?:ansprech|kontakt)(?:partner|person)(?:in|innen|en)?(?: .{2,40})?|(?:presse|medien)stelle"
    r"|(?:presse-?|medien-?|media )?(?:rückfragen?(?:hinweis)?|anfragen|enquiries|inquiries|queries)(?: .{2,40})?"
    r"|for (?:more|further) information,? (?:please )?contact|relations? presse|contacto?s? (?:de )?(?:prensa|presse)"
    r"|contact[eo]s?|contatt[oi](?: stampa)?|ufficio stampa|contatos?(?: para (?:a )?imprensa)?|assessoria de imprensa"
    r"|(?:presskontakt|pressikontakt)(?:er)?|kontakt (?:prasowy|dla mediów|pro média|pre médiá|za medije)"
    r"|sajtókapcsolat"
    r"|kapcsolat(?:tartó)?|yhteys(?:tiedot|henkilöt?)|lisätietoja(?: antaa)?|basın (?:iletişim|irtibat)|iletişim"
    r"|контакт(?:ы|и|ное лицо)?(?: для (?:прессы|сми|преси|змі))?|пресс-служба|επικοινωνία"
    r"|(?:للتواصل|جهة الاتصال|معلومات الاتصال)(?: .{2,30})?|narahubung|kontak(?: media)?|liên hệ(?: .{2,30})?"
    r"|媒体联系(?:人)?|媒體聯絡(?:人)?|联系(?:人|方式)|聯絡(?:人|方式)"
    r"|(?:本件に関する|報道関係者(?:の|様))?.{0,12}お?問い?合わ?せ先?|(?:언론 ?)?문의(?:처)?"
)
"""The label, alone or in front of a colon. Asked of text in lower case."""
_REACHED: Final = re.compile(
    r"\S@\S|\(at\)|\[at\]|(?:\(0\)|\+|\b0|\d\d)[\d)(/ .–-]{6,}\d|www\.|(?:^|\W)(?:tel|fon|phone|tél|тел)\b"
)
"""An address of electronic mail or of a site, a telephone number."""


def before_contacts(kept: Sequence[Block], page: BlockPage) -> list[Block]:
    """The blocks of a text (in page order) before such an entry at the end."""
    if not kept:
        return []
    last = kept[-1].place
    for label in reversed(page.blocks[max(0, last - MOST_LINES) : last + 1]):
        rest = [block for block in kept if block.place >= label.place]
        if rest and not all(map(_is_line, rest)):
            break
        if _is_label(label.text) and any(
            _REACHED.search(one.text.lower()) for one in page.blocks[label.place : label.place + MOST_LINES]
        ):
            before = [block for block in kept if block.place < label.place]
            if sum(first_look(block).prose > 0 for block in before) >= LEAST_BEFORE:
                return before
    return list(kept)


def _is_label(text: str) -> bool:
    label, colon, _ = text[: _LABEL + 1].lower().replace("：", ":").partition(":")
    if not colon and len(text) > _LABEL:
        return False
    return _CONTACT.fullmatch(label.strip(" \xa0-–—*")) is not None


def _is_line(block: Block) -> bool:
    """Whether a block is a line of such an entry, and no sentence."""
    text = block.text
    if len(text) > LONGEST_LINE:
        return False
    return not ends_sentence(text) or not first_look(block).prose or _REACHED.search(text.lower()) is not None
