"""Cookies within one chain of redirects: what a site sets with a redirect is given back at the chain's next steps.

Some sites set a cookie, send the reader on (often to the same address), and look whether it comes back. The jar belongs
to that one chain: nothing of it is stored or shared with another request, and each host gets its own cookies alone.
"""

from __future__ import annotations

from scrapy.http import Request, Response
from scrapy.http.cookies import CookieJar

MOST_BYTES = 8_192
"""Of all Set-Cookie headers of an answer, names and values: browsers keep 4,096 of each cookie (RFC 6265, 6.1), a wall
sets one or two, of about a hundred bytes."""
MOST_COOKIES = 20
"""Of one answer; RFC 6265 asks browsers for 50 of a domain."""
_JAR = "cookies_of_the_chain"
_OWN = "cookies_of_the_definition"


def carry_cookies(request: Request, response: Response, followed: Request) -> None:
    """Give `followed`, to which `response` has redirected `request`, the cookies of the chain for its address.

    A Cookie header that the site's definition sets stays before them.
    """
    set_by = response.headers.getlist("Set-Cookie")
    jar: CookieJar | None = request.meta.get(_JAR)
    if jar is None and not set_by:
        return
    if jar is None:
        jar = followed.meta[_JAR] = CookieJar()
        followed.meta[_OWN] = request.headers.get("Cookie")
    if len(set_by) <= MOST_COOKIES and sum(map(len, set_by)) <= MOST_BYTES:
        jar.extract_cookies(response, request)
    own = followed.meta.get(_OWN) if followed.headers.get("Cookie") else None  # Scrapy takes it off for another host
    followed.headers.pop("Cookie", None)
    jar.add_cookie_header(followed)
    theirs = followed.headers.get("Cookie")
    if own:
        followed.headers["Cookie"] = own + b"; " + theirs if theirs else own
