"""Filters that can let nothing through are refused: ``--language arabic`` would pass over the whole queue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import click

from wiredesk.crawlers.cli.queue_connection import open_queue
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.sites.loader import nearest
from wiredesk.crawlers.sites.standard_codes import MACROLANGUAGES, TWO_LETTER_LANGUAGES, check_language
from wiredesk.pipelines.consuming.filters import in_language_range
from wiredesk.pipelines.consuming.queue_values import has_history, read_values
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.pipelines.extraction.page.language_words import told_apart
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import UsageProblem


def check_selection(environment: Environment, sites: Sequence[str], languages: Sequence[str]) -> None:
    """Refuse sites and languages that neither this machine knows nor the queue has.

    A site is known by its definition, by an entry on the queue, or by a crawl in the past; a language by its tag in
    BCP 47. The queue is looked at only for what is not known without it. Raises UsageProblem with a line for each
    value and the names that come near; RedisUnreachable.
    """
    known = _Known(environment)
    strange_sites = [site for site in dict.fromkeys(sites) if site not in known.site_names]
    strange_languages = [tag for tag in dict.fromkeys(languages) if not known.has_language(tag)]
    if not strange_sites and not strange_languages:
        return
    queued_sites: set[str] = set()
    queued_languages: set[str] = set()
    with open_queue() as (client, keys):
        strange_sites = [site for site in strange_sites if not has_history(client, keys, site)]
        for part in read_values(client, keys):
            queued_sites |= part.sites
            queued_languages |= part.languages
            strange_sites = [site for site in strange_sites if site not in part.sites]
            strange_languages = [
                tag for tag in strange_languages if not any(in_language_range(own, tag) for own in part.languages)
            ]
            if not strange_sites and not strange_languages:
                return
    raise UsageProblem(
        "\n".join(
            [known.no_such_site(site, queued_sites) for site in strange_sites]
            + [known.no_such_language(tag, queued_languages) for tag in strange_languages]
        )
    )


class _Known:
    """What this machine knows of sites and languages."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    @cached_property
    def _catalogue(self) -> Catalogue | None:
        """The definitions; None where their folder cannot be read, which a consumer need not have."""
        try:
            return Catalogue.load(*self._environment.sites)
        except UsageProblem:
            return None

    @cached_property
    def site_names(self) -> frozenset[str]:
        return frozenset(self._catalogue.names if self._catalogue else ())

    def has_language(self, tag: str) -> bool:
        """Whether `tag` is a language that articles can have: two letters of ISO 639-1, or three that are in use."""
        if tag == "*":  # RFC 4647: all
            return True
        try:
            language = check_language(tag).partition("-")[0]
        except ValueError:
            return False
        return language in TWO_LETTER_LANGUAGES or language in self._languages

    @cached_property
    def _languages(self) -> frozenset[str]:
        """The languages, without script and region, that extraction tells apart or that a definition names."""
        named = {tag for tags in MACROLANGUAGES.values() for tag in tags} | told_apart()
        for definition in self._catalogue.readable()[0] if self._catalogue else ():  # `sites check` tells of the rest
            named |= set(definition.languages)
        return frozenset(tag.partition("-")[0] for tag in named)

    def no_such_site(self, name: str, queued: set[str]) -> str:
        """The line that says so, with the nearest names."""
        others = sorted(queued - self.site_names)
        near = self._catalogue.near(name, others) if self._catalogue else nearest(name.lower(), others)
        place = f"in {self._catalogue.place} or on the queue" if self._catalogue else "on the queue"
        hint = f"did you mean {' or '.join(map(one_line, near))}?" if near else "`wiredesk sites list` shows the names"
        return f"no site {name!r} {place}; {hint}"

    def no_such_language(self, tag: str, queued: set[str]) -> str:
        """The line that says so, with the nearest tags."""
        try:
            check_language(tag)
        except ValueError as problem:
            return str(problem)
        near = nearest(tag.lower(), sorted(self._languages | TWO_LETTER_LANGUAGES | queued))
        hint = f"did you mean {' or '.join(map(one_line, near))}?" if near else "write BCP 47, e.g. ar, ckb or pt-BR"
        return f"no site and no article has the language {tag!r}; {hint}"


def tell_skipped(
    skipped: int, sites: Sequence[str], languages: Sequence[str], events: Sequence[str], no_copies: bool,
    no_mends: bool,
    *, acknowledged: bool = False,
) -> None:  # fmt: skip
    """Say on stderr how many entries the filters have passed over, where they have."""
    if not skipped:
        return
    filters = [f"--site {site}" for site in sites] + [f"--language {tag}" for tag in languages]
    filters += [f"--event {event}" for event in events] + ["--no-copies"] * no_copies
    filters += ["--no-mends"] * no_mends
    what = f"{skipped} {'entry' if skipped == 1 else 'entries'} skipped{' and acknowledged' if acknowledged else ''}"
    click.echo(f"{what}, by {one_line(' '.join(filters), 200)}", err=True)
