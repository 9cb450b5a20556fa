"""Where the file of a picture is: lazy attributes, ``srcset``, ``<picture>``; and what is furniture by its address."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final
from urllib.parse import unquote

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.named_search import NamedSearch

MAX_ADDRESS: Final = 2_048
MAX_SRCSET: Final = 20_000
"""Characters; inline pictures stand there as well."""
MAX_FILES: Final = 20
THUMBNAIL: Final = 240
"""Pixels: a picture whose longer side is no longer, by its address, is a teaser's or a portrait."""
is_furniture = NamedSearch(
    "logo icon icn avatar sprite spacer blank transparent pixel 1x1 1px placeholder loading loader spinner emoji badge"
    " button btn share social tracking tracker beacon count default noimage no-image no_image nophoto no-photo"
    " nopreview nopic dummy .svg /ad doubleclick scorecardresearch google-analytics vgwort /stat banner bannar arrow"
    " bullet divider separator shim captcha qrcode qr-code paypal app-store appstore google-play googleplay autor"
    " author profile matomo piwik bat.bing securimage profile_picture /plugins/ calendar_ /themes/ /skins/ /templates/"
    " /smilies/ /emoji flags/ footer header /embed/ /settings/ ebc. zoom lupe lupa brokenimage broken-image",
    r"(?<![a-z])(?:logo|icon|icn|avatar|gravatar|sprite|spacer|blank|transparent|pixel|1x1|1px|placeholder|loading|loader"
    r"|spinner|emoji|badge|button|btn|banner|bannar|arrow|bullet|divider|separator|shim|dummy|captcha|qr-?code|paypal"
    r"|share|social|favicon|tracking|tracker|beacon|counter|default[-_](?:image|img|og|share|thumb|pic)(?:nail|ture)?|no[-_]?(?:image|photo|preview|pic)"
    r"|app-?store|google-?play)s?(?![a-z])"
    r"|(?<![a-z])(?:autor|author|profile|footer|header)s?\.(?:png|jpe?g|gif|webp)|/(?:authors?|autores|avatars?|profile_images)/"
    r"|(?<![a-z])default\.(?:png|jpe?g|gif|webp)|calendar_[a-z]{3,6}\.|/(?:themes|skins|templates|smilies|emojis?|flags|headers?|footers?)/|/embed/"
    r"|(?<![a-z])(?:zoom|lup[ea])\.(?:png|gif)"
    r"|broken-?image|matomo|piwik|bat\.bing|securimage|profile_picture|/plugins/|/settings/|/ebc\.(?:png|gif)\?"
    r"|\.svg(?:$|\?)|/ads?/|doubleclick|scorecardresearch|google-analytics|vgwort|/count(?:er)?[./?]|/stats?[./?]",
)
"""Names of files and folders of what belongs to the page rather than to the story."""
OF_SITE: Final = re.compile(r"/(?:blavatar|templates|skins|wp-content/themes|themes/custom)/", re.I)
"""Folders of a theme's pictures, which a page declares as its own where the story has none. Of those above, these alone
are sure of a declared picture."""
_LAZY: Final = (
    "data-src", "data-lazy-src", "data-original", "data-lazy", "data-orig-file", "data-large-file", "data-full-src",
    "data-hi-res-src", "data-image", "data-img-url", "data-ezsrc", "data-cfsrc", "nitro-lazy-src",
    "data-flickity-lazyload", "data-srcset", "data-lazy-srcset", "srcset", "src",
)  # fmt: skip
_FILE: Final = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s+(\d+(?:\.\d+)?)[wx])?\s*(?:,|$)")
_IN_SCRIPT: Final = re.compile(r'"(?:src|url)"\s*:\s*"(?P<address>[^"\\\s]{8,1000})"')
_SIZES: Final = re.compile(
    r"(?<![\da-z])(?P<width>\d{2,4})[x×](?P<height>\d{2,4})(?![\da-z])|[?&,/_-](?:w|width)[=_-](?P<one>\d{2,4})(?!\d)"
    r"|(?:[?&](?:resize|fit|size)=|/thumb(?:nail)?[_-])(?P<cut>\d{2,4})(?![\dx×])",
    re.I,
)


def address_of_picture(image: _Element) -> str | None:
    """The best address that an ``img`` or ``amp-img`` and the ``picture`` around it name; None for furniture."""
    sources = [image]
    for holder in islice(image.iterancestors(), MAX_FILES):  # the parser lets each source hold what follows it
        if holder.tag == "picture":
            sources += islice(holder.iter("source"), MAX_FILES)
        elif holder.tag == "source":
            continue
        break
    for element in sources:
        for name in _LAZY:
            value = (element.get(name) or "").strip()
            if not value or value.startswith(("data:", "blob:")) or len(value) > MAX_SRCSET:
                continue
            address = widest(value) if "srcset" in name else value
            if address[:1] == "{":  # a script's list of the picture's files
                address = found["address"] if (found := _IN_SCRIPT.search(address)) is not None else ""
            if address and not is_furniture(address):
                return address
    return None


def widest(srcset: str) -> str:
    """The widest picture of a ``srcset`` (HTML standard, 4.8.4.2); commas may stand without a space behind them."""
    return _widest(srcset)[0]


def widest_width(image: _Element) -> float:
    """The width in pixels of the widest file in an image's own ``srcset``; 0 where it names none."""
    srcset = image.get("srcset") or image.get("data-srcset") or ""
    return max(_widest(srcset)[1], 0.0) if 0 < len(srcset) <= MAX_SRCSET else 0.0


def _widest(srcset: str) -> tuple[str, float]:
    best, width = "", -1.0
    at = 0
    for _ in range(MAX_FILES):
        match = _FILE.match(srcset, at)
        if match is None:
            break
        number = float(match[2] or 1)
        if number > width and not match[1].startswith("data:"):
            best, width = match[1], number
        at = match.end()
    return best, width


def is_thumbnail(address: str) -> bool:
    """Whether an address tells that the picture is small: "…-148x74.jpg", "…?w=90"."""
    sizes = [
        max(int(match["width"] or match["one"] or match["cut"]), int(match["height"] or 0))
        for match in _SIZES.finditer(unquote(address[-MAX_ADDRESS:]))
    ]
    return bool(sizes) and max(sizes) <= THUMBNAIL
