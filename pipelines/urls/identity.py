"""One article, one identity: the same article under different URLs has the same id.

Only the URL itself is used. Versions whose URL does not show which article they are (``/print/17``) are
brought together by the page's canonical link, which `plausible_canonical` judges.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from urllib.parse import quote_from_bytes, unquote_to_bytes

from wiredesk.pipelines.urls.syntax import UrlParts, remove_dot_segments, split_url
from wiredesk.pipelines.urls.tracking_parameters import is_ambiguous, is_form, is_session, is_tracking

# An article's URL is asked for several times on its way (lead, request, page, canonical, publishing), close together.
_CACHED = 16_384

# A path such as "/index.html/index.html/…" loses one form a round, and a round reads all of it: 53 s for 50,000
# characters. Honest paths have two or three forms, and the guard refuses URLs of more than 8,000 characters.
_MOST_FORMS = 40
_LONGEST_WITH_FORMS = 8_000

# Host prefixes that choose a form or nothing at all. A clash would need a different article at the same path of both.
_HOST_PREFIX = re.compile(r"(?:www\d?|m|mobile|mobil|mobi|mob|wap|touch|amp)\.(?=[^.]+\.)")
# Second-level labels that at least five country-code domains use as public suffixes (Public Suffix List 2026):
# m.co.uk and mobile.co.uk are sites, not forms of a site co.uk.
_SUFFIX_UNDER_COUNTRY = re.compile(
    r"(?:ac|art|biz|co|com|edu|ed|firm|gen|go|gob|gouv|gov|id|ind|inf|info|int|ltd|med|mi|mil|mob|museum|name|ne|net|nom|or|"
    r"org|plc|press|priv|pro|pub|sch|school|store|tm|tv|web)\.[a-z]{2}"
)
# Google's copy of an AMP page: developers.google.com/amp/cache/overview, "AMP Cache URL format".
_AMP_CACHE_HOST = re.compile(r"[a-z0-9-]+\.cdn\.ampproject\.org")
_AMP_CACHE_PATH = re.compile(r"/(?:c|v|wp/c)/(?:s/)?([A-Za-z0-9.-]+(?::\d+)?)(/.*)?")

_SESSION_PATH_PARAMETER = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;]*", re.I)
_ASP_COOKIELESS_SEGMENT = re.compile(r"/\((?:[A-Z]\([^()/]*\))+\)(?=/|$)")  # ASP.NET: /(S(lit3py55t21z5v55vlm25s55))/
_DEFAULT_DOCUMENT = re.compile(
    r"/(?:index|default)\.(?:html?|shtml|xhtml|php\d?|phtml|aspx?|jspx?|cfm|cgi|pl|do)$|/default\.mspx$", re.I
)
_AMP_OR_PRINT_END = re.compile(r"/(?:amp(?:\.html?)?|print|print-version|printversion|print\.html?)$|\.amp$", re.I)
_AMP_EXTENSION = re.compile(r"\.amp(?=\.html?$)", re.I)
_AMP_OR_PRINT_START = re.compile(r"^/(?:amp|print)(?=/)", re.I)
_NAMES_AN_ARTICLE = re.compile(r"\d{3}|[^/]-[^/]|_[^/]+_|/[^/]+/|%[0-9A-F]{2}.*%[0-9A-F]{2}")
_SLASHES = re.compile("/{2,}")
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|ashx|jspx?|cfm|cgi|pl|do|dll|exe|html?)$|/$", re.I)
# Invisible characters that copying text of right-to-left languages leaves at the end of a link (not U+200C, which
# Persian spelling needs inside of words).
_INVISIBLE_END = " \t\r\n\u00a0\u200b\u200e\u200f\u202a\u202c\ufeff"
_IDENTITY_SAFE = ":@!$&'()*+,=;"
_QUERY_SAFE = "/:@!$'()*,"


def normalise_url(url: str, strip_params: Iterable[str] = ()) -> str:
    """The URL to fetch and to print: RFC 3986 normal form without fragment, user information, tracking parameters and
    session ids, and without the query parameters named in `strip_params`.

    Idempotent. Never raises: what is not an http or https URL comes back as it is.
    """
    return _normalise(url, frozenset(strip_params))


def identity(url: str, strip_params: Iterable[str] = ()) -> str:
    """The canonical identity of an article's URL, a string such as ``example.org/news?id=5``.

    Equal for URLs that differ only in scheme, ``www.``/mobile/AMP host, default port, percent-encoding, dot segments,
    default document, closing slash, order of the query, tracking and session parameters, AMP and print form. Parameters
    named in `strip_params` are left out too. Idempotent (also with a scheme put before it). Never raises: what is no
    http or https URL is its own identity.
    """
    return _identity(url, frozenset(strip_params))


def article_id(url: str, strip_params: Iterable[str] = ()) -> str:
    """The article's id: 32 hexadecimal digits of the SHA-256 of the `identity` (128 bits: no accidental collision)."""
    return hashlib.sha256(identity(url, strip_params).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def names_an_article(path: str) -> bool:
    """Whether the path alone says which article it is, and no script needs the query for it."""
    return _NAMES_AN_ARTICLE.search(path + "/") is not None and not _SCRIPT.search(path)


def asks_for_a_form(url: str) -> bool:
    """Whether a URL leads to the AMP, print or mobile form of an article, which has the `identity` of its own page."""
    parts = split_url(url)
    if parts is None:
        return False
    if (prefix := _HOST_PREFIX.match(parts.host)) and not prefix[0].startswith("www"):
        return not _SUFFIX_UNDER_COUNTRY.fullmatch(parts.host, prefix.end())
    path = parts.path.rstrip("/")
    if _AMP_EXTENSION.search(path) or _AMP_OR_PRINT_END.search(path) or _AMP_OR_PRINT_START.search(path):
        return _identity_path(path) != _settled(path).rstrip("/")
    pairs = (field.partition("=") for field in _fields(parts.query))
    return any(is_form(_characters(name), _characters(value)) for name, _, value in pairs)


@lru_cache(maxsize=_CACHED)
def _normalise(url: str, strip_params: frozenset[str]) -> str:
    parts = split_url(url)
    if parts is None:
        return url
    pairs = [
        field
        for field in _fields(parts.query)
        if not (is_tracking(name := field.partition("=")[0]) or name in strip_params)
        and not is_session(name, field.partition("=")[2])
    ]
    path = remove_dot_segments(_SESSION_PATH_PARAMETER.sub("", parts.path))
    return str(parts._replace(path=path, query="&".join(pairs)))


@lru_cache(maxsize=_CACHED)
def _identity(url: str, strip_params: frozenset[str]) -> str:
    parts = split_url(url)
    if parts is None:
        return url
    if _AMP_CACHE_HOST.fullmatch(parts.host) and (cached := _AMP_CACHE_PATH.fullmatch(parts.path)):
        original = split_url(f"https://{cached[1]}{cached[2] or '/'}")
        if original is not None:
            parts = original._replace(query=parts.query)
    path = _identity_path(parts.path)
    query = _identity_query(parts.query, path, strip_params)
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    return f"{_identity_host(parts)}{port}{path or '/'}" + (f"?{query}" if query else "")


def _identity_host(parts: UrlParts) -> str:
    host = parts.host
    while (prefix := _HOST_PREFIX.match(host)) and not _SUFFIX_UNDER_COUNTRY.fullmatch(host, prefix.end()):
        host = host[prefix.end() :]
    return host


def _identity_path(path: str) -> str:
    """The path without what chooses a session, a default document or a form; empty for the home page.

    Each step can lay bare what another takes off (``/a/amp/index.html``): repeated until nothing changes. Where that
    would take too long, the path keeps its forms: half of them taken off would not be the same the next time.
    """
    path = whole = _settled(path)
    if len(whole) > _LONGEST_WITH_FORMS:
        return whole.rstrip("/")
    for _ in range(_MOST_FORMS):
        before = path
        path = _settled(_without_form(path))
        if path == before:
            return path.rstrip("/")
    return whole.rstrip("/")


def _settled(path: str) -> str:
    """The path without sessions, empty and dot segments, its escapes in one form; laid bare by one another too."""
    for _ in range(_MOST_FORMS):
        before = path
        path = _SESSION_PATH_PARAMETER.sub("", path)
        path = _ASP_COOKIELESS_SEGMENT.sub("", _identity_escapes(path) if "%" in path else path)
        path = _SLASHES.sub("/", remove_dot_segments(path))  # "/..;jsessionid=1/" leaves both
        if path == before:
            break
    return path


def _without_form(path: str) -> str:
    path = _AMP_EXTENSION.sub("", _DEFAULT_DOCUMENT.sub("", path).rstrip("/")) or "/"
    for form in (_AMP_OR_PRINT_END, _AMP_OR_PRINT_START):
        rest = form.sub("", path)
        if _NAMES_AN_ARTICLE.search(rest + "/" if form is _AMP_OR_PRINT_END else rest):
            path = rest
    return path


def _identity_escapes(path: str) -> str:
    """The path with only what must be encoded encoded, of composed characters (NFC)."""
    return "/".join(_quoted(_characters(segment), _IDENTITY_SAFE) for segment in path.split("/"))


def _identity_query(query: str, path: str, strip_params: frozenset[str]) -> str:
    """What is left of the query, ordered by name. Equal names keep their order: servers differ in which one wins."""
    if not query:
        return ""
    path_names_article = names_an_article(path)
    kept: list[tuple[str, str]] = []
    for field in _fields(query):
        raw_name, _, raw_value = field.replace("+", "%20").partition("=")
        name, value = _characters(raw_name), _characters(raw_value)
        if name in strip_params or is_tracking(name) or is_session(name, value) or is_form(name, value):
            continue
        if path_names_article and is_ambiguous(name, value):
            continue
        kept.append((_quoted(name, _QUERY_SAFE), f"={_quoted(value, _QUERY_SAFE)}" if value else ""))
    kept.sort(key=itemgetter(0))
    return "&".join(name + value for name, value in kept if name or value)


def _fields(query: str) -> Iterator[str]:
    """The fields of a query that are not empty; ``&amp;`` that a page's author or parser left there counts as ``&``."""
    for field in query.split("&"):
        while field.startswith("amp;"):
            field = field[4:]
        if field:
            yield field


def _characters(encoded: str) -> str:
    """Percent-decoded and composed (NFC); bytes that are not UTF-8 survive as surrogates."""
    decoded = unquote_to_bytes(encoded).decode("utf-8", "surrogateescape")
    return unicodedata.normalize("NFC", decoded).rstrip(_INVISIBLE_END)


def _quoted(characters: str, safe: str) -> str:
    return quote_from_bytes(characters.encode("utf-8", "surrogateescape"), safe)
