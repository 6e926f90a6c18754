"""回执: what somebody takes home who has just applied (R31, facts §9 L-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from disclosure.cases.clockwork import clock_of, latest
from disclosure.cases.door import read
from disclosure.cases.following import spelled
from disclosure.law.terms import Unit
from disclosure.params import Config


@dataclass(frozen=True, slots=True)
class Receipt:
    """`code` is None when it is not to be shown. `received_on` and `due` are None until both sides have confirmed
    (R31.2b, R31.3); the reply is due `reply_days` 工作日 after."""

    number: str
    code: str | None
    filed_on: date
    channel: str
    received_on: date | None
    due: date | None
    provisional: bool
    reply_days: int
    contact: str | None


def receipt(connection: Connection, config: Config, number: str, code: str | None, today: date) -> Receipt:
    """Raises NotFound."""
    facts = read(connection, number).facts
    assert facts is not None
    clock = clock_of(facts, config.law, latest(facts, today))
    letterhead = config.organization.letterhead
    return Receipt(
        number,
        code and spelled(code),
        facts.filed_on,
        facts.channel,
        clock.receipt_date,
        clock.due,
        clock.provisional,
        config.law.number("reply.ordinary_period", today, Unit.WORKING_DAY).value,
        letterhead.contact if letterhead else None,
    )
