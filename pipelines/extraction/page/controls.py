"""What readers press, choose or fill in on a page (HTML Living Standard, 4.10, and the shops of apps)."""

from __future__ import annotations

import re
from typing import Final

from lxml.etree import _Element

FIELD: Final = 1
CHOICE: Final = 2
BUTTON: Final = 4
APP_LINK: Final = 8
"""Kinds of controls: bits of ``Container.controls``."""
TAGS: Final = frozenset({"input", "button", "textarea", "select"})
LONGEST_LABEL: Final = 40
"""Characters on a button. A longer text is the heading of a part that opens and closes: a question and its answer."""
_INPUTS: Final = {"hidden": 0, "image": BUTTON, "submit": BUTTON, "button": BUTTON, "reset": BUTTON, "radio": CHOICE,
                  "checkbox": BUTTON, "range": 0, "file": FIELD}  # fmt: skip
"""Types of `input`; all others are to be filled in. Boxes to tick stand before the ingredients of a recipe too."""
_APP: Final = re.compile(
    r"https?://(?:play\.google\.com/store/apps|(?:apps|itunes)\.apple\.com|appgallery\.huawei\.com)\b"
)


def control(element: _Element, tag: str) -> int:
    """The kind of a control with one of TAGS; 0 where readers see none."""
    if tag == "input":
        return _INPUTS.get((element.get("type") or "").strip().lower(), FIELD)
    if tag == "button":
        label = "".join(map(str, element.itertext())) if len(element) else element.text or ""
        return BUTTON if len(label.strip()) <= LONGEST_LABEL else 0
    return FIELD if tag == "textarea" else CHOICE


def control_of_link(link: _Element) -> int:
    """The kind of control that a link is; 0 for those that lead to a page."""
    if _APP.match(link.get("href") or "") is not None:
        return APP_LINK
    return BUTTON if link.get("role") == "button" else 0
