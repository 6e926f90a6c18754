"""config/organization.yaml: who works here, in which order a reply is signed, and who may not do both.

R4, R45: the office for disclosure and its procedures. G3, G4, G5, G10: what each place decides for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from disclosure.params.forms import Bool, Count, Form, Key, Text
from disclosure.params.reading import Document, Place, Problems, parse

# Owners of situations in the statechart, and the people beside it.
ROLES = frozenset(
    {
        "intake_clerk",
        "handler",
        "secrecy_reviewer",
        "legal_reviewer",
        "section_head",
        "office_head",
        "leader",
        "archivist",
        "operations",
        "administrator",
        "supervisor",
        "system",
    }
)
# Parts a person can have had in one case.
PARTS = frozenset({"drafter", "approver", "secrecy_reviewer", "legal_reviewer"})
# What has an internal limit in working days: a kind of deadline, or a state timed by `step`. Those of the duties
# (`reassessment`, `annual_report`) count back from the day the duty is due.
STEPS = frozenset(
    {
        "registered",
        "searching",
        "categorising",
        "weighing",
        "drafting",
        "signed",
        "confirmation",
        "registration",
        "intake",
        "secrecy_review",
        "legal_review",
        "joint_meeting",
        "approving",
        "service_proof",
        "discontinuation",
        "archiving",
        "complaint",
        "conversion",
        "supervision_answer",
        "reassessment",
        "annual_report",
    }
)
Pair = frozenset[str]
# No unit can give these up: 起草人不得审签、不得作保密审查.
HARD_MINIMUM: frozenset[Pair] = frozenset(
    {frozenset({"drafter", "approver"}), frozenset({"drafter", "secrecy_reviewer"})}
)


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
    letterhead: Letterhead | None  # None in a snapshot from before there were letters


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What letters say of the agency. `symbol` 发文机关代字, `contact` one line."""

    symbol: str
    contact: str
    complaints: Complaints


class LetterheadForm(Form):
    symbol: Text
    contact: Text
    reconsideration: dict[Text, Text]
    court: Text
    online_reconsideration: Text
    outpost_of_city: Bool = False


class AgencyForm(Form):
    name: Text
    kind: Agency
    letters: LetterheadForm | None = None


Chain = Annotated[tuple[Key, ...], Field(min_length=1, max_length=9)]
Pairs = tuple[Annotated[tuple[Key, ...], Field(min_length=2, max_length=2)], ...]


class UnitForm(Form):
    label: Text
    approval_chain: Chain | None = None
    separated: Pairs | None = None


class OrganizationForm(Form):
    agency: AgencyForm
    roles: dict[str, Text]
    approval_chain: Chain
    separated: Pairs
    units: Annotated[dict[Key, UnitForm], Field(min_length=1)]
    intake_unit: Key
    fee_enabled: Bool
    limits: dict[str, Count]
    mail_in_transit: Count
    frequent_items: Count
    # None of them in a snapshot from before they were told.
    ledger_days: tuple[Annotated[StrictInt, Field(ge=1, le=28)], ...] = ()
    legal_review: tuple[Text, ...]


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
        legal_review_outcomes=frozenset(code for code in OUTCOMES if _matches(code, form.legal_review)),
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


def _matches(code: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(code, pattern) for pattern in patterns)


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
            self._note(
                ("intake_unit",), "UNKNOWN_UNIT", f"没有科室 {form.intake_unit}", "请使用 units 中的科室"
            )
        for key, unit in form.units.items():
            if unit.approval_chain is not None:
                self._chain(unit.approval_chain, "units", key, "approval_chain")
            if unit.separated is not None:
                self._separation(unit.separated, "units", key, "separated")
        for i, pattern in enumerate(form.legal_review):
            if not any(fnmatchcase(code, pattern) for code in OUTCOMES):
                self._note(
                    ("legal_review", i), "UNKNOWN_OUTCOME", f"没有办理结果与“{pattern}”相符", "请核对拼写"
                )

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

    def _closed(self, noun: str, known: frozenset[str], found: Iterable[str], section: str) -> None:
        for key in sorted(known - set(found)):
            self._note((section,), "MISSING", f"缺少{noun} {key}", "请补上")
        for key in sorted(set(found) - known):
            self._note((section, key), "UNKNOWN_KEY", f"不认识的{noun} {key}", "请核对拼写或删去")

    def _chain(self, chain: tuple[str, ...], *place: str) -> None:
        for i, role in enumerate(chain):
            if role not in ROLES:
                self._note((*place, i), "UNKNOWN_ROLE", f"审签链中没有角色 {role}", "请使用 roles 中的角色")
            if role in chain[:i]:
                self._note((*place, i), "DUPLICATE_ROLE", f"审签链中 {role} 出现两次", "每级一个角色")

    def _separation(self, pairs: Pairs, *place: str) -> None:
        for i, pair in enumerate(pairs):
            if not set(pair) <= PARTS or len(set(pair)) < 2:
                what = f"不相容岗位“{'、'.join(pair)}”不是两种不同的参与方式"
                self._note((*place, i), "UNKNOWN_PART", what, f"请使用 {'、'.join(sorted(PARTS))}")
        for missing in sorted(map(sorted, HARD_MINIMUM - _pairs(pairs))):
            what = f"不相容岗位缺少“{'、'.join(missing)}”"
            self._note(place, "HARD_MINIMUM", what, "起草与审签、起草与保密审查必须由不同的人办理，请补上")
