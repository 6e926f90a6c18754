"""config/organization.yaml: who works here, in which order a reply is signed, and who may not do both.

R4, R45: the office for disclosure and its procedures. G3, G4, G5, G10: what each place decides for itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import Field, StrictInt

from disclosure.law.remedy import (
    FORMER_FORUMS,
    FORUM_OUTPOST_OF_CITY,
    FORUMS,
    Agency,
    Court,
)
from disclosure.letters.redress import Complaints
from disclosure.params.expected import OUTCOMES
from disclosure.params.forms import WORKING_DAYS, Bool, Count, Form, Key, Text, counted, keys_of, one_of
from disclosure.params.reading import Document, Place, Problems, parse
from disclosure.params.roles import (
    AGENCIES,
    DRAFTERS,
    HARD_MINIMUM,
    NOBODYS,
    PARTS,
    ROLES,
    SIGNERS,
    STEPS,
    Pair,
)
from disclosure.params.wording import likely


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the agency. `approval_chain` is in order of signing; pairs in `separated` are two people."""

    key: str
    label: str
    approval_chain: tuple[str, ...]
    separated: frozenset[Pair]

    def separates(self, part: str, other: str) -> bool:
        return frozenset({part, other}) in self.separated


@dataclass(frozen=True, slots=True)
class Organization:
    """`limits` and `mail_in_transit` are in working days, `frequent_items` in requests of one applicant a month."""

    agency: str
    agency_kind: Agency  # facts §6.4: decides the 复议 organ and the day of the annual report
    roles: Mapping[str, str]
    units: Mapping[str, Unit]
    limits: Mapping[str, int]
    mail_in_transit: int
    frequent_items: int
    ledger_days: tuple[int, ...]  # of a month; on a rest day the next working day
    intake_unit: str
    fee_enabled: bool  # R42: charging is allowed, not owed (G11)
    legal_review_outcomes: frozenset[str]
    joint_meeting_outcomes: frozenset[str]
    letterhead: Letterhead | None  # None in a snapshot from before there were letters


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What letters say of the agency. `symbol` 发文机关代字, `contact` one line."""

    symbol: str
    contact: str
    complaints: Complaints


class LetterheadForm(Form):
    symbol: Text = Field(title="发文机关代字")
    contact: Text = Field(title="联系方式")
    reconsideration: dict[Text, Text] = Field(title="复议机关的名称")
    court: Text = Field(title="一审法院")
    online_reconsideration: Text = Field(title="互联网申请复议的网址")
    outpost_of_city: Bool = Field(default=False, title="是否设区的市的派出机构")


class AgencyForm(Form):
    name: Text = Field(title="机关名称")
    kind: Agency = Field(title="机关种类", json_schema_extra=one_of(AGENCIES))
    letters: LetterheadForm | None = Field(default=None, title="文书上的本机关")


Signer = Annotated[Key, Field(json_schema_extra=one_of(SIGNERS))]
Chain = Annotated[tuple[Signer, ...], Field(min_length=1, max_length=9)]
Part = Annotated[Key, Field(json_schema_extra=one_of(PARTS))]
Pairs = tuple[Annotated[tuple[Part, ...], Field(min_length=2, max_length=2)], ...]


class UnitForm(Form):
    label: Text = Field(title="科室名称")
    approval_chain: Chain | None = Field(default=None, title="审签链", description="不写的用全机关的")
    separated: Pairs | None = Field(default=None, title="不相容岗位", description="不写的用全机关的")


Limit = Annotated[Count, Field(json_schema_extra=WORKING_DAYS)]
DayOfMonth = Annotated[StrictInt, Field(ge=1, le=28, json_schema_extra=counted("日"))]


class OrganizationForm(Form):
    agency: AgencyForm = Field(title="本机关")
    roles: dict[str, Text] = Field(title="角色的名称", json_schema_extra=keys_of(ROLES))
    approval_chain: Chain = Field(title="审签链", description="按签署先后，最后一级签发（G4）")
    separated: Pairs = Field(title="不相容岗位", description="同一件申请中不得由同一人办理")
    units: dict[Key, UnitForm] = Field(min_length=1, title="科室")
    intake_unit: Key = Field(title="收件科室", json_schema_extra={"of": "units"})
    fee_enabled: Bool = Field(title="是否收取信息处理费")
    limits: dict[str, Limit] = Field(title="内部时限", json_schema_extra=keys_of(STEPS))
    mail_in_transit: Count = Field(title="补正、缴费期满后等候的邮路", json_schema_extra=WORKING_DAYS)
    frequent_items: Count = Field(title="一个月内多少件提示频次过高", json_schema_extra=counted("件"))
    # None of them in a snapshot from before they were told.
    ledger_days: tuple[DayOfMonth, ...] = Field(default=(), title="每月通报台账的日期")
    legal_review: tuple[Text, ...] = Field(title="须经法制审核的办理结果", description="* 代表任意文字（G5）")
    joint_meeting: tuple[Text, ...] = Field(
        default=(), title="须经会商的办理结果", description="* 代表任意文字（G5）"
    )


def read_organization(document: Document, problems: Problems) -> Organization | None:
    form = parse(OrganizationForm, document, problems)
    if form is None:
        return None
    _Checks(document, problems).run(form)
    return Organization(
        agency=form.agency.name,
        agency_kind=form.agency.kind,
        roles=form.roles,
        units={
            key: Unit(
                key,
                unit.label,
                unit.approval_chain or form.approval_chain,
                _pairs(form.separated if unit.separated is None else unit.separated),
            )
            for key, unit in form.units.items()
        },
        intake_unit=form.intake_unit,
        fee_enabled=form.fee_enabled,
        limits=form.limits,
        mail_in_transit=form.mail_in_transit,
        frequent_items=form.frequent_items,
        ledger_days=form.ledger_days,
        legal_review_outcomes=_outcomes(form.legal_review),
        joint_meeting_outcomes=_outcomes(form.joint_meeting),
        letterhead=_letterhead(form.agency),
    )


def _letterhead(agency: AgencyForm) -> Letterhead | None:
    form = agency.letters
    if form is None:
        return None
    complaints = Complaints(
        agency.kind, form.reconsideration, form.court, form.online_reconsideration, form.outpost_of_city
    )
    return Letterhead(form.symbol, form.contact, complaints)


def _pairs(pairs: Pairs) -> frozenset[Pair]:
    return frozenset(map(frozenset, pairs))


def _outcomes(patterns: Iterable[str]) -> frozenset[str]:
    return frozenset(code for pattern in patterns for code in OUTCOMES if fnmatchcase(code, pattern))


@dataclass(frozen=True, slots=True)
class _Checks:
    document: Document
    problems: Problems

    def run(self, form: OrganizationForm) -> None:
        self._closed("角色", ROLES, form.roles, "roles")
        self._closed("内部时限", STEPS, form.limits, "limits")
        self._letterhead(form.agency)
        self._chain(form.approval_chain, "approval_chain")
        self._separation(form.separated, "separated")
        if form.intake_unit not in form.units:
            todo = likely(form.intake_unit, form.units, "请使用 units 中的科室")
            self._note(("intake_unit",), "UNKNOWN_UNIT", f"没有科室 {form.intake_unit}", todo)
        for key, unit in form.units.items():
            if unit.approval_chain is not None:
                self._chain(unit.approval_chain, "units", key, "approval_chain")
            if unit.separated is not None:
                self._separation(unit.separated, "units", key, "separated")
        self._patterns(form.legal_review, "legal_review")
        self._patterns(form.joint_meeting, "joint_meeting")

    def _patterns(self, patterns: tuple[str, ...], section: str) -> None:
        for i, pattern in enumerate(patterns):
            if not _outcomes((pattern,)):
                what, todo = f"没有办理结果与“{pattern}”相符", likely(pattern, OUTCOMES, "请核对拼写")
                self._note((section, i), "UNKNOWN_OUTCOME", what, todo)

    def _letterhead(self, agency: AgencyForm) -> None:
        """Facts §6.4: the organs and the level of court follow from the kind of agency; here they get their names."""
        form, at = agency.letters, ("agency", "letters")
        if form is None:
            self._note(
                ("agency",), "MISSING", "缺少“letters”", "文书要用本机关的代字、联系方式和复议机关，请补上"
            )
            return
        forum = FORUM_OUTPOST_OF_CITY if form.outpost_of_city else FORUMS[agency.kind]
        asked = {*forum.organs, *FORMER_FORUMS[agency.kind].organs}
        for organ in sorted(asked - set(form.reconsideration)):
            self._note((*at, "reconsideration"), "MISSING", f"缺少复议机关“{organ}”的名称", "请补上")
        for organ in sorted(set(form.reconsideration) - asked):
            what = f"“{organ}”不是这类机关的复议机关"
            self._note(
                (*at, "reconsideration", organ), "UNKNOWN_KEY", what, f"应为：{'、'.join(sorted(asked))}"
            )
        if ("中级" in form.court) != (forum.court is Court.INTERMEDIATE):
            what = f"“{form.court}”不是{forum.court}"
            self._note((*at, "court"), "INCONSISTENT", what, "按机关种类填写一审法院（LT15）")
        if form.outpost_of_city and agency.kind is not Agency.OUTPOST:
            self._note((*at, "outpost_of_city"), "INCONSISTENT", "只有派出机构才有这一项", "请删去")

    def _note(self, place: Place, code: str, message: str, suggestion: str) -> None:
        self.problems.note(self.document.file, self.document.line(*place), code, message, suggestion)

    def _closed(self, noun: str, known: Collection[str], found: Iterable[str], section: str) -> None:
        for key in sorted(set(known) - set(found)):
            self._note((section,), "MISSING", f"缺少{noun} {key}", "请补上")
        for key in sorted(set(found) - set(known)):
            todo = likely(key, known, "请核对拼写或删去")
            self._note((section, key), "UNKNOWN_KEY", f"不认识的{noun} {key}", todo)

    def _chain(self, chain: tuple[str, ...], *place: str) -> None:
        for i, role in enumerate(chain):
            if role not in ROLES:
                todo = likely(role, SIGNERS, "请使用 roles 中的角色")
                self._note((*place, i), "UNKNOWN_ROLE", f"审签链中没有角色 {role}", todo)
            if role in DRAFTERS:
                what = f"审签链中有起草的岗位 {role}"
                self._note((*place, i), "SELF_APPROVAL", what, "起草人不得审签自己的文稿，请改为另一岗位")
            if role in NOBODYS:
                what = f"审签链中的 {role} 没有人担任"
                self._note((*place, i), "NOBODY", what, "请改为由人担任的岗位")
            if role in chain[:i]:
                self._note((*place, i), "DUPLICATE_ROLE", f"审签链中 {role} 出现两次", "每级一个角色")

    def _separation(self, pairs: Pairs, *place: str) -> None:
        for i, pair in enumerate(pairs):
            if not set(pair) <= set(PARTS) or len(set(pair)) < 2:
                what = f"不相容岗位“{'、'.join(pair)}”不是两种不同的参与方式"
                wrong = next((part for part in pair if part not in PARTS), "")
                todo = likely(wrong, PARTS, f"请使用 {'、'.join(sorted(PARTS))}")
                self._note((*place, i), "UNKNOWN_PART", what, todo)
        for missing in sorted(map(sorted, HARD_MINIMUM - _pairs(pairs))):
            what = f"不相容岗位缺少“{'、'.join(missing)}”"
            self._note(place, "HARD_MINIMUM", what, "起草与审签、起草与保密审查必须由不同的人办理，请补上")
