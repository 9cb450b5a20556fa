"""Names in Chinese, Japanese and Korean bylines, which are set without spaces: "記者林宸誼／即時報導", "문가온 기자".

The label or the trade touches the name, and what follows it (the place, the desk, the other trades) has no mark of its
own; so the forms are read as a whole instead of being split.
"""

from __future__ import annotations

import re
from typing import Final

MAX_LINE: Final = 160
"""Characters; a longer text is running copy, in which a reporter may be a topic."""
_EAST: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HAN: Final = "\u3005\u3400-\u9fff"
_KANA: Final = "\u3041-\u3096\u30a1-\u30fa\u30fc"
_NAME: Final = f"[{_HAN}]{{2,4}}?|[{_HAN}{_KANA}]{{2,8}}?"
_STOP: Final = (
    r"(?=$|[\s,，、.。/／|｜;；:：・()（）\[\]［］【】「」@＠-]"
    r"|报道|報道|報導|摄影|攝影|编辑|編輯|通讯员|通訊員|实习|實習|记者|記者|文并|文、|電$|电$)"
)
_LABELLED: Final = re.compile(
    # These need a mark behind them: they are also parts of names and of words.
    r"(?:(?:(?<![\u3400-\u9fff])(?:文字?|著|取材|執筆|撰文|撰稿|采写|採訪|構成|筆者|作者|著者|ライター|質問者|投稿者|寄稿者|寄稿)(?:[・·/／][^\s:：=＝]{1,3})?"
    rf"\s*[:：=＝/／|｜]|^[文著][・·]\s?)\s*(?:(?:记者|記者)\s?)?(?P<marked>{_NAME})"
    # These stand right before a name.
    r"|(?:记者|記者|作者|撰文|撰稿|通讯员|通訊員|特派員|特派员)\s*[:：/／|｜・]?\s*"
    rf"(?P<plain>[{_HAN}]{{2,4}}?))(?P<more>(?:[、，,　 ]\s*[{_HAN}]{{2,3}}(?=$|[、，,　 /／)）]))*){_STOP}"
)
_PLACED: Final = re.compile(
    rf"(?:记者|記者)\s?(?P<name>[{_HAN}]{{3}}|[{_HAN}]{{2}})(?=[{_HAN}]{{2,3}}(?:報導|报道|報道))"
)
"""With the place glued on: "記者王小明台北報導"; most names have three characters, and most places two."""
_NO_NAME: Final = re.compile(
    r"(?:募集|招聘|会见|会見|會見|クラブ|俱乐部|团|団|團|証|证|席|协会|協会|報導|报道|報道|即時|綜合|综合|台北|北京|上海|东京|東京|編集|编辑|編輯|本报|本報|新闻|新聞|来源|來源|责任|責任|通讯员|通訊員|站|网|報$|报$|社$)"
)
_OTHER_TRADE: Final = re.compile(
    r"(?<![・·/／])(?:责任编辑|責任編輯|责编|責編|編輯|编辑|编审|编校|校对|校對|审核|审校|审读|监制|監製|摄影|攝影|撮影|图片?|圖|写真|翻译|翻譯|監訳|訳|译|사진|편집|영상)"
    r"(?:[・·/／].{1,3})?\s*[:：=＝/／|｜]\s*[^\s,，;；|｜)）\]】]{1,12}"
)
_KOREAN: Final = re.compile(
    "(?<![\uac00-\ud7af])(?P<before>(?:[\uac00-\ud7af]{3}\\s?[·ㆍ,]\\s?){0,3})(?P<name>[\uac00-\ud7af]{2,4})\\s?(?:선임|인턴|수습|전문|객원|대학생|의학전문|취재)?\\s?"
    "(?:기자|특파원|논설위원|통신원|칼럼니스트|앵커|리포터|아나운서|PD|에디터)(?![\uac00-\ud7af])"
)
_KOREAN_LABEL: Final = re.compile(
    "(?:^|[\\s(\\[|])(?:글|취재|정리|글쓴이|작성자|기자|취재기자)(?:[·ㆍ・](?:사진|그림|영상))?"
    "\\s*(?:[=＝:：|]\\s*|\\s)(?P<name>[\uac00-\ud7af]{2,4})(?=$|[\\s,·/)\\]])"
)
_KOREAN_TRADES: Final = frozenset(
    ("선임", "인턴", "수습", "전문", "객원", "취재", "담당", "사진", "온라인", "디지털", "시민", "우리", "본지")
)
_TRAILING: Final = re.compile(
    rf"^[\[［【(（]?(?P<name>[{_HAN}]{{2,5}})[，,、]?\s?(?:記者|记者|特派員|编辑委员|編集委員|論説委員)[\]］】)）]?$"
)
_LOOSE: Final = re.compile(r"(?<=[\[［【（〔，、])\s|\s(?=[\]］】）〕，、])")
"""Spaces that come from the elements in which brackets and names are set."""
_BRACKETED: Final = re.compile(
    rf"^[\[［【](?P<name>[{_HAN}{_KANA}]{{2,8}})(?P<more>(?:[、・][{_HAN}]{{3,5}}(?=[、・\]］】]))*)(?:[，,、\s][^\]］】]{{1,30}})?[\]］】]$"
)


def east_asian_names(text: str) -> list[str]:
    """The names that a Chinese, Japanese or Korean byline credits; empty where the text has none of the known forms.

    >>> east_asian_names("聯合報 記者林宸誼／即時報導"), east_asian_names("울진CBS 문가온 기자")
    (['林宸誼'], ['문가온'])
    """
    if len(text) > MAX_LINE or _EAST.search(text) is None:
        return []
    line = without_other_trades(_LOOSE.sub("", " ".join(text.replace("\u3000", " ").split())))
    found: dict[str, None] = {}
    for pattern in (_KOREAN, _KOREAN_LABEL):
        for match in pattern.finditer(line):
            before = re.findall("[\uac00-\ud7af]{3}", match.groupdict().get("before") or "")
            for name in (*before, match["name"]):
                if name not in _KOREAN_TRADES:
                    found[name] = None
    for match in _PLACED.finditer(line):
        found[match["name"]] = None
    for match in () if found else _LABELLED.finditer(line):
        first = match["marked"] or match["plain"]
        for name in (first, *re.split(r"[、，,\s]+", match["more"].strip())):
            if name and _NO_NAME.search(name) is None:
                found[name] = None
    if not found:
        whole = _TRAILING.match(line) or _BRACKETED.match(line)
        if whole is not None and _NO_NAME.search(whole["name"]) is None:
            others = re.split("[、・]", whole.groupdict().get("more") or "")
            found |= {name: None for name in (whole["name"], *others) if name}
    return list(found)


def names_a_trade(name: str) -> bool:
    """Whether a word of ideographs is a trade, an office or a place of the press rather than a name: "記者募集"."""
    return _NO_NAME.search(name) is not None or name.startswith(("記者", "记者", "作者", "编辑", "編輯"))


def without_other_trades(line: str) -> str:
    """A line without those who edited, checked, photographed or translated: "责任编辑：王小明"."""
    return _OTHER_TRADE.sub(" ", line).strip() if _EAST.search(line) else line
