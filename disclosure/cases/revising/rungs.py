"""The ladder and the calendar under another configuration: lights, next alerts and who is told, by groups of deadlines
that stand alike. The ladder is no part of a case: its days move without a step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select, update

from disclosure.cases.caseless import matter_of
from disclosure.cases.revising.comparing import Difference, said
from disclosure.errors import NotInForce
from disclosure.law.escalation import CALM, Ladder, alert_day, next_alert
from disclosure.law.workdays import Workdays
from disclosure.params import Config
from disclosure.store.tables import deadlines, requests

_D = deadlines.c
LIGHTS = ("level", "colour", "next_alert", "recipients")  # of an Outlook, as fields of a difference


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a deadline stands on its ladder on a day. `level` is the name of the rung reached, `recipients` are those of
    the next one, in the order of the file; "" and None where there is none."""

    level: str
    colour: str
    next_alert: date | None
    recipients: str

    def against(self, other: Outlook) -> Iterator[tuple[str, str, str]]:
        """Field, here, there: of what differs."""
        for name in LIGHTS:
            here, there = getattr(self, name), getattr(other, name)
            if here != there:
                yield name, said(here), said(there)


def outlook(ladder: Ladder, workdays: Workdays, kind: str, due: date, today: date) -> Outlook:
    """Raises NotInForce beyond the calendar."""
    passed, ahead = None, None
    for level in ladder.above(kind, 0):
        if alert_day(level, due, workdays) > today:
            ahead = level
            break
        passed = level
    return Outlook(
        passed.name if passed else "",
        passed.colour if passed else CALM,
        alert_day(ahead, due, workdays) if ahead else None,
        "、".join(ahead.to) if ahead else "",
    )


def outlooks(
    live: Config, draft: Config, kind: str, dues: tuple[date, date], today: date
) -> list[tuple[str, str, str]]:
    """What differs for a deadline of `kind` due on dues[0] under `live` and dues[1] under `draft`."""
    try:
        here = outlook(live.ladder, live.law.workdays, kind, dues[0], today)
        there = outlook(draft.ladder, draft.law.workdays, kind, dues[1], today)
    except NotInForce:  # beyond the calendar nothing is lit, and the sweep says so
        return []
    return list(here.against(there))


def lit_otherwise(connection: Connection, live: Config, draft: Config, today: date) -> Iterator[Difference]:
    """Every open deadline whose day stays and whose lights do not."""
    groups = select(_D.kind, _D.due).where(_D.status == "open").group_by(_D.kind, _D.due)
    for kind, due in connection.execute(groups.order_by(_D.kind, _D.due)).all():
        found = outlooks(live, draft, kind, (due, due), today)
        if not found:
            continue
        alike = (_D.status == "open", _D.kind == kind, _D.due == due)
        query = select(_D.request_id, func.coalesce(requests.c.number, _D.ref)).select_from(
            deadlines.outerjoin(requests, requests.c.id == _D.request_id)
        )
        for request_id, subject in connection.execute(query.where(*alike).order_by(_D.id)):
            number = subject if request_id else matter_of(subject)
            yield from (Difference(request_id, number, kind, *cells) for cells in found)


def move_alerts(connection: Connection, config: Config) -> int:
    """Lay the next alert of `config` over every open deadline; how many moved."""
    standing = (_D.kind, _D.due, _D.level, _D.next_alert_on)
    groups = select(*standing).where(_D.status == "open").group_by(*standing)
    moved = 0
    for kind, due, level, stored in connection.execute(groups).all():
        try:
            wanted = next_alert(config.ladder, kind, due, level, config.law.workdays)
        except NotInForce:
            continue
        if wanted == stored:
            continue
        alike = (_D.status == "open", _D.kind == kind, _D.due == due, _D.level == level)
        had = _D.next_alert_on.is_(None) if stored is None else _D.next_alert_on == stored
        changed = update(deadlines).where(*alike, had).values(next_alert_on=wanted)
        moved += connection.execute(changed).rowcount
    return moved
