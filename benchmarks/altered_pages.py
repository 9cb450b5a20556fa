"""Real pages, altered so that names stop carrying the decision: classes renamed at random, and a next article, rows
of teasers, readers' remarks or a window with the text of other pages put in.

The truth stays as it was: nothing of what is put in belongs to the article.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Final, NamedTuple

from lxml import etree
from lxml.etree import _Element
from training_pages import WHOLE_TEXTS, LabelledPage, corpus_rows, whole_text_page

from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.urls.same_site import registrable_domain

SHARE: Final = {"aeb": 1.0, "fundus": 1.0, "wcxb": 0.6}
"""Of the pages of a corpus: so that altered pages are no more blogs than news."""
LEAST_PARAGRAPH: Final = 70  # characters of a paragraph that is put into another page
BODY_SHARE: Final = 0.85
"""Of the paragraphs: the part of a page that holds so many of them is the body."""
LEAST_REPLACED: Final = 60  # characters; shorter texts of a copied part, such as labels, stay as they are
_LABELS: Final = ("REKOMENDASI", "Weitere Themen", "Más", "Daha fazla", "اقرأ", "更多", "Ещё", "Topics", "और")
SEMANTIC: Final = ("article", "main", "header", "aside", "figure", "figcaption", "footer", "nav", "section")
_BY: Final = ("", "By ", "Von ", "Por ", "بقلم ")


class Story(NamedTuple):
    host: str
    headline: str
    paragraphs: list[str]


def altered_pages(seed: int = 7, *, plain: bool = False) -> Iterator[LabelledPage]:
    """An altered copy of most pages whose whole text is known; `plain`: without names, and what is put in has none."""
    draw = random.Random(seed)
    alteration = _Plain if plain else _Alteration
    stories = list(_stories())
    for corpus in WHOLE_TEXTS:
        for row, data in corpus_rows(corpus):
            gold = row["gold"]["text"]
            if not gold or draw.random() > SHARE[corpus]:
                continue
            tree = deepcopy(parse_document(data, row["url"]).tree)
            body, paragraphs = body_of(tree, gold)
            if body is None:
                continue
            host = registrable_domain(row["url"])
            alteration(draw, [one for one in stories if one.host != host]).apply(tree, body, paragraphs)
            html = etree.tostring(tree, encoding="utf-8", method="html")
            page = whole_text_page(corpus, row["url"], html, gold)
            if page is not None:
                page.altered = "plain" if plain else "named"
                yield page


def _stories() -> Iterator[Story]:
    for corpus in WHOLE_TEXTS:
        for row, _ in corpus_rows(corpus):
            lines = [line for line in (row["gold"]["text"] or "").split("\n") if len(line) >= LEAST_PARAGRAPH]
            if len(lines) > 3:
                yield Story(registrable_domain(row["url"]), row["gold"].get("title") or lines[0][:60], lines)


def body_of(tree: _Element, gold: str) -> tuple[_Element | None, list[_Element]]:
    """The smallest part of a page with nearly all paragraphs of the text, and these; None where it is the page."""
    known = {" ".join(line.split())[:60] for line in gold.split("\n") if len(line) > 40}
    found = [one for one in tree.iter("p", "div", "li", "td", "blockquote") if _opening(one) in known]
    found = [one for one in found if not any(_opening(child) == _opening(one) for child in one)]
    counts: dict[_Element, int] = {}
    for one in found:
        for above in one.iterancestors():
            counts[above] = counts.get(above, 0) + 1
    parts = [part for part, count in counts.items() if count >= BODY_SHARE * len(found)]
    body = max(parts, key=lambda part: sum(1 for _ in part.iterancestors()), default=None)
    if len(found) < 2 or body is None or body.tag in ("body", "html"):
        return None, []
    return body, [one for one in found if body in one.iterancestors()]


def paragraph_tag(body: _Element) -> str:
    """What most paragraphs of a text are."""
    return "p" if len(body.findall(".//p")) > 1 else "div"


def _behind(element: _Element, new: _Element) -> None:
    """Put an element right behind another one, in front of the text that follows it."""
    new.tail, element.tail = element.tail, None
    element.addnext(new)


def _opening(element: _Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())[:60]


class _Alteration:
    """One page's alterations, drawn at random."""

    def __init__(self, draw: random.Random, stories: Sequence[Story]) -> None:
        self.draw = draw
        self.stories = stories

    def apply(self, tree: _Element, body: _Element, paragraphs: Sequence[_Element]) -> None:
        if self.chance(0.45):
            self.next_article(body)
        if self.chance(0.45):
            self.teasers(body, paragraphs)
        if self.chance(0.35):
            self.remarks(body)
        if self.chance(0.25):
            self.window(tree)
        if self.chance(0.6):
            self.rename(tree)

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def name(self) -> str:
        draw = self.draw
        syllables = (draw.choice("aeiou") + draw.choice("bcdfgklmnprstvxz") for _ in range(draw.randint(1, 3)))
        return draw.choice("bcdfgklmnprstvz") + "".join(syllables) + draw.choice(("", "-a", "-in", "-w", "__t", "__b"))

    def story(self) -> Story:
        return self.draw.choice(self.stories)

    def date(self) -> str:
        return f"{self.draw.randint(1, 28)}.{self.draw.randint(1, 12)}.20{self.draw.randint(10, 26)}"

    def part(self, tag: str, text: str | None = None) -> _Element:
        made = etree.Element(tag, {"class": self.name()})
        made.text = text
        return made

    def next_article(self, body: _Element) -> None:
        """Another article behind this one, in a copy of its own markup."""
        box = body
        for _ in range(self.draw.choice((0, 1, 1, 2))):
            above = box.getparent()
            if above is not None and above.tag not in ("body", "html"):
                box = above
        story = self.story()
        copy = deepcopy(box)
        lines = iter(story.paragraphs * 3)
        for element in copy.iter(etree.Element):
            if len((element.text or "").strip()) > LEAST_REPLACED:
                element.text = next(lines, "")
            if len((element.tail or "").strip()) > LEAST_REPLACED:
                element.tail = next(lines, "")
            if element.tag in ("h1", "h2"):
                element[:] = []
                element.text = story.headline
        copy.attrib.pop("id", None)
        if copy.find(".//h1") is None and copy.find(".//h2") is None:
            around = self.part("div")
            heading = self.part(self.draw.choice(("h1", "h2", "h2")))
            if self.chance(0.5):
                heading.append(self.link(story.headline))
            else:
                heading.text = story.headline
            byline = f"{self.draw.choice(_BY)}{self.name().title()} {self.name().title()} | {self.date()}"
            around.extend([heading, self.part("div", byline), copy])
            copy = around
        box.addnext(copy)

    def link(self, text: str) -> _Element:
        made = etree.Element("a", {"href": f"/{self.name()}"})
        made.text = text
        return made

    def teasers(self, body: _Element, paragraphs: Sequence[_Element]) -> None:
        """A row of other articles' headlines and first sentences, behind the text or amid it."""
        row = self.part(self.draw.choice(("div", "ul", "section")))
        if self.chance(0.7):
            row.append(self.part(self.draw.choice(("h2", "h3", "h4", "div")), self.draw.choice(_LABELS)))
        tag, kind, heading_tag = "li" if row.tag == "ul" else "div", self.name(), self.draw.choice(("h3", "h4", "div"))
        whole = self.chance(0.5)
        for _ in range(self.draw.randint(2, 7)):
            story = self.story()
            item = etree.Element(tag, {"class": kind})
            heading = self.part(heading_tag)
            heading.append(self.link(story.headline))
            item.append(heading)
            if self.chance(0.5):
                item.append(self.part("span", self.date()))
            first = story.paragraphs[0]
            item.append(self.part("p", first if whole else first[:140] + "..."))
            row.append(item)
        if len(paragraphs) > 3 and self.chance(0.4):
            paragraphs[self.draw.randint(1, len(paragraphs) - 2)].addnext(row)
        elif self.chance(0.5):
            body.append(row)
        else:
            body.addnext(row)

    def remarks(self, body: _Element) -> None:
        """What readers say, below the text."""
        box = self.part("div")
        box.append(self.part(self.draw.choice(("h2", "h3", "div")), f"{self.draw.randint(2, 90)} {self.name()}"))
        item_kind, head_kind, text_kind = self.name(), self.name(), self.name()
        for _ in range(self.draw.randint(3, 12)):
            item, head, text = (etree.Element("div", {"class": kind}) for kind in (item_kind, head_kind, text_kind))
            time = etree.Element("time")
            time.text = f"{self.date()} {self.draw.randint(0, 23)}:{self.draw.randint(10, 59)}"
            head.extend([self.link(f"{self.name()}{self.draw.randint(1, 99)}"), time])
            for line in self.draw.sample(self.story().paragraphs, self.draw.choice((1, 1, 2))):
                text.append(self.part("p", line[: self.draw.randint(60, 400)]))
            item.extend([head, text])
            box.append(item)
        if self.chance(0.3):
            body.append(box)
        else:
            body.addnext(box)

    def window(self, tree: _Element) -> None:
        """A window that waits to be opened, at the end of the page."""
        box = self.part("div")
        box.append(self.part("h4", f"{self.name().title()} {self.name()}"))
        for line in self.draw.sample(self.story().paragraphs, self.draw.randint(1, 4)):
            box.append(self.part("p", line))
        if self.chance(0.5):
            box.set("style", "display:none")
        body = tree.find("body")
        if body is not None:
            body.append(box)

    def rename(self, tree: _Element) -> None:
        """Most class names and ids become others, the same one always the same."""
        kept = self.draw.random() * 0.6
        names: dict[str, str] = {}
        for element in tree.iter(etree.Element):
            for attribute in ("class", "id"):
                value = element.get(attribute)
                if value:
                    words = value.split()[:12]
                    for word in words:
                        names.setdefault(word, word if self.chance(kept) else self.name())
                    element.set(attribute, " ".join(names[word] for word in words))


