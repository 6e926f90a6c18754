"""How often one address, and all of them, may ask for something within an hour, whichever web process answers.

Instants are given, never read here. No address is kept: a row has the keyed hash of the day and the address, and goes
when its hour is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from disclosure.cases.numbering import next_ordinal
from disclosure.errors import TooOften
from disclosure.store.keys import Keys
from disclosure.store.store import Store
from disclosure.store.tables import attempts

WINDOW = timedelta(hours=1)
_A = attempts.c


@dataclass(frozen=True, slots=True)
class Pace:
    """`each` from one address and `in_all` from all, None for any number, within an hour. `otherwise` is how to get
    there without waiting."""

    what: str
    each: int
    in_all: int | None
    otherwise: str

    def take(self, store: Store, address: str, now: datetime) -> None:
        """Counts this one. Raises TooOften, which counts for nothing."""
        full = store.write(lambda connection: self._counted(connection, store.keys, address, now))
        if full is not None:
            whose, first = full
            again = (first + WINDOW).strftime("%H:%M")
            why = f"{whose}一小时内{self.what}的次数已满"
            raise TooOften(f"没有{self.what}", why, f"{again} 以后再试；{self.otherwise}")

    def _counted(
        self, connection: Connection, keys: Keys, address: str, now: datetime
    ) -> tuple[str, datetime] | None:
        """Whose hour is full, and since when; None when this one was counted."""
        ordinal = next_ordinal(connection, "attempts")  # nobody else counts until the end of the transaction
        connection.execute(delete(attempts).where(_A.at <= _text(now - WINDOW)))
        # The hour may have begun yesterday, under the hash of that day.
        mine = [_hash(keys, day, address) for day in (now, now - WINDOW)]
        for whose, most, of in (
            ("您所在的网络地址", self.each, [_A.whose.in_(mine)]),
            ("各地", self.in_all, []),
        ):
            first = None if most is None else self._full(connection, most, of)
            if first is not None:
                return whose, first
        row = {"n": ordinal, "what": self.what, "whose": mine[0], "at": _text(now)}
        connection.execute(insert(attempts).values(row))
        return None

    def _full(self, connection: Connection, most: int, of: Sequence[ColumnElement[bool]]) -> datetime | None:
        query = select(func.count(), func.min(_A.at)).where(_A.what == self.what, *of)
        count, first = connection.execute(query).one()
        return datetime.fromisoformat(first) if count >= most else None


def _hash(keys: Keys, day: datetime, address: str) -> bytes:
    return keys.attempt(f"{day.date()} {address}".encode())


def _text(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
