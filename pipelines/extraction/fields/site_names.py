"""By which names a site signs its titles, and titles without them: "Fire in Basra | Basra News"."""

from __future__ import annotations

import re

from wiredesk.pipelines.extraction.fields.headline_place import MAX_HEADLINE, home_links
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, squash, without_accents
from wiredesk.pipelines.extraction.page.structured_data import first_text

_SEPARATOR = re.compile(
    r"\s+[|｜·•»›‹«∣/\\—–−-]{1,3}\s+|\s*[|｜»›：]\s*|\s*(?:::|•)\s*|(?<=[^\s-])--(?=[^\s-])|(?<=\w): (?=\S)"
    r"|_(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])_"
    r"|, (?=[A-ZÀ-Þ])"
)
CERTAIN = re.compile(r"\s+[|｜·•»›‹«—–-]{1,2}\s+|\s*(?:[|｜•]|::)\s*")


def site_names(page: PageMarkup, publisher: str | None, host: str) -> set[str]:
    """Squashed names by which the site may sign its titles."""
    bare = host.removeprefix("www.")
    labels = bare.split(".")
    names = {publisher or "", *page.meta.get("ogsitename", ()), *page.meta.get("applicationname", ()), host, bare}
    names |= {labels[0], bare.rsplit(".", 1)[0], ".".join(labels[-2:]), *(labels[-2:-1] if len(labels) > 1 else ())}
    names |= set(page.meta.get("applemobilewebapptitle", ()))
    names |= home_links(page, host).keys()
    names |= {name.split(" - ")[0].split(" | ")[0] for name in page.meta.get("ogsitename", ())}
    for node in page.structured.of_type("website"):
        names |= {name for name in (first_text(node.get("name")), first_text(node.get("alternateName"))) if name}
    publisher_node = page.structured.resolve(page.structured.article.get("publisher"))
    if isinstance(publisher_node, dict) and (name := first_text(publisher_node.get("name"))):
        names.add(name)
    names |= _called_like_the_site(page)
    keys = {key for name in names if len(key := squash(name)) > 1}
    if not page.title.isascii():  # "Dicle Postası" at diclepostasi.com
        parts = map(squash, CERTAIN.split(clean_line(page.title, limit=MAX_HEADLINE)))
        keys |= {key for key in parts if without_accents(key.replace("ı", "i")) in keys}
    return keys


def _called_like_the_site(page: PageMarkup) -> set[str]:
    """The main headings that are one end of the title, where its other end is a subheading: the site's name as logo."""
    ends = [squash(part) for part in CERTAIN.split(clean_line(page.title, limit=MAX_HEADLINE))]
    if len(ends) < 2 or not page.headings:
        return set()
    below = {squash(element_text(one, limit=MAX_HEADLINE)) for one in page.subheadings[:12]}
    texts = [element_text(one, limit=MAX_HEADLINE) for one in page.headings[:3]]
    if ends[0] in below:
        return {text for text in texts if squash(text) == ends[-1]}
    return {text for text in texts if squash(text) == ends[0]} if ends[-1] in below else set()


def without_site(text: str, sites: set[str]) -> str:
    """The title without a site name (or what follows it) at either end: ``"Fire in Basra | Basra News"``."""
    cuts = list(_SEPARATOR.finditer(text))[:12]
    for cut in reversed(cuts):
        weak = cut[0].strip() in (":", ",")
        if cut.start() and _is_site(text[cut.end() :], sites, exactly=weak):
            return without_site(text[: cut.start()].strip(), sites)
    for cut in cuts[:2]:
        rest = text[cut.end() :].strip()
        if rest and _is_site(text[: cut.start()], sites, exactly=True):
            return rest
    return text


def _is_site(part: str, sites: set[str], *, exactly: bool = False) -> bool:
    key = squash(part)
    if not key or key in sites:
        return True
    return not exactly and any(
        len(name) > 3 and (key.startswith(name) or key.endswith(name)) and len(key) < len(name) + 14 for name in sites
    )
