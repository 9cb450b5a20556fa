"""The article's images: the lead image first, with captions and credits, without tracking pixels and page furniture."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from wiredesk.pipelines.article import Image
from wiredesk.pipelines.extraction.fields.picture_address import (
    MAX_ADDRESS,
    address_of_picture,
    is_furniture,
    is_thumbnail,
)
from wiredesk.pipelines.extraction.fields.picture_credit import split_credit
from wiredesk.pipelines.extraction.fields.picture_place import own_pictures
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text
from wiredesk.pipelines.extraction.page.structured_data import first_text

MAX_IMAGES = 12
"""A gallery has more, and is not an article's illustration."""
MIN_SIDE = 100
"""Pixels: smaller images are icons, portraits beside the byline and counters."""
_SIZE = re.compile(
    r"[-_@](?:\d{2,4}x\d{2,4}|\d{2,4}w|w\d{2,4}|scaled|large|medium|small|thumb(?:nail)?|\d+x)(?=[.-_]|$)", re.I
)
_MOVING = re.compile(r"\.gif(?:$|[?#])", re.I)
"""Without a caption: advertising, loaders and counters."""
_CREDIT_CLASS = re.compile(r"credit|copyright|photographer|byline|source|attribution|quelle|rights|foto(?:graf)?", re.I)


def read_images(page: PageMarkup, url: str) -> list[Image]:
    """The images of the article: what the page declares as its image, then the pictures in it. Never raises."""
    found: dict[str, Image] = {}
    declared = _declared(page, url)
    for image in (*declared, *_pictures(page, url, declared)):
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
            caption, credit = split_credit(
                first_text(node.get("caption")) or "",
                clean_line(first_text(node.get("creditText")) or first_text(node.get("creator")) or "", limit=200),
            )
            _add(
                images,
                address,
                url,
                caption=caption,
                credit=credit,
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


def _pictures(page: PageMarkup, url: str, declared: list[Image]) -> list[Image]:
    images: list[Image] = []
    for image, figure, late in own_pictures(page, url, none_declared=not declared):
        if len(images) >= MAX_IMAGES:
            break
        width, height = _pixels(image.get("width")), _pixels(image.get("height"))
        if (width and width < MIN_SIDE) or (height and height < MIN_SIDE):
            continue
        caption, credit = _caption(figure) if figure is not None else (None, None)
        address = address_of_picture(image)
        if address is None or (caption is None and (is_thumbnail(address) or _MOVING.search(address))):
            continue
        if late and _folder(address) not in {_folder(known.url) for known in (*declared, *images)}:
            continue  # advertising stands behind the text as well; the story's pictures are kept together
        _add(images, address, url, caption=caption, credit=credit, width=width, height=height)
    return images


def _folder(address: str) -> str:
    """The folder of a picture's file, without the host, which may be written in several ways."""
    try:
        return urlsplit(address).path.rpartition("/")[0]
    except ValueError:
        return address


def _caption(figure: _Element) -> tuple[str | None, str | None]:
    holder = next(figure.iter("figcaption"), None)
    if holder is None:
        return None, None
    credit = None
    for child in holder.iter("span", "small", "cite", "em", "p", "div", "i"):
        if _CREDIT_CLASS.search(child.get("class", "")):
            credit = element_text(child, limit=200)
            break
    return split_credit(element_text(holder, limit=1_000), credit)


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
    if not address or len(address) > MAX_ADDRESS or is_furniture(address.rpartition("/")[2] or address):
        return
    if "/embed/" in address:
        return  # the frame of a player
    try:
        whole = address.strip()
        if not whole.startswith(("https://", "http://")) or "/." in whole:
            whole = urljoin(base, whole)
        parts = urlsplit(whole)
    except ValueError:
        return
    if parts.scheme not in ("http", "https") or not parts.netloc or len(whole.split()) != 1:
        return
    if parts.path in ("", "/") and not parts.query:
        return  # a home page
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
