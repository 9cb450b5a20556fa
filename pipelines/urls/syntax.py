"""The syntax of http and https URLs and their normal form (RFC 3986 section 6.2, IDNA as in UTS 46).

Reads what browsers read (WHATWG URL: white space and tabs dropped, backslashes as slashes) and writes plain ASCII.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

# C0 controls and spaces around a URL, and tabs and newlines anywhere in it, are dropped (WHATWG URL 4.4).
_AROUND = "".join(map(chr, range(0x21))) + "\u00a0\u200b\u200e\u200f\ufeff\u3000"
_INSIDE = str.maketrans("", "", "\t\r\n")
_HTTP_URL = re.compile(
    r"(?P<scheme>https?):/{2,}(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.I | re.S
)
_AUTHORITY = re.compile(r"(?:.*@)?(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>\d*))?", re.S)
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SUB_DELIMS = "!$&'()*+,;="
_PATH_SAFE = "/:@%" + _SUB_DELIMS
_QUERY_SAFE = "/?:@%[]" + _SUB_DELIMS


class UrlParts(NamedTuple):
    """An http or https URL in normal form, without user information and fragment."""

    scheme: str
    host: str
    """lower case ASCII, IPv6 addresses in brackets"""
    port: int | None
    """None for the scheme's own port"""
    path: str
    """starts with a slash; dot segments are gone"""
    query: str
    """without the question mark"""

    def __str__(self) -> str:
        port = "" if self.port is None else f":{self.port}"
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{self.host}{port}{self.path}{query}"


def is_splittable(url: str) -> bool:
    """Whether urllib takes it apart; of brackets that hold no IPv6 address it raises ValueError."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def split_url(url: str) -> UrlParts | None:
    """The parts of an http or https URL in normal form; None when `url` is not one. Never raises."""
    cleaned = url.strip(_AROUND).translate(_INSIDE)
    if "\\" in cleaned:
        before, mark, after = cleaned.partition("?")
        cleaned = before.replace("\\", "/") + mark + after
    whole = _HTTP_URL.match(cleaned)
    authority = _AUTHORITY.fullmatch(whole["authority"]) if whole else None
    if whole is None or authority is None:
        return None
    scheme = whole["scheme"].lower()
    host = normal_host(authority["host"])
    digits = (authority["port"] or "").lstrip("0")
    if host is None or len(digits) > 5 or (authority["port"] and not digits):
        return None
    port = int(digits) if digits else None
    if port is not None and port > 65535:
        return None
    if (scheme, port) in (("http", 80), ("https", 443)):
        port = None
    path = remove_dot_segments(normal_escapes(whole["path"], _PATH_SAFE))
    return UrlParts(scheme, host, port, path, normal_escapes(whole["query"] or "", _QUERY_SAFE))


def normal_escapes(text: str, safe: str) -> str:
    """Percent-encoding in normal form: upper case, none for unreserved characters, UTF-8 for all else.

    `safe` are the characters besides the unreserved ones that stay as they are. A stray ``%`` becomes ``%25``.
    """
    if "%" in text:
        text = _ESCAPE.sub(_normal_escape, _BARE_PERCENT.sub("%25", text))
    return quote(text, safe=safe, errors="replace")


def _normal_escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def remove_dot_segments(path: str) -> str:
    """RFC 3986 section 5.2.4 for a path that is absolute; an empty one becomes ``/``."""
    if "/." not in path:
        return path or "/"
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments[1:]:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


@lru_cache(maxsize=4096)  # a crawl sees few hosts and each of them thousands of times
def normal_host(host: str) -> str | None:
    """Host name in lower case ASCII (IDNA) without the root dot, or an IP address; None when it is neither.

    Names that IDNA 2008 forbids but DNS carries (underscores, hyphens at odd places) pass.
    """
    if host.startswith("["):
        return _normal_ipv6(host)
    if "%" in host:
        host = unquote(host)
    lowered = host.lower()
    if not lowered.isascii():
        lowered = _idna(host) or ""
    lowered = lowered.removesuffix(".")
    if len(lowered) > 253 or _HOST_NAME.fullmatch(lowered) is None:
        return None
    return lowered


def comparable_host(host: str) -> str:
    """The host in one spelling: lower case, Punycode, without the root's dot and without ``www.``."""
    host = normal_host(host) or host.lower()
    bare = host.removeprefix("www.")
    return bare if "." in bare else host  # www.de is a site of its own, not all of .de


def _normal_ipv6(host: str) -> str | None:
    try:
        return f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]" if "%" not in host else None
    except ValueError:
        return None


def _idna(host: str) -> str | None:
    import idna  # noqa: PLC0415  # its tables are big, and most hosts are ASCII

    try:
        mapped = idna.uts46_remap(host, std3_rules=False)
    except (idna.IDNAError, UnicodeError):
        return None
    # The encoder of `idna` refuses names that are registered all the same (emoji); browsers look those up too.
    labels = (label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in mapped.split("."))
    return ".".join(labels)
