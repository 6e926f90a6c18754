"""Every command of the lifecycle: its fields, who may give it, and its gates. The moves are the statechart's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from disclosure.cases import delivering as d
from disclosure.cases import evidence as e
from disclosure.cases import fields as f
from disclosure.cases import gates as g
from disclosure.cases import proceedings as p
from disclosure.cases import remedy_fields as r
from disclosure.cases import secrecy
from disclosure.cases.context import Context
from disclosure.law.fee import fee_by_items, fee_by_pages
from disclosure.law.terms import Unit

Complete = Callable[[Context], Mapping[str, Any]]

CLERK = "intake_clerk"
HANDLER = "handler"
SECRECY = "secrecy_reviewer"
LEGAL = "legal_reviewer"
OFFICE = "office_head"
LEADER = "leader"
SECTION = "section_head"
ARCHIVIST = "archivist"
SYSTEM = "system"
APPLICANT = "applicant"  # at the portal; of `context.APPLICANT`
CHAIN = "approval_chain"  # stands for the role whose turn it is in the unit's 审签 chain


class NotBefore(Enum):
    """What the day of a command may not lie before. An act of the agency follows its acts before it; what others
    did reaches the agency late and is told late."""

    OWN_ACTS = auto()
    PRESENT_STATE = auto()
    FILING = auto()


TOLD_LATE = NotBefore.FILING


@dataclass(frozen=True, slots=True)
class Command:
    """`gates` judge the case alone, `checks` the fields as well. `complete` fills in what law or configuration
    decides (a period, a fee), so that the history row holds the value that applied, not a default that may change."""

    fields: type[f.Fields]
    roles: tuple[str, ...]
    gates: tuple[g.Gate, ...] = ()
    checks: tuple[g.Gate, ...] = ()
    complete: Complete | None = None
    not_before: NotBefore = NotBefore.OWN_ACTS


def _period(key: str) -> Complete:
    """The days a notice gives when the person named none."""

    def complete(ctx: Context) -> Mapping[str, Any]:
        if ctx.data["working_days"] is not None:
            return {}
        return {"working_days": ctx.config.law.number(key, ctx.on, Unit.WORKING_DAY).value}

    return complete


def _longest_extension(ctx: Context) -> Mapping[str, Any]:
    if ctx.data["working_days"] is not None:
        return {}
    received = ctx.clock.receipt_date or ctx.facts.filed_on
    return {"working_days": ctx.config.law.number("reply.extension_max", received, Unit.WORKING_DAY).value}


def _fee(ctx: Context) -> Mapping[str, Any]:
    """F4, F5: the amount in yuan and how it adds up, fixed on the day of the notice."""
    reckon = fee_by_items if ctx.data["mode"] == "items" else fee_by_pages
    charged = reckon(ctx.data["quantity"], ctx.config.law, ctx.on)
    return {"amount": charged.amount}


def _remedy(fields: type[f.Fields], *checks: g.Gate, complete: Complete | None = None) -> Command:
    """A step of a proceeding: what the reviewing body did reaches us late."""
    return Command(
        fields, (LEGAL, HANDLER), checks=(p.remedy_can, *checks), complete=complete, not_before=TOLD_LATE
    )


# These make the case, so they are not among the commands given to one; only their roles count.
BEGINNINGS: Mapping[str, Command] = {
    "file": Command(f.Nothing, (CLERK, HANDLER, SYSTEM, APPLICANT)),
    "import_ledger": Command(f.Nothing, (CLERK, OFFICE, ARCHIVIST, SYSTEM)),
}

COMMANDS: Mapping[str, Command] = {
    "confirm": Command(e.Confirm, (CLERK, HANDLER), not_before=TOLD_LATE),
    "register": Command(f.Nothing, (CLERK,)),
    "ask_correction": Command(
        e.AskCorrection,
        (CLERK, HANDLER),
        checks=(d.made_before_sent,),
        complete=_period("correction.answer_period"),
    ),
    "receive_correction": Command(f.ReceiveCorrection, (CLERK, HANDLER, APPLICANT), not_before=TOLD_LATE),
    "ask_reasons": Command(
        e.AskReasons,
        (CLERK, HANDLER),
        checks=(d.made_before_sent,),
        complete=_period("reasons.answer_period"),
    ),
    "receive_reasons": Command(f.ReceiveReasons, (CLERK, HANDLER), not_before=TOLD_LATE),
    "note_no_reasons": Command(f.Nothing, (HANDLER,)),
    "record_notice_receipt": Command(e.Arrival, (CLERK, HANDLER), not_before=NotBefore.PRESENT_STATE),
    "assign": Command(f.Assign, (CLERK, SECTION, OFFICE), checks=(g.unit_known, g.handler_known)),
    "reply_on_the_spot": Command(
        f.ReplyOnTheSpot,
        (CLERK, HANDLER),
        (g.separated,),
        checks=(
            g.outcome_known,
            g.third_party_respected,
            g.third_party_informed,
            g.legality_settled,
            g.joint_meeting_held,
        ),
    ),
    "record_search": Command(f.RecordSearch, (HANDLER,)),
    "categorise": Command(
        f.Categorise, (HANDLER,), checks=(g.outcome_known, g.third_party_respected, g.joint_meeting_held)
    ),
    "attach": Command(f.Attach, (CLERK, HANDLER, LEGAL), not_before=TOLD_LATE),
    "attach_release": Command(f.AttachRelease, (CLERK, HANDLER), (g.not_own_clearance, g.separated)),
    "mask_release": Command(f.MaskRelease, (HANDLER,), (g.not_own_clearance, g.separated)),
    "record_screening": Command(
        f.RecordScreening, (SYSTEM, SECRECY), (secrecy.review_can,), checks=(g.release_on_file,)
    ),
    "answer_findings": Command(f.Reason, (HANDLER,), (secrecy.review_can,)),
    "pass_to_secrecy_office": Command(f.Reason, (SECTION, OFFICE), (secrecy.review_can,)),
    "plan_referral": Command(f.Reason, (SECRECY,), (secrecy.review_can, g.separated)),
    "refer_secrecy": Command(f.ReferSecrecy, (SECRECY,), (secrecy.review_can, g.separated)),
    "receive_determination": Command(f.Determination, (SECRECY,), checks=(secrecy.review_can,)),
    "clear": Command(
        f.Clear,
        (SECRECY, SECTION, OFFICE),
        (secrecy.review_can, secrecy.office_decides, g.separated),
        checks=(g.release_on_file,),
        complete=secrecy.capacity,
    ),
    "refuse_clearance": Command(
        f.Reason,
        (SECRECY, SECTION, OFFICE),
        (secrecy.review_can, secrecy.office_decides, g.separated),
        complete=secrecy.capacity,
    ),
    "void_clearance": Command(f.Reason, (SECRECY, OFFICE)),
    "review_legality": Command(f.ReviewLegality, (LEGAL,), (g.separated,)),
    "call_joint_meeting": Command(f.CallJointMeeting, (HANDLER, LEGAL, OFFICE)),
    "conclude_joint_meeting": Command(f.Conclusion, (HANDLER, LEGAL, OFFICE)),
    "ask_third_party": Command(e.Ask, (HANDLER,), checks=(d.made_before_sent,)),
    "ask_co_producer": Command(e.Ask, (HANDLER,), checks=(d.made_before_sent,)),
    "ask_other_body": Command(e.Ask, (HANDLER,), checks=(d.made_before_sent,)),
    "record_letter_receipt": Command(
        e.LetterReceipt, (CLERK, HANDLER), checks=(g.consultation_can,), not_before=TOLD_LATE
    ),
    "receive_opinion": Command(
        f.ReceiveOpinion, (CLERK, HANDLER), checks=(g.consultation_can,), not_before=TOLD_LATE
    ),
    "lapse_consultation": Command(f.Ref, (SYSTEM, HANDLER), checks=(g.consultation_can, g.consultation_over)),
    "cancel_consultation": Command(f.RefReason, (HANDLER,), checks=(g.consultation_can,)),
    "inform_third_party": Command(f.InformThirdParty, (HANDLER,), checks=(g.third_party_asked,)),
    "conclude_consultation": Command(f.Conclusion, (HANDLER,)),
    "send_fee_notice": Command(
        e.SendFeeNotice, (HANDLER,), (g.fee_enabled,), checks=(d.made_before_sent,), complete=_fee
    ),
    "receive_payment": Command(f.ReceivePayment, (CLERK, HANDLER), not_before=TOLD_LATE),
    "propose_discontinuation": Command(f.Notice, (SYSTEM, HANDLER), checks=(g.notice_over,)),
    "discontinue": Command(f.Reason, (HANDLER,)),
    "draft": Command(f.Draft, (HANDLER,), (g.separated,)),
    "submit_draft": Command(f.Nothing, (HANDLER,), (g.legality_settled,)),
    "approve_step": Command(f.Opinion, (CHAIN,), (g.separated, g.one_level_each)),
    "return_draft": Command(f.Reason, (CHAIN, OFFICE), (g.not_sent_before,)),
    "return_to_review": Command(f.Reason, (CHAIN, HANDLER, OFFICE), (g.not_sent_before,)),
    "send": Command(
        e.Send,
        (CLERK, HANDLER),
        (g.third_party_informed,),
        checks=(g.letter_unchanged, d.tried_before_public_notice),
    ),
    "return_undelivered": Command(e.ReturnUndelivered, (CLERK, HANDLER), not_before=TOLD_LATE),
    "serve": Command(e.Serve, (CLERK, HANDLER), (d.public_notice_ended,), not_before=TOLD_LATE),
    "extend": Command(f.Extend, (OFFICE,), (g.extension_in_time,), complete=_longest_extension),
    "postpone": Command(f.Postpone, (OFFICE,)),
    "open_remedy": Command(
        r.OpenRemedy, (LEGAL, HANDLER), checks=(p.openable,), complete=p.inherited, not_before=TOLD_LATE
    ),
    "accept_remedy": _remedy(r.AcceptRemedy),
    "request_remedy_answer": _remedy(r.RequestRemedyAnswer),
    "answer_remedy": _remedy(r.AnswerRemedy),
    "decide_remedy": _remedy(r.DecideRemedy, p.decision_fits, complete=p.judged),
    "report_remedy_opinion": _remedy(r.ReportRemedyOpinion),
    "end_remedy": _remedy(r.EndRemedy, complete=p.judged),
    "order_to_act": Command(r.OrderToAct, (LEGAL, HANDLER), checks=(p.order_has_term,), not_before=TOLD_LATE),
    "withdraw": Command(f.Reason, (CLERK, HANDLER), not_before=TOLD_LATE),
    "archive": Command(f.Nothing, (ARCHIVIST, HANDLER), (p.orders_obeyed,)),
    "reopen": Command(f.Reason, (ARCHIVIST, OFFICE)),
    "rectify": Command(f.Rectify, (CLERK, HANDLER)),
    "approve_rectification": Command(f.ApproveRectification, (OFFICE,), checks=(g.second_person,)),
    "note_contact": Command(f.NoteContact, (CLERK, HANDLER), not_before=TOLD_LATE),
    "recompute": Command(f.Recompute, (SYSTEM,), not_before=TOLD_LATE),
    "suggest_disclosure": Command(f.SuggestDisclosure, (CLERK, HANDLER, APPLICANT), not_before=TOLD_LATE),
    "issue_letter": Command(f.IssueLetter, (CLERK, HANDLER)),
    "transfer": Command(f.Transfer, (SECTION, OFFICE), checks=(g.unit_known,)),
    "restrict": Command(f.Restrict, (SECTION, OFFICE, LEADER), checks=(g.readers_known, g.somebody_handles)),
    "lift_restriction": Command(f.Reason, (SECTION, OFFICE, LEADER), (g.restricted,)),
    "merge": Command(f.Merge, (HANDLER, OFFICE)),
    "split": Command(f.Split, (CLERK, HANDLER), (g.unrestricted,)),
}
