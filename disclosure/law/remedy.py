"""RV, LT: remedies (复议、诉讼): how long they stay open, when the agency must answer, and which organ
hears them.

The law of the day of the decision picks the period to apply or sue; that of the day of filing picks the
rest. RV88: three, five, seven and ten days of 复议法 are working days, all others calendar days that roll
over; the unit stands beside each number in config/law/remedy.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from disclosure.errors import NotInForce
from disclosure.law.period import Due, period_due
from disclosure.law.terms import Law, RemedyTemplate


def reconsideration_due(law: Law, served: date, decided: date | None = None) -> Due:
    """RV20.1: last day to apply for reconsideration of a reply served on `served`."""
    return period_due(law, "remedy.reconsideration_period", served, decided)


def litigation_due(law: Law, served: date, decided: date | None = None) -> Due:
    """LT46: last day to sue directly."""
    return period_due(law, "remedy.litigation_period", served, decided)


def after_reconsideration_due(law: Law, received: date) -> Due:
    """LT45: last day to sue after the reconsideration decision arrived, or after its period ran out."""
    return period_due(law, "remedy.after_reconsideration", received)


def after_refused_reconsideration_due(law: Law, received: date) -> Due:
    """RV34: the same where reconsideration came first and was refused or stayed unanswered."""
    return period_due(law, "remedy.after_refused_reconsideration", received)


def silence_reconsideration_due(law: Law, reply_due: date) -> Due:
    """RV-I16: against silence, counted from the day the reply period ran out."""
    return period_due(law, "remedy.reconsideration_period", reply_due)


def silence_litigation_due(law: Law, reply_due: date) -> Due:
    """LT47: against silence, counted from the day the reply period ran out."""
    return period_due(law, "remedy.silence_litigation", reply_due)


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """X16: the organ may choose the simple procedure at any time, so the alert follows its shorter
    period."""

    due: Due
    alert: Due


def reconsideration_answer_due(law: Law, copy_received: date) -> AnswerDue:
    """RV48, RV54: the agency's written answer after the copy of the application arrived."""
    ordinary = period_due(law, "remedy.reconsideration_answer_ordinary", copy_received)
    return AnswerDue(ordinary, period_due(law, "remedy.reconsideration_answer_simple", copy_received))


def litigation_answer_due(law: Law, copy_received: date) -> Due:
    """LT67: evidence and defence after the copy of the complaint arrived."""
    return period_due(law, "remedy.litigation_answer", copy_received)


def opinion_report_due(law: Law, received: date) -> Due:
    """RV76: the report on what we corrected, after the written opinion (行政复议意见书) arrived."""
    return period_due(law, "remedy.reconsideration_opinion_report", received)


def template_of_day(law: Law, template: RemedyTemplate, decided: date) -> RemedyTemplate:
    """RV23.4, SC25.2: before 复议前置 and before the list of complaints no court takes, the choice (B) stood open."""
    if template is RemedyTemplate.RECONSIDERATION_FIRST:
        return _open_before(law, "remedy.reconsideration_first", "never", template, decided)
    if template is RemedyTemplate.RESTRICTED:
        return _open_before(law, "remedy.restricted_litigation", "open", template, decided)
    return template


def _open_before(law: Law, key: str, not_yet: str, template: RemedyTemplate, decided: date) -> RemedyTemplate:
    return RemedyTemplate.EITHER if law.choices[key].on(decided).value == not_yet else template


class Agency(StrEnum):
    """Kinds of replying agency that facts §6.4 tells apart."""

    DEPARTMENT = "department"  # 县级以上地方政府的部门
    TOWNSHIP = "township"  # 乡镇政府、街道
    COUNTY_OR_CITY = "county_or_city"  # 县、设区市政府
    PROVINCE = "province"  # 省级政府
    STATE_COUNCIL_DEPARTMENT = "state_council_department"  # 国务院部门
    CUSTOMS = "customs"  # 海关
    VERTICAL = "vertical"  # 金融、外汇、税务、国安等垂直领导机关
    JUSTICE = "justice"  # 司法行政部门
    OUTPOST = "outpost"  # 以自己名义履职的派出机构


