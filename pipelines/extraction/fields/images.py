"""The article's images: the lead image first, with captions and credits, without tracking pixels and page furniture."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from wiredesk.pipelines.article import Image
from wiredesk.pipelines.extraction.page.named_search import NamedSearch
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text
from wiredesk.pipelines.extraction.page.structured_data import first_text

MAX_IMAGES = 12
"""A gallery has more, and is not an article's illustration."""
MIN_SIDE = 100
"""Pixels: smaller images are icons, portraits beside the byline and counters."""
MAX_URL = 2_048

_is_furniture = NamedSearch(
    "logo icon avatar sprite spacer blank transparent pixel 1x1 placeholder loading spinner emoji badge button share"
    " social tracking tracker beacon count default noimage no-image .svg /ad doubleclick scorecardresearch"
    " google-analytics vgwort /stat",
    r"(?<![a-z])(?:logo|icon|avatar|gravatar|sprite|spacer|blank|transparent|pixel|1x1|placeholder|loading"
    r"|spinner|emoji|badge|button"
    r"|share|social|favicon|tracking|tracker|beacon|counter|default[-_]?(?:image|og)?|noimage|no-image)s?(?![a-z])"
    r"|\.svg(?:$|\?)|/ads?/|doubleclick|scorecardresearch|google-analytics|vgwort|/count(?:er)?[./?]|/stats?[./?]",
)
_SIZE = re.compile(
    r"[-_@](?:\d{2,4}x\d{2,4}|\d{2,4}w|w\d{2,4}|scaled|large|medium|small|thumb(?:nail)?|\d+x)(?=[.-_]|$)", re.I
)
_CREDIT_CLASS = re.compile(r"credit|copyright|photographer|byline|source|attribution|quelle|rights|foto(?:graf)?", re.I)
_CREDIT = re.compile(
    r"(?:^|[\s(|–—-])[(\[]?(?:(?:photo|image|picture|foto|bild|fotos|photos|fotografía|imagen|crédito"
    r"|crédit photo|photo credit|credit|quelle|fonte|source|фото|صورة|الصورة|عکس|写真|사진)"
    r"\s*(?:by|von|de|di|por|par|credit)?\s*[:：/]|©|\(c\))\s*(.{2,120})$",
    re.I,
)
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-srcset", "srcset", "src")


def read_images(page: PageMarkup, url: str) -> list[Image]:
    """The images of the article: what the page declares as its image, then the pictures in it. Never raises."""
    found: dict[str, Image] = {}
    for image in (*_declared(page, url), *_pictures(page, url)):
        key = _same_picture(image.url)
        known = found.get(key)
        if known is None:
            if len(found) < MAX_IMAGES:
                found[key] = image
        else:
            known.caption = known.caption or image.caption
            known.credit = known.credit or image.credit
            known.width, known.height = known.width or image.width, known.height or image.height
    return list(found.values())


def _declared(page: PageMarkup, url: str) -> list[Image]:
    images: list[Image] = []
    value: Any = page.structured.article.get("image") or page.structured.article.get("thumbnailUrl")
    for item in (value if isinstance(value, list) else [value])[:4]:
        node = page.structured.resolve(item)
        if isinstance(node, str):
            _add(images, node, url)
        elif isinstance(node, dict):
            address = first_text(node.get("url")) or first_text(node.get("contentUrl")) or first_text(node.get("@id"))
            _add(
                images,
                address,
                url,
                caption=clean_line(first_text(node.get("caption")) or "", limit=1_000) or None,
                credit=clean_line(
                    first_text(node.get("creditText")) or first_text(node.get("creator")) or "", limit=200
                )
                or None,
                width=_pixels(node.get("width")),
                height=_pixels(node.get("height")),
            )
    if images:
        images = images[:1] if len({_same_picture(image.url) for image in images}) > 1 and _crops(images) else images
    shared: list[Image] = []
    _add(
        shared,
        page.first_meta("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"),
        url,
        width=_pixels(page.first_meta("og:image:width")),
        height=_pixels(page.first_meta("og:image:height")),
    )
    return images or shared


def _crops(images: list[Image]) -> bool:
    """Whether the declared images are one picture cut to several shapes, as search engines ask for."""
    shapes = {round(image.width / image.height, 1) for image in images if image.width and image.height}
    return len(images) in (2, 3, 4) and len(shapes) > 1


