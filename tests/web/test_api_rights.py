"""Who gets what from the programming interface: every role at every address, in the own unit and in another.

The table is typed from design §1 and docs/decisions/0001-shape.md. A cell has two marks: a case (dossier, deadline) of
the unit the role is held in, then one of another unit. `+` given or done, `-` refused with 403 or not in the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select

from disclosure.cases.commands import COMMANDS
from disclosure.store.store import Store
from disclosure.store.tables import supervision_orders
from disclosure.web.api.cases import BY_FILE
from tests.cases.world import STAFF, START, application
from tests.house.openapi import description
from tests.web.calling import TODAY, Api, calling, refused

pytestmark = pytest.mark.check  # a server, and a call for every cell

OWN, OTHER = "planning", "land"
ROLES = {
    "受": "intake_clerk",
    "承": "handler",
    "保": "secrecy_reviewer",
    "法": "legal_reviewer",
    "科": "section_head",
    "公": "office_head",
    "领": "leader",
    "档": "archivist",
    "运": "operations",
    "管": "administrator",
    "督": "supervisor",
    "无": "",  # a user without a role
}
# Watchers (运, 管, 督) watch time in the whole agency: they see every case, and in none what is asked or by whom.
# Figures of the agency are for those who see the agency.
TABLE = """
                                                         受 承 保 法 科 公 领 档 运 管 督 无
