"""Which HTTP statuses come back to a spider, and which the redirect middleware follows."""

from __future__ import annotations

import re

from scrapy.http import Response

WHOLE = frozenset((200, 203, 226))
"""The resource itself, also where a proxy has changed it on its way (RFC 9110, 15.3.4), or where the server could have
sent the difference to an earlier one (RFC 3229, 10.4.1), for which nobody has asked."""
PARTIAL = 206
CHOICES = 300
"""Several versions of a resource; `Location` names the one that the server would choose (RFC 9110, 15.4.1)."""
ACCEPTED = 202
"""Some servers say so with the resource itself, others with a check for robots while they think: what comes tells."""

REDIRECTS = frozenset((301, 302, 303, 307, 308))
"""RFC 9110, 15.4; Scrapy's RedirectMiddleware follows them, but not where a request asks for them itself."""

HANDLED = [status for status in range(200, 1000) if status not in REDIRECTS]
"""For ``meta["handle_httpstatus_list"]``: ``handle_httpstatus_all`` would hand out the redirects unfollowed. Some
sites answer crawlers with a number that no standard knows, such as 999."""

_RANGE = re.compile(rb"bytes 0-(\d{1,15})/(\d{1,15})", re.I)


def as_understood(response: Response) -> Response:
    """`response`, with 200 where it says "a part" (206), for which nobody has asked, and names all bytes of the
    resource."""
    if response.status != PARTIAL:
        return response
    found = _RANGE.fullmatch((response.headers.get("Content-Range") or b"").strip())
    return response.replace(status=200) if found and int(found[1]) + 1 == int(found[2]) else response
