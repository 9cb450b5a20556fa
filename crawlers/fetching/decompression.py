"""Content codings (gzip, deflate, br, zstd), decoded whole or not at all.

Scrapy gives what it could read of a damaged body. Half an article would be published as if it were all of it; so a
body whose coding is damaged or ends early is a failure of its own here, ``broken_encoding``.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils._compression import _DecompressionMaxSizeExceeded

from wiredesk.crawlers.fetching.response_headers import header_text
from wiredesk.pipelines.content_coding import (
    GZIP_MEMBER,
    MOST_CODINGS,
    BrokenCoding,
    TooLarge,
    decode_body,
    unannounced_gzip,
)


class BrokenEncoding(IgnoreRequest):
    """The body is not what its Content-Encoding says, or not all of it."""


class DecompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's decompression middleware, in its place (590), that refuses damaged bodies: BrokenEncoding."""

    async def process_response(  # type: ignore[override]  # Scrapy awaits it where it is one
        self, request: Request, response: Response
    ) -> Request | Response:
        """The answer without its codings; in a thread, as a few kB may become the 10 MB that a page may have."""
        named = response.headers.getlist("Content-Encoding")
        if b",".join(named).count(b",") >= MOST_CODINGS:
            raise BrokenEncoding(f"more than {MOST_CODINGS} codings")
        if named:
            decoded = await asyncio.to_thread(super().process_response, request, response)
            assert isinstance(decoded, Response), "this middleware asks for nothing"
            response = decoded
        if response.body.startswith(GZIP_MEMBER) and not _is_packed_file(response):
            most = request.meta.get("download_maxsize") or self._max_size
            body = await asyncio.to_thread(unannounced_gzip, response.body, most)
            if body is not response.body:
                kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
                response = response.replace(cls=kind, body=body)
        return response

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        try:
            return decode_body(body, encoding.decode("latin-1"), max_size)
        except TooLarge as problem:
            raise _DecompressionMaxSizeExceeded(problem.size, max_size) from problem
        except BrokenCoding as problem:
            raise BrokenEncoding(str(problem)) from problem


def _is_packed_file(response: Response) -> bool:
    """Whether a file is meant to be packed, as large sitemaps are: what reads it unpacks it."""
    return urlsplit(response.url).path.endswith(".gz") or "gzip" in (header_text(response, "Content-Type") or "")
