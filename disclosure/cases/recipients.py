"""From a role of a unit to persons: who holds it, who stands in for whom, who is told when nobody is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from disclosure.params import Organization
from disclosure.store.tables import absences, grants, users

EVERYWHERE = "*"
# Who is told when a role of a unit has nobody at work, in this order.
IN_PLACE = ("office_head", "operations", "administrator")


@dataclass(frozen=True, slots=True)
class Recipient:
    """`why` is one Chinese sentence when the person is not the holder of the role; empty otherwise."""

    person: str
    why: str = ""


@dataclass(frozen=True)
class Roster:
    """`holders` are active users by (role, unit), unit "*" for the whole agency; `away` names the substitute of
    everybody who is on leave today."""

    holders: Mapping[tuple[str, str], tuple[str, ...]]
    away: Mapping[str, str]
    active: frozenset[str]

    @classmethod
    def read(cls, connection: Connection, today: date) -> Roster:
        held: dict[tuple[str, str], tuple[str, ...]] = {}
        query = select(grants).join(users, users.c.name == grants.c.user).where(users.c.active)
        for user, role, unit in connection.execute(query.order_by(grants.c.user)):
            held[role, unit] = (*held.get((role, unit), ()), user)
        a = absences.c
        leave = select(a.user, a.substitute).where(~a.cancelled, a.first_day <= today, a.last_day >= today)
        active = connection.scalars(select(users.c.name).where(users.c.active))
        return cls(held, {row[0]: row[1] for row in connection.execute(leave)}, frozenset(active))

    def recipients(self, role: str, unit: str, organization: Organization) -> tuple[Recipient, ...]:
        """Everybody to be told what concerns `role` of `unit`, each once; empty when nobody at all is there."""
        for tried in (role, *IN_PLACE):
            reached: dict[str, Recipient] = {}
            for recipient in self._at_work(tried, unit):
                reached.setdefault(recipient.person, recipient)
            if tried != role:
                why = f"{place_label(organization, role, unit)}无人在岗，转您处理"
                reached = {person: Recipient(person, why) for person in reached}
            if reached:
                return tuple(reached.values())
        return ()

    def _at_work(self, role: str, unit: str) -> Iterator[Recipient]:
        """Holders at work first, so that whoever holds the role and stands in for another is told as himself."""
        everybody = (*self.holders.get((role, unit), ()), *self.holders.get((role, EVERYWHERE), ()))
        for name in sorted(everybody, key=self.away.__contains__):
            person = self._standing_in(name)
            if person is not None:
                yield Recipient(person, "" if person == name else f"{name} 请假，由您代理")

    def _standing_in(self, name: str) -> str | None:
        """`name`, or whoever is at work at the end of the chain of substitutes; None when it ends nowhere."""
        passed = set()
        while name in self.away and name not in passed:
            passed.add(name)
            name = self.away[name]
        return None if name in passed or name not in self.active else name


def place_label(organization: Organization, role: str, unit: str) -> str:
    """e.g. 规划管理科科室负责人."""
    of_unit = organization.units[unit].label if unit in organization.units else ""
    return f"{of_unit}{organization.roles.get(role, role)}"
