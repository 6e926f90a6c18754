"""What each command asks for: one model a command, with Chinese titles for forms and error texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from disclosure.errors import BadInput
from disclosure.law.events import Channel, Delivery
from disclosure.letters.vocabulary import GIVEN

# C0 and C1 controls but line feed and tab, the marks that turn the reading direction, and halves of a character.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """A web form and a Windows file end their lines with CR LF; kept is LF."""
    text = text.replace("\r\n", "\n")
    if _CONTROL.search(text):
        raise ValueError("含有控制字符，请重新录入")
    return text


def _written_day(value: object) -> object:
    """Only YYYY-MM-DD: a number would be read as seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        return value
    raise ValueError("不是有效日期，应写作 YYYY-MM-DD")


Printable = AfterValidator(plain)
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\n]*$"),
    Printable,
]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), Printable]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\n]*$"), Printable
]
Day = Annotated[date, BeforeValidator(_written_day)]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Flag = Annotated[bool, Field(strict=True)]  # "no" and 0 are no answers to such a question
Place = tuple[Annotated[int, Field(ge=0, strict=True)], Annotated[int, Field(gt=0, strict=True)]]
Days = Annotated[int, Field(gt=0, le=250, strict=True)]


class Fields(BaseModel):
    """Base of all: unknown keys are refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


F = TypeVar("F", bound=Fields)

# The mistakes people make, in the words of the counter; the library's own are English.
_WORDS = {
    "missing": "缺少必填项",
    "extra_forbidden": "没有这个字段",
    "string_type": "应为文字",
    "string_unicode": "含有不完整的字符",
    "string_too_short": "不能为空",
    "string_too_long": "文字过长",
    "string_pattern_mismatch": "格式不符",
    "enum": "不在可选范围内",
    "literal_error": "不在可选范围内",
    "date_from_datetime_parsing": "不是有效日期，应写作 YYYY-MM-DD",
    "date_from_datetime_inexact": "不是有效日期，应写作 YYYY-MM-DD",
    "date_parsing": "不是有效日期，应写作 YYYY-MM-DD",
    "date_type": "不是有效日期，应写作 YYYY-MM-DD",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "greater_than": "数值过小",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
    "too_short": "至少要有一项",
    "too_long": "项数过多",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "tuple_type": "应为列表",
}


def _in_words(kind: str, message: str, choices: str) -> str:
    """A validator of ours says it in Chinese already."""
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    return _WORDS.get(kind, "格式不符") + (f"（可用：{choices}）" if choices else "")


def parse(model: type[F], data: object, what: str) -> F:
    """`data` as `model`; raises BadInput naming the first wrong field and every mistake."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise misread(error.errors(), what) from None


def misread(errors: Sequence[Mapping[str, Any]], what: str) -> BadInput:
    """The mistakes pydantic has found in `what`, as the refusal a person reads."""
    found = [(".".join(map(str, e["loc"])), e["type"], e["msg"], _choices(e)) for e in errors]
    # A list whose only item is wrong is also told to be too short; that is not the mistake.
    wrong = {field.split(".")[0] for field, *_ in found if "." in field}
    mistakes = [m for m in found if not (m[1] == "too_short" and m[0] in wrong)]
    told = [f"{field or what}：" + _in_words(*mistake) for field, *mistake in mistakes]
    return BadInput(f"{what}没有受理", "；".join(told), "按字段改正后重新提交", field=mistakes[0][0] or None)


def _choices(error: Mapping[str, Any]) -> str:
    """What a closed field takes; the library joins them in English."""
    expected = error.get("ctx", {}).get("expected", "") if error["type"] in ("literal_error", "enum") else ""
    return "、".join(re.findall(r"'([^']*)'", str(expected)))


class Nothing(Fields):
    pass


class Key(Fields):
    """The idempotency key of a command."""

    key: Line = Field(title="操作号")


class ReceiveCorrection(Fields):
    content: Words | None = Field(default=None, title="补正后的申请内容")
    channel: Channel | None = Field(default=None, title="补正提交渠道")


class ReceiveReasons(Fields):
    reasons: Words = Field(title="申请人说明的理由")
    reasonable: Flag = Field(title="理由是否合理")


class Assign(Fields):
    handler: Name = Field(title="承办人")
    unit: Line | None = Field(default=None, title="承办科室")


class ReplyOnTheSpot(Fields):
    outcome: Line = Field(title="处理决定")
    content_hash: Hash | None = Field(default=None, title="当场提供内容的校验值")


class RecordSearch(Fields):
    scope: Words = Field(title="检索范围")
    method: Line = Field(title="检索方法")
    result: Literal["found", "not_found", "not_ours"] = Field(title="检索结果")


class Categorise(Fields):
    outcome: Line = Field(title="拟作处理决定")
    reason: Words = Field(title="理由")
    public_interest: Flag = Field(default=False, title="不公开对公共利益有重大影响")


class Attach(Fields):
    sha256: Hash = Field(title="文件的校验值")
    name: Line = Field(title="文件名")


class AttachRelease(Fields):
    content_hash: Hash = Field(title="拟公开内容的校验值")
    title: Line = Field(title="名称")


