"""Small bar charts as SVG: drawn here, so that the pages need no script."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

HEIGHT = 60
BAR = 10
GAP = 2


def bars(values: Sequence[int], labels: Sequence[str], title: str, bad: Sequence[bool] = ()) -> Markup:
    """A bar for each value. Each bar's label and value is its tooltip; `title` says what is drawn, for screen readers
    with the sum and the highest. `bad` marks bars in the colour of faults."""
    width, top = _width(values), max([*values, 1])
    parts = [_opening(width, _said(values, labels, title))]
    for at, (value, label) in enumerate(zip(values, labels, strict=True)):
        tall = _height(value, top)
        kind = "bad" if at < len(bad) and bad[at] else "none" if not value else "good"
        parts.append(
            f'<rect class="{kind}" x="{at * (BAR + GAP)}" y="{HEIGHT - tall}" width="{BAR}" height="{tall}">'
            f"<title>{escape(label)}: {value}</title></rect>"
        )
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704  # all that strangers wrote is escaped


def shares(days: Sequence[tuple[str, float | None]], title: str) -> Markup:
    """A bar for the share (0 to 1) of each day, 100 % being the whole height; a line for days of which none is told."""
    told = [(share, label) for label, share in days if share is not None]
    said = f"{title}: " + (f"{len(told)} days, the least {min(told)[0]:.0%} ({min(told)[1]})" if told else "none told")
    parts = [_opening(_width(days), said)]
    for at, (label, share) in enumerate(days):
        tall = 1 if share is None else max(1, round(share * HEIGHT))
        kind = "none" if share is None else "good"
        parts.append(
            f'<rect class="{kind}" x="{at * (BAR + GAP)}" y="{HEIGHT - tall}" width="{BAR}" height="{tall}">'
            f"<title>{escape(label)}: {'not told' if share is None else f'{share:.0%}'}</title></rect>"
        )
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704  # all that strangers wrote is escaped


def outline(values: Sequence[int], labels: Sequence[str], title: str) -> Markup:
    """The same bars as one shape, without tooltips: for tables that have hundreds of them."""
    top = max([*values, 1])
    bars_drawn = "".join(
        f"M{at * (BAR + GAP)} {HEIGHT}v-{_height(value, top)}h{BAR}V{HEIGHT}z" for at, value in enumerate(values)
    )
    opening = _opening(_width(values), _said(values, labels, title))
    return Markup(f'{opening}<path d="{bars_drawn}"/></svg>')  # noqa: S704  # all that strangers wrote is escaped


def _opening(width: int, said: str) -> str:
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        f'aria-label="{escape(said)}">'
    )


def _said(values: Sequence[int], labels: Sequence[str], title: str) -> str:
    said = f"{title}: {sum(values)} in all"
    return said + (f", at most {max(values)} ({labels[list(values).index(max(values))]})" if any(values) else "")


def _width(values: Sequence[object]) -> int:
    return max(1, len(values) * (BAR + GAP) - GAP)


def _height(value: int, top: int) -> int:
    return max(1, round(value / top * HEIGHT))  # a line also for nothing: the day was there
