"""Whether two addresses lead to one picture: publishers cut each to several sizes and shapes, and name them all."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

LEAST_STEM: Final = 8
"""Characters of a file's name that no other picture bears: "image.jpg" and "1.jpg" stand in many folders."""
LEAST_DIGITS: Final = 5
"""Digits that make a shorter name a picture's own."""
LEAST_HASH: Final = 16
"""Characters of a token, digits and letters mixed, that is made from the picture itself."""
_SUFFIX: Final = re.compile(r"(?:\.(?:jpe?g|png|webp|gif|avif|jfif|img))+$", re.I)
_SIZE: Final = re.compile(
    r"(?:(?:^|[-_@~.=])(?:\d{2,4}x\d{2,4}|\d{2,4}w|[wh]\d{2,4}|[xy]\d{1,4}(?=[wxyh_])|scaled|x?large|medium|small|retina"
    r"|original|thumb(?:nail)?|\d+x|v-?\d{1,2}(?:to|_)(?:\d{1,2}|x)(?:_{1,2}\d{3,4})?|\d{1,2}(?:x|to|by)\d{1,2}))"
    r"(?=[._~=-]|$)",
    re.I,
)
"""Names of sizes and shapes: "-800x600", "_w1200", "_v16_9_1200", "~v-16to9"."""
_SHAPE: Final = re.compile(r"(?:landscape|portrait|square|panorama|[a-z]{3,7}_(?:three|four|nine))_\d{2,4}")
"""A whole name that tells shape and width: "LANDSCAPE_1280", "four_three_1280"."""
_SIZED_FOLDER: Final = re.compile(r"[swh]\d{2,4}(?:-[a-z0-9]{1,8}){0,8}", re.I)
"""A folder that names a size, as Blogger has: "/s320/", "/w1200-h630-p-k-no-nu/"."""
_INNER: Final = re.compile(
    r"[?&](?:u|url|src|img|image)=(?P<address>[^&#]{8,500}\.(?:jpe?g|png|webp|gif)|https?(?::|%3A)[^&#]{8,500})"
    r"(?![^&#])",
    re.I,
)
_CUT: Final = re.compile(r"^csm_(?P<name>.+)_[0-9a-f]{10}$")
"""How TYPO3 names each cut of a picture."""
_COUNTER: Final = re.compile(r"(?P<stem>.+[-_])\d{1,2}$")
_TOKEN: Final = re.compile(r"[a-z\d]+", re.I)
_NUMBER: Final = re.compile(r"\d{6,}")
_COPY: Final = re.compile(r"-\d{1,2}$")
"""The number of a file that was uploaded twice."""
_SIDES: Final = re.compile(r"(?:[-_][1-9]\d{2,3}){1,2}$")
"""Width and height, or one of them, where both names end so."""
FOLDERS: Final = 2
"""The last of an address that tell a picture, before a name that many bear: in front of them a size may stand."""
_NAMELESS: Final = frozenset({"image", "rawimage", "original", "photo", "picture", "master", "index"})
"""What the files of all pictures of a site are called; then the folder is the picture's own."""
LEAST_OWN: Final = 9
"""Digits of a number that only one picture has; eight may be a date."""


@lru_cache(maxsize=200)
def picture_key(address: str) -> str:
    """What the files of one picture have in common: the file's name without its size and its kind."""
    if (inner := _INNER.search(address)) is not None:
        return picture_key(unquote(inner["address"]))  # a script that cuts it: "/image?url=…&w=640"
    try:
        parts = urlsplit(address)
    except ValueError:  # an address inside another that is none: "//["
        return address
    name = parts.path.rstrip("/").rpartition("/")[2].lower()
    stem = _SUFFIX.sub("", name)
    bare = _SIZE.sub("", stem).strip("-_.~=") or stem
    if (cut := _CUT.match(bare)) is not None:
        bare = cut["name"]
    if stem in _NAMELESS or _SIZE.fullmatch(stem) is not None or _SHAPE.fullmatch(stem) is not None:
        return "/".join((parts.netloc, *parts.path.split("/")[-1 - FOLDERS : -1]))
    if len(bare) >= LEAST_STEM and (stem != name or any(map(str.isdigit, bare))):
        return bare
    if sum(map(str.isdigit, bare)) >= LEAST_DIGITS:
        return bare
    folder = "/".join(part for part in parts.path.split("/")[:-1] if _SIZED_FOLDER.fullmatch(part) is None)
    return f"{parts.netloc}{folder}/{bare}" if stem != name else f"{parts.netloc}{parts.path}?{parts.query}"


def is_one_picture(one: str, other: str, *, near: bool = False) -> bool:
    """Whether two addresses with different keys hold the same long token, made from the picture.

    ``near``: of two that stand for the head of the page (the declared one and the first printed), or that are
    declared together, a common number is enough; the pictures of a gallery share one as well.
    """
    mine, theirs = _tokens(one), _tokens(other)
    if mine and mine == theirs and _are_series(one, other):
        return False
    if mine and mine == theirs:
        return near or any(len(token) >= LEAST_HASH and not token.isdigit() for token in mine)
    if near and any(len(token) >= LEAST_OWN for token in mine & theirs):
        return not all(any(map(_is_own_number, others)) for others in (mine - theirs, theirs - mine))
    if not near or mine or theirs:
        return False
    keys = (picture_key(one), picture_key(other))
    return any(
        all(mark.search(key) for key in keys if mark is _SIDES)
        and len(stems := {mark.sub("", key) for key in keys}) == 1
        and len(next(iter(stems))) >= LEAST_STEM
        for mark in (_COPY, _SIDES)
    )


def _is_own_number(token: str) -> bool:
    return len(token) > LEAST_OWN and token.isdigit()


def _are_series(one: str, other: str) -> bool:
    """Whether two files are numbered one after the other: "1a2b3c_1.jpg", "1a2b3c_2.jpg"."""
    found = [_COUNTER.match(picture_key(address)) for address in (one, other)]
    return all(found) and len({match["stem"] for match in found if match}) == 1


def _tokens(address: str) -> frozenset[str]:
    """The tokens of a file's name that stand for the picture, not for its size."""
    name = unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2].lower())
    return frozenset(
        token for token in _TOKEN.findall(_SUFFIX.sub("", name)) if _NUMBER.fullmatch(token) or _is_hash(token)
    )


def _is_hash(token: str) -> bool:
    digits = sum(map(str.isdigit, token))
    return len(token) >= 12 and 2 < digits < len(token) - 1
