"""Taking an item in: its running number of the book and day, its dossier and its first step in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from disclosure.cases.actors import known_actor
from disclosure.cases.context import Actor
from disclosure.cases.desk import Desk, DossierDone, Given, give, open_dossier
from disclosure.cases.fields import Key, parse
from disclosure.cases.intake_book.items import KIND, ReceiveItem
from disclosure.cases.numbering import next_ordinal
from disclosure.store.tables import dossier_steps
from state_machines import INTAKE

_LETTER = {"counter": "窗口", "post": "邮件", "fax": "传真", "web": "网上"}


def counter(book: str, day: date) -> str:
    """The name of the running number: a gap is an item somebody removed."""
    return f"intake/{book}/{day}"


def receive(
    desk: Desk, data: Mapping[str, Any], *, actor: str | Actor, on: date, key: str | None = None
) -> DossierDone:
    """List what came in on `on`; the same `key` twice lists one. Raises a Refused; then no number was used."""
    if key is not None:
        key = parse(Key, {"key": key}, "操作号").key
    item = parse(ReceiveItem, data, INTAKE.labels["receive"])
    recorded_at = desk.recorded_at(on)

    def work(connection: Connection) -> DossierDone:
        who = known_actor(connection, actor)
        if key is not None and (number := _before(connection, key)):
            return give(connection, desk, KIND, number, Given("receive", data, who, on, recorded_at, key))
        ordinal = next_ordinal(connection, counter(item.book, on))
        number = f"收件-{on:%Y%m%d}-{_LETTER[item.book]}-{ordinal:03d}"
        columns = item.model_dump(mode="json", exclude={"number_reason"})
        unit = desk.config.organization.intake_unit
        cells = {"number": number, "unit": unit, "opened_on": on, "ordinal": ordinal}
        open_dossier(connection, KIND, cells | columns)
        return give(connection, desk, KIND, number, Given("receive", data, who, on, recorded_at, key))

    return desk.store.write(work)


def _before(connection: Connection, key: str) -> str | None:
    s = dossier_steps.c
    mine = (s.kind == KIND.name, s.command == "receive", s.key == key)
    number: str | None = connection.scalar(select(s.number).where(*mine))
    return number
