"""The forms of datelines in the agencies' own style books, as patterns that match at the head of the copy.

Each names what it finds: ``place``, ``agency`` (or ``slashed``, between strokes), ``gap`` (the marks behind).
"""

from __future__ import annotations

import re

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŐŌŒŔŘŚŞŠȘŤȚŪŮŰŲŹŻŽƏЀ-ЯҐҒҚҢӨҰҮҺΑ-ΩΆΈΉΊΌΎΏ"
_LETTER = r"[^\W\d_]"
_DASH = r"(?:[-–—―−ـ]{1,3})"

MONTH_DAY = re.compile(
    rf"[,.፣،]?\s*\(?(?:\d{{1,2}}(?:st|nd|rd|th|\.|er|º)?\s*(?:de\s+)?{_LETTER}{{3,12}}\.?"
    rf"|{_LETTER}{{3,12}}\.?\s+\d{{1,2}})(?:[,፣،]?\s+\d{{4}})?\)?\s*[.,]?\s*$"
)

AGENCY_IN_BRACKETS = re.compile(
    rf"^(?P<place>[^()（）:\n]{{0,90}}?)\s*(?:[(（](?P<agency>[^()（）\n]{{2,50}})[)）]"
    rf"|/\s?(?P<slashed>[^/()\n]{{2,30}})\s?/)"
    rf"(?P<gap>\s*[.,:]?\s*(?:{_DASH}|[:=.|;।։])?\s*)(?=\S)"
)
AGENCY_FIRST = re.compile(
    rf"^[(（](?P<agency>[^()（）\n]{{2,40}})[)）]\s*{_DASH}?\s*"
    rf"(?P<place>[{_UPPER}][{_UPPER}'’ ./-]{{2,40}}|[{_UPPER}]{_LETTER}{{2,20}})"
    rf"(?P<day>,?\s*\d{{1,2}}\s+{_LETTER}{{3,10}})?\s*{_DASH}\s+"
)
IN_ONE_BRACKET = re.compile(
    rf"^[(（](?P<place>[^()（）,\n]{{2,40}}),\s?(?P<agency>[^()（）,\n]{{2,30}})[)）]\s*[.,:]?\s*(?:{_DASH}|:)?\s*(?=\S)"
)
"""Place and agency in the same brackets: "(SÁENZ PEÑA, Télam).-"."""
OUTLET_FIRST = re.compile(
    rf"^(?P<agency>[^()/:|،,–—\n-]{{3,30}}?)\s*(?:{_DASH}|/)\s*(?P<place>[^()/:|،,.–—\n-]{{2,20}}?)\s*(?:(?:{_DASH}|[/:])\s*(?=\S)|$)"
)
"""The outlet, its place, and a mark: "السومرية نيوز / بغداد - "."""
REPORTER_BETWEEN = re.compile(
    rf"^(?P<place>[^/()\[\]:،,\n]{{2,30}}?)\s?/\s?(?P<who>[^/()\[\]:\n]{{4,40}}?)\s?/\s?(?P<agency>[^/()\[\]:–—\n]{{2,25}}?)"
    rf"(?:\s*(?:{_DASH}|[:./|])\s*(?=\S)|\s*$)"
)
"""Place, reporter and agency between strokes, as the Arabic services of agencies print it."""
_SHOUTED = rf"[{_UPPER}][{_UPPER}'’.]{{1,30}}"
CAPITALS = re.compile(
    rf"^(?P<place>{_SHOUTED}(?:[ /-]{{1,2}}{_SHOUTED}){{0,3}}"
    rf"(?:,\s(?:(?:[{_UPPER}]\.){{2,3}}|{_LETTER}[^\W\d_.’' -]{{1,25}}(?:\s[^\W\d_.]{{2,20}})?\.?)){{0,2}}"
    rf"(?:[,.]\s*(?:\d{{1,2}}\.?\s+{_LETTER}{{3,10}}\.?|{_LETTER}{{3,10}}\.?\s\d{{1,2}})(?:,?\s\d{{4}})?)?)"
    rf"\s*(?:{_DASH}\s+|\.?\s*{_DASH}\s+|:\s+)(?=\S)"
)
STOPPED_CAPITALS = re.compile(
    rf"^(?P<place>[{_UPPER}]{{4,20}}(?:[ /-][{_UPPER}]{{3,20}}){{0,2}})\.\s+(?=[{_UPPER}\"“„«'‘][^{_UPPER}])"
)
"""Capitals and a full stop: "EBERSDORF. ", of regional papers."""
BOLD_PLACE = re.compile(
    rf"^(?P<place>[{_UPPER}][^\W\d_’'.]{{2,20}}(?:[ -][{_UPPER}][^\W\d_’'.]{{2,20}}){{0,2}})"
    rf"\s?(?:\.|{_DASH}|\.{_DASH})\s+(?=\S)"
)
"""The same in usual letters, where the page prints just that in bold type."""
MIXED = re.compile(
    rf"^(?P<place>(?:St\.\s)?[{_UPPER}][^\W\d_’'.]{{2,25}}(?:['’]s)?(?:[ -][{_UPPER}]{_LETTER}{{2,20}}){{0,2}}"
    rf",\s(?:(?:[{_UPPER}]\.){{2,3}}|[{_UPPER}][^\W\d_.]{{1,25}}(?:\s[{_UPPER}]{_LETTER}{{2,20}})?\.?))"
    rf"\s+{_DASH}\s+(?=[{_UPPER}\"“„«'‘\d])"
)
ONE_WORD = re.compile(rf"^(?P<place>[{_UPPER}][^\W\d_]{{3,20}})\s+[–—]\s+(?=[{_UPPER}\"“„«'‘])")
_CAPITALISED = rf"[{_UPPER}][^\W\d_’'.]{{2,20}}"
BRACKETED_PLACE = re.compile(
    rf"^\((?P<place>{_CAPITALISED}(?:[ -](?:d[aeou]s?[ -])?{_CAPITALISED}){{0,2}})\)\s+(?=[{_UPPER}\"“„«'‘])"
)
PORTUGUESE = re.compile(
    rf"^(?P<place>{_CAPITALISED}(?:\s(?:d[aeo]s?\s)?{_CAPITALISED}){{0,2}})\s-\s(?=[{_UPPER}\"“„«'‘])"
)
PIPE = re.compile(
    rf"^(?:(?P<place>[{_UPPER}][{_UPPER}/ -]{{2,40}})\s+)?(?P<agency>[a-z]{{2,10}}(?:/[a-z]{{2,10}})?)\s+\|\s+"
)
NAMED_ALONE = re.compile(rf"^[(（](?P<agency>[^()（）\n]{{2,20}})[)）]\s*(?:{_DASH}|:)\s+(?=\S)")
BARRED = re.compile(
    rf"^(?P<place>{_CAPITALISED}(?:[ -]{_CAPITALISED}){{0,2}}(?:,\s{_CAPITALISED}(?:\s{_CAPITALISED}){{0,2}})?)\s*\|"
    rf"\s*(?P<agency>[^|\n]{{2,30}}?)\s*\|\s*(?=\S)"
)
"""Between bars: "Kampala, Uganda | THE COURIER | "."""
SLAVIC = re.compile(
    rf"^(?P<place>[{_UPPER}][{_UPPER}-]{{2,25}}(?:\s[{_UPPER}-]{{2,25}})?|[{_UPPER}]{_LETTER}{{2,20}}),?\.?\s*"
    rf"(?:\d{{1,2}}\s+{_LETTER}{{3,10}})?\s*[.,]?\s*{_DASH}?\s*"
    rf"/?(?P<agency>[{_UPPER}][^.,()/:\n]{{2,25}})(?:/\.?|\.)\s+(?=\S)"
)
SAUDI = re.compile(
    r"^(?P<place>[\u0620-\u064a]{2,15}(?:\s[\u0620-\u064a]{2,15}){0,2})\s\d{1,2}\s[\u0620-\u064a ]{3,20}\s\d{4}\s?هـ"
    r"\s(?:الموافق\s)?\d{1,2}\s[\u0620-\u064a]{3,10}\s\d{4}\s?م\s(?P<agency>واس)\s+(?=\S)"
)
"""Place, day by both calendars and the agency, without any mark."""
_ARABIC_PLACE = "[\u0620-\u064a\u066e-\u06d3\u06d5]{2,15}"
ARABIC = re.compile(
    rf"^(?P<place>{_ARABIC_PLACE}(?:\s{_ARABIC_PLACE}){{0,2}}(?:\s?[/،]\s?{_ARABIC_PLACE}){{0,1}})\s*(?:{_DASH}|/|:)\s*"
    rf"(?:(?P<agency>[\u0620-\u064a\u066e-\u06d3\u06d5 .\"«»]{{2,30}}?)\s*(?:{_DASH}|/|:)\s*)?(?=\S)"
)
XINHUA = re.compile(
    r"^[(（【]?(?P<agency>新华社|新華社|中新社|中新网|中央社|人民网|央视网)(?:(?:记者"
    r"|記者)[\u4e00-\u9fff]{2,3})?(?P<place>[\u4e00-\u9fff]{2,4}?)?\s?(?:\d{1,4}[年月日]?\s?){1,3}(?:电|電|讯"
    r"|訊)[)）】]?\s*(?:[(（](?:记者|記者)[^)）]{2,40}[)）])?[:：]?\s*"
)
EAST_BRACKETS = re.compile(
    r"^[(（【\[](?P<place>[^=＝·()（）【】\[\]\n]{1,12})[=＝](?P<agency>[^()（）【】\[\]=\n]{2,16})[)）】\]]\s*(?:[\uac00-\ud7af·\s]{2,20}(?:기자"
    r"|특파원)\s*=\s*)?"
)
JAPAN = re.compile(
    r"^【(?P<place>[\u30a0-\u30ff\u4e00-\u9fff・]{2,12}?)(?P<agency>共同|時事|ＡＦＰ時事|AFP時事|ロイター)?(?:[=＝][^】]{1,12})?】\s*"
)
JAPAN_DATED = re.compile(
    r"^[［\[](?P<place>[\u30a0-\u30ff\u4e00-\u9fff・]{2,12})[\s　]{1,2}[\d０-９]{1,2}日[\s　]{1,2}"
    r"(?P<agency>[^［］\[\]\n]{2,12})[］\]]"
    r"\s*[-－ー–—]?\s*"
)
REPORTER = re.compile(
    rf"^(?P<who>(?:[{_UPPER}]{_LETTER}*[^\W\d_{_UPPER}]\s){{1,2}}[{_UPPER}]{{2,20}})\s?[/-]\s?(?=[{_UPPER}]{{3}})"
)
"""First name and, in capitals, the family name before the place: how Turkish agencies sign."""
IRAN = re.compile(
    "^(?P<agency>[\u0620-\u06d3\u200c]{3,15})\\s?/\\s?(?P<place>[\u0620-\u06d3\u200c]{2,15})\\s+(?=[\u0620-\u06d3\u06f0-\u06f9«])"
)
"""Agency and province, and no mark behind: "ایسنا/کردستان یک دستگاه …"."""
INDIA = re.compile(
    rf"^(?P<place>{_CAPITALISED}(?:[ -]{_CAPITALISED}){{0,2}}(?:\s\([^()\[\]\n]{{2,30}}\))?"
    rf"\s\[[^()\[\]\n]{{2,30}}\]),?\s?"
    rf"(?:{_LETTER}{{3,10}}\.?\s\d{{1,2}}|\d{{1,2}}\s{_LETTER}{{3,10}})?,?\s?\((?P<agency>[^()\n]{{2,20}})\)\s?[:.–—-]{{1,2}}\s*(?=\S)"
)
"""Town (State) [Country], day (agency): "Mumbai (Maharashtra) [India], March 3 (ANI): "."""
TAIWAN = re.compile(
    r"^[〔【（(\[](?:[\u3400-\u9fff]{2,6}\s?)?記者\s?[\u3400-\u9fff、]{2,8}[／/](?P<place>[\u3400-\u9fff]{2,4}?)(?:電|报道|報導)[〕】）)\]]\s*"
)
VIETNAM = re.compile(rf"^(?P<agency>[A-ZĐ]{{2,5}}(?:\.VN)?)\s?{_DASH}\s(?=\S)")
"""The initials of the paper itself: "TTO - ", "VOV.VN - "."""
KOREA = re.compile(
    "^[\\[【(](?P<agency>[\uac00-\ud7afA-Za-z0-9]{2,12})[\\s=·](?P<who>[\uac00-\ud7af]{2,4})\\s?(?:선임|인턴|수습|전문|객원)?\\s?기자"
    "[\\])】]\\s*(?=\\S)"
)
"""The paper and its reporter: "[경남신문 김하늘 기자] "."""
KOREAN_PLACE = re.compile("[\uac00-\ud7af]{2,3}")
"""A town or a province; reporters and columns have longer names, or a trade behind them."""
