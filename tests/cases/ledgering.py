"""Old ledgers for the tests: lines as an office would type them, as csv bytes, and through the door."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from disclosure.cases.ledgers.columns import READ
from disclosure.cases.ledgers.importing import Imported, import_ledger
from disclosure.cases.ledgers.table import Refused
from tests.cases.world import World

Line = Mapping[str, Any]
HEADING = tuple(READ)
CLOSED: Line = {
    "number": "旧1",
    "applicant_kind": "natural",
    "received_on": "2023-03-01",
    "closed_on": "2023-03-20",
    "outcome": "OPEN_PROVIDE",
    "content": "某村征地批复",
    "unit": "planning",
    "channel": "in_person",
}
OPEN: Line = CLOSED | {"number": "旧2", "received_on": "2025-05-20", "closed_on": "", "outcome": ""}


def ledger(*lines: Line, heading: Iterable[str] = HEADING, encoding: str = "utf-8") -> bytes:
    keys = tuple(heading)
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(keys)
    writer.writerows([[line.get(key, "") for key in keys] for line in lines])
    return made.getvalue().encode(encoding)


def taken_in(world: World, *lines: Line, **options: Any) -> Imported:
    return import_ledger(world.door, "a.csv", ledger(*lines), **options)


def told(refused: Iterable[Refused]) -> list[tuple[int, str]]:
    return [(one.line, one.column) for one in refused]
