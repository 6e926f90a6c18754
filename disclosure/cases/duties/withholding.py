"""Which cases withhold something, and since when nobody has looked at it again (R18).

A row of `withholdings` follows the case in the transaction of each command, so that what is due for
reassessment is found by its day and never by looking through the archive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, case, delete, insert, update

from disclosure.cases.facts import Facts
from disclosure.law.terms import Law
from disclosure.store.statements import Statement
from disclosure.store.tables import withholdings

_W = withholdings.c
_ADD = Statement(insert(withholdings), "request_id", "round", "outcome", "assessed_on")
_END = Statement(delete(withholdings).where(_W.request_id == bindparam("of")))
# A correction moves the day only while it is still the day of the reply.
_CORRECT = Statement(
    update(withholdings)
    .where(_W.request_id == bindparam("of"))
    .values(
        outcome=bindparam("becomes"),
        assessed_on=case((_W.assessed_on == bindparam("was"), bindparam("now")), else_=_W.assessed_on),
    )
)
_TAKE = Statement(
    update(withholdings)
    .where(_W.request_id == bindparam("of"), _W.round == bindparam("in_round"))
    .where(_W.assessed_on == bindparam("since"))
    .values(assessed_on=None)
)
_RESUME = Statement(
    update(withholdings)
    .where(_W.request_id == bindparam("of"), _W.round == bindparam("in_round"), _W.assessed_on.is_(None))
    .values(assessed_on=bindparam("since"))
)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A reply that keeps something back, as it stands after corrections."""

    round: int
    outcome: str
    replied_on: date


def withheld(facts: Facts | None, law: Law) -> Withheld | None:
    """What the present reply of a case withholds; None when there is no reply or it withholds nothing."""
    if facts is None or facts.sent_on is None or facts.outcome is None:
        return None
    if not law.outcomes[facts.outcome].withholds:
        return None
    return Withheld(facts.round, facts.outcome, facts.sent_on)


def follow(connection: Connection, request_id: int, before: Facts | None, after: Facts, law: Law) -> None:
    """Bring the row to what the case says after a command."""
    was, now = withheld(before, law), withheld(after, law)
    if was == now:
        return
    if was is not None and now is not None and was.round == now.round:
        corrected = {"becomes": now.outcome, "was": was.replied_on, "now": now.replied_on}
        _CORRECT.run(connection, {"of": request_id, **corrected})
        return
    _END.run(connection, {"of": request_id})
    if now is not None:
        row = {"round": now.round, "outcome": now.outcome, "assessed_on": now.replied_on}
        _ADD.run(connection, {"request_id": request_id, **row})


def follow_new(connection: Connection, found: Iterable[tuple[int, Withheld]]) -> None:
    """The rows of cases that came with their reply, by request id."""
    _ADD.many(
        connection,
        (
            {"request_id": of, "round": w.round, "outcome": w.outcome, "assessed_on": w.replied_on}
            for of, w in found
        ),
    )


def take(connection: Connection, request_id: int, round_: int, since: date) -> bool:
    """Claim what was last assessed on `since`; False when somebody else was quicker or the reply has changed."""
    return _TAKE.run(connection, {"of": request_id, "in_round": round_, "since": since}) == 1


def resume(connection: Connection, request_id: int, round_: int, since: date) -> None:
    """The next interval runs from `since`; nothing when that reply no longer stands."""
    _RESUME.run(connection, {"of": request_id, "in_round": round_, "since": since})
