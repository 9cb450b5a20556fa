"""The head of an HTTP answer: its status line and headers, as bytes from strangers."""

from __future__ import annotations

from wiredesk.pipelines.content_coding import CODINGS, MOST_CODINGS, BrokenCoding, decode_body

_TRANSFER_CODING = b"transfer-encoding"
_RENAMED = b"X-Archive-Orig-"
"""What web archives put before the name of a header that does not hold for what they keep."""


def as_kept(head: bytes) -> bytes:
    """The head with the name of Transfer-Encoding changed: a body is kept without it, and readers would look for it."""
    if _TRANSFER_CODING not in head.lower():
        return head
    lines = head.split(b"\r\n")
    return b"\r\n".join(_RENAMED + line if line.lower().startswith(_TRANSFER_CODING) else line for line in lines)


def split_head(block: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body of an answer as it is kept; status 0 where there is no status line."""
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ", 2)
    status = int(parts[1]) if len(parts) > 1 and parts[1].isascii() and parts[1].isdigit() else 0
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and headers:  # a header that goes on in the next line
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip(), value.strip()))
    return status, headers, body


def header(headers: list[tuple[str, str]] | tuple[tuple[str, str], ...], name: str) -> str | None:
    """The first header of that name."""
    return next((value for given, value in headers if given.lower() == name), None)


def decoded_body(headers: list[tuple[str, str]], body: bytes, max_size: int) -> bytes:
    """The body without its content codings, as a crawl decodes it; as it is where they are unknown.

    Raises BrokenCoding or TooLarge.
    """
    codings = [
        coding.strip().lower()
        for name, value in headers
        if name.lower() == "content-encoding"
        for coding in value.split(",")
    ]
    if len(codings) > MOST_CODINGS:
        raise BrokenCoding(f"more than {MOST_CODINGS} codings")
    for coding in reversed(codings):
        if coding not in CODINGS:
            break
        body = decode_body(body, coding, max_size)
    return body
