"""What ``X-Robots-Tag`` and ``<meta name="robots">`` say to this crawler."""

from __future__ import annotations

import pytest

from wiredesk.crawlers.fetching.indexing_rules import from_meta, from_x_robots_tag

AGENT = "wiredesk/0.1 (+https://example.org)"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["noindex"], {"noindex"}),
        (["NoIndex, NoFollow"], {"noindex", "nofollow"}),
        (["none"], {"noindex", "nofollow"}),
        (["noarchive", "nosnippet"], {"noarchive", "nosnippet"}),
        (["googlebot: noindex, nofollow"], set()),
        (["wiredesk: noindex, noarchive"], {"noindex", "noarchive"}),
        (["noarchive, otherbot: noindex, wiredesk: nofollow"], {"noarchive", "nofollow"}),
        (["unavailable_after: 25 Jun 2010 15:00:00 PST"], {"unavailable_after"}),
        (["max-snippet:20, noindex"], {"max-snippet", "noindex"}),
        ([""], set()),
        ([], set()),
    ],
)
def test_header(headers: list[str], expected: set[str]) -> None:
    assert from_x_robots_tag(headers, user_agent=AGENT) == expected


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ([("robots", "noindex,follow")], {"noindex", "follow"}),
        ([("ROBOTS", "NOINDEX NOFOLLOW")], {"noindex", "nofollow"}),
        ([("robots", "none")], {"noindex", "nofollow"}),
        ([("googlebot", "noindex")], set()),
        (
            [("wiredesk", "noindex"), ("robots", "index, max-image-preview:large")],
            {"noindex", "index", "max-image-preview"},
        ),
        ([("description", "noindex")], set()),
        ([("robots", "index; noarchive")], {"index", "noarchive"}),
    ],
)
def test_meta(elements: list[tuple[str, str]], expected: set[str]) -> None:
    assert from_meta(elements, user_agent=AGENT) == expected
