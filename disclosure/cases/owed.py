"""One deadline of a case as it ought to stand in `deadlines`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Owed:
    """One row of `deadlines` as it ought to stand. `ref` tells deadlines of one kind apart within the case."""

    kind: str
    ref: str
    opened_on: date
    due: date
    basis: str
    on_expiry: str
    owner_role: str
    status: str  # open | suspended | watched | met | late | expired | void
    met_on: date | None
    provisional: bool
    expires_on: date | None
