"""CSS selectors that find an element again on other pages of its site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from lxml.etree import _Element
from lxml.html import HtmlElement

MOST_ELEMENTS: Final = 20_000
"""Elements of a page that are looked at; of 1,500 article pages none has 12,000."""
ANCESTORS: Final = 4
"""Steps up from the first paragraph to the element that holds the text: wrappers of one paragraph, column and text."""
LONGEST_ATTRIBUTE: Final = 60
"""Characters of an attribute that may name a part of the page; longer ones are texts."""
MOST_CLASSES: Final = 8
"""Classes looked at; those of style frameworks come after the speaking ones."""
_NAME: Final = re.compile(r"[^\W\d][\w-]{1,60}")
_NAMED: Final = ("itemprop", "property", "name", "data-testid")


def elements_of(tree: HtmlElement) -> Iterator[_Element]:
    """The elements of a page in their order, which is the same each time; the first MOST_ELEMENTS."""
    found = (one for one in tree.iter() if isinstance(one.tag, str) and one.tag not in ("html", "body"))
    return islice(found, MOST_ELEMENTS)


def selectors_of(elements: Iterable[_Element]) -> Iterator[str]:
    """Selectors that find the elements, for each those that say most first."""
    for element in elements:
        tag = str(element.tag)
        for attribute in _NAMED:
            value = element.get(attribute) or ""
            if value and len(value) < LONGEST_ATTRIBUTE and not set(value) & set('"\\\n'):
                yield f'{tag}[{attribute}="{value}"]'
        if (name := element.get("id") or "") and _is_name(name):
            yield f"#{name}"
        classes = _classes(element)
        yield from (f"{tag}.{name}" for name in classes)
        if len(classes) > 1:
            yield tag + "".join(f".{name}" for name in classes)
        for above in islice(element.iterancestors(), ANCESTORS):
            yield from (f"{above.tag}.{name} {tag}" for name in _classes(above))
        yield tag


def _classes(element: _Element) -> list[str]:
    return [name for name in (element.get("class") or "").split()[:MOST_CLASSES] if _is_name(name)]


def _is_name(name: str) -> bool:
    """Whether a class or id is likely to be on the next page too: "post-24817" is not."""
    return _NAME.fullmatch(name) is not None and sum(map(str.isdigit, name)) < 3
