"""配置草稿: a changed configuration from the first edit to the day it comes into force (design §2.7).

Whoever wrote any of it does not approve it. That the base of a draft is still the live configuration, and that the
draft can be used at all, is for `disclosure.cases.revising`.
"""

from __future__ import annotations

from enum import StrEnum

from state_machines.base import ClockEffect, Command, Fact, LegalMachine, Situation, stay
from state_machines.table import derive

STOPPED = ClockEffect.STOPPED
GROUND = "R45 条例第45条"


class DraftLeaf(StrEnum):
    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    SCHEDULED = "scheduled"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


class DraftChart(LegalMachine):
    drafting = Situation("起草中", "administrator", STOPPED, initial=True)
    submitted = Situation("待批准", "administrator", STOPPED)
    scheduled = Situation("已批准待生效", "administrator", STOPPED)
    in_force = Situation("已生效", "administrator", STOPPED, final=True)
    withdrawn = Situation("已撤回", "administrator", STOPPED, final=True)

    not_own_work = Fact("批准人未参与起草")

    revise = Command(stay(drafting), "修改草稿", GROUND)
    rebase = Command(stay(drafting), "改以现行配置为底", GROUND)
    submit = Command(drafting.to(submitted), "提请批准", GROUND)
    return_draft = Command(drafting.from_(submitted, scheduled), "退回修改", GROUND)
    approve = Command(submitted.to(scheduled, cond="not_own_work"), "批准", GROUND)
    bring_into_force = Command(scheduled.to(in_force), "生效", GROUND)
    withdraw = Command(withdrawn.from_(drafting, submitted, scheduled), "撤回草稿", GROUND)


CONFIG_DRAFT = derive(DraftChart, DraftLeaf)
