"""What a rule would change: articles of the site, extracted from their kept pages without it and with it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.archive.kept_page import KeptPage
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction import extract_page, rules
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.extraction.rejection import PageRefused, Rejection
from wiredesk.pipelines.site_profile import SiteProfile
from wiredesk.pipelines.workers import TIME_LIMIT

RuleField: TypeAlias = Literal["headline", "body", "authors", "date", "remove"]
"""Rules that are selectors; see `ExtractRules`."""
RULE_FIELDS: Final[tuple[RuleField, ...]] = get_args(RuleField)
ARTICLES: Final = 10
"""Articles on which a rule is tried: enough to meet those without a byline, with a video, with two dates."""


@dataclass(frozen=True)
class PageTrial:
    """One article without the rule and with it."""

    url: str
    headline: str
    found: bool
    """Whether the selector finds anything on the page."""
    before: str
    """The value of the field, or the text; empty where there is none, or no article."""
    after: str
    lost: tuple[str, ...] = ()
    """Paragraphs of the text that go."""
    gained: tuple[str, ...] = ()
    """Paragraphs that come."""
    refused: str = ""
    """Why the page gives no article any more, with the rule."""

    @property
    def is_changed(self) -> bool:
        """Whether the rule makes a difference."""
        return self.before != self.after or bool(self.lost or self.gained or self.refused)


@dataclass(frozen=True)
class RuleTrial:
    """What a rule did to each of the articles."""

    site: str
    field: RuleField
    selector: str
    pages: tuple[PageTrial, ...]

    @property
    def found(self) -> int:
        """Articles on whose pages the selector finds anything."""
        return sum(page.found for page in self.pages)

    @property
    def changed(self) -> int:
        """Articles that come out otherwise."""
        return sum(page.is_changed for page in self.pages)

    @property
    def refused(self) -> int:
        """Pages that give no article any more."""
        return sum(bool(page.refused) for page in self.pages)


def try_rule(kept: Iterable[KeptPage], definition: SiteDefinition, name: RuleField, selector: str) -> RuleTrial:
    """Extract each page without the rule and with it, as a crawl of today would.

    The new selector goes before those that the definition has. Raises InvalidSelector, also for an XPath that cannot
    be carried out on a page, or takes longer there than a crawl would wait for the whole page (TIME_LIMIT). Ctrl-C ends
    it at once, however slow the selector is.
    """
    rules.compiled(selector)
    now = definition.profile
    tried = now.with_rule(name, selector)
    return RuleTrial(definition.id, name, selector, tuple(_in_time(page, now, tried, name, selector) for page in kept))


def _in_time(kept: KeptPage, now: SiteProfile, tried: SiteProfile, name: RuleField, selector: str) -> PageTrial:
    """As `_tried`, in a thread: libxml2 cannot be interrupted in the middle of an XPath, and a thread can be left."""
    answers: queue.SimpleQueue[PageTrial | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put(_tried(kept, now, tried, name, selector))
        except BaseException as problem:  # raised where it is waited for
            answers.put(problem)

    threading.Thread(target=work, name="rule-trial", daemon=True).start()
    try:
        answer = answers.get(timeout=TIME_LIMIT)
    except queue.Empty:
        told = f"{selector!r} takes more than {TIME_LIMIT:g} s on {kept.url}: a crawl would give up such pages"
        raise rules.InvalidSelector(told) from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _tried(kept: KeptPage, now: SiteProfile, tried: SiteProfile, name: RuleField, selector: str) -> PageTrial:
    found = _finds(kept, selector)
    old, new = extract_page(kept.page(), now), extract_page(kept.page(), tried)
    before, after = _value(old, name), _value(new, name)
    texts_before, texts_after = _paragraphs(old), _paragraphs(new)
    given = old if isinstance(old, Article) else new if isinstance(new, Article) else kept.article
    return PageTrial(
        url=kept.url,
        headline=given.headline if given is not None else "",
        found=found,
        before=before,
        after=after,
        lost=tuple(text for text in texts_before if text not in texts_after),
        gained=tuple(text for text in texts_after if text not in texts_before),
        refused=new.reason if isinstance(new, Rejection) and isinstance(old, Article) else "",
    )


def _finds(kept: KeptPage, selector: str) -> bool:
    try:
        document = parse_document(kept.body, kept.url, kept.content_type)
    except PageRefused:
        return False
    return bool(rules.evaluated(document.tree, selector))


def _value(found: Article | Rejection, name: RuleField) -> str:
    if isinstance(found, Rejection):
        return ""
    if name == "headline":
        return found.headline
    if name == "authors":
        return "; ".join(author.name for author in found.authors)
    if name == "date":
        return found.date_published or ""
    count = len(_paragraphs(found))
    return f"{count} paragraph{'' if count == 1 else 's'}, {len(found.body_text):,} characters"


def _paragraphs(found: Article | Rejection) -> list[str]:
    return [] if isinstance(found, Rejection) else found.body_text.split("\n\n")
