"""How much of what is right on known pages stays right when a page is altered: names, declarations, tags, boxes.

    PYTHONPATH=$PWD:../shared/tools python benchmarks/altered_regional.py               all alterations
    PYTHONPATH=$PWD:../shared/tools python benchmarks/altered_regional.py --only 'box' --faults
    PYTHONPATH=$PWD:../shared/tools python benchmarks/altered_regional.py --sample 0    regional pages alone

Pages of ``regional`` are judged field by field, a sample of the other corpora by the F1 of the text. The rules were
written with these pages in view, and not with their altered forms: what falls shows what a rule leans on.
"""

from __future__ import annotations

import argparse
import logging
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import fmean
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent))
from altered_pages import Story, body_of
from lxml import etree
from newsbench import score
from page_alterations import TREE, Subject, Unfit, encoded, encodings
from regionalbench import FIELDS, judge, plain
from training_pages import corpus_rows

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction import extract_article
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.urls.same_site import registrable_domain

OTHERS: Final = ("aeb", "fundus", "wcxb", "peers")
LEAST_PARAGRAPH: Final = 70  # characters of a paragraph that is put into another page
UNCLOCKED: Final = "byline"
"""Alterations of this name take the clock and its zone off the page."""


@dataclass
class Known:
    """A page, what is known of it, and what was read of it as it is."""

    corpus: str
    row: dict[str, Any]
    html: bytes
    tree: Any
    article: Article | None
    fetched: datetime | None
    language: str


@dataclass
class Tally:
    right: Counter[str] = field(default_factory=Counter)
    """Of the regional pages, field by field."""
    judged: Counter[str] = field(default_factory=Counter)
    texts: list[float] = field(default_factory=list)
    """F1 of the text on the other pages."""
    fields: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    unfit: int = 0


def known_pages(sample: int) -> Iterator[Known]:
    for corpus in ("regional", *OTHERS):
        rows = list(corpus_rows(corpus))
        if corpus != "regional":
            rows = random.Random(3).sample(rows, min(sample, len(rows)))
        for row, html in rows:
            if row.get("kind") == "listing":
                continue
            fetched = datetime.fromisoformat(row["fetched"] + "T12:00:00+00:00") if row.get("fetched") else None
            article = extract_article(html, row["url"], fetched_at=fetched)
            language = row.get("language") or (article.language if article is not None else None) or "en"
            tree = parse_document(html, row["url"]).tree
            yield Known(corpus, row, html, tree, article, fetched, language)


def stories(pages: list[Known]) -> dict[str, list[tuple[str, Story]]]:
    """Articles by language, each with its host."""
    found: dict[str, list[tuple[str, Story]]] = defaultdict(list)
    for page in pages:
        if page.article is not None and page.article.body_text:
            lines = [
                one for one in page.article.body_text.split("\n") if len(one) >= LEAST_PARAGRAPH and "|" not in one
            ]
            if len(lines) > 2:
                host = registrable_domain(page.row["url"])
                story = Story(host, page.article.headline.replace("|", "-"), lines)
                found[page.language.partition("-")[0]].append((host, story))
    return found


def subject(page: Known, told: dict[str, list[tuple[str, Story]]], seed: int) -> Subject:
    text = (page.row.get("gold") or {}).get("text") or (page.article.body_text if page.article is not None else "")
    tree = deepcopy(page.tree)
    body, paragraphs = body_of(tree, text)
    host, language = registrable_domain(page.row["url"]), page.language.partition("-")[0]
    others = [story for of, story in told[language] if of != host] or [
        story for many in told.values() for of, story in many if of != host
    ]
    authors, day = [], ""
    if page.corpus == "regional":
        authors = [one for one in page.row["authors"].split("|") if one]
        day = (page.row["date"] or "")[:10]
    headline = page.article.headline if page.article is not None else ""
    return Subject(
        tree, body, paragraphs, language, others, random.Random(seed), text.split("\n"), authors, day, headline
    )


