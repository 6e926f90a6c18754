"""Where a request comes from, as far as limits of so many an hour tell one caller from another."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from fastapi import Request

_HOUSEHOLD = 64  # bits of an IPv6 address that one subscriber holds


def address_of(request: Request) -> str:
    """Whoever is at the other end; behind a proxy what the server was told of him (`--forwarded-allow-ips`)."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host[:64] or "?"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)  # behind a proxy that speaks both
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _HOUSEHOLD), strict=False))
    return str(address)
