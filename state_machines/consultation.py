"""征求意见: one machine for each third party or body asked (R32, R34, R33.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from state_machines.base import ClockEffect, Command, LegalMachine, Situation
from state_machines.table import derive

PAUSED, STOPPED = ClockEffect.PAUSED, ClockEffect.STOPPED
KINDS = ("third_party", "co_producer", "other_body")


class ConsultationLeaf(StrEnum):
    ASKED = "asked"
    LETTER_RECEIVED = "letter_received"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Silence:
    """What it means that the other side let its period pass. `on_expiry` as in the table of deadlines."""

    meaning: str
    basis: str
    on_expiry: str


SILENCE: Mapping[str, Silence] = {
    "third_party": Silence("由行政机关依法决定是否公开，不视为同意", "R32.2 条例第32条", "transition"),
    "co_producer": Silence("视为同意公开", "R34 条例第34条", "transition"),
    "other_body": Silence("无法定后果：催办，由承办人决定是否不再等待", "R11.1 条例第11条第1款", "escalate"),
}


class ConsultationChart(LegalMachine):
    asked = Situation("已发函", "handler", PAUSED, *KINDS, initial=True)
    letter_received = Situation("对方已收函", "handler", PAUSED, *KINDS)
    answered = Situation("已答复", "handler", STOPPED, final=True)
    lapsed = Situation("逾期未答复", "handler", STOPPED, final=True)
    cancelled = Situation("已撤回", "handler", STOPPED, final=True)

    receive_letter = Command(asked.to(letter_received), "登记对方收函", "R32.2 条例第32条；R34 条例第34条")
    answer = Command(answered.from_(asked, letter_received), "收到意见", "R32.2 条例第32条；R34 条例第34条")
    lapse = Command(lapsed.from_(asked, letter_received), "期满未答复", "R32.2 条例第32条；R34 条例第34条")
    cancel = Command(cancelled.from_(asked, letter_received), "撤回征求", "R33.4 条例第33条第3款")


CONSULTATION = derive(ConsultationChart, ConsultationLeaf)
