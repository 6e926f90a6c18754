"""What people write down of a proceeding against us: the fields of its commands (R51, R47.2, facts §6)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from disclosure.cases.fields import Day, Days, Fields, Flag, Hash, Line, Ref, Words

Procedure = Literal["ordinary", "simple"]


class OpenRemedy(Fields):
    """The day of the command is the day we hear of it; `filed_on` that on which the proceeding was brought."""

    kind: Literal["reconsideration", "litigation", "complaint"] = Field(title="救济种类")
    claimant: Literal["applicant", "third_party"] = Field(default="applicant", title="提起人")
    third_party: Line | None = Field(
        default=None,
        title="哪一个第三方：征求意见的编号，没有征求过的写名称",
        validate_default=True,
    )
    body: Line = Field(title="受理机关")
    file_number: Line | None = Field(default=None, title="受理机关的案号")
    filed_on: Day | None = Field(default=None, title="提起之日，空为登记之日")
    after_reconsideration: Flag = Field(default=False, title="是否经复议后起诉")
    appeal_of: Line | None = Field(default=None, title="上诉的，一审的编号")

    @field_validator("third_party")
    @classmethod
    def _named(cls, party: str | None, others: ValidationInfo) -> str | None:
        by_third_party = others.data.get("claimant") == "third_party"
        if by_third_party and party is None:
            raise ValueError("第三方提起的，写明是哪一个第三方")
        if party is not None and not by_third_party:
            raise ValueError("只有第三方提起的才写；核对提起人")
        return party


class AcceptRemedy(Ref):
    procedure: Procedure | None = Field(default=None, title="普通程序或简易程序")
    file_number: Line | None = Field(default=None, title="受理机关的案号")


class RequestRemedyAnswer(AcceptRemedy):
    """The day of the command is that on which the copy arrived: our period begins (RV48, RV54, LT67)."""


class AnswerRemedy(Ref):
    answer_hash: Hash | None = Field(default=None, title="所提交答复书、答辩状的校验值，须已入卷")


class DecideRemedy(Ref):
    """The day of the command is that on which the decision was served on us."""

    decision: Line = Field(title="决定、裁判的种类")
    reference: Line = Field(title="决定书、判决书、裁定书文号")
    decided_on: Day | None = Field(default=None, title="落款之日，空为收到之日")
    working_days: Days | None = Field(default=None, title="责令重新处理的限期（工作日），没有写明的空")
    until: Day | None = Field(default=None, title="责令重新处理的限期届满日，没有写明的空")
    not_in_force: Flag = Field(default=False, title="一审判决尚未生效（已经或者将要上诉）")
    opinion: Flag = Field(default=False, title="同时收到行政复议意见书")


class EndRemedy(Ref):
    decision: Line = Field(title="终结的情形")
    reason: Words = Field(title="说明")
    reference: Line | None = Field(default=None, title="文书文号")


class ReportRemedyOpinion(Ref):
    reference: Line = Field(title="报送纠正情况的文号")


class OrderToAct(Fields):
    basis: Line = Field(title="决定书或判决书文号")
    working_days: Days | None = Field(default=None, title="限期（工作日）")
    until: Day | None = Field(default=None, title="限期届满日")
