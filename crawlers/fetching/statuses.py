"""Which HTTP statuses come back to a spider, and which the redirect middleware follows."""

from __future__ import annotations

WHOLE = frozenset((200, 203))
"""The resource itself, also where a proxy has changed it on its way (RFC 9110, 15.3.4)."""
ACCEPTED = 202
"""Some servers say so with the resource itself, others with a check for robots while they think: what comes tells."""

REDIRECTS = frozenset((301, 302, 303, 307, 308))
"""RFC 9110, 15.4; Scrapy's RedirectMiddleware follows them, but not where a request asks for them itself."""

HANDLED = [status for status in range(200, 1000) if status not in REDIRECTS]
"""For ``meta["handle_httpstatus_list"]``: ``handle_httpstatus_all`` would hand out the redirects unfollowed. Some
sites answer crawlers with a number that no standard knows, such as 999."""
