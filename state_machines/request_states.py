"""The 24 situations of a request in their seven phases (docs/decisions/0001-shape.md).

R45 names the stages; C-10, R30, R33.4 and F6 say what the clock does in them.
"""

from __future__ import annotations

from enum import StrEnum

from statemachine import State

from state_machines.base import ClockEffect, Situation

RUNNING, PAUSED, STOPPED = ClockEffect.RUNNING, ClockEffect.PAUSED, ClockEffect.STOPPED
AWAITING, BY_DELIVERY = ClockEffect.AWAITING, ClockEffect.BY_DELIVERY


class Phase(StrEnum):
    ACCEPTANCE = "acceptance"
    REGISTRATION = "registration"
    REVIEW = "review"
    CONSULTATION = "consultation"
    REPLY = "reply"
    REMEDY = "remedy"
    CLOSED = "closed"


class Leaf(StrEnum):
    FILED = "filed"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    ORAL_RECORDED = "oral_recorded"
    RECEIVED = "received"
    REGISTERED = "registered"
    AWAITING_CORRECTION = "awaiting_correction"
    AWAITING_REASONS = "awaiting_reasons"
    SEARCHING = "searching"
    CATEGORISING = "categorising"
    SECRECY_REVIEW = "secrecy_review"
    LEGAL_REVIEW = "legal_review"
    JOINT_MEETING = "joint_meeting"
    AWAITING_PAYMENT = "awaiting_payment"
    CONSULTING = "consulting"
    WEIGHING = "weighing"
    DRAFTING = "drafting"
    APPROVING = "approving"
    SIGNED = "signed"
    SENT = "sent"
    REMEDY_PERIOD = "remedy_period"
    IN_PROCEEDINGS = "in_proceedings"
    ARCHIVED = "archived"
    ABANDONED = "abandoned"
    WITHDRAWN = "withdrawn"


class Acceptance(State.Compound, name="受理"):
    filed = Situation("递交", "intake_clerk", STOPPED, initial=True)
    awaiting_confirmation = Situation("待双方确认", "intake_clerk", STOPPED, "confirmation")
    oral_recorded = Situation("口头申请待核对", "intake_clerk", RUNNING, "confirmation", "reply")
    received = Situation("已收到待登记", "intake_clerk", RUNNING, "registration", "reply")


class Registration(State.Compound, name="登记"):
    registered = Situation("形式审查", "intake_clerk", RUNNING, "reply", "step")
    awaiting_correction = Situation("待补正", "intake_clerk", AWAITING, "correction")
    awaiting_reasons = Situation("待说明理由", "intake_clerk", RUNNING, "reasons", "reply")


class Review(State.Compound, name="审查"):
    searching = Situation("检索与权属", "handler", RUNNING, "reply", "step")
    categorising = Situation("认定类别", "handler", RUNNING, "reply", "step")
    secrecy_review = Situation("保密审查", "secrecy_reviewer", RUNNING, "reply", "step")
    legal_review = Situation("法制审核", "legal_reviewer", RUNNING, "reply", "step")
    joint_meeting = Situation("会商", "handler", RUNNING, "reply", "step")
    awaiting_payment = Situation("待缴费", "handler", AWAITING, "fee_payment")


class Consultation(State.Compound, name="第三方征询"):
    consulting = Situation("征求意见中", "handler", PAUSED, "third_party", "co_producer", "other_body")
    weighing = Situation("意见研判", "handler", RUNNING, "reply", "step")


class Reply(State.Compound, name="答复"):
    drafting = Situation("拟稿", "handler", RUNNING, "reply", "step")
    # 审签 belongs to whoever is next in the chain of the unit.
    approving = Situation("审签", "approver", RUNNING, "reply", "step")
    signed = Situation("已签发待发出", "intake_clerk", RUNNING, "reply", "step")
    sent = Situation("已发出待送达", "intake_clerk", BY_DELIVERY, "service_proof")


class Remedy(State.Compound, name="救济"):
    remedy_period = Situation("救济期内", "handler", STOPPED, "remedy_period", "archiving")
    in_proceedings = Situation("救济程序中", "legal_reviewer", STOPPED, "remedy_answer", "remedy_decision")


class Closed(State.Compound, name="归档"):
    """Ordinary situations, not final ones: a late remedy takes the case up again (RV20.3, LT64)."""

    archived = Situation("已归档", "archivist", STOPPED)
    abandoned = Situation("视为放弃", "archivist", STOPPED)
    withdrawn = Situation("已撤回", "archivist", STOPPED)
