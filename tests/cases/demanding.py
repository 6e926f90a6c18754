"""Requests for the same information by different people, answered with content; a candidate led through its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select

from disclosure.cases.candidates import CANDIDATE
from disclosure.cases.conversion import ConversionReport, convert
from disclosure.cases.desk import Desk, DossierDone
from disclosure.cases.dossiers import document, faults
from disclosure.cases.now import ZONE
from disclosure.store.tables import (
    candidate_requests,
    candidates,
    catalogue,
    contents,
    deadlines,
    documents,
    requests,
)
from tests.cases.world import CONTENT, CaseInHand, World

# Three wordings of one request, and look-alikes that ask for something else.
SAME = (
    "申请公开柳树湾村2024年土地征收补偿安置方案",
    "我想要柳树湾村2024年征地补偿安置方案的全文",
    "请提供2024年柳树湾村征收土地的补偿安置方案",
    "柳树湾村2024年土地征收补偿安置方案",
)
OTHER_YEAR = "申请公开柳树湾村2023年土地征收补偿安置方案"
OTHER_VILLAGE = "申请公开石桥村2024年土地征收补偿安置方案"


def person(n: int) -> dict[str, Any]:
    """The n-th invented applicant; a passport has no check digit."""
    return {"name": f"虚构{n}", "kind": "natural", "id_no": f"护照 E{n:08d}", "phone": f"1390000{n:04d}"}


PEOPLE = tuple(map(person, range(20)))

PREPARED: Mapping[str, Any] = {
    "content_hash": CONTENT,
    "title": "柳树湾村2024年土地征收补偿安置方案",
    "summary": "补偿标准、安置方式和社会保障",
    "formed_on": "2024-05-06",
    "manner": "website",
}
# command → who gives it, with what
STEPS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "prepare_content": ("handler", PREPARED),
    "clear": ("secrecy", {"content_hash": CONTENT, "opinion": "不涉密"}),
    "return_to_preparation": ("legal", {"reason": "概述不准确"}),
    "pass_legality": ("legal", {"opinion": "依据适当"}),
    "approve": ("office", {"opinion": "同意"}),
    "decline": ("office", {"reason": "公开会损害第三方合法权益"}),
    "publish": ("handler", {"content_hash": CONTENT, "place": "https://www.example.gov.cn/zwgk/1.html"}),
    "check": ("clerk", {"result": "内容准确，链接有效"}),
    "take_down": ("office", {"reason": "方案已撤销"}),
}
TO_PUBLISH = ("prepare_content", "clear", "pass_legality", "approve", "publish")


@dataclass
class Office:
    world: World

    @property
    def desk(self) -> Desk:
        return Desk(self.world.store, self.world.config, self._now)

    def _now(self) -> datetime:
        return datetime.combine(self.world.today, time(9), ZONE)

    def asked(self, content: str, *people: Mapping[str, Any], **changes: Any) -> CaseInHand:
        return self.world.file(content=content, applicants=list(people), **changes)

    def disclosed(self, content: str, *people: Mapping[str, Any], **changes: Any) -> CaseInHand:
        """Filed today and answered on the spot with the content."""
        case = self.asked(content, *people, **changes)
        case.run("register", "attach_release", "clear")
        case.do("reply_on_the_spot", outcome="OPEN_PROVIDE", content_hash=CONTENT)
        return case

    def denied(self, content: str, *people: Mapping[str, Any]) -> CaseInHand:
        case = self.asked(content, *people)
        case.run("register")
        case.do("reply_on_the_spot", outcome="NONE_NOT_EXIST")
        return case

    def repeated(self, times: int = 3, first: int = 0) -> list[CaseInHand]:
        """So many different people get the same information."""
        return [self.disclosed(SAME[n % len(SAME)], PEOPLE[first + n]) for n in range(times)]

    def convert(self) -> ConversionReport:
        return convert(self.world.store, self.world.config, self.world.today)

    def do(
        self, number: str, command: str, by: str | None = None, on: date | None = None, **data: Any
    ) -> DossierDone:
        who, fields = STEPS[command]
        given = {**fields, **data}
        if command == "prepare_content":
            self.put_into_a_case(number, given["content_hash"])
        return self.desk.do(CANDIDATE, number, command, given, actor=by or who, on=on or self.world.today)

    def put_into_a_case(self, number: str, content_hash: str) -> None:
        """What is to be published is kept with one of the requests, once."""
        of = (requests.c.id == documents.c.request_id, documents.c.sha256 == content_hash)
        with self.world.store.read() as connection:
            on_file = connection.scalar(select(contents.c.sha256).where(contents.c.sha256 == content_hash))
            linked = set(connection.scalars(select(requests.c.number).where(*of)))
        members = self.members(number)
        if on_file and not linked & set(members):
            CaseInHand(self.world, members[0]).do("attach", sha256=content_hash)

    def run(self, number: str, *commands: str) -> None:
        for command in commands:
            self.do(number, command)

    def candidate(self, number: str) -> Any:
        with self.world.store.read() as connection:
            return connection.execute(select(candidates).where(candidates.c.number == number)).one()

    def numbers(self) -> list[str]:
        with self.world.store.read() as connection:
            return list(connection.scalars(select(candidates.c.number).order_by(candidates.c.id)))

    def filed(self) -> int:
        with self.world.store.read() as connection:
            return connection.scalar(select(func.count()).select_from(requests)) or 0

    def members(self, number: str) -> list[str]:
        query = (
            select(requests.c.number)
            .join(candidate_requests, candidate_requests.c.request_id == requests.c.id)
            .join(candidates, candidates.c.id == candidate_requests.c.candidate_id)
            .where(candidates.c.number == number)
            .order_by(requests.c.number)
        )
        with self.world.store.read() as connection:
            return list(connection.scalars(query))

    def entries(self) -> list[Any]:
        with self.world.store.read() as connection:
            return list(connection.execute(select(catalogue).order_by(catalogue.c.id)))

    def owed(self) -> dict[str, tuple[str, str, date]]:
        """Deadlines of no case: ref → (kind, owner, due), the open ones."""
        query = select(deadlines).where(deadlines.c.request_id.is_(None), deadlines.c.status == "open")
        with self.world.store.read() as connection:
            return {row.ref: (row.kind, row.owner_role, row.due) for row in connection.execute(query)}

    def steps(self, number: str) -> list[dict[str, Any]]:
        with self.world.store.read() as connection:
            steps: list[dict[str, Any]] = document(connection, CANDIDATE, number)["steps"]
            return steps

    def faults(self) -> list[str]:
        with self.world.store.read() as connection:
            return list(faults(connection, self.world.store.keys, CANDIDATE))
