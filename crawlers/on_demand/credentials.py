"""Passwords in URLs from strangers, kept out of what is printed."""

from __future__ import annotations

import re

_USER_INFORMATION = re.compile(r"(?<=//)[^/?#\s]*@")


def mask_credentials(url: str) -> str:
    """`url` as it may be shown: ``https://***@example.org/``."""
    return _USER_INFORMATION.sub("***@", url)
