"""A book under administration: files changed in a line or two, drafts proposed and brought into force."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from disclosure.cases.clockwork import clock_of, latest, owed
from disclosure.cases.desk import Desk
from disclosure.cases.folding import fold, read_rows
from disclosure.cases.now import ZONE
from disclosure.cases.revising.activating import Activated, Proposal, approved, bring_into_force
from disclosure.cases.versions import Living, adopt
from disclosure.cases.writing import deadline_cells, projection
from disclosure.params import Config
from disclosure.store.tables import config_differences, deadlines, requests
from tests.cases.world import World

Files = Mapping[str, str]
Edit = Callable[[str], str]


def edited(files: Files, name: str, edit: Edit) -> dict[str, str]:
    changed = edit(files[name])
    assert changed != files[name], f"nothing to change in {name}"
    return {**files, name: changed}


def limit(step: str, days: int) -> Edit:
    return lambda text: re.sub(rf"^  {step}: \d+", f"  {step}: {days}", text, flags=re.MULTILINE)


def holiday(first: date, last: date, *work: date) -> Edit:
    worked = f", work: [{', '.join(map(str, work))}]" if work else ""
    return lambda text: f"{text.rstrip()}\n- {{name: 临时放假, from: {first}, to: {last}{worked}}}\n"


@dataclass
class Administration:
    """`world` with its two administrators; the configuration it began with is in force."""

    world: World
    living: Living = field(init=False)

    def __post_init__(self) -> None:
        self.world.hire({name: [("administrator", "*")] for name in ("admin", "admin2")})
        adopt(self.world.store, self.world.config, "2025-06-03T08:00:00+08:00")
        self.living = Living(self.world.store, self.world.config)

    @property
    def config(self) -> Config:
        return self.living.look()

    @property
    def desk(self) -> Desk:
        return Desk(self.world.store, self.config, lambda: datetime.combine(self.world.today, time(9), ZONE))

    def propose(self, files: Files, *, effective_on: date | None = None) -> str:
        """Approved by a second person; not yet in force."""
        today = self.world.today
        proposal = Proposal(files, "调整", "工作需要", effective_on or today)
        return approved(self.desk, proposal, drafter="admin", approver="office", on=today)

    def activate(self, files: Files) -> Activated:
        done = bring_into_force(self.desk, self.propose(files), self.world.today)
        self.world.config = self.config
        self.world.__post_init__()  # a door under the new configuration
        return done

    def differences(self, number: str) -> list[tuple[str, str, str, str, str]]:
        d = config_differences.c
        query = (
            select(d.subject, d.kind, d.field, d.live, d.draft_value).where(d.draft == number).order_by(d.id)
        )
        with self.world.store.read() as connection:
            return [tuple(row) for row in connection.execute(query)]


def replayed(world: World, config: Config) -> dict[str, Any]:
    """What every open case ought to say under `config`, from its history alone."""
    found = {}
    with world.store.read() as connection:
        cases = connection.execute(
            select(requests.c.id, requests.c.number).where(requests.c.closed_on.is_(None))
        )
        for request_id, number in cases.all():
            steps = [row.step for row in read_rows(connection, request_id)]
            facts = fold(steps)
            clock = clock_of(facts, config.law, latest(facts, steps[-1].on))
            dues = {
                (one.kind, one.ref): deadline_cells(one, facts.unit) for one in owed(facts, clock, config)
            }
            found[number] = (projection(facts, clock)["due"], dues)
    return found


def stored(world: World) -> dict[str, Any]:
    """What every open case says."""
    found = {}
    with world.store.read() as connection:
        cases = select(requests.c.id, requests.c.number, requests.c.due).where(requests.c.closed_on.is_(None))
        for request_id, number, due in connection.execute(cases).all():
            rows = connection.execute(
                select(deadlines).where(deadlines.c.request_id == request_id)
            ).mappings()
            found[number] = (due, {(row["kind"], row["ref"]): dict(row) for row in rows})
    return found


def disagreements(world: World, config: Config) -> list[str]:
    """Where the tables of open cases differ from a fresh replay under `config`."""
    wanted, there = replayed(world, config), stored(world)
    assert wanted.keys() == there.keys()
    found = []
    for number, (due, dues) in wanted.items():
        stored_due, rows = there[number]
        if due != stored_due:
            found.append(f"{number} due {stored_due}, replay {due}")
        for key, cells in dues.items():
            row = rows.pop(key, None)
            if row is None or any(row[name] != value for name, value in cells.items()):
                found.append(f"{number} {key}: {row}, replay {cells}")
        found += [f"{number} {key} is owed no more" for key, row in rows.items() if row["status"] == "open"]
    return found