class _Plain(_Alteration):
    """Alterations of a page without telling names: what is put in stands in boxes as bare as those of the text."""

    def apply(self, tree: _Element, body: _Element, paragraphs: Sequence[_Element]) -> None:
        if self.chance(0.35):
            self.plain_article(body)
        if self.chance(0.5):
            self.boxes(paragraphs)
        if self.chance(0.35):
            self.cards(paragraphs)
        if self.chance(0.3):
            self.plain_remarks(body)
        if self.chance(0.3):
            for element in tree.iter(*SEMANTIC):
                element.tag = "div"
        if self.chance(0.2):
            for element in paragraphs:
                if element.tag == "p":
                    element.tag = "div"
        if self.chance(0.7):
            for element in tree.iter(etree.Element):
                for name in ("class", "id", "role"):
                    element.attrib.pop(name, None)
        else:
            self.rename(tree)

    def part(self, tag: str, text: str | None = None) -> _Element:
        made = etree.Element(tag)
        made.text = text
        return made

    def sentence(self) -> str:
        """The first words of a story, cut as a sentence."""
        words = self.draw.choice(self.story().paragraphs).split()[: self.draw.randint(6, 26)]
        return " ".join(words).rstrip(",;:. ") + self.draw.choice((".", ".", ".", "?", "!"))

    def within(self, box: _Element) -> _Element:
        """A box in none, one or two others."""
        for _ in range(self.draw.choice((0, 0, 1, 2))):
            around = self.part("div")
            around.append(box)
            box = around
        return box

    def places(self, paragraphs: Sequence[_Element], most: int) -> list[_Element]:
        inner = paragraphs[1:-1]
        return self.draw.sample(inner, min(len(inner), self.draw.randint(1, most))) if len(paragraphs) > 3 else []

    def plain_article(self, body: _Element) -> None:
        """Another article behind this one, with a headline, and mostly a byline and a day."""
        box = body
        for _ in range(self.draw.choice((0, 0, 1))):
            above = box.getparent()
            if above is not None and above.tag not in ("body", "html"):
                box = above
        story, around = self.story(), self.part(self.draw.choice(("div", "div", "section", "article")))
        around.append(self.part(self.draw.choice(("h1", "h1", "h2", "div")), story.headline))
        if self.chance(0.8):
            name = f"{self.draw.choice(_BY)}{self.name().title()} {self.name().title()}"
            around.append(self.part(self.draw.choice(("div", "p", "span")), f"{name} | {self.date()}"))
        holder = around
        if self.chance(0.5):
            holder = self.part("div")
            around.append(holder)
        tag = paragraph_tag(body)
        for line in story.paragraphs[: self.draw.randint(3, 20)]:
            holder.append(self.part(tag, line))
        _behind(box, self.within(around))

    def boxes(self, paragraphs: Sequence[_Element]) -> None:
        """A sign-up, a consent, a poll or a promotion amid the text."""
        for place in self.places(paragraphs, 3):
            box = self.part(self.draw.choice(("div", "div", "div", "section", "aside")))
            line_tag = self.draw.choice(("p", "p", "div"))
            heading = " ".join(self.sentence().split()[: self.draw.randint(2, 8)])
            if self.chance(0.85):
                box.append(self.part(self.draw.choice(("div", "p", "h3", "h4", line_tag)), heading))
            for _ in range(self.draw.choice((1, 1, 1, 2, 3))):
                text = self.sentence() + (" " + self.sentence() if self.chance(0.4) else "")
                box.append(self.part(line_tag, text))
            for _ in range(self.draw.choice((0, 0, 1, 1, 3))):
                label = " ".join(self.sentence().split()[: self.draw.randint(1, 3)])
                box.append(self.link(label) if self.chance(0.3) else self.part(line_tag, label))
            _behind(place, self.within(box))

    def cards(self, paragraphs: Sequence[_Element]) -> None:
        """Pointers to other articles between the paragraphs, each alone."""
        whole, tag = self.chance(0.5), self.draw.choice(("h3", "h4", "div", "p"))
        for place in self.places(paragraphs, 3):
            story, box = self.story(), self.part("div")
            if self.chance(0.3):
                box.append(self.part("div", self.draw.choice(_LABELS)))
            heading = self.part(tag)
            if self.chance(0.5):
                heading.append(self.link(story.headline))
                box.append(heading)
            else:
                heading.text = story.headline
                link = self.link("")
                link.append(heading)
                box.append(link)
            if whole:
                box.append(self.part("p", story.paragraphs[0][:160]))
            _behind(place, self.within(box))

    def plain_remarks(self, body: _Element) -> None:
        """What readers say, below the text."""
        box = self.part("div")
        if self.chance(0.4):
            box.append(self.part(self.draw.choice(("h3", "div")), f"{self.draw.randint(2, 90)} {self.name()}"))
        dated = self.chance(0.7)
        for _ in range(self.draw.randint(3, 10)):
            item, head = self.part("div"), self.part("div")
            head.append(self.part("b", f"{self.name().title()} {self.name().title()}"))
            if dated:
                head.append(self.part("span", f" {self.date()} {self.draw.randint(0, 23)}:{self.draw.randint(10, 59)}"))
            item.append(head)
            item.append(self.part("p", self.draw.choice(self.story().paragraphs)[: self.draw.randint(60, 400)]))
            box.append(item)
        _behind(body, self.within(box))