class MaskedPlaces(Fields):
    """Places are (start, end) in the extracted text of the original, the end not included."""

    add: tuple[Place, ...] = Field(default=(), title="筛查提示以外要遮盖的位置", max_length=10_000)
    remove: tuple[Place, ...] = Field(default=(), title="不予遮盖的筛查提示的位置", max_length=10_000)


class MaskRelease(MaskedPlaces):
    original_hash: Hash = Field(title="原件的校验值")
    title: Line = Field(title="副本的名称")


class Clear(Fields):
    content_hash: Hash = Field(title="所审内容的校验值")
    opinion: Words = Field(title="审查意见")


class RecordScreening(Fields):
    """What a later screening of the content on file has found."""

    content_hash: Hash = Field(title="所筛查内容的校验值")
    level: Literal["handler", "unit_head", "secrecy_office", "refuse"] = Field(title="须由哪一级审查")
    found: int = Field(title="提示条数", gt=0, strict=True)
    why: Line = Field(title="新提示的来由")


class ReferSecrecy(Fields):
    body: Line = Field(title="报请的保密行政管理部门")
    reference: Line = Field(title="报请文号")


class Determination(Fields):
    secret: Flag = Field(title="是否确定为国家秘密")
    reference: Line = Field(title="确定文号")


class Reason(Fields):
    reason: Words = Field(title="理由")


class ReviewLegality(Fields):
    passed: Flag = Field(title="是否通过")
    opinion: Words = Field(title="审核意见")


class CallJointMeeting(Fields):
    topic: Words = Field(title="会商事项")
    participants: Words = Field(title="参加单位")


class Conclusion(Fields):
    conclusion: Words = Field(title="结论")


class Ref(Fields):
    ref: Line = Field(title="编号")


class ReceiveOpinion(Ref):
    answer: Literal["agree", "object"] = Field(title="意见")
    reason: Words | None = Field(default=None, title="理由")
    reasonable: Flag | None = Field(default=None, title="反对理由是否合理")


class InformThirdParty(Ref):
    reason: Words = Field(title="公开的内容与理由")
    content_hash: Hash | None = Field(default=None, title="函中所附拟公开内容的校验值，未附则空")


class RefReason(Ref):
    reason: Words = Field(title="理由")


class ReceivePayment(Fields):
    receipt_no: Line = Field(title="票据号")


class Notice(Fields):
    notice: Literal["correction", "fee_payment"] = Field(title="逾期事项")


def _given_fact(name: str) -> str:
    if name not in GIVEN:
        raise ValueError(f"文书没有“{name}”这一项事实")
    return name


class IssueLetter(Fields):
    """`facts` are those of `letters.vocabulary.GIVEN`, which the case itself does not tell."""

    kind: Annotated[str, StringConstraints(pattern=r"^L-[0-9]{2}$")] = Field(title="文书种类")
    facts: dict[Annotated[str, AfterValidator(_given_fact)], Words] = Field(
        default_factory=dict, title="案卷以外的事实"
    )
    ref: Line | None = Field(default=None, title="征求意见、救济程序的编号，空为最近一次")
    delivery: Delivery | None = Field(default=None, title="送达方式")
    content_hash: Hash | None = Field(default=None, title="函中所附拟公开内容的校验值，未附则空")


class Draft(Fields):
    """`letter` is what the text was written from; a text written by hand has none. From the same the reply is issued
    once it is signed."""

    letter_hash: Hash = Field(title="答复文稿的校验值")
    letter: IssueLetter | None = Field(default=None, title="文稿的来由")


class Opinion(Fields):
    opinion: Words | None = Field(default=None, title="意见")


class Extend(Fields):
    reason: Words = Field(title="延长理由")
    working_days: Days | None = Field(default=None, title="延长工作日数，空为最长")


class Postpone(Fields):
    until: Day = Field(title="延迟至")
    reason: Words = Field(title="理由")


class Rectify(Fields):
    n: int = Field(title="更正第几条记录", gt=0, strict=True)
    field: Line = Field(title="更正的字段")
    value: str | int | bool | None = Field(title="更正后的值")
    reason: Words = Field(title="更正理由")


class ApproveRectification(Fields):
    """A personal datum is kept nowhere while it waits, so the second person enters it anew."""

    n: int = Field(title="复核第几条更正记录", gt=0, strict=True)
    value: Line | None = Field(default=None, title="申请人、代理人信息更正后的值，由复核人另行录入")


class NoteContact(Fields):
    text: Words = Field(title="沟通内容")


class Recompute(Fields):
    """`draft` came into force; `moved` is what it moved: kind of deadline, field, before, after."""

    draft: Line = Field(title="生效的配置草稿")
    moved: list[list[str]] = Field(title="移动的日期")


class SuggestDisclosure(Fields):
    reason: Words = Field(title="申请人的建议和理由")


class Transfer(Fields):
    unit: Line = Field(title="移交至科室")
    reason: Words = Field(title="理由")


class Merge(Fields):
    number: Line = Field(title="并案办理的编号")
    reason: Words = Field(title="理由")


class Restrict(Fields):
    readers: tuple[Name, ...] = Field(default=(), title="另列的知悉人员", max_length=50)
    reason: Words = Field(title="理由")


class Split(Fields):
    parts: tuple[Words, ...] = Field(title="拆分出的各项申请内容", min_length=1, max_length=50)
    reason: Words = Field(title="理由")
