"""Addresses that are hidden from robots are read as readers see them."""

from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.protected_email import MAX_HEX, email_address


def protected(address: str, key: int) -> str:
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


@given(st.emails(), st.integers(0, 255))
def test_every_address_comes_back(address: str, key: int) -> None:
    if len(protected(address, key)) <= MAX_HEX:
        assert email_address(protected(address, key)) == address


@given(st.text())
def test_anything_else_is_no_address(value: str) -> None:
    found = email_address(value)
    assert found is None or "@" in found


def test_an_address_is_put_back_into_its_sentence() -> None:
    hidden = protected("port@ferry.example", 0x5A)
    link = f'<a href="/cdn-cgi/l/email-protection" data-cfemail="{hidden}">[email&#160;protected]</a>'
    page = document_fromstring(f"<html><body><p>Write to {link} before Friday.</p></body></html>")
    assert [block.text for block in read_blocks(page).blocks] == ["Write to port@ferry.example before Friday."]


def test_an_unreadable_address_stays_as_it_is_printed() -> None:
    page = document_fromstring(
        '<html><body><p>Write to <a data-cfemail="zz">[email protected]</a> now.</p></body></html>'
    )
    assert [block.text for block in read_blocks(page).blocks] == ["Write to [email protected] now."]
