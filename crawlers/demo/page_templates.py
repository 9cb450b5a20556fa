"""Pages of a town site: its templates filled with a story or a list of stories."""

from __future__ import annotations

import html
import json
import string
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

from wiredesk.crawlers.demo.printed_dates import print_date
from wiredesk.crawlers.demo.stories import TOWN_FOLDER, Story, TownSite


class PageTemplate(string.Template):
    """A page with ``%%{name}`` where a value goes: neither CSS nor JavaScript nor URLs write two percent signs."""

    delimiter = "%%"
    idpattern = r"(?a:[a-z_]+)"


@cache
def _template(path: Path) -> PageTemplate:
    return PageTemplate(path.read_text("utf-8"))


class _Values(dict[str, str]):
    """Values of a piece of markup; remembers whether an empty one was asked for."""

    missing = False

    def __getitem__(self, name: str) -> str:
        value = super().__getitem__(name)
        self.missing = self.missing or not value
        return value


class PageWriter:
    """Writes the pages of one site.

    Args:
        site: the site.
        home: its URL with a slash at the end.
        founded: the moment from which the ages of stories count.
    """

    def __init__(self, site: TownSite, home: str, founded: datetime) -> None:
        self.site = site
        self.home = home
        self.founded = founded

    def published(self, story: Story) -> datetime:
        """When `story` was published, in the site's zone."""
        return self.site.published(story, self.founded)

    def path(self, story: Story, form: str | None = None) -> str:
        """Path (and query) of a story; `form` is another path of the same story (AMP, print, short link)."""
        return (form or self.site.story_path).format(
            slug=story.slug, number=story.number, section=story.section, published=self.published(story)
        )

    def url(self, story: Story, form: str | None = None) -> str:
        """Whole URL of a story, in ASCII (RFC 3986); the pages themselves also link to the raw path."""
        return self.home.rstrip("/") + quote(self.path(story, form), safe="/?&=.")

    def story_page(self, story: Story, now: datetime, template: str = "story.html") -> str:
        """The page of one story as it reads at `now`."""
        values = self._story_values(story, now)
        others = [other for other in self.site.stories if other is not story]
        values["related"] = self._pieces("related_item", others[:3], now)
        values["latest"] = self._pieces("latest_item", self.site.stories, now)
        for name, markup in self.site.pieces.items():
            if not name.endswith("_item"):
                values[name] = self._piece(markup, values)
        values["body"] = self.body_html(story)
        return self._fill(template, values)

    def list_page(self, stories: list[Story], title: str, now: datetime, template: str = "list.html") -> str:
        """A page that lists stories: the home page or a section."""
        values = self._site_values() | {"title": html.escape(title)}
        values["latest"] = self._pieces("latest_item", self.site.stories[:5], now)
        values["items"] = "\n".join(self._fill("item.html", self._story_values(story, now)) for story in stories)
        return self._fill(template, values)

    def body_html(self, story: Story) -> str:
        """The article's own markup, with what this CMS puts between its paragraphs."""
        insets = {inset.after: inset.html for inset in self.site.insets}
        parts = []
        for position, (is_subhead, text) in enumerate(story.blocks, start=1):
            form = self.site.subhead if is_subhead else self.site.paragraph
            dateline = self.site.pieces.get("dateline_item", "") if position == 1 and story.dateline else ""
            lead = dateline.format(dateline=html.escape(story.dateline or ""))
            parts.append(form.format(text=lead + html.escape(text, quote=False)))
            if position in insets and position < len(story.blocks):
                parts.append(insets[position])
        return self.site.joint.join(parts)

    def _pieces(self, name: str, stories: list[Story], now: datetime) -> str:
        form = self.site.pieces.get(name, "")
        return "\n".join(form.format_map(self._story_values(story, now)) for story in stories) if form else ""

    @staticmethod
    def _piece(markup: str, values: dict[str, str]) -> str:
        seen = _Values(values)
        filled = "".join(
            literal + (seen[name] if name else "") for literal, name, _, _ in string.Formatter().parse(markup)
        )
        return "" if seen.missing else filled

    def _site_values(self) -> dict[str, str]:
        return {"home": self.home, "site_name": html.escape(self.site.name), "language": self.site.language}

    def _story_values(self, story: Story, now: datetime) -> dict[str, str]:
        moment = self.published(story)
        plain = {
            "headline": story.headline,
            "description": story.description or "",
            "authors": self.site.author_joint.join(story.authors),
            "source": story.source or "",
            "dateline": story.dateline or "",
            "section": story.section,
            "section_name": self.site.section_name(story.section),
            "tags": ", ".join(story.tags),
            "caption": story.caption or "",
            "slug": story.slug,
            "number": str(story.number),
            "path": self.path(story),
            "url": self.url(story),
            "date": print_date(self.site.date_style, moment, now),
            "date_iso": moment.isoformat(),
            "date_utc": moment.astimezone(UTC).isoformat(),
            "paragraph_one": story.paragraphs[0],
        }
        values = {name: html.escape(value) for name, value in plain.items()}
        values |= {f"json_{name}": json.dumps(value, ensure_ascii=False) for name, value in plain.items()}
        values["json_authors_list"] = json.dumps(
            [{"@type": "Person", "name": name} for name in story.authors], ensure_ascii=False
        )
        return values | self._site_values()

    def _fill(self, template: str, values: dict[str, str]) -> str:
        return _template(TOWN_FOLDER / self.site.id / template).substitute(values)
