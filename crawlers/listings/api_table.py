"""The content systems' APIs that can be read. CONTRIBUTING.md ("Another source of articles") says how to add one."""

from __future__ import annotations

from wiredesk.crawlers.listings.paged_api import PagedApi
from wiredesk.crawlers.listings.wordpress import WordPressPosts
from wiredesk.pipelines.source_kinds import SourceKind

_ALL: tuple[PagedApi, ...] = (WordPressPosts(),)

APIS: dict[SourceKind, PagedApi] = {api.kind: api for api in _ALL}
