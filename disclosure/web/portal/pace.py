"""How often one address, and all of them, may ask for something within an hour.

A window in this process: with several web processes each grants as much. What must hold for all of them together, the
lock of a number, is in the database (`cases.following`).
"""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from fastapi import Request

from disclosure.errors import TooOften

WINDOW = timedelta(hours=1)
_ALL = ""
_SWEEP = 10_000  # addresses kept before those of an hour ago are thrown away
_HOUSEHOLD = 64  # bits of an IPv6 address that one subscriber holds


class Pace:
    """`each` from one address and `in_all` from all within an hour."""

    def __init__(self, what: str, each: int, in_all: int) -> None:
        self._what, self._each, self._in_all = what, each, in_all
        self._taken: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def take(self, address: str, now: datetime) -> None:
        """Counts this one. Raises TooOften."""
        with self._lock:
            if len(self._taken) > _SWEEP:
                self._sweep(now)
            mine, all_ = self._window(address, now), self._window(_ALL, now)
            for window, most, whose in ((mine, self._each, "您所在的网络地址"), (all_, self._in_all, "各地")):
                if len(window) >= most:
                    again = (window[0] + WINDOW).strftime("%H:%M")
                    raise TooOften(
                        f"没有{self._what}",
                        f"{whose}一小时内{self._what}的次数已满",
                        f"{again} 以后再试；急需的，当面、邮寄办理",
                    )
            mine.append(now)
            all_.append(now)

    def _window(self, key: str, now: datetime) -> deque[datetime]:
        window = self._taken.setdefault(key, deque())
        while window and window[0] <= now - WINDOW:
            window.popleft()
        return window

    def _sweep(self, now: datetime) -> None:
        for key in list(self._taken):
            if not self._window(key, now):
                del self._taken[key]


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
