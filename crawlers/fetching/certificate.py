"""A look at a host's TLS certificate: whether it is accepted, and until when it is valid."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from wiredesk.crawlers.fetching.addresses import AddressGuard, ForbiddenAddress
from wiredesk.crawlers.fetching.checked_connection import connect_checked

TIMEOUT = 10.0
"""Seconds for connection and handshake: a host that takes longer is the crawl's to report."""


@dataclass(frozen=True)
class CertificateState:
    """What the handshake said: OpenSSL's reason where the certificate is refused, else the end of its validity."""

    problem: str | None = None
    expires: datetime | None = None


def look_at_certificate(url: str, guard: AddressGuard) -> CertificateState | None:
    """The state of the certificate of the host in `url`; None for http and where no connection comes about.

    Blocks for up to TIMEOUT seconds. Only addresses that `guard` allows are connected to.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return None
    context = ssl.create_default_context()
    try:
        with connect_checked(guard, parts.hostname, parts.port or 443, TIMEOUT) as connection:
            connection.settimeout(TIMEOUT)
            with context.wrap_socket(connection, server_hostname=parts.hostname) as secured:
                certificate = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as problem:
        return CertificateState(problem=problem.verify_message or "it is not accepted")
    except (OSError, ForbiddenAddress, ValueError):  # no connection, or no TLS at all
        return None
    ends = certificate.get("notAfter")
    moment = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None
    return CertificateState(expires=moment)