POST /cases                                              +- +- -- -- -- -- -- -- -- -- -- --
GET  /cases                                              +- +- +- +- +- +- +- +- ++ ++ ++ --
GET  /cases （内容的开头）                               +- +- +- +- +- +- +- +- -- -- -- --
GET  /cases/{number}                                     +- +- +- +- +- +- +- +- ++ ++ ++ --
GET  /cases/{number} （办理记录的内容）                  +- +- +- +- +- +- +- +- -- -- -- --
GET  /cases/{number}/persons                             +- +- -- +- +- +- +- +- -- -- -- --
GET  /cases/{number}/files                               +- +- +- +- +- +- +- +- -- -- -- --
GET  /cases/{number}/files/{sha256}                      +- +- +- +- +- +- +- +- -- -- -- --
POST /cases/{number}/files                               +- +- -- +- -- -- -- -- -- -- -- --
GET  /cases/{number}/commands                            +- +- +- +- +- +- +- +- ++ ++ ++ --
POST /cases/{number}/commands/note_contact               +- +- -- -- -- -- -- -- -- -- -- --
POST /cases/{number}/commands/assign                     +- -- -- -- +- +- -- -- -- -- -- --
POST /cases/{number}/commands/transfer                   -- -- -- -- +- +- -- -- -- -- -- --
GET  /deadlines                                          +- +- +- +- +- +- +- +- ++ ++ ++ --
GET  /todo                                               +- -- -- -- -- -- -- -- -- -- -- --
GET  /dossiers/{kind}                                    +- +- +- +- +- +- +- +- ++ ++ ++ --
GET  /dossiers/{kind}/{number}                           +- +- +- +- +- +- +- +- ++ ++ ++ --
GET  /dossiers/{kind}/{number} （办理记录的内容）        +- +- +- +- +- +- +- +- -- -- -- --
GET  /dossiers/{kind}/{number}/commands                  +- +- +- +- +- +- +- +- ++ ++ ++ --
POST /dossiers/supervision/{number}/commands/acknowledge +- +- +- +- +- +- -- +- -- -- -- --
GET  /catalogue                                          ++ ++ ++ ++ ++ ++ ++ ++ ++ ++ ++ --
GET  /reports/annual/{year}                              -- -- -- -- -- -- -- -- ++ ++ ++ --
GET  /statistics                                         -- -- -- -- -- -- -- -- ++ ++ ++ --
GET  /flows                                              ++ ++ ++ ++ ++ ++ ++ ++ ++ ++ ++ --
"""


def _cells() -> Iterator[tuple[str, str, str]]:
    """Address, mark of the role, the two marks of its cell."""
    head, *lines = TABLE.strip("\n").splitlines()
    for line in lines:
        words = line.split()
        marks = words[-len(ROLES) :]
        address = " ".join(words[: -len(ROLES)])
        yield from ((address, role, cell) for role, cell in zip(head.split(), marks, strict=True))


@dataclass
class Matter:
    """A case of one unit with a file, and a 督办单 with one step."""

    api: Api
    unit: str
    number: str
    sha256: str
    order: str

    @classmethod
    def of(cls, api: Api, unit: str) -> Matter:
        case = api.world.file(unit=unit)
        case.do("register", by="everything")
        taken = api.send_file(case.number, "某路的批复".encode(), "everything").json()["sha256"]
        order = new_order(api, case.deadlines[0].id, unit)
        body = {"on": TODAY, "data": {}}
        path = f"/dossiers/supervision/{order}/commands/acknowledge"
        assert api.call("POST", path, "everything", json=body).status_code == 200
        body["data"] = {"cause": "人手不足", "measures": "增派"}
        path = f"/dossiers/supervision/{order}/commands/answer"
        assert api.call("POST", path, "everything", json=body).status_code == 200
        return cls(api, unit, case.number, taken, order)


def new_order(api: Api, deadline: int, unit: str) -> str:
    """A 督办单 as the sweep opens it, each for another missed day."""
    number = f"督办-2025-{next(api.ordinals):04d}"
    row = {
        "number": number,
        "unit": unit,
        "state": "opened",
        "opened_on": START,
        "version": 0,
        "head": bytes(32),
        "deadline_id": deadline,
        "due": START - timedelta(int(number[-4:])),
        "topic": "reply",
        "subject": "2025-00001",
        "level": 252,
        "answers": 1,
    }
    api.world.store.write(lambda connection: connection.execute(insert(supervision_orders), row))
    return number


Ask = Callable[[Api, str, Matter], bool]


def given(answer: httpx.Response) -> bool:
    """Whether it was; refused for want of a right, and for nothing else, it was not."""
    if answer.status_code == 403:
        refused(answer, 403, "NOT_PERMITTED")
        return False
    assert answer.is_success, answer.text
    return True


def read(path: str) -> Ask:
    """The address answers."""
    return lambda api, who, matter: given(api.get(_filled(path, matter), who))


def holds(path: str, key: str, value: Callable[[Matter], str], also: str | None = None) -> Ask:
    """The list at the address has the row, and the row has `also`."""

    def ask(api: Api, who: str, matter: Matter) -> bool:
        answer = api.get(path, who)
        if not given(answer):
            return False
        rows = [row for row in answer.json()["items"] if row[key] == value(matter)]
        return any(also is None or row[also] is not None for row in rows)

    return ask


def tells(path: str, steps: str) -> Ask:
    """The document has the fields of its steps."""

    def ask(api: Api, who: str, matter: Matter) -> bool:
        answer = api.get(_filled(path, matter), who)
        return given(answer) and any(step["data"] for step in answer.json()[steps])

    return ask


def file_one(api: Api, who: str, matter: Matter) -> bool:
    return given(api.call("POST", "/cases", who, json=application(unit=matter.unit)))


def send_one(api: Api, who: str, matter: Matter) -> bool:
    return given(api.send_file(matter.number, f"{who}的附件".encode(), who))


def do(command: str, **data: Any) -> Ask:
    """One command on a case that waits for it."""

    def ask(api: Api, who: str, matter: Matter) -> bool:
        case = api.world.file(unit=matter.unit)
        case.do("register", by="everything")
        return given(api.do(case.number, command, who, data=data))

    return ask


def acknowledge(api: Api, who: str, matter: Matter) -> bool:
    with api.world.store.read() as connection:
        deadline = connection.scalar(select(supervision_orders.c.deadline_id).limit(1))
    order = new_order(api, deadline or 0, matter.unit)
    path = f"/dossiers/supervision/{order}/commands/acknowledge"
    return given(api.call("POST", path, who, json={"on": TODAY}))


def _filled(path: str, matter: Matter) -> str:
    number = matter.order if path.startswith("/dossiers") else matter.number
    found = path.replace("{number}", number).replace("{sha256}", matter.sha256)
    return found.replace("{kind}", "supervision").replace("{year}", "2025")


ASKED: dict[str, Ask] = {
    "POST /cases": file_one,
    "GET /cases": holds("/cases", "number", lambda m: m.number),
    "GET /cases （内容的开头）": holds("/cases", "number", lambda m: m.number, also="opening"),
    "GET /cases/{number}": read("/cases/{number}"),
    "GET /cases/{number} （办理记录的内容）": tells("/cases/{number}", "history"),
    "GET /cases/{number}/persons": read("/cases/{number}/persons"),
    "GET /cases/{number}/files": read("/cases/{number}/files"),
    "GET /cases/{number}/files/{sha256}": read("/cases/{number}/files/{sha256}"),
    "POST /cases/{number}/files": send_one,
    "GET /cases/{number}/commands": read(f"/cases/{{number}}/commands?on={TODAY}"),
    "POST /cases/{number}/commands/note_contact": do("note_contact", text="电话沟通"),
    "POST /cases/{number}/commands/assign": do("assign", handler="everything"),
    "POST /cases/{number}/commands/transfer": do("transfer", unit="construction", reason="职责所在"),
    "GET /deadlines": holds("/deadlines", "number", lambda m: m.number),
    "GET /todo": holds("/todo", "number", lambda m: m.number),
    "GET /dossiers/{kind}": holds("/dossiers/supervision", "number", lambda m: m.order),
    "GET /dossiers/{kind}/{number}": read("/dossiers/{kind}/{number}"),
    "GET /dossiers/{kind}/{number} （办理记录的内容）": tells("/dossiers/{kind}/{number}", "steps"),
    "GET /dossiers/{kind}/{number}/commands": read(f"/dossiers/{{kind}}/{{number}}/commands?on={TODAY}"),
    "POST /dossiers/supervision/{number}/commands/acknowledge": acknowledge,
    "GET /catalogue": read("/catalogue"),
    "GET /reports/annual/{year}": read("/reports/annual/{year}"),
    "GET /statistics": read("/statistics?from=2025-06-01&to=2025-06-30"),
    "GET /flows": read("/flows"),
}


@pytest.fixture
def api(store: Store) -> Iterator[Api]:
    people = {mark: [(role, OWN)] if role else [] for mark, role in ROLES.items()}
    with calling(store, people | {"everything": [(role, "*") for role in STAFF["everything"]]}) as api:
        yield api


def test_the_table(api: Api) -> None:
    own, other = Matter.of(api, OWN), Matter.of(api, OTHER)
    wrong = []
    for address, who, cell in _cells():
        got = "".join("+" if ASKED[address](api, who, matter) else "-" for matter in (own, other))
        if got != cell:
            wrong.append((address, who, cell, got))
    assert wrong == []


def test_without_a_token_every_address_is_closed(api: Api) -> None:
    for path, operations in description()["paths"].items():
        for method in operations:
            answer = api.call(method.upper(), path.replace("{", "").replace("}", ""))
            refused(answer, 401, "NOT_SIGNED_IN")


def test_no_command_reaches_into_another_unit(api: Api) -> None:
    """Not even to be told that it would not be lawful there."""
    matter = Matter.of(api, OTHER)
    watchers = {"运", "管", "督"}  # they see the case; the door refuses them
    for who in ROLES.keys() - watchers:
        for command in COMMANDS.keys() - {BY_FILE}:
            refused(api.do(matter.number, command, who), 403, "NOT_PERMITTED")


def test_the_table_has_every_address() -> None:
    listed = {address.split(" （")[0] for address, _, _ in _cells()}
    assert {address.split(" （")[0] for address in ASKED} == listed
    described = set()
    for path, operations in description()["paths"].items():
        for method in operations:
            described.add(f"{method.upper()} {path}")
    commands = {address for address in described if re.search("^POST .*/commands/", address)}
    assert described - commands == listed - commands
    assert (
        listed & commands
    )  # one of each door; which role gives which command is asked of the doors themselves
