"""What people write down of a letter's way and of its arrival: the fields of the commands that let one leave, come
back or arrive (R31, C-10, RV-I15, L-28)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from disclosure.cases.fields import Day, Days, Fields, Hash, Line, Name, Reason, Ref, Words
from disclosure.cases.postal import normal, s10_fault
from disclosure.law.events import Delivery

SignedBy = Literal["addressee", "family", "agent", "appointed", "mail_room", "witnessed"]
Cause = Literal["address", "moved", "refused", "unclaimed", "other"]


def checked_number(number: str, reason: str | None) -> str:
    """A postal number in its normal form. Raises ValueError for one that is not of S10 and has no reason."""
    number = normal(number)
    fault = s10_fault(number)
    if fault and reason is None:
        raise ValueError(
            f"{fault}；核对回执上的号码，确是邮政企业的其他号码的，在 number_reason 说明（不得用快递企业，C-10）"
        )
    return number


class Mailing(Fields):
    """How a letter leaves. The day of the command is the day it left: of a posted one the 交邮日."""

    delivery: Delivery | None = Field(default=None, title="送达方式")
    number_reason: Line | None = Field(default=None, title="邮政单号不合 13 位规则的说明")
    postal_number: Line | None = Field(default=None, title="邮政单号")

    @field_validator("postal_number")
    @classmethod
    def _of_the_post(cls, number: str | None, others: ValidationInfo) -> str | None:
        if number is None or not {"delivery", "number_reason"} <= others.data.keys():
            return number
        if others.data["delivery"] is not Delivery.POST:
            raise ValueError("只有邮寄送达才有邮政单号；核对送达方式")
        return checked_number(number, others.data["number_reason"])


class NoticeMailing(Mailing):
    """Of a letter that is no reply, and so has no 审签 to say when it was made."""

    made_on: Day | None = Field(default=None, title="文书作出之日，空为发出之日")


class Send(Mailing):
    delivery: Delivery = Field(title="送达方式")
    letter_hash: Hash = Field(title="发出文书的校验值")


class Arrival(Fields):
    """How a letter arrived. The signer's name is kept encrypted, whoever signed."""

    signed_by: SignedBy | None = Field(default=None, title="签收人身份")
    signer: Name | None = Field(default=None, title="签收人姓名")
    proof: Line | None = Field(default=None, title="送达凭证")
    proof_hash: Hash | None = Field(default=None, title="送达凭证文件的校验值")


class Serve(Arrival):
    proof: Line = Field(title="送达凭证")


class LetterReceipt(Arrival, Ref):
    pass


class ReturnUndelivered(Reason):
    cause: Cause = Field(default="other", title="退件原因")


class Confirm(Fields):
    """R31.2b, R31.3: both sides; ours is who gives the command, on its day."""

    how: Line = Field(title="确认方式")
    confirmed_with: Literal["applicant", "agent"] = Field(default="applicant", title="与谁确认")
    proof: Line | None = Field(default=None, title="确认凭证")
    proof_hash: Hash | None = Field(default=None, title="确认凭证文件的校验值")


class AskCorrection(NoticeMailing):
    points: Words = Field(title="需要补正的事项")
    working_days: Days | None = Field(default=None, title="补正期限（工作日）")


class AskReasons(NoticeMailing):
    grounds: Words = Field(title="数量、频次明显超过合理范围的事实")
    working_days: Days | None = Field(default=None, title="说明期限（工作日）")


class SendFeeNotice(NoticeMailing):
    mode: Literal["items", "pages"] = Field(title="计费方式")
    quantity: int = Field(title="件数或页数", gt=0, le=1_000_000, strict=True)


class Ask(NoticeMailing):
    party: Line = Field(title="被征求意见方")
    content_hash: Hash | None = Field(default=None, title="函中所附拟公开内容的校验值，未附则空")
