"""The outbox leaves at least once: claimed, sent, then marked, each message with its own retries.

A claim sets the next try before anything is sent. A deliverer that dies in between has lost nothing: the
message is due again at that time, and its stable id lets the receiver drop the repetition.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, select, update

from disclosure.outbound.channels import Channel, Message, Undeliverable
from disclosure.outbound.quiet import is_quiet
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import outbox

# Messages per claim: bounds what is sent twice when a deliverer dies, and a claim has to be sent before the first
# pause is over, even when each of its messages waits 15 seconds for a mail server that does not answer.
BATCH = 3


Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """`failed` will be tried again, `dead` will not; `waiting` is what is still to go, retries included."""

    sent: int
    failed: int
    dead: int
    waiting: int


@dataclass(frozen=True, slots=True)
class _Result:
    id: int
    status: str
    error: str | None
    sent_at: str | None


def _never() -> bool:
    return False


def post(
    store: Store, channel: Channel, config: Config, clock: Clock, stopped: Callable[[], bool] = _never
) -> DeliveryReport:
    """Everything that may go out, batch by batch until `stopped`: in quiet hours only what does not wait. The `clock`
    (in Asia/Shanghai) is read for each batch: a claim that starts from an earlier time has run out before it is sent.
    """
    service = config.service

    def batch() -> DeliveryReport:
        now = clock()
        quiet = channel.reaches_people and is_quiet(now, service.notify, config.law.workdays)
        return deliver(store, channel, service.retry_minutes, now, urgent_only=quiet)

    sent = failed = dead = 0
    while True:
        report = batch()
        sent, failed, dead = sent + report.sent, failed + report.failed, dead + report.dead
        if stopped() or report.sent + report.failed + report.dead < BATCH:
            return DeliveryReport(sent, failed, dead, report.waiting)


def deliver(
    store: Store,
    channel: Channel,
    retry_minutes: Sequence[int],
    now: datetime,
    *,
    urgent_only: bool = False,
) -> DeliveryReport:
    """Send up to BATCH messages that are due. `retry_minutes[i]` is the pause after the i-th failure; one
    failure more and the message is dead, and the console shows it."""
    which = _which(now, urgent_only=urgent_only)
    due, waiting = _look(store, which)
    if not due:
        return DeliveryReport(0, 0, 0, waiting)
    rows = store.write(_claim(retry_minutes, now, which))
    results = [_send(channel, row, len(retry_minutes), now) for row in rows]
    waiting = store.write(_mark(results))
    count = {status: sum(r.status == status for r in results) for status in ("sent", "pending", "dead")}
    return DeliveryReport(count["sent"], count["pending"], count["dead"], waiting)


def _which(now: datetime, *, urgent_only: bool) -> ColumnElement[bool]:
    """Of the pending messages, those that may go now."""
    o = outbox.c
    due = o.next_try_at <= _instant(now)
    return and_(due, o.urgent) if urgent_only else due


def _look(store: Store, which: ColumnElement[bool]) -> tuple[int, int]:
    """Messages to go now and messages waiting. An idle look takes no lock from those who work."""
    due = func.count().filter(which)
    with store.read() as connection:
        row = connection.execute(select(due, func.count()).where(outbox.c.status == "pending")).one()
    return row[0], row[1]


def _claim(
    retry_minutes: Sequence[int], now: datetime, which: ColumnElement[bool]
) -> Callable[[Connection], Sequence[Row[Any]]]:
    """Two deliverers never claim one row: SQLite has one writer, PostgreSQL skips what another has locked."""
    o = outbox.c
    due = (
        select(o.id, o.message_id, o.kind, o.person, o.payload, o.attempts)
        .where(o.status == "pending", which)
        .order_by(o.next_try_at, o.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(outbox)
        .where(o.id == bindparam("row"))
        .values(attempts=o.attempts + 1, next_try_at=bindparam("again"))
    )

    def claim(connection: Connection) -> Sequence[Row[Any]]:
        rows = connection.execute(due).all()
        if rows:
            again = [_instant(now + _pause(retry_minutes, row.attempts)) for row in rows]
            connection.execute(
                taken, [{"row": row.id, "again": at} for row, at in zip(rows, again, strict=True)]
            )
        return rows

    return claim


def _pause(retry_minutes: Sequence[int], failures: int) -> timedelta:
    return timedelta(minutes=retry_minutes[min(failures, len(retry_minutes) - 1)])


def _send(channel: Channel, row: Row[Any], retries: int, now: datetime) -> _Result:
    try:
        content = json.loads(row.payload)
        channel.send(Message(row.message_id, row.kind, row.person, content))
    except Undeliverable as error:
        return _Result(row.id, "dead", str(error), None)
    except Exception as error:  # noqa: BLE001 - a message no channel can take must not hold up the others
        status = "pending" if row.attempts < retries else "dead"
        return _Result(row.id, status, _failure(error), None)
    return _Result(row.id, "sent", None, _instant(now))


def _failure(error: Exception) -> str:
    """What the console shows. Only the system's own words: those of other errors may quote the message."""
    return f"{type(error).__name__}: {error}" if isinstance(error, OSError) else type(error).__name__


def _mark(results: Sequence[_Result]) -> Callable[[Connection], int]:
    marked = (
        update(outbox)
        .where(outbox.c.id == bindparam("row"), outbox.c.status == "pending")  # not what another has sent
        .values(status=bindparam("now"), last_error=bindparam("error"), sent_at=bindparam("at"))
    )

    def mark(connection: Connection) -> int:
        if results:
            rows = [{"row": r.id, "now": r.status, "error": r.error, "at": r.sent_at} for r in results]
            connection.execute(marked, rows)
        return connection.scalar(select(func.count()).where(outbox.c.status == "pending")) or 0

    return mark


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
