"""What is kept of a site in one value of Redis."""

from __future__ import annotations

import logging

import pytest
from pydantic import BaseModel

from wiredesk.pipelines.stored_record import stored_record


class Known(BaseModel):
    crawls: int = 0


@pytest.mark.parametrize(
    ("value", "crawls", "told"),
    [(b'{"crawls": 3}', 3, False), (None, 0, False), (b"", 0, True), (b'{"crawls": "\xff', 0, True), ("[]", 0, True)],
)
def test_what_cannot_be_read_is_begun_anew_and_told(caplog, value, crawls, told):
    with caplog.at_level(logging.WARNING):
        found = stored_record(Known, value, site="harbour", told="what is known of %s is begun anew")
    assert found == Known(crawls=crawls)
    assert [record.getMessage() for record in caplog.records] == ["what is known of harbour is begun anew"] * told
