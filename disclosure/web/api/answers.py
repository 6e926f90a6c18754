"""What the programming interface answers, described for its OpenAPI document."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from disclosure.cases.commands import BEGINNINGS, COMMANDS
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.words import FLOWS, MANNERS
from disclosure.law.clock import Status
from disclosure.law.secrecy import ReviewLevel
from state_machines import CONSULTATION, REMEDY, REQUEST, SECRECY_REVIEW


def _closed(*values: str) -> Any:
    """A text that is always one of these."""
    return Field(json_schema_extra={"enum": list(values)})


State = Annotated[str, _closed(*REQUEST.states)]
Phase = Annotated[str, _closed(*REQUEST.phases)]
Step = Annotated[str, _closed(*BEGINNINGS, *COMMANDS)]
Kind = Annotated[str, _closed(*(kind.name for kind in KINDS))]
Colour = Literal["none", "yellow", "red", "overdue"]
Expiry = Literal["transition", "task", "escalate"]
Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """`next` 写进 after 得到下一页；空为最后一页。条件很少有件相符的，一页可能不满甚至没有，仍以 `next` 为准。"""

    items: list[Item]
    next: str | None


class DoneAnswer(BaseModel):
    number: str
    phase: Phase
    state: State
    label: str
    version: int
    due: date | None
    repeated: bool


class AttachedAnswer(DoneAnswer):
    sha256: str
    level: ReviewLevel | None
    found: int


class CaseLine(BaseModel):
    """`opening` 是申请内容的开头，只给可以看内容的人。"""

    number: str
    phase: Phase
    state: State
    unit: str
    handler: str | None
    channel: str
    filed_on: date
    received_on: date | None
    due: date | None
    clock_status: Status
    outcome: str | None
    closed_on: date | None
    opening: str | None


class LedgerSpan(BaseModel):
    from_: date = Field(alias="from")
    to: date
    kind: Literal["counted", "excluded", "void"]
    working_days: int
    basis: str
    why: str


class ClockDue(BaseModel):
    kind: str
    due: date
    basis: str
    on_expiry: Expiry
    met_on: date | None


class ClockAnswer(BaseModel):
    receipt_date: date | None
    law: str
    due: date | None
    provisional: bool
    phase: str
    status: Status
    remaining_working_days: int | None
    ledger: list[LedgerSpan]
    deadlines: list[ClockDue]


class CaseDeadline(BaseModel):
    kind: str
    ref: str
    opened_on: date
    due: date
    basis: str
    on_expiry: Expiry
    owner_role: str
    status: str
    met_on: date | None
    provisional: bool
    level: int


class HistoryStep(BaseModel):
    n: int
    command: Step
    label: str
    basis: str
    actor: str
    on: date
    recorded_at: str
    from_: State = Field(alias="from")
    to: State
    data: dict[str, Any]
    config_version: str


class ConsultationAnswer(BaseModel):
    """`party` 只给可以看内容的人，别人得到空文字。"""

    ref: str
    kind: Literal["third_party", "co_producer", "other_body"]
    party: str
    state: Annotated[str, _closed(*CONSULTATION.states)]
    asked_on: date
    letter_received_on: date | None
    answered_on: date | None
    answer: str | None
    reasonable: bool | None
    informed_on: date | None
    label: str


class FindingAnswer(BaseModel):
    rule: str
    level: ReviewLevel
    place: str
    start: int
    end: int
    text_masked: str
    suggestion: str


class SecrecyAnswer(BaseModel):
    ref: str
    content_hash: str
    state: Annotated[str, _closed(*SECRECY_REVIEW.states)]
    opened_on: date
    since: date
    level: ReviewLevel | None
    found: int
    passed_by: str | None
    planned_on: date | None
    referred_on: date | None
    determined_on: date | None
    label: str
    findings: list[FindingAnswer]


class RemedyAnswer(BaseModel):
    ref: str
    kind: Literal["reconsideration", "litigation", "complaint"]
    claimant: Literal["applicant", "third_party"]
    state: Annotated[str, _closed(*REMEDY.states)]
    filed_on: date
    after_reconsideration: bool
    procedure: str | None
    answer_asked_on: date | None
    answered_on: date | None
    closed_on: date | None
    result: str | None
    label: str


class CaseAnswer(BaseModel):
    """一件申请；没有申请人的姓名、号码。"""

    number: str
    phase: Phase
    state: State
    label: str
    version: int
    unit: str
    outcome: str | None
    clock: ClockAnswer
    deadlines: list[CaseDeadline]
    history: list[HistoryStep]
    consultations: list[ConsultationAnswer]
    secrecy_reviews: list[SecrecyAnswer]
    remedies: list[RemedyAnswer]


class PersonAnswer(BaseModel):
    name: str
    kind: str
    id_no: str | None
    phone: str | None
    address: str | None
    email: str | None


class PersonsAnswer(BaseModel):
    applicants: list[PersonAnswer]
    agent: PersonAnswer | None


class FileLine(BaseModel):
    sha256: str
    name: str
    kind: str
    size: int
    level: ReviewLevel | None


class FilesAnswer(BaseModel):
    items: list[FileLine]


class LawfulAnswer(BaseModel):
    """`fields` 是 data 各字段的 JSON Schema。"""

    command: str
    label: str
    fields: dict[str, Any]
    basis: str


class RefusedAnswer(BaseModel):
    command: str
    label: str
    why: str
    remedy: str


class ChoicesAnswer(BaseModel):
    lawful: list[LawfulAnswer]
    refused: list[RefusedAnswer]


class DeadlineLine(BaseModel):
    """`number` 是申请的编号；申请以外的事项没有，见 `ref`。"""

    number: str | None
    ref: str
    state: State | None
    kind: str
    due: date
    unit: str
    owner_role: str
    level: int
    colour: Colour
    status: str
    provisional: bool


class TodoAnswer(BaseModel):
    """`more`：还有没有列出的。"""

    items: list[DeadlineLine]
    more: bool


class DossierLine(BaseModel):
    number: str
    state: str
    label: str
    unit: str
    owner: str
    opened_on: date
    closed_on: date | None


class DossierStep(BaseModel):
    n: int
    command: str
    label: str
    basis: str
    actor: str
    on: date
    data: dict[str, Any]


class DossierAnswer(BaseModel):
    """各类另有自己的字段。"""

    model_config = ConfigDict(extra="allow")

    number: str
    unit: str
    state: str
    label: str
    version: int
    opened_on: date
    closed_on: date | None
    steps: list[DossierStep]


class DossierDoneAnswer(BaseModel):
    number: str
    state: str
    label: str
    version: int
    repeated: bool


class EntryAnswer(BaseModel):
    index_number: str
    title: str
    summary: str
    formed_on: date
    manner: Annotated[str, _closed(*MANNERS)]
    scope: str
    place: str
    published_on: date
    taken_down_on: date | None
    filings_before: int | None
    filings_after: int | None
    span_days: int | None
    measured_on: date | None
    measured_last: bool
    manner_label: str


class FlowAnswer(BaseModel):
    flow: Annotated[str, _closed(*FLOWS)]
    label: str
    overdue: bool
    last_good: str | None
    seconds: int | None
    median_seconds: float | None
    summary: str
    missed: int
    next: str | None
    backlog: int


class FlowsAnswer(BaseModel):
    items: list[FlowAnswer]


class CheckAnswer(BaseModel):
    id: str
    where: str
    ok: bool
    left: int
    right: int


class AnnualAnswer(BaseModel):
    """各表：行 → 列 → 数。"""

    year: int
    format: str
    T2: dict[str, dict[str, int | float | None]]
    T3: dict[str, dict[str, int | None]]
    T4: dict[str, dict[str, int | None]]
    checks: list[CheckAnswer]


class FiguresAnswer(BaseModel):
    """用时为工作日；`on_time_rate` 是小数，没有答复的为空。"""

    received: int
    closed: int
    replied: int
    median_days: float | None
    p90_days: int | None
    on_time: int
    late: int
    on_time_rate: float | None


class FiguresLine(FiguresAnswer):
    key: str
    label: str


class StatisticsAnswer(BaseModel):
    from_: date = Field(alias="from")
    to: date
    total: FiguresAnswer
    groups: dict[str, list[FiguresLine]]
