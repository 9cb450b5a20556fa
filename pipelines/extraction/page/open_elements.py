"""The stack of open elements of a walk over a page: the block-level elements around the place that is read, and the
containers that are made of them."""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.containers import Attributes, Container, container_of

MAX_CONTAINERS: Final = 30_000
"""Block-level elements read of one page; the most seen in an article page is 9,489."""
LEAST_SIZE: Final = 80
"""Pixels of a picture that has a caption; portraits of authors and signs are smaller."""


class OpenElements:
    """The elements entered and not yet left, outer before inner. A container is made of one when a text is found in it.

    `start` is the element where the walk begins; it is never left.
    """

    def __init__(self, start: _Element) -> None:
        outermost = Container(None, 0.0, "body", 0, 0, 0, 0)
        self.containers: list[Container] = [outermost]
        """All that have been made, outer before inner."""
        self._elements: list[tuple[_Element, Attributes]] = [(start, [])]
        self._made: list[Container] = [outermost]
        """The containers of the first of these elements."""
        self._controls: dict[_Element, int] = {}
        """Controls in elements that no container has been made of."""
        self._entered = 1
        self._around_picture = 0
        """How many of these elements, from the outermost inwards, hold the picture that was read last; 0 where it was
        none that has a caption."""

    @property
    def root(self) -> _Element:
        return self._elements[0][0]

    @property
    def innermost(self) -> tuple[_Element, Attributes]:
        return self._elements[-1]

    @property
    def is_full(self) -> bool:
        """Whether so many elements have been entered that the walk should end."""
        return self._entered >= MAX_CONTAINERS

    def enter(self, element: _Element, attributes: Attributes) -> None:
        self._elements.append((element, attributes))
        self._entered += 1

    def leave(self) -> None:
        self._elements.pop()
        left = len(self._elements)
        if len(self._made) > left:
            self._made.pop()
        if self._around_picture > left:
            self._around_picture = left

    def note_picture(self, picture: _Element | None) -> None:
        """Notes that a picture stands in the innermost element."""
        self._around_picture = 0 if picture is None or _is_sign(picture) else len(self._elements)

    def around_picture(self) -> Container | None:
        """The container of the innermost element that holds the picture read last; to be asked after `container`.
        None where that is a sign beside a line."""
        return self._made[self._around_picture - 1] if self._around_picture else None

    def container(self) -> Container:
        """The container of the innermost element; those that are missing around it are made as well."""
        made = self._made
        for element, attributes in self._elements[len(made) :]:
            container = container_of(element, attributes, made[-1])
            if self._controls:
                container.controls = self._controls.get(element, 0)
            made.append(container)
            self.containers.append(container)
        return made[-1]

    def note_control(self, kind: int) -> None:
        """Notes a control (a bit of `controls`) for the open elements, from the innermost outwards. It ends at
        the first that has one of its kind already: those around that one have it too."""
        if not kind:
            return
        for place in range(len(self._elements) - 1, 0, -1):
            if place < len(self._made):
                known = self._made[place].controls
                self._made[place].controls = known | kind
            else:
                element = self._elements[place][0]
                known = self._controls.get(element, 0)
                self._controls[element] = known | kind
            if known & kind:
                return


def _is_sign(picture: _Element) -> bool:
    """Whether a picture is as small as the sign before a point of a list, or drawn by lines as those are."""
    if any(size.isdigit() and int(size) < LEAST_SIZE for size in (picture.get("width", ""), picture.get("height", ""))):
        return True
    return picture.get("src", "").partition("?")[0].endswith(".svg") and picture.get("data-src") is None
