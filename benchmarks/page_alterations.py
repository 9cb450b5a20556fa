"""One change at a time to a real page whose text is known: what other publishers do otherwise, and the page says the
same. Texts that are put in are returned: none of them is the article's."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from altered_pages import SEMANTIC, Story
from lxml import etree
from lxml.etree import _Element

_MICRODATA: Final = ("itemprop", "itemscope", "itemtype", "property", "typeof", "vocab", "rel", "datetime", "pubdate")
_NAMES: Final = ("Ada Holm", "Tomas Berg", "Iris Vale", "Noor Dahl", "Jan Falk", "Mira Lund")
_REMARKS: Final = 6
BOXES: Final = tomllib.loads(Path(__file__).with_name("foreign_boxes.toml").read_text(encoding="utf-8"))
"""Language → kind of box → its lines: heading, text, what is to be filled in or chosen."""
KINDS: Final = tuple(BOXES["en"])
LEGACY: Final = {
    "ru": "cp1251", "bg": "cp1251", "uk": "koi8_u", "ar": "cp1256", "fa": "cp1256", "prs": "cp1256", "he": "cp1255",
    "el": "cp1253", "th": "cp874", "zh": "gb18030", "ja": "shift_jis", "ko": "euc_kr", "tr": "cp1254", "ro": "cp1250",
    "pl": "cp1250", "cs": "cp1250", "hu": "cp1250", "lt": "cp1257", "lv": "cp1257", "et": "cp1257", "vi": "cp1258",
}  # fmt: skip
"""Language → an encoding of its script; others are written in cp1252, where they can be."""


@dataclass
class Subject:
    """A page to be altered: a copy of its tree that may be changed."""

    tree: _Element
    body: _Element | None
    """The smallest part of the page with nearly all of its text."""
    paragraphs: Sequence[_Element]
    language: str
    others: Sequence[Story]
    """Articles of other hosts, of the same language where there are some."""
    draw: random.Random
    lines: Sequence[str]
    """The text, paragraph by paragraph."""
    authors: Sequence[str] = ()
    day: str = ""
    """Of publication, as YYYY-MM-DD."""
    headline: str = ""
    foreign: list[str] = field(default_factory=list)
    """Texts that were put in and are not the article's."""

    @property
    def box(self) -> _Element:
        if self.body is None:
            raise Unfit("its text was not found")
        return self.body

    def amid(self) -> _Element:
        """A paragraph in the middle of the text."""
        if len(self.paragraphs) < 4:
            raise Unfit("too few paragraphs")
        return self.paragraphs[len(self.paragraphs) // 2]


class Unfit(Exception):
    """The page has not what the alteration changes."""


def made(tag: str, *content: str | _Element, **attributes: str) -> _Element:
    element = etree.Element(tag, attributes)
    for one in content:
        if isinstance(one, str):
            element.text = one
        else:
            element.append(one)
    return element


def behind(element: _Element, new: _Element) -> None:
    """Put an element right behind another one, in front of the text that follows it."""
    new.tail, element.tail = element.tail, None
    element.addnext(new)


def dropped(element: _Element) -> None:
    element.drop_tree()  # type: ignore[attr-defined]  # of lxml.html


def names_scrambled(page: Subject) -> None:
    """Each class name and id becomes another one, the same one always the same."""
    names: dict[str, str] = {}
    for element in page.tree.iter(etree.Element):
        for attribute in ("class", "id"):
            words = (element.get(attribute) or "").split()
            for word in words:
                letters = "".join(page.draw.choice("bcdfghjklmnpqrstvwxz") for _ in range(7))
                names.setdefault(word, "x" + letters)
            if words:
                element.set(attribute, " ".join(names[word] for word in words))


def without_attributes(names: Sequence[str], page: Subject) -> None:
    for element in page.tree.iter(etree.Element):
        for name in names:
            element.attrib.pop(name, None)


def no_json_ld(page: Subject) -> None:
    for script in list(page.tree.iter("script")):
        if "ld+json" in (script.get("type") or ""):
            dropped(script)


def no_meta(page: Subject) -> None:
    for meta in list(page.tree.iter("meta")):
        if not meta.get("charset") and not meta.get("http-equiv"):
            dropped(meta)


def no_declared(page: Subject) -> None:
    no_json_ld(page)
    no_meta(page)


def no_microdata(page: Subject) -> None:
    without_attributes(_MICRODATA, page)
    renamed(page, ("time",), "span")


def renamed(page: Subject, tags: Sequence[str], tag: str) -> None:
    for element in list(page.tree.iter(*tags)):
        element.tag = tag


def no_semantics(page: Subject) -> None:
    renamed(page, SEMANTIC, "div")
    without_attributes(("role",), page)


def bare(page: Subject) -> None:
    """Nothing but the words in boxes: as on the oldest and the newest sites."""
    without_attributes(("class", "id"), page)
    no_declared(page)
    no_microdata(page)
    no_semantics(page)


def paragraphs_to_div(page: Subject) -> None:
    if not [one for one in page.paragraphs if one.tag == "p"]:
        raise Unfit("no p in its text")
    for element in page.paragraphs:
        if element.tag == "p":
            element.tag = "div"


def paragraphs_to_lines(page: Subject) -> None:
    """The paragraphs become lines of their box, parted by two line breaks."""
    found = [one for one in page.paragraphs if one.tag == "p"]
    if not found:
        raise Unfit("no p in its text")
    for element in found:
        for _ in range(2):
            element.append(made("br"))
        element.drop_tag()  # type: ignore[attr-defined]


def headline_to(tag: str, page: Subject) -> None:
    found = list(page.tree.iter("h1"))
    if not found:
        raise Unfit("no h1")
    for element in found:
        element.tag = tag


def no_headings(page: Subject) -> None:
    """No heading is one by its tag."""
    renamed(page, ("h1", "h2", "h3", "h4", "h5", "h6"), "div")


def story(page: Subject) -> Story:
    return page.draw.choice(page.others)


def next_article(tag: str, page: Subject) -> None:
    other = story(page)
    lines = other.paragraphs[:12]
    day = f"{page.draw.randint(1, 28)}.{page.draw.randint(1, 12)}.2024"
    box = made("div", made(tag, other.headline), made("div", f"{page.draw.choice(_NAMES)} | {day}"))
    box.extend([made("p", line) for line in lines])
    page.foreign += [other.headline, *lines]
    behind(page.box, box)


def comments(page: Subject) -> None:
    box = made("div")
    for _ in range(_REMARKS):
        name, line = page.draw.choice(_NAMES), page.draw.choice(story(page).paragraphs)[:300]
        day = f"{page.draw.randint(1, 28)}.{page.draw.randint(1, 12)}.2024 {page.draw.randint(10, 23)}:15"
        box.append(made("div", made("div", made("b", name), made("span", day)), made("p", line)))
        page.foreign.append(line)
    behind(page.box, box)


def boxed(kind: str, paragraphs: bool, page: Subject) -> None:
    """A box amid the text, its heading in a div (or all of it in paragraphs as the text's own)."""
    lines = BOXES.get(page.language.partition("-")[0], BOXES["en"])[kind]
    tag = "p" if paragraphs else "div"
    box = made("div", *(made(tag, line) for line in lines))
    page.foreign += lines[:2]
    behind(page.amid(), box)


def operated(kind: str, tag: str, page: Subject) -> None:
    """The same box as publishers build it: a heading, a sentence, and what the reader is to press, tick or fill in."""
    heading, sentence, *rest = BOXES.get(page.language.partition("-")[0], BOXES["en"])[kind]
    box = made(tag, made("h3", heading))
    if kind == "poll":
        form = made("form", made("p", sentence))
        form.extend([made("label", made("input", type="radio", name="q"), made("span", one)) for one in rest])
        box.append(form)
    else:
        box.append(made("p", sentence))
    if kind == "newsletter":
        box.append(made("form", made("input", type="email", placeholder=rest[0]), made("button", "→")))
    elif kind == "consent":
        box.append(made("button", rest[0]))
    elif kind == "promotion":
        box.append(made("a", made("img", src="/store.png", alt=""), href="https://play.google.com/store/apps"))
    page.foreign += [heading, sentence]
    behind(page.amid(), made("div", box))


def twin(style: str, before: bool, page: Subject) -> None:
    copy = deepcopy(page.box)
    copy.tail = None
    copy.attrib.pop("id", None)
    if style:
        copy.set("style", style)
    if before:
        page.box.addprevious(copy)
    else:
        behind(page.box, copy)


def teasers(kind: str, page: Subject) -> None:
    """Pointers to other articles between the paragraphs: a card with a picture, or a line that is a link."""
    step = max(2, len(page.paragraphs) // 3)
    if len(page.paragraphs) < 4:
        raise Unfit("too few paragraphs")
    for element in page.paragraphs[1:-1:step]:
        other = story(page)
        page.foreign.append(other.headline)
        if kind == "card":
            picture = made("img", src="/p.jpg", alt="")
            card = made("a", picture, made("h3", other.headline), href="/news/a-story-123")
            lead = made("p", other.paragraphs[0][:160])
            page.foreign.append(other.paragraphs[0][:160])
            behind(element, made("div", card, lead))
        else:
            behind(element, made("p", made("a", other.headline, href="/news/a-story-123")))


def into_state(page: Subject) -> None:
    """The text stands only in the data that the page carries for its own scripts."""
    texts = page.lines
    if len(texts) < 2:
        raise Unfit("too few paragraphs")
    box = page.box
    for child in list(box):
        dropped(child)
    box.text = None
    data = {
        "props": {"pageProps": {"story": {"title": page.headline, "body": "".join(f"<p>{text}</p>" for text in texts)}}}
    }
    script = made("script", json.dumps(data), id="__NEXT_DATA__", type="application/json")
    page.tree.find("body").append(script)  # type: ignore[union-attr]


def glued_line(separator: str, page: Subject) -> None:
    """Author and day stand on one line below the headline, and nowhere else."""
    h1 = page.tree.find(".//h1")
    if h1 is None or not page.day or not page.authors:
        raise Unfit("no h1, day or author")
    no_declared(page)
    no_microdata(page)
    for element in list(page.tree.iter(etree.Element)):
        text = " ".join("".join(map(str, element.itertext())).split())
        if element.getparent() is None or len(text) > 120 or element.tag in ("title", "h1") or h1 in element.iter():
            continue
        years = page.day[:4] in text or any(name in text for name in page.authors)
        if text and years and element not in page.paragraphs:
            element.text = None
            for child in list(element):
                dropped(child)
    year, month, day = page.day.split("-")
    behind(h1, made("div", f"{', '.join(page.authors)}{separator}{day}.{month}.{year} 12:10"))


TREE: Final[dict[str, Callable[[Subject], None]]] = {
    "as it is": lambda page: None,
    "class and id names scrambled": names_scrambled,
    "no class, no id": partial(without_attributes, ("class", "id")),
    "no JSON-LD": no_json_ld,
    "no meta": no_meta,
    "neither": no_declared,
    "no time element, no microdata": no_microdata,
    "article, main, aside … are div": no_semantics,
    "all of these": bare,
    "p is div": paragraphs_to_div,
    "p is text with br": paragraphs_to_lines,
    "h1 is div": partial(headline_to, "div"),
    "h1 is h2": partial(headline_to, "h2"),
    "no heading is one": no_headings,
    "next article, h1": partial(next_article, "h1"),
    "next article, div": partial(next_article, "div"),
    "readers' comments": comments,
    **{f"box: {kind}": partial(boxed, kind, False) for kind in KINDS},
    **{f"box of p: {kind}": partial(boxed, kind, True) for kind in KINDS},
    **{f"operated {tag}: {kind}": partial(operated, kind, tag) for tag in ("div", "aside") for kind in KINDS},
    "hidden twin before": partial(twin, "display:none", True),
    "hidden twin behind": partial(twin, "display:none", False),
    "shown twin behind": partial(twin, "", False),
    "teaser cards amid": partial(teasers, "card"),
    "teaser links amid": partial(teasers, "link"),
    "text in page state": into_state,
    "byline | day": partial(glued_line, " | "),
    "byline day": partial(glued_line, " "),
    "byline, day": partial(glued_line, ", "),
}
"""Name → what changes the tree."""


def encodings(language: str) -> Iterator[tuple[str, str, bool, bool]]:
    """(name, encoding, whether the page declares it, whether it declares its language)."""
    legacy = LEGACY.get(language.partition("-")[0], "cp1252")
    yield "utf-8, undeclared", "utf-8", False, True
    yield "utf-16 with mark", "utf-16", False, True
    yield "utf-16 without mark", "utf-16-le", False, True
    yield "legacy, declared", legacy, True, True
    yield "legacy, undeclared", legacy, False, True
    yield "legacy, neither it nor language", legacy, False, False
    if legacy == "cp1251":
        yield "koi8-r, undeclared", "koi8_r", False, False


def encoded(tree: _Element, encoding: str, declared: bool, told: bool) -> bytes:
    """The page in another encoding; letters that it lacks become references."""
    for meta in list(tree.iter("meta")):
        equivalent = (meta.get("http-equiv") or "").lower()
        if (
            meta.get("charset")
            or equivalent == "content-type"
            or (not told and (equivalent == "content-language" or "locale" in (meta.get("property") or "")))
        ):
            dropped(meta)
    if not told:
        for element in tree.iter(etree.Element):
            for name in list(element.attrib):
                if str(name).endswith("lang"):
                    del element.attrib[name]
    if declared and (head := tree.find("head")) is not None:
        head.insert(0, made("meta", charset=encoding.replace("_", "-").replace("cp125", "windows-125")))
    return str(etree.tostring(tree, encoding="unicode", method="html")).encode(encoding, "xmlcharrefreplace")
