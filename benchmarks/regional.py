"""Extraction on made pages of regional news sites: stories in many languages times page layouts, beside trafilatura.

    PYTHONPATH=$PWD python benchmarks/regional.py                                by language
    PYTHONPATH=$PWD python benchmarks/regional.py --by theme                     by layout
    PYTHONPATH=$PWD python benchmarks/regional.py --language ar --theme jannah --faults

The pages are those of ``tests/pipelines/extraction/regional_pages.py``: what is true of each is known.
Both systems get the same bytes; wiredesk also gets the site's profile (country, languages, time zone), as in a crawl.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.pipelines.extraction.regional_pages import RegionalPage, regional_pages

FETCHED = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


@dataclass
class Reading:
    """What a system made of a page."""

    text: str = ""
    headline: str = ""
    persons: tuple[str, ...] = ()
    published: str = ""
    language: str = ""


@dataclass
class Score:
    """One page against what is true of it."""

    f1: float
    precision: float
    recall: float
    leftover: list[str]
    """Lines that are none of the article's."""
    lost: list[str]
    """Paragraphs of the article that are missing."""
    headline: bool
    persons: bool
    day: bool
    minute: bool
    language: bool
    found: Reading = field(default_factory=Reading)

    @property
    def perfect(self) -> bool:
        fields = self.headline and self.persons and self.minute and self.language
        return fields and not self.leftover and not self.lost


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("\u200c", "")
    return _WORD.findall(_UNSPACED.sub(lambda match: f" {match.group()} ", plain))


def score(page: RegionalPage, found: Reading) -> Score:
    """Words in any order for the body (as in WCXB), lines count as the article's by the words they share."""
    gold = [Counter(words(text)) for text in page.paragraphs]
    neutral = [Counter(words(text)) for text in page.aside]
    kept, leftover = [], []
    seen: Counter[str] = Counter()
    for line in (line.strip() for line in found.text.split("\n")):
        counted = Counter(words(line))
        if not counted or any(_share(counted, text) > 0.9 for text in neutral):
            continue
        kept.append(line)
        seen += counted
        if max(_share(counted, text) for text in gold) <= 0.7 and _share(counted, sum(gold, Counter())) <= 0.9:
            leftover.append(line)
    lost = [text for text, counted in zip(page.paragraphs, gold, strict=True) if _share(counted, seen) < 0.8]
    whole = sum(gold, Counter())
    hit = (whole & seen).total()
    precision, recall = hit / max(1, seen.total()), hit / whole.total()
    moment = page.published
    if "T" in moment:
        moment = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(page.site.timezone or "UTC")).isoformat()
    return Score(
        f1=2 * precision * recall / (precision + recall) if hit else 0.0,
        precision=precision,
        recall=recall,
        leftover=leftover,
        lost=lost,
        headline=words(found.headline) == words(page.headline),
        persons=sorted(map(words, found.persons)) == sorted(map(words, page.persons)),
        day=found.published[:10] == moment[:10],
        minute=found.published == moment,
        language=found.language == page.language,
        found=found,
    )


def _share(part: Counter[str], whole: Counter[str]) -> float:
    return (part & whole).total() / part.total()


def wiredesk() -> Callable[[RegionalPage], Reading]:
    from wiredesk.pipelines.extraction import extract_article

    def read(page: RegionalPage) -> Reading:
        article = extract_article(page.html, page.url, site=page.site, fetched_at=FETCHED)
        if article is None:
            return Reading()
        persons = tuple(author.name for author in article.authors if author.type == "person")
        return Reading(
            article.body_text, article.headline, persons, article.date_published or "", article.language or ""
        )

    return read


def trafilatura() -> Callable[[RegionalPage], Reading]:
    from trafilatura import bare_extraction

    def read(page: RegionalPage) -> Reading:
        found = bare_extraction(page.html, url=page.url, with_metadata=True, include_comments=False)
        if found is None:
            return Reading()
        data = found.as_dict()
        names = tuple(name.strip() for name in (data["author"] or "").split(";") if name.strip())
        return Reading(data["text"] or "", data["title"] or "", names, data["date"] or "", data["language"] or "")

    return read


SYSTEMS = {"wiredesk": wiredesk, "trafilatura": trafilatura}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--language", action="append", default=[])
    parser.add_argument("--theme", action="append", default=[])
    parser.add_argument("--by", choices=("language", "theme"), default="language")
    parser.add_argument("--system", action="append", choices=SYSTEMS)
    parser.add_argument("--faults", action="store_true", help="print what is wrong, page by page")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pages = list(regional_pages(tuple(args.language), tuple(args.theme)))
    print(
        f"| {args.by} | system | body F1 | P | R | leftover lines | lost paragraphs | headline | persons | day", end=""
    )
    print(" | moment | language | all right | pages per CPU-second |\n" + "|---" * 14 + "|")
    speeds: dict[str, float] = {}
    for name in args.system or SYSTEMS:
        read = SYSTEMS[name]()
        read(pages[0])
        groups: dict[str, list[Score]] = defaultdict(list)
        started = time.process_time()
        readings = [read(page) for page in pages]
        spent = time.process_time() - started
        speeds[name] = len(pages) / spent
        for page, found in zip(pages, readings, strict=True):
            got = score(page, found)
            groups[page.name.split()[args.by == "theme"]].append(got)
            groups["all"].append(got)
            if args.faults and not got.perfect:
                report(page, got)
        for group, scores in sorted(groups.items(), key=lambda item: item[0] == "all"):
            speed = f"{speeds[name]:.1f}" if group == "all" else ""
            print(f"| {group} | {name} | {row(scores)} | {speed} |", flush=True)
    if len(speeds) == len(SYSTEMS):
        print(f"{speeds['wiredesk'] / speeds['trafilatura']:.2f} times as many pages per CPU-second")


def row(scores: list[Score]) -> str:
    """The cells of a table for the mean of some pages."""
    cells = [f"{fmean(getattr(one, key) for one in scores):.3f}" for key in ("f1", "precision", "recall")]
    cells += [f"{fmean(len(getattr(one, key)) for one in scores):.2f}" for key in ("leftover", "lost")]
    fields = ("headline", "persons", "day", "minute", "language", "perfect")
    return " | ".join(cells + [f"{fmean(getattr(one, key) for one in scores):.2f}" for key in fields])


def report(page: RegionalPage, got: Score) -> None:
    print(f"== {page.name}")
    for line in got.leftover:
        print(f"   + {line[:150]}")
    for line in got.lost:
        print(f"   - {line[:100]}")
    for key, value, true in (
        ("headline", got.found.headline, page.headline),
        ("persons", got.found.persons, page.persons),
        ("minute", got.found.published, page.published),
        ("language", got.found.language, page.language),
    ):
        if not getattr(got, key):
            print(f"   {key}: {value!r} for {true!r}")


if __name__ == "__main__":
    main()
