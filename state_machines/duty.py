"""Duties beside the cases: 定期评估 of what was withheld (R18), 年度报告 (R49), next year's 放假安排 (C-4).

Three charts, because three different things are done; each ends, and the next one of its kind is a duty of its
own. No reply clock runs in any of them.
"""

from __future__ import annotations

from enum import StrEnum

from state_machines.base import ClockEffect, Command, Fact, LegalMachine, Situation
from state_machines.table import derive

STOPPED = ClockEffect.STOPPED
REVIEWING = "R18 条例第18条"
REPORTING = "R49.1 条例第49条第1款；R49.2 条例第49条第2款"


class ReassessmentLeaf(StrEnum):
    RAISED = "raised"
    ASSESSED = "assessed"
    CONCLUDED = "concluded"
    DROPPED = "dropped"


class ReassessmentChart(LegalMachine):
    """定期评估审查: one person assesses, another confirms."""

    raised = Situation("待评估", "handler", STOPPED, "reassessment", initial=True)
    assessed = Situation("待复核", "section_head", STOPPED, "reassessment")
    concluded = Situation("评估已完成", "section_head", STOPPED, final=True)
    dropped = Situation("无须评估", "handler", STOPPED, final=True)

    not_own_work = Fact("复核人不是评估人")

    assess = Command(raised.to(assessed), "评估", REVIEWING)
    return_assessment = Command(assessed.to(raised), "退回评估", REVIEWING)
    confirm_assessment = Command(assessed.to(concluded, cond="not_own_work"), "复核评估结论", REVIEWING)
    # The reply it is about no longer stands: annulled, corrected, or its information published.
    drop = Command(dropped.from_(raised, assessed), "不再评估", REVIEWING)


class ReportLeaf(StrEnum):
    RAISED = "raised"
    DRAFTED = "drafted"
    CHECKED = "checked"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    COMPLETED = "completed"


class ReportChart(LegalMachine):
    """年度报告: a department submits and publishes (R49.1), in either order; a government publishes (R49.2)."""

    raised = Situation("待起草", "handler", STOPPED, "annual_report", initial=True)
    drafted = Situation("待审核", "office_head", STOPPED, "annual_report")
    checked = Situation("待报送、公布", "handler", STOPPED, "annual_report")
    submitted = Situation("已报送待公布", "handler", STOPPED, "annual_report")
    published = Situation("已公布待报送", "handler", STOPPED, "annual_report")
    completed = Situation("年报已完成", "handler", STOPPED, final=True)

    not_own_work = Fact("审核人不是起草人")
    submission_owed = Fact("须向主管部门提交")

    draft_report = Command(raised.to(drafted), "起草年度报告", "R50 条例第50条")
    return_report = Command(raised.from_(drafted, checked), "退回年度报告", REPORTING)
    check_report = Command(drafted.to(checked, cond="not_own_work"), "审核年度报告", REPORTING)
    submit_report = Command(
        checked.to(submitted, cond="submission_owed") | published.to(completed, cond="submission_owed"),
        "提交年度报告",
        "R49.1 条例第49条第1款",
    )
    publish_report = Command(
        checked.to(published, cond="submission_owed")
        | checked.to(completed, unless="submission_owed")
        | submitted.to(completed),
        "公布年度报告",
        REPORTING,
    )


class NoticeLeaf(StrEnum):
    RAISED = "raised"
    ENTERED = "entered"


class NoticeChart(LegalMachine):
    """放假安排: entered in config/calendar by a person; that it is there the program sees for itself."""

    raised = Situation("待录入放假安排", "administrator", STOPPED, "calendar_notice", initial=True)
    entered = Situation("放假安排已录入", "administrator", STOPPED, final=True)

    enter_notice = Command(raised.to(entered), "录入放假安排", "C-4 以国务院办公厅放假安排为准")


REASSESSMENT = derive(ReassessmentChart, ReassessmentLeaf)
ANNUAL_REPORT = derive(ReportChart, ReportLeaf)
CALENDAR_NOTICE = derive(NoticeChart, NoticeLeaf)
DUTIES = (REASSESSMENT, ANNUAL_REPORT, CALENDAR_NOTICE)
