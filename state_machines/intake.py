"""收件核对: whatever comes in for the 公开工作机构 ends in a case or in a signed reason (R31, R39.1, R45)."""

from __future__ import annotations

from enum import StrEnum

from state_machines.base import ClockEffect, Command, Fact, LegalMachine, Situation
from state_machines.table import derive

STOPPED = ClockEffect.STOPPED
RECEIVING = "R31.1 条例第31条第1项；R31.2a 条例第31条第2项；R45 条例第45条"
SORTING = "R39.1 条例第39条第1款；R45 条例第45条"


class IntakeLeaf(StrEnum):
    ARRIVED = "arrived"
    LISTED = "listed"
    PROPOSED = "proposed"
    BOUND = "bound"
    EXPLAINED = "explained"


class IntakeChart(LegalMachine):
    arrived = Situation("收到待登记", "intake_clerk", STOPPED, "intake", initial=True)
    listed = Situation("已登记待核对", "intake_clerk", STOPPED, "intake")
    proposed = Situation("拟不作申请待复核", "office_head", STOPPED, "intake")
    bound = Situation("已归入申请", "intake_clerk", STOPPED, final=True)
    explained = Situation("已说明去向", "intake_clerk", STOPPED, final=True)

    no_application = Fact("去向说明它不是申请")
    not_own_work = Fact("复核人不是提出人")

    receive = Command(arrived.to(listed), "登记收件", RECEIVING)
    bind = Command(bound.from_(listed, proposed), "归入申请", RECEIVING)
    close = Command(listed.to(proposed, cond="no_application") | listed.to(explained), "说明去向", SORTING)
    confirm_closing = Command(proposed.to(explained, cond="not_own_work"), "复核去向", SORTING)
    return_closing = Command(proposed.to(listed), "退回去向", SORTING)


INTAKE = derive(IntakeChart, IntakeLeaf)
