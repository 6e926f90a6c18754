"""救济: one machine for each 复议, 诉讼 or 投诉, of the applicant or of a third party (R51, R47.2, facts §6).

A second instance, or a suit after a reconsideration, is a proceeding of its own.
"""

from __future__ import annotations

from enum import StrEnum

from state_machines.base import ClockEffect, Command, Fact, LegalMachine, Situation
from state_machines.table import derive

STOPPED = ClockEffect.STOPPED
OWNER = "legal_reviewer"


class RemedyLeaf(StrEnum):
    FILED = "filed"
    ACCEPTED = "accepted"
    ANSWERING = "answering"
    ANSWERED = "answered"
    REPORTING = "reporting"
    DECIDED = "decided"
    ENDED = "ended"


class RemedyChart(LegalMachine):
    filed = Situation("已提起", OWNER, STOPPED, "remedy_decision", initial=True)
    accepted = Situation("已受理", OWNER, STOPPED, "remedy_decision")
    answering = Situation("待本机关答复", OWNER, STOPPED, "remedy_answer", "remedy_decision")
    answered = Situation("本机关已答复", OWNER, STOPPED, "remedy_decision")
    reporting = Situation("待报送纠正情况", OWNER, STOPPED, "opinion_report")
    decided = Situation("已作出决定", OWNER, STOPPED, final=True)
    ended = Situation("程序终结", OWNER, STOPPED, final=True)

    opinion_received = Fact("同时收到行政复议意见书")

    accept = Command(
        filed.to(accepted), "受理", "RV30 复议法第30条；LT51 诉讼法第51条；R47.2 条例第47条第2款"
    )
    # The copy may come before we hear that the case was accepted.
    request_answer = Command(
        answering.from_(filed, accepted),
        "收到答复通知",
        "RV48 复议法第48条；RV54 复议法第54条；LT67 诉讼法第67条",
    )
    answer = Command(
        answering.to(answered), "提交答复", "RV48 复议法第48条；RV54 复议法第54条；LT67 诉讼法第67条"
    )
    # Without our answer as well: RV70, LT34 take it as no evidence.
    decide = Command(
        reporting.from_(accepted, answering, answered, cond="opinion_received")
        | decided.from_(accepted, answering, answered),
        "作出决定",
        "RV62 复议法第62条；RV63–69 复议法第63–69条；LT81 诉讼法第81条；LT82/83 诉讼法第82、83条",
    )
    report = Command(decided.from_(reporting), "报送纠正情况", "RV76 复议法第76条")
    end = Command(
        ended.from_(filed, accepted, answering, answered),
        "程序终结",
        "RV30 复议法第30条；RV73/74 复议法第73、74条；LT51 诉讼法第51条",
    )


REMEDY = derive(RemedyChart, RemedyLeaf)
