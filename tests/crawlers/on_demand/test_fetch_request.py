"""What may lie on the queue of requests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.on_demand.request import FetchRequest, InvalidRequest


def test_only_the_url_is_needed():
    request = FetchRequest.from_fields({"url": " https://example.org/news/1\n"})
    assert (request.url, request.publish, request.request_id) == ("https://example.org/news/1", True, "")


@pytest.mark.parametrize(("value", "publish"), [("1", True), ("true", True), ("0", False), ("no", False), ("", True)])
def test_publish_is_a_switch(value, publish):
    request = FetchRequest.from_fields({"url": "https://example.org/", "publish": value, "reply_to": "me"})
    assert request.publish is publish


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "url: Field required"),
        ({"url": "  "}, "url:"),
        ({"url": "x" * 8001}, "url:"),
        ({"url": "https://example.org/", "publish": "maybe"}, "publish:"),
        ({"url": "https://example.org/", "publish": "0"}, "nobody would see"),
        ({"url": "https://example.org/", "request_id": "a\x1b[2J"}, "request_id: control characters"),
        ({"url": "https://example.org/", "reply_to": "k" * 201}, "reply_to:"),
    ],
)
def test_what_is_wrong_is_named(fields, says):
    with pytest.raises(InvalidRequest) as problem:
        FetchRequest.from_fields(fields)
    assert says in str(problem.value)


@given(st.dictionaries(st.sampled_from(["url", "publish", "request_id", "reply_to", "other"]), st.text(max_size=30)))
def test_any_fields_give_a_request_or_a_plain_word(fields):
    said = ""
    try:
        FetchRequest.from_fields(fields)
    except InvalidRequest as problem:
        said = str(problem)
    assert said == "" or said.isprintable()
