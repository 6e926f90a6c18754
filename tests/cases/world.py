"""A small office with its people, a clock that can be set, and ways to bring a case into any situation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import chinese_calendar
from sqlalchemy import Connection, insert, select
from stdnum.cn import ric

from disclosure.cases import uploads
from disclosure.cases.context import SYSTEM, Actor
from disclosure.cases.door import Door, read
from disclosure.cases.facts import Facts
from disclosure.cases.now import ZONE
from disclosure.cases.proof import mismatches
from disclosure.cases.scribe import Done
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import deadlines, documents, grants, history, metadata, notices, requests, users
from disclosure.store.verify import verify_history

START = date(2025, 6, 3)  # a Tuesday
# What is to be released, on file from the start. In the first two nothing is to be found; the third speaks of secrets.
_TEXTS = ("某路改造工程的批复", "某路改造工程的另一份批复", "某路改造工程的批复，不涉及国家秘密")
RELEASES = {hashlib.sha256(text.encode()).hexdigest(): text.encode() for text in _TEXTS}
CONTENT, OTHER_CONTENT, TALKING_CONTENT = RELEASES
LETTER, OTHER_LETTER = "a" * 64, "b" * 64

# Every role once for the whole agency, a second person where one may not do both, and one person with all roles.
STAFF: Mapping[str, tuple[str, ...]] = {
    "clerk": ("intake_clerk",),
    "handler": ("handler",),
    "handler2": ("handler",),
    "secrecy": ("secrecy_reviewer",),
    "secrecy2": ("secrecy_reviewer",),
    "legal": ("legal_reviewer",),
    "section": ("section_head",),
    "office": ("office_head",),
    "office2": ("office_head",),
    "leader": ("leader",),
    "archivist": ("archivist",),
    "everything": (
        "intake_clerk",
        "handler",
        "secrecy_reviewer",
        "legal_reviewer",
        "section_head",
        "office_head",
        "leader",
        "archivist",
    ),
}
SIGNERS = {"section_head": "section", "office_head": "office", "leader": "leader"}

# A lawful way to give each command: by whom, with which fields. approve_step and the returns follow the chain.
SAMPLES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "confirm": ("clerk", {"how": "电话确认"}),
    "register": ("clerk", {}),
    "ask_correction": ("clerk", {"points": "请写明文件名称或文号"}),
    "receive_correction": ("clerk", {"content": "2024年某路改造工程的批复", "channel": "in_person"}),
    "ask_reasons": ("clerk", {"grounds": "本月已提交四十件"}),
    "receive_reasons": ("clerk", {"reasons": "科研需要", "reasonable": True}),
    "note_no_reasons": ("handler", {}),
    "record_notice_receipt": ("clerk", {}),
    "assign": ("clerk", {"handler": "handler"}),
    "reply_on_the_spot": ("clerk", {"outcome": "OPEN_PUBLISHED"}),
    "record_search": ("handler", {"scope": "档案室", "method": "按文号检索", "result": "found"}),
    "categorise": ("handler", {"outcome": "OPEN_PROVIDE", "reason": "可以公开"}),
    "attach": ("clerk", {"sha256": CONTENT, "name": "批复.txt"}),
    "attach_release": ("handler", {"content_hash": CONTENT, "title": "批复"}),
    "mask_release": ("handler", {"original_hash": CONTENT, "title": "批复（遮盖）.txt", "add": [[0, 2]]}),
    "record_screening": (
        "system",
        {"content_hash": CONTENT, "level": "secrecy_office", "found": 1, "why": "筛查规则更新"},
    ),
    "answer_findings": ("handler", {"reason": "仅提到该词，不是涉密内容"}),
    "pass_to_secrecy_office": ("section", {"reason": "请保密机构审查"}),
    "plan_referral": ("secrecy", {"reason": "是否属于国家秘密不明确"}),
    "refer_secrecy": ("secrecy", {"body": "市国家保密局", "reference": "保函1号"}),
    "receive_determination": ("secrecy", {"secret": False, "reference": "保复1号"}),
    "clear": ("secrecy", {"content_hash": CONTENT, "opinion": "不涉密"}),
    "refuse_clearance": ("secrecy", {"reason": "含工作秘密"}),
    "void_clearance": ("secrecy", {"reason": "依据变化"}),
    "review_legality": ("legal", {"passed": True, "opinion": "依据适当"}),
    "call_joint_meeting": ("handler", {"topic": "能否区分处理", "participants": "法制、档案"}),
    "conclude_joint_meeting": ("handler", {"conclusion": "可以区分"}),
    "ask_third_party": ("handler", {"party": "甲公司"}),
    "ask_co_producer": ("handler", {"party": "市水务局"}),
    "ask_other_body": ("handler", {"party": "市档案馆"}),
    "record_letter_receipt": ("clerk", {"ref": "c1"}),
    "receive_opinion": ("clerk", {"ref": "c1", "answer": "agree"}),
    "lapse_consultation": ("system", {"ref": "c1"}),
    "cancel_consultation": ("handler", {"ref": "c1", "reason": "不再需要"}),
    "inform_third_party": ("handler", {"ref": "c1", "reason": "公开某路批复，因公共利益"}),
    "conclude_consultation": ("handler", {"conclusion": "第三方同意"}),
    "send_fee_notice": ("handler", {"mode": "pages", "quantity": 68}),
    "receive_payment": ("clerk", {"receipt_no": "PJ-1"}),
    "propose_discontinuation": ("system", {"notice": "correction"}),
    "discontinue": ("handler", {"reason": "期满未答复"}),
    "draft": ("handler", {"letter_hash": LETTER}),
    "submit_draft": ("handler", {}),
    "approve_step": ("section", {}),
    "return_draft": ("office", {"reason": "文字有误"}),
    "return_to_review": ("handler", {"reason": "依据有误"}),
    "send": ("clerk", {"delivery": "post", "letter_hash": LETTER}),
    "return_undelivered": ("clerk", {"reason": "地址不详"}),
    "serve": ("clerk", {"proof": "投递签收记录"}),
    "extend": ("office", {"reason": "材料多"}),
    "postpone": ("office", {"until": "2025-09-30", "reason": "数量大"}),
    "open_remedy": ("legal", {"kind": "reconsideration", "body": "市人民政府"}),
    "accept_remedy": ("legal", {"ref": "j1"}),
    "request_remedy_answer": ("legal", {"ref": "j1"}),
    "answer_remedy": ("legal", {"ref": "j1"}),
    "decide_remedy": ("legal", {"ref": "j1", "decision": "upheld", "reference": "政复决1号"}),
    "report_remedy_opinion": ("legal", {"ref": "j1", "reference": "示自然资函1号"}),
    "end_remedy": ("legal", {"ref": "j1", "decision": "withdrawn", "reason": "申请人撤回"}),
    "order_to_act": ("legal", {"basis": "政复决1号", "working_days": 20}),
    "withdraw": ("clerk", {"reason": "申请人撤回"}),
    "archive": ("archivist", {}),
    "reopen": ("archivist", {"reason": "期限恢复"}),
    "rectify": (
        "clerk",
        {"n": 1, "field": "content", "value": "更正后的内容", "reason": "录入有误"},
    ),
    "approve_rectification": ("office", {"n": 5}),
    "note_contact": ("clerk", {"text": "电话沟通"}),
    "recompute": ("system", {"draft": "配置-2025-0001", "moved": []}),
    "suggest_disclosure": ("clerk", {"reason": "许多村民都想知道"}),
    "transfer": ("office", {"unit": "construction", "reason": "职责所在"}),
    "issue_letter": ("clerk", {"kind": "L-26", "facts": {"record_finding": "经核实，记录无误"}}),
    "restrict": ("section", {"readers": ["clerk"], "reason": "涉及个人隐私"}),
    "lift_restriction": ("section", {"reason": "已经答复"}),
    "merge": ("handler", {"number": "2025-00001", "reason": "同一事项"}),
    "split": ("clerk", {"parts": ["甲项", "乙项"], "reason": "一事一申请"}),
}

# leaf → (where the walk begins: another leaf, or a channel; what is done from there). A number waits so many days.
WALKS: Mapping[str, tuple[str, tuple[Any, ...]]] = {
    "awaiting_confirmation": ("internet", ()),
    "oral_recorded": ("oral", ()),
    "received": ("in_person", ()),
    "registered": ("received", ("register",)),
    "awaiting_correction": ("registered", ("ask_correction",)),
    "awaiting_reasons": ("registered", ("ask_reasons",)),
    "searching": ("registered", ("assign",)),
    "categorising": ("searching", ("record_search",)),
    "secrecy_review": ("categorising", ("attach_release", "categorise")),
    "legal_review": ("categorising", (("categorise", {"outcome": "DENY_PROCESS"}),)),
    "joint_meeting": ("categorising", ("call_joint_meeting",)),
    "awaiting_payment": ("categorising", ("send_fee_notice",)),
    "consulting": ("categorising", ("ask_third_party",)),
    "weighing": ("consulting", ("receive_opinion",)),
    "drafting": ("secrecy_review", ("clear",)),
    "approving": ("drafting", ("draft", "submit_draft")),
    "signed": ("approving", ("approve_step",) * 3),
    "sent": ("signed", ("send",)),
    "remedy_period": ("sent", ("serve",)),
    "in_proceedings": ("remedy_period", ("open_remedy",)),
    "archived": ("remedy_period", (200, "archive")),
    "abandoned": (
        "awaiting_correction",
        ("record_notice_receipt", 30, "discontinue", "draft", "submit_draft", *("approve_step",) * 3, "send",
         "serve", 200, "archive"),
    ),
    "withdrawn": ("registered", ("withdraw",)),
}  # fmt: skip
LEAVES = tuple(WALKS)


def working_days_after(day: date, n: int) -> date:
    """The n-th working day after `day`, one day at a time through an independent calendar."""
    while n:
        day += timedelta(1)
        n -= chinese_calendar.is_workday(day)
    return day


def on_or_after(day: date) -> date:
    return day if chinese_calendar.is_workday(day) else working_days_after(day, 1)


def application(**changes: Any) -> dict[str, Any]:
    return {
        "applicants": [
            {
                "name": "张三",
                "kind": "natural",
                "id_no": "11010519491231002X",
                "phone": "13800000000",
                "address": "某市某路一号",
            }
        ],
        "content": "某路改造工程的批复",
        "channel": "in_person",
        "received_on": START.isoformat(),
        "unit": "planning",
        "delivery_form": "纸质",
    } | changes


def person(n: int) -> dict[str, Any]:
    """Somebody else for each `n`: what goes out to one applicant is counted together (S36)."""
    body = f"11010519491231{n:03d}"
    return {
        "name": "张三",
        "kind": "natural",
        "id_no": body + ric.calc_check_digit(body + "?"),
        "phone": f"138{n:08d}",
    }


@dataclass
class World:
    store: Store
    config: Config
    today: date = START
    door: Door = field(init=False)
    walked: int = 0

    def __post_init__(self) -> None:
        self.door = Door(self.store, self.config, lambda: datetime.combine(self.today, time(9), ZONE))
        for text in RELEASES.values():
            self.put_on_file(text)

    def put_on_file(self, content: bytes, name: str = "答复附件.txt") -> str:
        """The hash of `content`, which is kept as if some case had brought it."""
        upload = uploads.read(name, content, self.config)
        self.store.write(lambda connection: uploads.keep(connection, upload))
        return upload.sha256

    def hire(self, people: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        """Users by name, with the (role, unit) each holds."""
        rows = [{"user": n, "role": role, "unit": unit} for n, held in people.items() for role, unit in held]

        def work(connection: Connection) -> None:
            connection.execute(insert(users), [{"name": name, "active": True} for name in people])
            connection.execute(insert(grants), rows)

        self.store.write(work)

    def file(self, **changes: Any) -> CaseInHand:
        changes.setdefault("received_on", self.today.isoformat())
        return CaseInHand(self, self.door.file(application(**changes)).number)

    def walk(self, leaf: str) -> CaseInHand:
        """A case filed on START and brought into `leaf`; days pass where the way asks for them."""
        start, acts = WALKS[leaf]
        if start in WALKS:
            case = self.walk(start)
        else:
            self.today = START
            self.walked += 1
            case = self.file(channel=start, applicants=[person(self.walked)])
        for act in acts:
            if isinstance(act, int):
                self.today += timedelta(act)
            elif isinstance(act, tuple):
                case.do(act[0], **act[1])
            else:
                case.do(act)
        assert case.state == leaf
        return case

    def snapshot(self) -> dict[str, list[str]]:
        """Every row of every table."""
        with self.store.read() as connection:
            return {
                table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                for table in metadata.sorted_tables
            }

    def faults(self) -> list[Any]:
        """What is wrong between history, projection and chain; nothing should be."""
        with self.store.read() as connection:
            found: list[Any] = list(mismatches(connection, self.store.keys))
        return found + list(verify_history(self.store))


@dataclass
class CaseInHand:
    world: World
    number: str

    def do(self, command: str, by: str | Actor | None = None, on: date | None = None, **data: Any) -> Done:
        """`command` with its sample fields, overridden by `data`; `key` and `if_version` go to the door."""
        options = {name: data.pop(name) for name in ("key", "if_version") if name in data}
        usual, fields = SAMPLES[command]
        if command == "approve_step":
            usual = self.signer
        if by is None:
            by = SYSTEM if usual == SYSTEM.name else usual
        if command == "attach_release":
            sha256 = {**fields, **data}["content_hash"]
            self.world.store.write(lambda connection: self._handed_in(connection, sha256))
        return self.world.door.do(
            self.number,
            command,
            {**fields, **data},
            actor=by,
            on=on or self.world.today,
            **options,
        )

    def _handed_in(self, connection: Connection, sha256: str) -> None:
        """A sample content came with this case too, once another case has it."""
        mine = connection.scalars(select(requests.c.id).where(requests.c.number == self.number)).one()
        held = select(documents.c.request_id).where(documents.c.sha256 == sha256)
        holders = set(connection.scalars(held))
        if sha256 in RELEASES and holders and mine not in holders:
            uploads.link(connection, mine, [(sha256, "批复.txt")])

    def run(self, *commands: str) -> None:
        for command in commands:
            self.do(command)

    def sign(self) -> None:
        """From drafting to signed, by the whole chain."""
        self.run("draft", "submit_draft")
        while self.state == "approving":
            self.do("approve_step")

    @property
    def signer(self) -> str:
        facts = self.facts
        chain = self.world.config.organization.units[facts.unit].approval_chain
        return SIGNERS[chain[min(len(facts.approvals), len(chain) - 1)]]

    @property
    def facts(self) -> Facts:
        with self.world.store.read() as connection:
            facts = read(connection, self.number).facts
        assert facts is not None
        return facts

    @property
    def row(self) -> Any:
        with self.world.store.read() as connection:
            return connection.execute(select(requests).where(requests.c.number == self.number)).one()

    @property
    def state(self) -> str:
        state: str = self.row.state
        return state

    def _children(self, table: Any, order: Any) -> list[Any]:
        with self.world.store.read() as connection:
            of = select(requests.c.id).where(requests.c.number == self.number).scalar_subquery()
            rows = connection.execute(select(table).where(table.c.request_id == of).order_by(order))
            return list(rows)

    @property
    def history(self) -> list[Any]:
        return self._children(history, history.c.n)

    @property
    def notices(self) -> list[Any]:
        return self._children(notices, notices.c.id)

    @property
    def deadlines(self) -> list[Any]:
        return self._children(deadlines, deadlines.c.id)

    def deadline(self, kind: str) -> Any:
        """The latest deadline of `kind`."""
        return [row for row in self.deadlines if row.kind == kind][-1]

    def open_kinds(self) -> set[str]:
        return {row.kind for row in self.deadlines if row.status == "open"}