class Court(StrEnum):
    BASIC = "基层人民法院"
    INTERMEDIATE = "中级人民法院"


@dataclass(frozen=True, slots=True)
class Forum:
    """`organs` hear the reconsideration, any of them when there are several; `court` is the level of first
    instance."""

    organs: tuple[str, ...]
    court: Court
    rule: str


FORUMS = MappingProxyType(
    {
        Agency.DEPARTMENT: Forum(("本级人民政府",), Court.BASIC, "RV24"),
        Agency.TOWNSHIP: Forum(("县级人民政府",), Court.BASIC, "RV24"),
        Agency.COUNTY_OR_CITY: Forum(("上一级人民政府",), Court.INTERMEDIATE, "RV24"),
        Agency.PROVINCE: Forum(("本省级人民政府",), Court.INTERMEDIATE, "RV24"),
        Agency.STATE_COUNCIL_DEPARTMENT: Forum(("本部门",), Court.INTERMEDIATE, "RV25"),
        Agency.CUSTOMS: Forum(("上一级主管部门",), Court.INTERMEDIATE, "RV27"),
        Agency.VERTICAL: Forum(("上一级主管部门",), Court.BASIC, "RV27"),
        Agency.JUSTICE: Forum(("本级人民政府", "上一级司法行政部门"), Court.BASIC, "RV28"),
        Agency.OUTPOST: Forum(("本级人民政府",), Court.BASIC, "RV24.4"),
    }
)
FORUM_OUTPOST_OF_CITY = Forum(("本级人民政府", "派出机构所在地的人民政府"), Court.BASIC, "RV24.4")


# 行政复议法（1999）第12至15条: a choice between two organs for departments, none of them wrong.
_FORMER = "行政复议法（1999）"
_FORMER_CHOICE = ("本级人民政府", "上一级主管部门")
FORMER_FORUMS = MappingProxyType(
    {
        Agency.DEPARTMENT: Forum(_FORMER_CHOICE, Court.BASIC, f"{_FORMER}第12条"),
        Agency.TOWNSHIP: Forum(("县级人民政府",), Court.BASIC, f"{_FORMER}第13条"),
        Agency.COUNTY_OR_CITY: Forum(("上一级人民政府",), Court.INTERMEDIATE, f"{_FORMER}第13条"),
        Agency.PROVINCE: Forum(("本省级人民政府",), Court.INTERMEDIATE, f"{_FORMER}第14条"),
        Agency.STATE_COUNCIL_DEPARTMENT: Forum(("本部门",), Court.INTERMEDIATE, f"{_FORMER}第14条"),
        Agency.CUSTOMS: Forum(("上一级主管部门",), Court.INTERMEDIATE, f"{_FORMER}第12条"),
        Agency.VERTICAL: Forum(("上一级主管部门",), Court.BASIC, f"{_FORMER}第12条"),
        Agency.JUSTICE: Forum(("本级人民政府", "上一级司法行政部门"), Court.BASIC, f"{_FORMER}第12条"),
        Agency.OUTPOST: Forum(("设立该派出机构的部门", "本级人民政府"), Court.BASIC, f"{_FORMER}第15条"),
    }
)


def forum_of_day(law: Law, agency: Agency, decided: date, *, outpost_of_city: bool = False) -> Forum:
    """`forum` for any reply, also one made under the law before (a letter of then is written in its words)."""
    if law.choices["remedy.reconsideration_first"].on(decided).value == "never":
        return FORMER_FORUMS[agency]
    return forum(law, agency, decided, outpost_of_city=outpost_of_city)


def forum(law: Law, agency: Agency, decided: date, *, outpost_of_city: bool = False) -> Forum:
    """Facts §6.4, for replies made since the revised law; `outpost_of_city`: set up by a department of a
    city with districts, where the local government may hear it too. Raises NotInForce for earlier
    replies."""
    first = law.choices["remedy.reconsideration_first"].entries[-1].since
    if decided < first:
        raise NotInForce(
            f"{decided} 的答复不适用现行复议管辖", f"现行规定自 {first} 起施行", "请按当时的复议法确定机关"
        )
    return FORUM_OUTPOST_OF_CITY if agency is Agency.OUTPOST and outpost_of_city else FORUMS[agency]
