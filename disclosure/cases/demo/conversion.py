"""转主动公开 in the demo: one item published, one approved and waiting for its publication, one under secrecy review,
and one an applicant has just suggested."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from disclosure.cases.candidates import CANDIDATE
from disclosure.cases.conversion import convert
from disclosure.cases.demo.journeys import DemoRequest
from disclosure.cases.desk import Desk
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import candidate_requests, candidates, requests

Account = Callable[[str, str], str]  # role, unit → somebody who holds it

# Working days before today on which the search for repeated demand is run.
NIGHTS = (110, 30, 8)
# The first request of a group → how many working days before today each step is taken.
STEPS: Mapping[str, Mapping[str, int]] = {
    "V01": {"prepare_content": 108, "clear": 106, "pass_legality": 104, "approve": 102, "publish": 98},
    "V05": {"prepare_content": 27, "clear": 24, "pass_legality": 21, "approve": 12},
    "V08": {"prepare_content": 5},
}
ROLES = {
    "prepare_content": "handler",
    "clear": "secrecy_reviewer",
    "pass_legality": "legal_reviewer",
    "approve": "office_head",
    "publish": "intake_clerk",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One day on which candidates move: a night's search, or a `command` on the candidate of `group`."""

    on: date
    group: str = ""
    command: str = ""


def turns(config: Config, today: date) -> Iterator[Turn]:
    after = config.law.workdays.after
    yield from (Turn(after(today, -age)) for age in NIGHTS)
    for group, steps in STEPS.items():
        yield from (Turn(after(today, -age), group, command) for command, age in steps.items())


@dataclass(frozen=True, slots=True)
class Candidates:
    """Plays turns; `requests` by their id in the demo."""

    desk: Callable[[date], Desk]
    account: Account
    requests: Mapping[str, DemoRequest]

    def play(self, turn: Turn) -> None:
        desk = self.desk(turn.on)
        if not turn.command:
            convert(desk.store, desk.config, turn.on)
            return
        request = self.requests[turn.group]
        number, actor = _number(desk.store, turn.group), self.account(ROLES[turn.command], request.unit)
        desk.do(CANDIDATE, number, turn.command, _data(turn.command, request), actor=actor, on=turn.on)


def _number(store: Store, group: str) -> str:
    query = (
        select(candidates.c.number)
        .join(candidate_requests, candidate_requests.c.candidate_id == candidates.c.id)
        .join(requests, requests.c.id == candidate_requests.c.request_id)
        .where(requests.c.request_key == f"demo-{group}")
    )
    with store.read() as connection:
        number: str = connection.execute(query).scalar_one()
    return number


def _data(command: str, request: DemoRequest) -> Mapping[str, Any]:
    content = request.hash_of("content")
    return {
        "prepare_content": {
            "content_hash": content,
            "title": request.text.removeprefix("申请公开"),
            "summary": f"{request.topic}全文",
            "formed_on": "2024-05-06",
            "manner": "website",
        },
        "clear": {"content_hash": content, "opinion": "不涉及国家秘密、工作秘密和个人信息"},
        "pass_legality": {"opinion": "属于可以主动公开的信息"},
        "approve": {"opinion": "同意转为主动公开"},
        "publish": {"content_hash": content, "place": "https://www.example.gov.cn/zwgk/2024/1.html"},
    }[command]