def judged(name: str, page: Known, html: bytes, foreign: list[str], tally: Tally) -> list[str]:
    """The fields that are wrong; what is right goes into the tally."""
    article = extract_article(html, page.row["url"], fetched_at=page.fetched)
    text = plain(article.body_text if article is not None else "")
    intruders = [one for one in foreign if plain(one)[:80] in text]
    if page.corpus != "regional":
        data = article.model_dump(mode="json") if article is not None else {}
        output = {
            "title": data.get("headline"),
            "authors": [author["name"] for author in data.get("authors") or []],
            "published": data.get("date_published"),
            "text": data.get("body_text"),
        }
        got = score.score_page(page.corpus, page.row, {"output": output})
        if "page_f1" in got:
            tally.texts.append(got["page_f1"])
        for key in ("title", "authors", "day"):
            if got.get(key) is not None and not (name.startswith(UNCLOCKED)):
                tally.fields[key].append(float(got[key]))
        if foreign:
            tally.fields["pure"].append(float(not intruders))
        return [f"{got['page_f1']:.2f}"] if got.get("page_f1", 1) < 0.8 else []
    persons = [author.name for author in article.authors if author.type == "person"] if article is not None else []
    verdict = judge(
        page.row,
        None
        if article is None
        else {
            "headline": article.headline,
            "authors": persons,
            "date": article.date_published or article.date_published_local,
            "language": article.language,
            "text": article.body_text,
        },
    )
    if intruders:
        verdict["clean"] = verdict["body"] = False
    if name.startswith(UNCLOCKED):
        verdict.pop("moment", None)
    verdict["all"] = all(verdict.values())
    for key, value in verdict.items():
        tally.right[key] += value
        tally.judged[key] += 1
    wrong = [key for key, value in verdict.items() if not value and key not in ("all", "body")]
    return wrong + [f"+{one[:60]}" for one in intruders[:3]]


def altered(
    page: Known, told: dict[str, list[tuple[str, Story]]], only: re.Pattern[str]
) -> Iterator[tuple[str, bytes | None, list[str]]]:
    """(name of the alteration, the page, what was put in); no page where it has not what would be altered."""
    for place, (name, change) in enumerate(TREE.items()):
        if only.search(name):
            made = subject(page, told, place)
            try:
                change(made)
            except Unfit:
                yield name, None, []
                continue
            yield name, etree.tostring(made.tree, encoding="utf-8", method="html"), made.foreign
    for name, encoding, declared, tongue in encodings(page.language):
        if only.search(name):
            yield name, encoded(deepcopy(page.tree), encoding, declared, tongue), []


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--only", default="", help="a regular expression for the names of alterations")
    ask.add_argument("--sample", type=int, default=40, help="pages of each other corpus (%(default)s)")
    ask.add_argument("--faults", action="store_true", help="name each page with a field that was right and is wrong")
    ask.add_argument("--keep", type=Path, help="write the altered pages that lose a field into this folder")
    asked = ask.parse_args()
    logging.disable(logging.CRITICAL)
    pages = list(known_pages(asked.sample))
    told = stories(pages)
    tallies: dict[str, Tally] = defaultdict(Tally)
    for page in pages:
        before = judged("", page, page.html, [], tallies["unaltered"])
        for name, html, foreign in altered(page, told, re.compile(asked.only)):
            if html is None:
                tallies[name].unfit += 1
                continue
            lost = [one for one in judged(name, page, html, foreign, tallies[name]) if one not in before]
            if lost and asked.faults:
                print(f"{name} · {page.corpus} {page.row['id']} · {' '.join(lost)}", flush=True)
            if lost and asked.keep is not None:
                asked.keep.mkdir(parents=True, exist_ok=True)
                stem = re.sub(r"\W+", "-", f"{name} {page.corpus} {page.row['id']}")
                (asked.keep / f"{stem}.html").write_bytes(html)
    columns = ("all", *FIELDS)
    others = ("title", "authors", "day", "pure")
    print("| alteration | " + " | ".join(columns) + " | F1 of the others | " + " | ".join(others) + " | unfit |")
    print("|" + "---|" * (len(columns) + len(others) + 3))
    for name, tally in tallies.items():
        cells = [f"{tally.right[key]}/{tally.judged[key]}" for key in columns]
        cells.append(f"{fmean(tally.texts):.3f}" if tally.texts else "-")
        cells += [f"{fmean(tally.fields[key]):.2f}" if tally.fields[key] else "-" for key in others]
        print(f"| {name} | " + " | ".join(cells) + f" | {tally.unfit} |")


if __name__ == "__main__":
    main()
