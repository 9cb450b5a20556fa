"""The article's images: the lead image first, with captions and credits, without tracking pixels and page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from wiredesk.pipelines.article import Image
from wiredesk.pipelines.extraction.fields.byline_labels import has_label
from wiredesk.pipelines.extraction.fields.picture_address import (
    MAX_ADDRESS,
    OF_SITE,
    address_of_picture,
    is_furniture,
    is_thumbnail,
    widest_width,
)
from wiredesk.pipelines.extraction.fields.picture_caption import caption_of
from wiredesk.pipelines.extraction.fields.picture_credit import split_credit
from wiredesk.pipelines.extraction.fields.picture_place import own_pictures
from wiredesk.pipelines.extraction.fields.same_picture import is_one_picture, picture_key
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.placeholders import is_placeholder
from wiredesk.pipelines.extraction.page.plain_text import clean_line, squash
from wiredesk.pipelines.extraction.page.structured_data import first_text

MAX_IMAGES = 12
"""A gallery has more, and is not an article's illustration."""
MIN_SIDE = 100
"""Pixels: smaller images are icons, portraits beside the byline and counters."""
LEAST_NAME = 8
"""Characters at the beginning of a picture's name that its files have in common."""
MAX_BYLINE = 120
"""Characters of a byline with its date and the author's function, below a portrait."""
LEAST_FILE = 480
"""Pixels: where a ``srcset`` names so wide a file, the small width and height beside it are a shape (100 to 56.25)."""
_MOVING = re.compile(r"\.gif(?:$|[?#])", re.I)
"""Without a caption: advertising, loaders and counters."""


def read_images(page: PageMarkup, url: str, authors: Iterable[str] = ()) -> list[Image]:
    """The images of the article: what the page declares as its image, then the pictures in it. Never raises.

    ``authors``: names, squashed; their portraits are none of the story.
    """
    found: list[Image] = []
    declared = _declared(page, url)
    for image in declared:
        _keep(found, image, near=True)
    told = len(found)
    for number, image in enumerate(_pictures(page, url, declared, frozenset(authors))):
        _keep(found, image, near=number == 0 and told > 0)
    _take_captions(found[:told], page, url)
    return found


def _keep(found: list[Image], image: Image, *, near: bool) -> None:
    """Adds an image, or what is told of it to the one that it is."""
    key = picture_key(image.url)
    for known in found:
        if (
            picture_key(known.url) == key
            or (near and _share_caption(known, image))
            or (_may_be_one(known, image) and is_one_picture(known.url, image.url, near=near))
        ):
            known.caption = known.caption or image.caption
            known.credit = known.credit or image.credit
            known.width, known.height = known.width or image.width, known.height or image.height
            return
    if len(found) < MAX_IMAGES:
        found.append(image)


def _may_be_one(known: Image, image: Image) -> bool:
    """Whether no two captions tell two images apart."""
    return not known.caption or not image.caption or _share_caption(known, image)


def _share_caption(known: Image, image: Image) -> bool:
    return bool(known.caption) and squash(known.caption or "") == squash(image.caption or "")


def _take_captions(images: list[Image], page: PageMarkup, url: str) -> None:
    """Captions of declared images whose picture stands where the story's others do not: above the headline, aside."""
    wanted = {picture_key(image.url): image for image in images if not image.caption}
    names = tuple(key.rpartition("/")[2][:LEAST_NAME] for key in wanted)
    for element in page.pictures if wanted else ():
        if element.tag != "img" or not any(name in value.lower() for value in element.values() for name in names):
            continue  # the cheaper test: most pictures are of other stories
        if (address := address_of_picture(element)) is None:
            continue
        try:
            key = picture_key(urljoin(url, address))
        except ValueError:
            continue
        if (image := wanted.get(key)) is None:
            continue
        caption, credit = caption_of(element, next(element.iterancestors("figure"), None), page)
        if caption is not None:
            image.caption, image.credit = caption, image.credit or credit
            del wanted[key]


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
        images = images[:1] if len({picture_key(image.url) for image in images}) > 1 and _crops(images) else images
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


def _pictures(page: PageMarkup, url: str, declared: list[Image], authors: frozenset[str]) -> list[Image]:
    images: list[Image] = []
    for image, figure, late in own_pictures(page, url, none_declared=not declared):
        if len(images) >= MAX_IMAGES:
            break
        width, height = _pixels(image.get("width")), _pixels(image.get("height"))
        if ((width and width < MIN_SIDE) or (height and height < MIN_SIDE)) and widest_width(image) < LEAST_FILE:
            continue
        caption, credit = caption_of(image, figure, page)
        if authors and _is_portrait(image.get("alt") or "", caption or "", authors):
            continue
        address = address_of_picture(image)
        if address is None or (caption is None and (is_thumbnail(address) or _MOVING.search(address))):
            continue
        if late and _folder(address) not in {_folder(known.url) for known in (*declared, *images)}:
            continue  # advertising stands behind the text as well; the story's pictures are kept together
        _add(images, address, url, caption=caption, credit=credit, width=width, height=height)
    return images


def _is_portrait(alt: str, caption: str, authors: frozenset[str]) -> bool:
    """Whether a picture shows one of the story's authors: by its name, or by the byline as its caption."""
    key = squash(caption)
    if squash(alt) in authors or key in authors:
        return True
    return 0 < len(caption) <= MAX_BYLINE and has_label(caption) and any(name in key for name in authors)


def _folder(address: str) -> str:
    """The folder of a picture's file, without the host, which may be written in several ways."""
    try:
        return urlsplit(address).path.rpartition("/")[0]
    except ValueError:
        return address


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
    if is_placeholder(address) or is_placeholder(address.rpartition("/")[2]):
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
    if not parts.query and (parts.path in ("", "/") or OF_SITE.search(parts.path) is not None):
        return  # a home page, or the picture that a theme or an account has for all its pages
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
