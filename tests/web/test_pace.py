"""How often one address may come within an hour, and all of them together."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from fastapi import Request

from disclosure.cases.now import ZONE
from disclosure.errors import TooOften
from disclosure.web.portal import pace
from disclosure.web.portal.pace import Pace, address_of

NOW = datetime(2025, 6, 3, 9, tzinfo=ZONE)


def test_an_address_has_so_many_in_any_hour() -> None:
    limit = Pace("递交", 3, 100)
    for minutes in (0, 20, 40):
        limit.take("a", NOW + timedelta(minutes=minutes))
    for minutes in (41, 59):
        with pytest.raises(TooOften, match="您所在的网络地址"):
            limit.take("a", NOW + timedelta(minutes=minutes))
    limit.take("b", NOW + timedelta(minutes=59))
    limit.take("a", NOW + timedelta(minutes=60))  # the first of them is an hour old
    with pytest.raises(TooOften, match="10:20 以后再试"):
        limit.take("a", NOW + timedelta(minutes=61))


def test_all_addresses_together_have_so_many() -> None:
    limit = Pace("查询", 3, 4)
    for n in range(4):
        limit.take(str(n), NOW)
    with pytest.raises(TooOften, match="各地一小时内查询的次数已满"):
        limit.take("5", NOW)


def test_addresses_of_an_hour_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "_SWEEP", 10)
    limit = Pace("查询", 3, 1000)
    for n in range(11):
        limit.take(str(n), NOW)
    limit.take("later", NOW + timedelta(hours=1))
    assert set(limit._taken) == {"", "later"}


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
