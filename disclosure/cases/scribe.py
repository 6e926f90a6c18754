"""Writes what a command decided: history row, projection, children, deadlines, message. Called by the door only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from disclosure.cases import writing
from disclosure.cases.clockwork import clock_of, latest, owed
from disclosure.cases.duties.withholding import follow
from disclosure.cases.facts import Facts
from disclosure.cases.searching import follow_content
from disclosure.cases.steps import Step
from disclosure.cases.versions import keep_version
from disclosure.errors import Conflict
from disclosure.law.clock import Clock
from disclosure.params import Config
from disclosure.store import chain
from disclosure.store.keys import Keys
from state_machines import REQUEST


@dataclass(frozen=True, slots=True)
class Case:
    """One case as the door read it. `facts` is None for a case that is just being filed."""

    id: int
    number: str
    version: int
    head: bytes
    facts: Facts | None


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind. `repeated`: its key had been used before and nothing was written."""

    number: str
    phase: str
    state: str
    version: int
    due: date | None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Scribe:
    keys: Keys
    config: Config

    def record(
        self, connection: Connection, case: Case, step: Step, after: Facts, recorded_at: str, key: str | None
    ) -> Done:
        """Raises what the clock refuses (an extension after the due day, R33.3) before anything is written."""
        clock = clock_of(after, self.config.law, latest(after, step.on))
        keep_version(connection, self.config, recorded_at)
        row = {
            "request_id": case.id,
            "n": step.n,
            "command": step.command,
            "actor": step.actor,
            "on_day": step.on,
            "recorded_at": recorded_at,
            "from_state": case.facts.state if case.facts else "filed",
            "to_state": step.to_state,
            "data": writing.dumps(step.data),
            "config_version": self.config.version,
            "key": key,
        }
        writing.save_children(connection, case.id, case.facts, after)
        due = owed(after, clock, self.config)
        writing.save_deadlines(connection, case.id, due, after, self.config, step.on)
        follow(connection, case.id, case.facts, after, self.config.law)
        follow_content(connection, case.id, case.facts.content if case.facts else "", after.content)
        writing.announce(connection, case.id, case.number, case.facts, after, row, self.config)
        self._advance(connection, case, after, clock, row)
        return Done(case.number, REQUEST.states[after.state].phase, after.state, step.n, clock.due)

    def _advance(
        self, connection: Connection, case: Case, after: Facts, clock: Clock, row: Mapping[str, Any]
    ) -> None:
        """The history row and the case it belongs to. The tip of the chain is the last lock taken."""
        link = chain.append(connection, self.keys, row, case.head)
        changed = writing.SAVE.run(
            connection,
            writing.projection(after, clock)
            | {
                "case_id": case.id,
                "expected": case.version,
                "version": row["n"],
                "head": link.mac,
                "seal": chain.case_seal(self.keys, case.id, row["n"], link.mac),
            },
        )
        if changed != 1:
            raise Conflict(
                f"{case.number} 已被他人办理", "同一时刻有另一操作先完成", "查看最新情况后重新办理"
            )
