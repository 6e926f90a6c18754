"""Who may see what. The doors decide what a person may do; here is what may be looked at.

Three tables and nothing else: a role sees the cases of the units it is held in, "*" being the whole agency; some
roles see that a case exists and when it is due, but neither what is asked nor by whom; and a restricted case
(限定知悉范围) is closed to some roles of its unit, but for its handler and the readers named in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, insert, null, or_, select, true

from disclosure.cases.context import Actor
from disclosure.cases.facts import Facts
from disclosure.errors import NotPermitted
from disclosure.params import Organization
from disclosure.store.statements import Statement
from disclosure.store.tables import requests, sightings

EVERYWHERE = "*"
# Their work is time, not content: states, days and numbers of every case.
WATCHERS = frozenset({"operations", "supervisor", "administrator"})
# Who writes to applicants or signs what goes to them.
READS_PERSONS = frozenset(
    {"intake_clerk", "handler", "legal_reviewer", "section_head", "office_head", "leader", "archivist"}
)
# Reviews contents without knowing whose request they answer.
READS_CONTENT = READS_PERSONS | {"secrecy_reviewer"}
# A restricted case is closed to these.
KEPT_OUT = frozenset({"intake_clerk", "handler", "archivist"})
_R = requests.c
_NAMED = Statement(select(_R.handler, _R.readers).where(_R.number == bindparam("wanted")))


@dataclass(frozen=True, slots=True)
class Scope:
    """`units` whose rows may be seen; None for all of them."""

    units: frozenset[str] | None = None

    def on(self, unit: ColumnElement[str]) -> ColumnElement[bool]:
        return true() if self.units is None else unit.in_(sorted(self.units))


def scope_of(actor: Actor) -> Scope:
    """The units whose cases the actor may see at all."""
    held = {unit for role, unit in actor.grants if role not in WATCHERS}
    if EVERYWHERE in held or any(role in WATCHERS for role, _ in actor.grants):
        return Scope()
    return Scope(frozenset(held))


@dataclass(frozen=True, slots=True)
class Contents:
    """Cases whose contents may be read: those of `units`; of the restricted ones those of `restricted`, and those in
    which the user `name` is handler or reader."""

    units: Scope
    restricted: Scope
    name: str

    @property
    def nothing(self) -> bool:
        return self.units.units == frozenset()

    @property
    def everything(self) -> bool:
        return self.restricted.units is None

    def condition(self) -> ColumnElement[bool]:
        return and_(self.units.on(_R.unit), self.not_closed())

    def not_closed(self) -> ColumnElement[bool]:
        """Whatever the unit: cases that are not restricted, or not to this person."""
        if self.everything:
            return true()
        # LIKE would take A for a on SQLite.
        named = func.replace(_R.readers, readers_cell((self.name,)), "") != _R.readers
        own = or_(_R.handler == self.name, named)
        return or_(_R.readers.is_(None), self.restricted.on(_R.unit), own)

    def shown(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """`column` of a case that may be read, else NULL."""
        return case((self.condition(), column), else_=null())


def contents_of(actor: Actor) -> Contents:
    units, restricted = _held(actor, READS_CONTENT), _held(actor, READS_CONTENT - KEPT_OUT)
    # Whoever reads everything is told the same as the next who does: one prepared query serves all of them.
    return Contents(units, restricted, "" if restricted.units is None else actor.name)


def _held(actor: Actor, roles: frozenset[str]) -> Scope:
    held = {unit for role, unit in actor.grants if role in roles}
    return Scope(None if EVERYWHERE in held else frozenset(held))


def readers_cell(names: Iterable[str]) -> str:
    """Names of readers as `requests.readers` holds them, each between line feeds, which no name has: one is found
    whole."""
    return "".join(f"\n{name}\n" for name in names)


def may_see(actor: Actor, unit: str) -> bool:
    units = scope_of(actor).units
    return units is None or unit in units


def reads_content(actor: Actor, unit: str) -> bool:
    """Of what a unit has besides its cases; "*" for what the agency has."""
    return any(actor.holds(role, unit) for role in READS_CONTENT)


def admits(facts: Facts, actor: Actor, roles: Iterable[str]) -> bool:
    """Whether the actor holds one of `roles` in the unit of the case, and the case is not closed to it."""
    named = None if facts.readers is None else frozenset((facts.handler or "", *facts.readers))
    return holds_open(actor, facts.unit, roles, named)


def holds_open(actor: Actor, unit: str, roles: Iterable[str], named: frozenset[str] | None) -> bool:
    """Whether the actor holds one of `roles` in `unit` that counts: `named` are those for whom all of them do in a
    restricted case, None where none is restricted."""
    closed = frozenset() if named is None or actor.name in named else KEPT_OUT
    return any(actor.holds(role, unit) for role in roles if role not in closed)


def named_in(connection: Connection, number: str) -> frozenset[str] | None:
    """As `holds_open` takes it, of the case with this number; None where there is no such case."""
    found = _NAMED.row(connection, {"wanted": number})
    if found is None or found[1] is None:
        return None
    return frozenset((found[0] or "", *found[1].split("\n")))


def reads_case(actor: Actor, facts: Facts) -> bool:
    return admits(facts, actor, READS_CONTENT)


def reads_persons(actor: Actor, facts: Facts) -> bool:
    return admits(facts, actor, READS_PERSONS)


def require_whole(actor: Actor) -> None:
    """Raises NotPermitted for whoever sees some units only: figures of the agency are for those who see the agency."""
    if scope_of(actor).units is not None:
        raise NotPermitted("不能查看", "这是全机关的数，您的岗位限于科室", "需要的，请管理员添加岗位")


def require_sight(actor: Actor, unit: str, organization: Organization) -> None:
    """Raises NotPermitted unless a case of `unit` may be opened."""
    if not may_see(actor, unit):
        raise NotPermitted(
            "不能查看这一件",
            f"它由{_label(organization, unit)}办理，您在该科室没有岗位",
            "需要查看的，请管理员添加岗位",
        )


def require_content(actor: Actor, facts: Facts, organization: Organization) -> None:
    """Raises NotPermitted unless files and letters of the case may be read."""
    why = f"您没有{_label(organization, facts.unit)}的办理、审查岗位"
    _require(actor, facts, READS_CONTENT, "不能查看这份文件", why)


def require_persons(actor: Actor, facts: Facts, organization: Organization) -> None:
    """Raises NotPermitted unless names and identifiers of the applicants of the case may be read."""
    why = f"您没有{_label(organization, facts.unit)}中与申请人往来的岗位"
    _require(actor, facts, READS_PERSONS, "不能查看申请人", why)


def _require(actor: Actor, facts: Facts, roles: frozenset[str], what: str, why: str) -> None:
    if not admits(facts, actor, roles):
        refuse_kept_out(actor, facts.unit, roles, what)
        raise NotPermitted(what, why, "需要查看的，请管理员添加岗位")


def refuse_kept_out(actor: Actor, unit: str, roles: Iterable[str], what: str) -> None:
    """Of somebody who is refused: raises NotPermitted when he holds one of `roles`, so that the restriction alone
    stands against him."""
    if any(actor.holds(role, unit) for role in roles):
        raise NotPermitted(
            what, "本件限定知悉范围，您不是承办人，也没有被列为知悉人员", "需要的，请科室负责人列入"
        )


def _label(organization: Organization, unit: str) -> str:
    return organization.units[unit].label if unit in organization.units else unit


def note_sighting(connection: Connection, actor: Actor, request_id: int, what: str, at: datetime) -> None:
    """`what`: persons, file, letter, or code for one that was given out. Every look at personal data leaves a row."""
    row = {"user": actor.name, "request_id": request_id, "what": what, "at": at.isoformat(timespec="seconds")}
    connection.execute(insert(sightings).values(row))
