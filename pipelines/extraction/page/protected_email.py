"""E-mail addresses that Cloudflare hides from robots ("[email protected]") are put back as readers see them.

Its script does the same in the browser: the first byte is the key, and each further byte is the character XOR the key
(Cloudflare, "Email Address Obfuscation").
"""

from __future__ import annotations

from typing import Final

PROTECTED: Final = "data-cfemail"
"""The attribute that holds the address."""
MAX_HEX: Final = 2 * 255
"""Hexadecimal digits; an address has at most 254 characters (RFC 5321, 4.5.3.1.3) and one byte is the key."""


def email_address(protected: str) -> str | None:
    """The address in the value of a ``data-cfemail`` attribute (hexadecimal); None where it is no address."""
    if len(protected) > MAX_HEX:
        return None
    try:
        key, *rest = bytes.fromhex(protected)
        address = bytes(byte ^ key for byte in rest).decode()
    except ValueError:
        return None
    return address if "@" in address and address.isprintable() else None
