"""Who may see what. The doors decide what a person may do; here is what may be looked at.

Two tables and nothing else: a role sees the cases of the units it is held in, "*" being the whole agency; and some
roles see that a case exists and when it is due, but neither what is asked nor by whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, true

from disclosure.cases.context import Actor
from disclosure.errors import NotPermitted
from disclosure.params import Organization
from disclosure.store.tables import sightings

EVERYWHERE = "*"
# Their work is time, not content: states, days and numbers of every case.
WATCHERS = frozenset({"operations", "supervisor", "administrator"})
# Who writes to applicants or signs what goes to them.
READS_PERSONS = frozenset(
    {"intake_clerk", "handler", "legal_reviewer", "section_head", "office_head", "leader", "archivist"}
)
# Reviews contents without knowing whose request they answer.
READS_CONTENT = READS_PERSONS | {"secrecy_reviewer"}


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


def scope_read(actor: Actor) -> Scope:
    """The units whose contents the actor may read."""
    held = {unit for role, unit in actor.grants if role in READS_CONTENT}
    return Scope(None if EVERYWHERE in held else frozenset(held))


def may_see(actor: Actor, unit: str) -> bool:
    units = scope_of(actor).units
    return units is None or unit in units


def reads_content(actor: Actor, unit: str) -> bool:
    return any(actor.holds(role, unit) for role in READS_CONTENT)


def reads_persons(actor: Actor, unit: str) -> bool:
    return any(actor.holds(role, unit) for role in READS_PERSONS)


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


def require_content(actor: Actor, unit: str, organization: Organization) -> None:
    """Raises NotPermitted unless files and letters of a case of `unit` may be read."""
    if not reads_content(actor, unit):
        raise NotPermitted(
            "不能查看这份文件",
            f"您没有{_label(organization, unit)}的办理、审查岗位",
            "需要查看的，请管理员添加岗位",
        )


def require_persons(actor: Actor, unit: str, organization: Organization) -> None:
    """Raises NotPermitted unless names and identifiers of the applicants of a case of `unit` may be read."""
    if not reads_persons(actor, unit):
        raise NotPermitted(
            "不能查看申请人",
            f"您没有{_label(organization, unit)}中与申请人往来的岗位",
            "需要查看的，请管理员添加岗位",
        )


def _label(organization: Organization, unit: str) -> str:
    return organization.units[unit].label if unit in organization.units else unit


def note_sighting(connection: Connection, actor: Actor, request_id: int, what: str, at: datetime) -> None:
    """`what`: persons, file, letter, or code for one that was given out. Every look at personal data leaves a row."""
    row = {"user": actor.name, "request_id": request_id, "what": what, "at": at.isoformat(timespec="seconds")}
    connection.execute(insert(sightings).values(row))
