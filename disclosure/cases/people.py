"""Applicants and agent: kept apart from the case, identifiers encrypted field by field.

The history holds only keyed digests of them, so it proves who was written down without telling who it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from disclosure.cases.filing import Kind, Person
from disclosure.store.keys import Keys
from disclosure.store.tables import applicants

ENCRYPTED = ("id_no", "phone", "address", "email")
INDEXED = ("id_no", "phone")
UNNAMED = "旧台账未载姓名"


@dataclass(frozen=True, slots=True)
class Persons:
    applicants: tuple[Person, ...]
    agent: Person | None

    def roles(self) -> list[tuple[str, int, Person]]:
        agent = [("agent", 0, self.agent)] if self.agent else []
        return [("applicant", i, person) for i, person in enumerate(self.applicants)] + agent


def write(connection: Connection, request_id: int, persons: Persons, keys: Keys) -> None:
    connection.execute(insert(applicants), rows_of(request_id, persons, keys))


def rows_of(request_id: int, persons: Persons, keys: Keys) -> list[dict[str, Any]]:
    """The rows of `applicants` of one case."""
    return [_row(person, role, i, request_id, keys) for role, i, person in persons.roles()]


def unnamed(kind: Kind) -> Persons:
    """The applicant of a line that tells the kind alone; a correction (更正) enters the name when it is at hand."""
    return Persons((Person(name=UNNAMED, kind=kind),), None)


def read(connection: Connection, request_id: int, keys: Keys) -> Persons:
    """Decrypted; for the commands that must copy or correct them, never for a list or a log."""
    found: dict[str, list[Person]] = {"applicant": [], "agent": []}
    query = select(applicants).where(applicants.c.request_id == request_id).order_by(applicants.c.ordinal)
    for row in connection.execute(query).mappings():
        owner = _owner(request_id, row["role"], row["ordinal"])
        plain = {
            column: row[column] and keys.decrypt(bytes(row[column]), f"applicants.{column}", owner)
            for column in ENCRYPTED
        }
        # Checked when they came in; a rule tightened since then must not make old cases unreadable.
        person = {"name": row["name"], "kind": row["kind"]} | plain
        found[row["role"]].append(Person.model_construct(None, **person))
    return Persons(tuple(found["applicant"]), found["agent"][0] if found["agent"] else None)


def replace_all(connection: Connection, request_id: int, persons: Persons, keys: Keys) -> None:
    connection.execute(delete(applicants).where(applicants.c.request_id == request_id))
    write(connection, request_id, persons, keys)


def digest(persons: Persons, keys: Keys) -> list[str]:
    """One keyed digest a person, over every byte written down, for the history row."""
    return [
        keys.person(f"{role}/{i}/{person.model_dump_json()}".encode()).hex()
        for role, i, person in persons.roles()
    ]


def _owner(request_id: int, role: str, ordinal: int) -> str:
    return f"{request_id}/{role}/{ordinal}"


def _row(person: Person, role: str, ordinal: int, request_id: int, keys: Keys) -> dict[str, Any]:
    owner = _owner(request_id, role, ordinal)
    row: dict[str, Any] = {
        "request_id": request_id,
        "role": role,
        "ordinal": ordinal,
        "kind": person.kind,
        "name": person.name,
    }
    for column in ENCRYPTED:
        value = getattr(person, column)
        row[column] = value and keys.encrypt(value, f"applicants.{column}", owner)
        if column in INDEXED:
            row[f"{column}_index"] = value and keys.blind_index(value, f"applicants.{column}")
    return row
