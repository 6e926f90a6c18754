"""What an imported case comes to, worked out once for all that are alike in days, result, proceedings and unit.

Ledgers have hundreds of lines of one day and one result; what tells them apart (number, text, applicant) moves no
deadline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from disclosure.cases.admission import admitted_to_begin
from disclosure.cases.clockwork import clock_of, latest, owed
from disclosure.cases.context import Actor
from disclosure.cases.duties.withholding import Withheld, withheld
from disclosure.cases.facts import Facts
from disclosure.cases.imported import IMPORT_LEDGER, imported
from disclosure.cases.ledgers.columns import PROCEEDINGS
from disclosure.cases.ledgers.reading import Entry
from disclosure.cases.ledgers.table import Refused
from disclosure.cases.steps import Step
from disclosure.cases.writing import child_cells, new_deadline, projection
from disclosure.errors import DisclosureError
from disclosure.params import Config
from disclosure.store.tables import remedies


@dataclass(frozen=True, slots=True)
class Shape:
    """`data` of the history row, `facts`, `columns` of `requests` and the rows beside them, but for what each line has
    of its own."""

    data: Mapping[str, Any]
    facts: Facts
    columns: Mapping[str, Any]
    deadlines: tuple[Mapping[str, Any], ...]
    remedies: tuple[Mapping[str, Any], ...]
    withheld: Withheld | None


class Shapes:
    """For one import: who imports, on which day."""

    def __init__(self, config: Config, actor: Actor, on: date) -> None:
        self._config, self._actor, self._on = config, actor, on
        self._known: dict[tuple[Any, ...], Shape | Refused] = {}

    def of(self, entry: Entry) -> Shape | Refused:
        """What the law or the permission refuses is refused by line."""
        key = (
            entry.received_on,
            entry.closed_on,
            entry.outcome,
            entry.proceedings,
            entry.unit,
            entry.channel,
        )
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._made(entry)
        return (
            Refused(entry.line, found.column, found.reason, found.todo)
            if isinstance(found, Refused)
            else found
        )

    def _made(self, entry: Entry) -> Shape | Refused:
        try:
            return self._shape(entry)
        except DisclosureError as error:
            return Refused(entry.line, "", f"{error.what}：{error.why}", error.todo)

    def _shape(self, entry: Entry) -> Shape:
        config, law = self._config, self._config.law
        data = _told(entry)
        common = data | {"applicant_kind": "", "content": "", "people": ()}
        state = admitted_to_begin(IMPORT_LEDGER, common, self._actor, config, self._on)
        facts = imported(Step(1, IMPORT_LEDGER, self._actor.name, self._on, state, common))
        clock = clock_of(facts, law, latest(facts, self._on))
        return Shape(
            data=data,
            facts=facts,
            columns=projection(facts, clock),
            deadlines=tuple(new_deadline(each, facts.unit, config) for each in owed(facts, clock, config)),
            remedies=tuple({"ref": each.ref} | child_cells(each, remedies) for each in facts.remedies),
            withheld=withheld(facts, law),
        )


def _told(entry: Entry) -> dict[str, Any]:
    data: dict[str, Any] = {
        "channel": entry.channel,
        "received_on": entry.received_on.isoformat(),
        "unit": entry.unit,
    }
    if entry.closed_on is not None:
        data |= {"closed_on": entry.closed_on.isoformat(), "outcome": entry.outcome}
    if entry.proceedings:
        told = ((*PROCEEDINGS[column], result) for column, result in entry.proceedings)
        data["proceedings"] = [[kind, "after" if after else "", result] for kind, after, result in told]
    return data
