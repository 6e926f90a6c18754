"""Pages of a list no index leads to: each looks through so many cases only, and together they show every one."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from disclosure.cases.rights import Contents, Scope
from disclosure.store.store import Store
from disclosure.store.tables import requests
from disclosure.web import caselist
from disclosure.web.caselist import Filter, listed
from tests.cases.sweeping import add_cases

TODAY = date(2025, 3, 3)


def pages(store: Store, wanted: Filter) -> list[tuple[list[int], int | None]]:
    """The ids of each page, and how many cases were looked at where it ends there."""
    found, after = [], None
    while True:
        with store.read() as connection:
            page = listed(connection, Scope(), wanted, after, TODAY, Contents(Scope(), Scope(), ""))
        found.append(([row.id for row in page.rows], page.among))
        if page.after is None:
            return found
        after = int(page.after)


def test_short_pages_together_show_every_case(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caselist, "LOOKED_THROUGH", 4)
    add_cases(store, 10)
    mine = update(requests).where(requests.c.id.in_([1, 3, 9])).values(handler="h9")
    store.write(lambda connection: connection.execute(mine))
    assert pages(store, Filter(handler="h9")) == [([9], 4), ([3], 4), ([1], None)]
    assert pages(store, Filter(handler="nobody")) == [([], 4), ([], 4), ([], None)]
    everything = [(list(range(10, 0, -1)), None)]
    assert pages(store, Filter()) == everything  # the newest fill a page
    assert pages(store, Filter(since=date(2000, 1, 1))) == everything  # an index leads there
