"""Numbers written in Chinese characters and in Ethiopic numerals, as digits."""

from __future__ import annotations

import re

_CHINESE: dict[str, int] = dict(zip("〇零○一二三四五六七八九", (0, 0, 0, *range(1, 10)), strict=True))
# Only before a unit of a date or time: 一 elsewhere is a word. 元 is the first year of an era.
_CHINESE_NUMBER = re.compile(r"[〇零○一二三四五六七八九十廿]{1,4}(?=[年月日号號时時点點分])|(?<=[和成治国國])元(?=年)")
# Ethiopic has no zero: numerals for 1 to 9, tens and a hundred that multiplies what stands before it (፳፻፲፯ = 2017).
_ETHIOPIC = {chr(0x1369 + n): n + 1 for n in range(9)} | {chr(0x1372 + n): 10 * (n + 1) for n in range(9)}
_ETHIOPIC_HUNDRED = "\u137b"
_ETHIOPIC_NUMBER = re.compile("[\u1369-\u137b]{1,5}")


def with_arabic_numerals(text: str) -> str:
    """``text`` with 二〇二五年三月十二日 as 2025年3月12日, 令和元年 as 令和1年 and ፳፻፲፯ as 2017."""
    if text.isascii():
        return text
    text = _CHINESE_NUMBER.sub(lambda match: str(_chinese(match[0])), text)
    return _ETHIOPIC_NUMBER.sub(lambda match: str(_ethiopic(match[0])), text)


def _chinese(number: str) -> int:
    if number == "元":
        return 1
    number = number.replace("廿", "二十")
    if "十" not in number:
        return int("".join(str(_CHINESE[character]) for character in number))
    tens, _, ones = number.partition("十")
    return 10 * _CHINESE.get(tens[-1:], 1) + _CHINESE.get(ones[:1], 0)


def _ethiopic(number: str) -> int:
    value: int = 0
    for character in number:
        value = max(value, 1) * 100 if character == _ETHIOPIC_HUNDRED else value + _ETHIOPIC[character]
    return value
