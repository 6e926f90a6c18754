"""A book of n requests of several years for the annual report, written by plain inserts; the same seed, the same book.
`bench report` counts a million of them, the tests a year of twenty thousand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from disclosure.law.terms import Law
from disclosure.reports.forms import KINDS
from disclosure.store.store import Store
from disclosure.store.tables import remedies, requests

SEED = 49
AT_ONCE = 10_000
_DAYS_OPEN = 60  # most requests are answered within as many days
_RESULTS = ("upheld", "corrected", "other")


def write_book(store: Store, law: Law, n: int, year: int, *, years: int = 1, seed: int = SEED) -> None:
    """n requests received from December of the year before `year - years + 1` to January of the year after `year`."""
    random, outcomes = Random(seed), tuple(law.outcomes)  # noqa: S311 - figures to count, not secrets
    first = date(year - years + 1, 1, 1) - timedelta(30)
    span = (date(year, 12, 31) + timedelta(30) - first).days
    rows = (_request(random, i, first + timedelta(random.randrange(span)), outcomes) for i in range(1, n + 1))
    for requests_, remedies_ in _chunks(rows, random):

        def work(
            connection: Connection, cases: Sequence[Any] = requests_, suits: Sequence[Any] = remedies_
        ) -> None:
            connection.execute(insert(requests), list(cases))
            if suits:
                connection.execute(insert(remedies), list(suits))

        store.write(work)


def _request(random: Random, i: int, received: date, outcomes: tuple[str, ...]) -> dict[str, Any]:
    """One in fifty is still pending, one in two hundred not received yet, one in thirty a part of another."""
    pending, unconfirmed = random.random() < 0.02, random.random() < 0.005
    concluded = None if pending or unconfirmed else received + timedelta(random.randrange(_DAYS_OPEN))
    outcome = random.choice(outcomes)
    return {
        "id": i,
        "number": f"bench-{i}",
        "phase": "closed" if concluded else "review",
        "state": "archived" if concluded else "searching",
        "round": 1,
        "channel": "internet",
        "applicant_kind": random.choices(KINDS, (80, 8, 4, 3, 3, 2))[0],
        "unit": "bench",
        "content": "",
        "outcome": outcome,
        "filed_on": received,
        "received_on": None if unconfirmed else received,
        "clock_status": "met" if concluded else "running",
        "replied_on": concluded,
        "closed_on": concluded,
        "received_year": None if unconfirmed else received.year,
        "concluded_year": concluded and concluded.year,
        "concluded_as": outcome if concluded else None,
        "split_from": f"bench-{i - 1}" if random.random() < 1 / 30 and i > 1 else None,
        "facts": "{}",
        "version": 1,
        "head": bytes(32),
        "seal": bytes(32),
    }


def _chunks(
    rows: Iterator[dict[str, Any]], random: Random
) -> Iterator[tuple[tuple[dict[str, Any], ...], list[dict[str, Any]]]]:
    """Cases, and for one in a hundred of those answered a proceeding."""
    while chunk := tuple(islice(rows, AT_ONCE)):
        answered = (row for row in chunk if row["replied_on"] and random.random() < 0.01)
        yield chunk, [_remedy(random, row) for row in answered]


def _remedy(random: Random, row: dict[str, Any]) -> dict[str, Any]:
    filed = row["replied_on"] + timedelta(random.randrange(60))
    ended = filed + timedelta(random.randrange(30, 200)) if random.random() < 0.8 else None
    kind = random.choice(("reconsideration", "litigation", "complaint"))
    return {
        "request_id": row["id"],
        "ref": "j1",
        "kind": kind,
        "claimant": "applicant",
        "state": "decided" if ended else "filed",
        "filed_on": filed,
        "closed_on": ended,
        "result": random.choice(_RESULTS) if ended else None,
        "after_reconsideration": kind == "litigation" and random.random() < 0.5,
    }