def _pictures(page: PageMarkup, url: str) -> list[Image]:
    images: list[Image] = []
    seen: set[_Element] = set()
    inside = set(page.body.iter("img")) if page.body is not None else None
    for element in page.pictures:
        if len(images) >= MAX_IMAGES:
            break
        if page.positions.get(element, 0) < page.anchor - 40:
            continue
        image = element if element.tag == "img" else next(element.iter("img"), None)
        if image is None or image in seen:
            continue
        seen.add(image)
        figure = element if element.tag == "figure" else next(image.iterancestors("figure"), None)
        if figure is None and inside is not None and image not in inside:
            continue  # a picture outside a figure counts only inside the text
        width, height = _pixels(image.get("width")), _pixels(image.get("height"))
        if (width and width < MIN_SIDE) or (height and height < MIN_SIDE) or page.is_aside(_place(image, figure)):
            continue
        caption, credit = _caption(figure) if figure is not None else (None, None)
        _add(images, _address(image), url, caption=caption, credit=credit, width=width, height=height)
    return images


def _place(image: _Element, figure: _Element | None) -> _Element:
    """Where a picture stands: that of a figure with a caption, whose own class ("widget") says nothing of its place."""
    if figure is None or next(figure.iter("figcaption"), None) is None:
        return image
    around = figure.getparent()
    return figure if around is None else around


def _address(image: _Element) -> str | None:
    for name in _LAZY:
        value = (image.get(name) or "").strip()
        if not value or value.startswith(("data:", "blob:")) or len(value) > 20_000:
            continue
        if "srcset" in name:
            value = _largest(value)
        if value and not _is_furniture(value):
            return value
    return None


def _largest(srcset: str) -> str:
    """The widest picture of a ``srcset`` (HTML standard, 4.8.4.2)."""
    best, width = "", -1.0
    for part in re.split(r",\s+", srcset)[:20]:
        address, _, size = part.strip().partition(" ")
        try:
            number = float(size.strip().rstrip("wx") or 1)
        except ValueError:
            number = 0.0
        if address and number > width:
            best, width = address, number
    return best


def _caption(figure: _Element) -> tuple[str | None, str | None]:
    holder = next(figure.iter("figcaption"), None)
    if holder is None:
        return None, None
    text = element_text(holder, limit=1_000)
    credit = None
    for child in holder.iter("span", "small", "cite", "em", "p", "div", "i"):
        if _CREDIT_CLASS.search(child.get("class", "")):
            credit = element_text(child, limit=200)
            break
    if not credit and (match := _CREDIT.search(text)):
        credit = match[1]
    if credit:
        text = text.replace(credit, " ")
        text = re.sub(
            r"[\s(\[|–—©-]*(?:(?:photo|image|picture|foto|bild|credit|quelle)[^:]{0,12}[:：])?\s*[)\]]*\s*$",
            "",
            text,
            flags=re.I,
        )
        credit = re.sub(
            r"^(?:[^\W\d_]{3,14}(?: (?:by|von|de|credit))?\s*[:：]|©|\(c\))\s*", "", credit, flags=re.I
        ).strip(" ()[]|/-–")
    return clean_line(text) or None, clean_line(credit, limit=200) or None if credit else None


def _add(
    images: list[Image],
    address: str | None,
    base: str,
    *,
    caption: str | None = None,
    credit: str | None = None,
    width: int | None = None,
    height: int | None = None,
) -> None:
    if not address or len(address) > MAX_URL or _is_furniture(address.rpartition("/")[2] or address):
        return
    try:
        whole = address.strip()
        if not whole.startswith(("https://", "http://")) or "/." in whole:
            whole = urljoin(base, whole)
        parts = urlsplit(whole)
    except ValueError:
        return
    if parts.scheme not in ("http", "https") or not parts.netloc or len(whole.split()) != 1:
        return
    if width is not None and height is not None and min(width, height) < 2:
        return
    images.append(Image(url=whole, caption=caption, credit=credit, width=width, height=height))


def _pixels(value: Any) -> int | None:
    if isinstance(value, dict):
        value = value.get("value") or value.get("@value")
    text = (
        str(value).strip().lower().removesuffix("px")
        if isinstance(value, (str, int, float)) and not isinstance(value, bool)
        else ""
    )
    try:
        number = int(float(text))
    except (ValueError, OverflowError):
        return None
    return number if 0 < number < 100_000 else None


def _same_picture(address: str) -> str:
    """What the differently sized files of one picture have in common: the file's name without its size."""
    parts = urlsplit(address)
    name = parts.path.rstrip("/").rpartition("/")[2]
    if len(name) < 8 or "." not in name:
        return f"{parts.netloc}{parts.path}?{parts.query}"
    return _SIZE.sub("", name.lower())
