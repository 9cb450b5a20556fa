"""What is measured of the containers of a page: their sums, the frame around the text, rows of others like them."""

from __future__ import annotations

from typing import Final

from wiredesk.pipelines.extraction.page.blocks import BlockLook, BlockPage
from wiredesk.pipelines.extraction.page.container_words import NAMES
from wiredesk.pipelines.extraction.page.containers import Container

CONTAINER_FEATURES: Final[tuple[str, ...]] = (
    *(f"inside_{name}" for name in ("article", "main", "aside", "nav", "header", "footer", "form", "figure",
      "figcaption", "table", "list", "blockquote", "section", "address", "details", "li", "hidden", "article_body",
      "listed_article")),
    *(f"near_{name}" for name in NAMES),
    *(f"around_{name}" for name in NAMES),
    "depth", "prose_share", "count", "links_in", "parent_prose_share", "parent_count", "parent_links_in",
    "grandparent_prose_share", "grandparent_count", "grandparent_links_in",
    "frame_distance", "frame_depth_gap", "branch_prose_share", "branch_count", "branch_links_in",
    "row_count", "row_mean_blocks", "row_mean_prose", "row_mean_headings", "row_mean_dates", "row_depth_gap",
    "headings_in", "dates_in", "shared_depth", "shared_depth_gap", "shared_prose_share",
)  # fmt: skip
"""Names of the columns of :func:`container_row`, in order; part of the trained model."""

FRAME_SHARE: Final = 0.75
"""The frame is narrowed down into the child that holds so much of the running text of the one above."""
_OUTSIDE: Final = 20.0  # added to the distance of containers outside the frame
_INSIDE_BITS: Final = 19
_MASKS_SEEN: dict[tuple[int, ...], tuple[float, ...]] = {}
_MAX_CACHED: Final = 5_000
"""Combinations of masks whose columns are kept: paragraphs of one body share theirs."""


def _bits(mask: int, count: int) -> tuple[float, ...]:
    return tuple([1.0 if mask >> place & 1 else 0.0 for place in range(count)])


def _mask_columns(inside: int, near: int, around: int) -> tuple[float, ...]:
    """The columns of a container that come of its masks."""
    key = (inside, near, around)
    found = _MASKS_SEEN.get(key)
    if found is None:
        groups = len(NAMES)
        found = _bits(inside, _INSIDE_BITS) + _bits(near, groups) + _bits(around, groups)
        if len(_MASKS_SEEN) >= _MAX_CACHED:
            _MASKS_SEEN.clear()
        _MASKS_SEEN[key] = found
    return found


def sum_up(page: BlockPage, looks: list[BlockLook]) -> dict[Container, Container]:
    """Fills the sums of the containers, from the blocks up; returns the child with most running text of each."""
    best: dict[Container, Container] = {}
    for block, look in zip(page.blocks, looks, strict=True):
        container = block.container
        container.count += 1.0
        container.characters += look.characters
        container.links += block.link_characters
        container.prose += look.prose
        if look.heading:
            container.headings += 1.0
        elif look.dated:
            container.dates += 1.0
    for container in reversed(page.containers):
        parent = container.parent
        if parent is not None and container.count:
            parent.count += container.count
            parent.characters += container.characters
            parent.links += container.links
            parent.prose += container.prose
            parent.headings += container.headings
            parent.dates += container.dates
            if container.prose and (parent not in best or container.prose >= best[parent].prose):
                best[parent] = container
    return best


def find_rows(page: BlockPage) -> None:
    """Fills which containers stand in a row of others like them: teasers, comments, entries of a list."""
    counts: dict[tuple[Container, str, int], float] = {}
    for container in page.containers:
        if container.prose and container.parent is not None:
            key = (container.parent, container.tag, container.own)
            counts[key] = counts.get(key, 0.0) + 1.0
    for container in page.containers:
        parent = container.parent
        if parent is None or not container.count:
            continue
        if container.prose:
            container.alike = counts[(parent, container.tag, container.own)]
        above = parent.row or parent
        container.row = None if above.parent is None or container.alike > above.alike else above


def shared_with_headline(page: BlockPage, headline: Container | None) -> dict[float, Container]:
    """Fills the depths shared with the headline's container; returns the containers around it by depth."""
    line: dict[float, Container] = {}
    above = headline
    while above is not None:
        line[above.depth] = above
        above = above.parent
    for container in page.containers:
        depth = container.depth
        if headline is None:
            container.shared_depth = -1.0
        elif line.get(depth) is container:
            container.shared_depth = depth
        elif container.parent is not None:
            container.shared_depth = container.parent.shared_depth
    return line


def text_frame(outermost: Container, best: dict[Container, Container]) -> Container:
    """The smallest container that still holds most of the page's running text; `best` is what `sum_up` returns."""
    frame = outermost
    while (inner := best.get(frame)) is not None and inner.prose >= FRAME_SHARE * frame.prose:
        frame = inner
    return frame


def place_around_frame(page: BlockPage, frame: Container) -> None:
    """Fills what each container is to the frame: inside it, how far from it, on which branch."""
    line: dict[Container, int] = {}
    above: Container | None = frame
    while above is not None:
        line[above] = len(line)
        above = above.parent
    for container in page.containers:
        if not container.count:
            continue
        parent = container.parent
        if container in line:
            container.framed = container is frame
            container.distance = _OUTSIDE + line[container] if container is not frame else 0.0
        elif parent is not None:
            container.framed = parent.framed
            container.distance = parent.distance + 1.0
            if parent not in line:
                container.branch = parent.branch or parent


def container_row(
    container: Container, frame: Container, total_prose: float, shared: dict[float, Container]
) -> list[float]:
    parent = container.parent or container
    grandparent = parent.parent or parent
    branch = container.branch or container
    row = [*_mask_columns(container.inside, container.near, container.around), container.depth]
    for level in (container, parent, grandparent):
        row += (level.prose / total_prose, level.count, level.links / (level.characters or 1))
    row += (
        container.distance,
        container.depth - frame.depth,
        branch.prose / total_prose,
        branch.count,
        branch.links / (branch.characters or 1),
    )
    # The block's own container is a paragraph among paragraphs on any page: the rows that tell lie above it.
    member = parent.row or parent
    if member.parent is None:
        row += (0.0, 0.0, 0.0, 0.0, 0.0, -1.0)
    else:
        others = member.parent
        many = member.alike or 1
        row += (
            member.alike,
            others.count / many,
            others.prose / many,
            others.headings / many,
            others.dates / many,
            container.depth - member.depth,
        )
    depth = container.shared_depth
    around = shared.get(depth)
    row += (
        parent.headings,
        parent.dates,
        depth,
        container.depth - depth,
        around.prose / total_prose if around is not None else -1.0,
    )
    return row
