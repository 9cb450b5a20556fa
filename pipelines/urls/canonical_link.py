"""Whether the canonical URL that a page declares can be believed."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from wiredesk.pipelines.urls.identity import identity, normalise_url
from wiredesk.pipelines.urls.same_site import is_same_site
from wiredesk.pipelines.urls.syntax import split_url

# Browsers and servers agree on about 2,000 characters (sitemaps.org: "less than 2,048"); longer ones are accidents.
_LONGEST_CANONICAL = 2_048
# A last segment that names an article: a long number, a slug of three words, a word and a number, or much encoded text.
# Sections have short names, and their pages numbers.
_ARTICLE_SEGMENT = re.compile(
    r"\d{3}|(?:[^-_/]+[-_]){2}[^-_/]|(?:%[0-9A-F]{2}){12}|[^/]{30}"
    r"|^(?!(?:page|seite|pagina|página|sayfa|strona|stranica|p)[-_])[^\W\d_]+[-_]\d+$",
    re.I,
)
_SCRIPT_SEGMENT = re.compile(r"\.(?:php\d?|aspx?|ashx|jspx?|cfm|cgi|pl|do|dll|exe)$", re.I)
_UNFILLED = re.compile(r"[{}<>\[\]\s]|%7[BD]|\$\(|/(?:null|undefined|none|false)(?:/|$)", re.I)


def plausible_canonical(canonical: str, url: str) -> str | None:
    """The declared canonical URL of the page at `url`, whole and in normal form, or None when it cannot be right.

    It must be a well-formed http or https URL of the same site. Templates often put the home page, the section or the
    script without its query there; those say nothing about the article and are refused.
    """
    page = split_url(url)
    try:
        whole = urljoin(url, canonical.strip())
    except ValueError:
        return None
    declared = split_url(whole)
    if not canonical.strip() or page is None or declared is None:
        return None
    if len(whole) > _LONGEST_CANONICAL or _UNFILLED.search(f"{declared.path}?{declared.query}"):
        return None
    if "." not in declared.host and not declared.host.startswith("[") and declared.host != page.host:
        return None
    if not is_same_site(declared.host, page.host) or _says_less(identity(whole), identity(url)):
        return None
    return normalise_url(whole)


def _says_less(declared: str, page: str) -> bool:
    """Whether `declared` is the home page, a section or a bare script while `page` (both identities) is deeper."""
    if declared == page:
        return False
    declared_path, _, declared_query = declared.partition("/")[2].partition("?")
    page_path, _, page_query = page.partition("/")[2].partition("?")
    if declared_query:
        return False
    last = declared_path.rpartition("/")[2]
    if not declared_path:
        return bool(page_path or page_query)
    if _ARTICLE_SEGMENT.search(last):
        return False
    if declared_path == page_path:
        return bool(page_query) and _SCRIPT_SEGMENT.search(last) is not None
    return declared_path.count("/") < page_path.count("/")
