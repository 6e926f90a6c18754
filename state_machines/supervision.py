"""督办单: opened when a deadline is overdue, answered by the unit, closed by somebody else (R47.1, G8)."""

from __future__ import annotations

from enum import StrEnum

from state_machines.base import ClockEffect, Command, Fact, LegalMachine, Situation
from state_machines.table import derive

STOPPED = ClockEffect.STOPPED
ANSWER = "supervision_answer"
GROUND = "R47.1 条例第47条第1款；G8 本机关催办规定"


class SupervisionLeaf(StrEnum):
    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    RAISED = "raised"
    ANSWERED = "answered"
    CLOSED = "closed"


class SupervisionChart(LegalMachine):
    opened = Situation("已开具", "section_head", STOPPED, ANSWER, initial=True)
    acknowledged = Situation("已签收", "section_head", STOPPED, ANSWER)
    returned = Situation("退回重答", "section_head", STOPPED, ANSWER)
    raised = Situation("已报主管部门", "section_head", STOPPED, ANSWER)
    answered = Situation("已答复待办结", "office_head", STOPPED)
    closed = Situation("督办办结", "office_head", STOPPED, final=True)

    not_own_answer = Fact("答复人与办结人不是同一人")

    acknowledge = Command(opened.to(acknowledged), "签收督办单", GROUND)
    answer = Command(answered.from_(opened, acknowledged, returned, raised), "答复督办单", GROUND)
    return_answer = Command(answered.to(returned), "退回督办答复", GROUND)
    close = Command(answered.to(closed, cond="not_own_answer"), "办结督办单", GROUND)
    raise_order = Command(raised.from_(opened, acknowledged, returned), "报主管部门督办", GROUND)


SUPERVISION = derive(SupervisionChart, SupervisionLeaf)
