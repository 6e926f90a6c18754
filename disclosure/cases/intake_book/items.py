"""One item that came in, as a dossier: listed in its book, bound to a case or closed with a signed reason.

Its day is the day of R31 for its way: handed over, signed for by whoever signs for the agency (收发室 too), arrived.
That says nothing yet of the receipt date where R31 asks for a confirmation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator
from sqlalchemy import Connection, select

from disclosure.cases.caseless import Subject, open_deadline, settle_deadline
from disclosure.cases.dispatches import masked
from disclosure.cases.door import read
from disclosure.cases.dossiers import DossierCommand, DossierContext, DossierGuard, DossierKind
from disclosure.cases.evidence import checked_number
from disclosure.cases.fields import Fields, Line, Name, Nothing, Reason, Words
from disclosure.cases.turns import pass_on
from disclosure.cases.words import INTAKE_REASONS
from disclosure.errors import GateRefused, NotFound, Refusal
from disclosure.law.events import Channel
from disclosure.law.period import Due
from disclosure.params import Config
from disclosure.store.tables import intake_items
from state_machines import INTAKE

DEADLINE = "intake"
BOOK_CHANNELS: Mapping[str, tuple[Channel, ...]] = {
    "counter": (Channel.IN_PERSON, Channel.ORAL),
    "post": (Channel.REGISTERED_MAIL, Channel.PLAIN_MAIL),
    "fax": (Channel.FAX,),
    "web": (Channel.INTERNET,),
}
# R39.1: what is said to be no application takes a second person; what belongs to something already here does not.
NO_APPLICATION = ("consultation", "petition", "other_business")
REFERRING = ("supplement", "duplicate")
RECEIVERS = ("intake_clerk", "handler")
HEADS = ("office_head", "leader")
_I = intake_items.c


class ReceiveItem(Fields):
    """`channel` may be left out where the book has only one way, or for the counter, where it is 当面."""

    book: Literal["counter", "post", "fax", "web"] = Field(title="收件簿")
    channel: Channel | None = Field(default=None, title="来件方式", validate_default=True)
    sender: Annotated[Name, AfterValidator(masked)] = Field(title="来件人")
    kind: Literal["application", "unclear", "other"] = Field(title="来件性质")
    number_reason: Line | None = Field(default=None, title="没有单号或单号不合规则的说明")
    postal_number: Line | None = Field(default=None, title="邮政单号")

    @field_validator("channel")
    @classmethod
    def _of_the_book(cls, channel: Channel | None, others: ValidationInfo) -> Channel | None:
        ways = BOOK_CHANNELS.get(others.data.get("book", ""), ())
        if channel is None and ways and others.data["book"] != "post":
            return ways[0]
        if ways and channel not in ways:
            raise ValueError(f"与收件簿不符（可用：{'、'.join(ways)}）")
        return channel

    @model_validator(mode="after")
    def _signed_for(self) -> ReceiveItem:
        """R31.2a: what is signed for has a number, which proves the day."""
        if self.postal_number is None:
            if self.channel is Channel.REGISTERED_MAIL and self.number_reason is None:
                raise ValueError("需签收的邮寄要记 postal_number；没有的在 number_reason 说明")
            return self
        if self.book != "post":
            raise ValueError("只有邮件收件簿记 postal_number")
        number = checked_number(self.postal_number, self.number_reason)
        return self.model_copy(update={"postal_number": number})


class BindItem(Fields):
    number: Line = Field(title="申请的编号")


class CloseItem(Fields):
    reason: Literal["consultation", "petition", "other_business", "supplement", "returned", "duplicate"] = (
        Field(title="去向")
    )
    note: Words = Field(title="说明")
    see: Line | None = Field(default=None, title="所归入的申请或重复的收件的编号")


def _received(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    number, unit, day = ctx.row["number"], ctx.row["unit"], ctx.row["opened_on"]
    subject = Subject(DEADLINE, number, "intake_clerk", unit)
    open_deadline(connection, subject, day, sorting_due(ctx.config, day), ctx.config)
    return {}


def sorting_due(config: Config, day: date) -> Due:
    """G3: the agency's own limit. Raises NotInForce beyond the calendar."""
    workdays, days = config.law.workdays, config.organization.limits[DEADLINE]
    last = workdays.after(day, days)
    provisional = workdays.is_provisional(last)
    return Due(last, "G3", "本机关内部时限", "收件核对", day, days, provisional=provisional)


