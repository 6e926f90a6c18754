"""What a clock is told: the events of one history, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EventKind(StrEnum):
    RECEIVED = "received"
    CONFIRMED = "confirmed"
    CORRECTION_REQUESTED = "correction_requested"
    CORRECTION_NOTICE_RECEIVED = "correction_notice_received"
    CORRECTION_RECEIVED = "correction_received"
    REASONS_REQUESTED = "reasons_requested"
    REASONS_RECEIVED = "reasons_received"
    THIRD_PARTY_ASKED = "third_party_asked"
    THIRD_PARTY_LETTER_RECEIVED = "third_party_letter_received"
    THIRD_PARTY_ANSWERED = "third_party_answered"
    CO_PRODUCER_ASKED = "co_producer_asked"
    CO_PRODUCER_LETTER_RECEIVED = "co_producer_letter_received"
    CO_PRODUCER_ANSWERED = "co_producer_answered"
    OTHER_BODY_ASKED = "other_body_asked"
    OTHER_BODY_ANSWERED = "other_body_answered"
    FEE_NOTICE_SENT = "fee_notice_sent"
    FEE_NOTICE_RECEIVED = "fee_notice_received"
    FEE_PAID = "fee_paid"
    EXTENDED = "extended"
    POSTPONED = "postponed"
    REPLY_MADE = "reply_made"
    REPLY_SENT = "reply_sent"
    REPLY_SERVED = "reply_served"
    ORDERED_TO_ACT = "ordered_to_act"
    WITHDRAWN = "withdrawn"


class Channel(StrEnum):
    IN_PERSON = "in_person"  # 当面
    REGISTERED_MAIL = "registered_mail"  # 需签收的邮寄
    PLAIN_MAIL = "plain_mail"  # 平信
    INTERNET = "internet"  # 互联网渠道
    FAX = "fax"  # 传真
    ORAL = "oral"  # 口头


class Delivery(StrEnum):
    DIRECT = "direct"  # 直接送达
    POST = "post"  # 邮寄
    ELECTRONIC = "electronic"  # 电子送达
    OTHER_AGENCY = "other_agency"  # 委托其他行政机关送达
    PUBLIC_NOTICE = "public_notice"  # 公告送达


class Asked(StrEnum):
    """Whose opinion is asked; the value is the topic of its parameters and the kind of its deadline."""

    THIRD_PARTY = "third_party"  # 第三方（R32）
    CO_PRODUCER = "co_producer"  # 共同制作机关（R34）
    OTHER_BODY = "other_body"  # 其他机关（R11.1）


class NoticeKind(StrEnum):
    """What the applicant is asked for; the value is the topic of its parameters."""

    CORRECTION = "correction"  # 补正
    REASONS = "reasons"  # 说明理由
    FEE = "fee"  # 缴费


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One event. `party` names the third party or body, `ref` tells two letters to the same party apart;
    `working_days` goes with extended, correction_requested and ordered_to_act, `until` with postponed and
    ordered_to_act."""

    on: date
    event: EventKind
    channel: Channel | None = None
    party: str = ""
    working_days: int | None = None
    until: date | None = None
    delivery: Delivery | None = None
    ref: str = ""
