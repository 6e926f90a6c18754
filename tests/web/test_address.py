"""Who is at the other end of a request."""

from __future__ import annotations

import pytest
from fastapi import Request

from disclosure.web.address import address_of


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),  # one household has as many addresses as it likes
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        (None, "?"),
    ],
)
def test_who_is_at_the_other_end(host: str | None, address: str) -> None:
    client = None if host is None else (host, 1)
    assert address_of(Request({"type": "http", "client": client, "headers": []})) == address