def _bound(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    """R31: the case says the same of how and on which day it came in."""
    number, row = ctx.data["number"], ctx.row
    facts = read(connection, number).facts
    assert facts is not None
    refusals = []
    if facts.channel != row["channel"]:
        why = f"收件簿记的来件方式是 {row['channel']}，{number} 记的是 {facts.channel}"
        refusals.append(Refusal("条例第31条", why, "核对是不是这一件；申请登记有误的先更正 channel"))
    if facts.filed_on != row["opened_on"]:
        why = f"收件簿记的收件之日是 {row['opened_on']}，{number} 记的是 {facts.filed_on}"
        refusals.append(
            Refusal("条例第31条", why, "以收件之日为准；申请登记有误的先更正 received_on，再归入")
        )
    if facts.split_from is not None:
        why = f"{number} 是从 {facts.split_from} 拆分出来的，没有自己的收件"
        refusals.append(Refusal("条例第31条", why, f"归入 {facts.split_from}"))
    other = connection.scalar(select(_I.number).where(_I.request_number == number))
    if other is not None:
        refusals.append(
            Refusal("条例第45条", f"{number} 已由收件 {other} 归入", "重复登记的，按 duplicate 说明去向")
        )
    if refusals:
        raise GateRefused("不能归入申请", refusals)
    settle_deadline(connection, DEADLINE, row["number"], ctx.on)
    return {"request_number": number, "reason": None}


def _no_petition_in_form(ctx: DossierContext) -> Refusal | None:
    """R39.1: a petition in the form of an application is an application, answered and counted as such."""
    if ctx.data["reason"] != "petition" or ctx.row["kind"] != "application":
        return None
    return Refusal(
        "条例第39条第1款",
        "该件写明是政府信息公开申请",
        "立案后以 NOPROC_PETITION 告知不作为申请处理，并计入年度报告；不能只在收件簿上了结",
    )


def _see_named(ctx: DossierContext) -> Refusal | None:
    refers, see = ctx.data["reason"] in REFERRING, ctx.data["see"]
    if refers == (see is not None):
        return None
    label = INTAKE_REASONS[ctx.data["reason"]]
    if refers:
        return Refusal("条例第45条", f"“{label}”要写明是哪一件", "在 see 填写申请或收件的编号")
    return Refusal("条例第45条", f"“{label}”没有另一件可指", "不填 see")


def _closed(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    reason, see, number = ctx.data["reason"], ctx.data["see"], ctx.row["number"]
    if reason == "supplement":
        read(connection, see)
    elif reason == "duplicate":
        _require_other(connection, see, number)
    if reason in NO_APPLICATION:
        pass_on(connection, KIND, ctx, "proposed", "office_head")
    else:
        settle_deadline(connection, DEADLINE, number, ctx.on)
    return {"reason": reason}


def _require_other(connection: Connection, see: str, number: str) -> None:
    """Another item, or a case. Raises NotFound."""
    if see == number:
        raise NotFound("没有说明去向", "重复登记不能指向本件自身", "填写另一件收件或申请的编号")
    if connection.scalar(select(_I.id).where(_I.number == see)) is None:
        read(connection, see)


def _confirmed(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    settle_deadline(connection, DEADLINE, ctx.row["number"], ctx.on)
    return {}


def _returned(connection: Connection, ctx: DossierContext) -> Mapping[str, Any]:
    pass_on(connection, KIND, ctx, "listed", "intake_clerk")
    return {"reason": None}


def _not_own(ctx: DossierContext) -> bool:
    """Of the reason that stands now; one that was returned is nobody's."""
    proposed_by = [step.actor for step in ctx.steps if step.command == "close"]
    return proposed_by[-1:] != [ctx.actor.name]


KIND = DossierKind(
    "intake",
    "收件核对",
    intake_items,
    INTAKE,
    {
        "receive": DossierCommand(ReceiveItem, RECEIVERS, effect=_received),
        "bind": DossierCommand(BindItem, RECEIVERS, effect=_bound),
        "close": DossierCommand(
            CloseItem, (*RECEIVERS, *HEADS), (_no_petition_in_form, _see_named), effect=_closed
        ),
        "confirm_closing": DossierCommand(Nothing, HEADS, effect=_confirmed),
        "return_closing": DossierCommand(Reason, HEADS, effect=_returned),
    },
    {
        "no_application": DossierGuard(
            lambda ctx: ctx.data.get("reason") in NO_APPLICATION,
            Refusal("条例第39条第1款", "去向没有说它不是申请", "直接说明去向"),
            reads_fields=True,
        ),
        "not_own_work": DossierGuard(
            _not_own, Refusal("条例第45条", "去向是您本人提出的", "由另一位负责人复核，或退回")
        ),
    },
)
