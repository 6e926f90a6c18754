"""An application as it comes in: R29.2 says what it holds; what is wrong with it is named field by field."""

from __future__ import annotations

import base64
import re
from collections.abc import Container
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as NumberInvalid

from disclosure.cases.fields import Day, Fields, Line, Printable, parse
from disclosure.errors import BadInput
from disclosure.law.events import Channel

Kind = Literal["natural", "enterprise", "research", "welfare", "legal", "other"]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9+() -]{5,30}$")]
_OTHER_PAPERS = re.compile(r"[^\W\d_]+\s+\S")  # the kind in words, then the number
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^@\s]+@[^@\s]+$")]


class Person(Fields):
    """An applicant or an agent. 证件号 is checked by its check digit: 身份证 for a natural person, 统一社会信用代码
    for the rest, kept without the gaps people
    write into them; other kinds of papers (护照) are written with their kind in front, e.g. "护照 E12345678"."""

    name: Line = Field(title="姓名或名称")
    kind: Kind = Field(title="申请人类别")
    id_no: Line | None = Field(default=None, title="证件号码")
    phone: Phone | None = Field(default=None, title="电话")
    address: Line | None = Field(default=None, title="地址")
    email: Email | None = Field(default=None, title="电子邮箱")

    @field_validator("id_no")
    @classmethod
    def _check_digit(cls, id_no: str | None, others: ValidationInfo) -> str | None:
        if id_no is None or "kind" not in others.data or _OTHER_PAPERS.match(id_no):
            return id_no
        natural = others.data["kind"] == "natural"
        try:
            return str((ric if natural else uscc).validate(re.sub(r"[\s-]", "", id_no)))
        except NumberInvalid:
            which = "居民身份证号" if natural else "统一社会信用代码"
            raise ValueError(f"不是有效的{which}（校验位或位数不符）") from None


class Attachment(Fields):
    name: Line = Field(title="文件名")
    content_base64: str = Field(title="文件内容（Base64）")

    @property
    def content(self) -> bytes:
        return base64.b64decode(self.content_base64, validate=True)

    @model_validator(mode="after")
    def _decodable(self) -> Attachment:
        try:
            base64.b64decode(self.content_base64, validate=True)
        except ValueError:  # of binascii, or of a text that is not even ASCII
            raise ValueError("content_base64 不是有效的 Base64") from None
        if "/" in self.name or "\\" in self.name:
            raise ValueError("文件名不得含路径")
        return self


class Application(Fields):
    applicants: tuple[Person, ...] = Field(title="申请人", min_length=1, max_length=200)
    agent: Person | None = Field(default=None, title="代理人")
    content: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Printable] = Field(
        title="申请内容"
    )
    channel: Channel = Field(title="提交渠道")
    received_on: Day = Field(title="收件日期")
    delivery_form: Line | None = Field(default=None, title="获取方式")
    attachments: tuple[Attachment, ...] = Field(default=(), title="附件", max_length=50)
    request_key: Line | None = Field(default=None, title="申请流水号")
    unit: Line | None = Field(default=None, title="承办科室")


def read_application(
    data: object, *, today: date, max_chars: int, max_bytes: int, units: Container[str]
) -> Application:
    """A checked application. Raises BadInput with the field; nothing of a bad one is kept."""
    application = parse(Application, data, "申请")
    if application.received_on > today:
        raise BadInput(
            "申请没有登记",
            f"received_on {application.received_on} 晚于今天 {today}",
            "核对收件日期",
            field="received_on",
        )
    if application.unit is not None and application.unit not in units:
        raise BadInput("申请没有登记", f"没有科室 {application.unit}", "核对科室名称", field="unit")
    if len(application.content) > max_chars:
        raise BadInput(
            "申请没有登记",
            f"申请内容 {len(application.content)} 字，超过上限 {max_chars} 字",
            "请申请人概括所需信息，长篇材料作为附件提交",
            field="content",
        )
    size = sum(len(attachment.content) for attachment in application.attachments)
    if size > max_bytes:
        raise BadInput(
            "申请没有登记",
            f"附件共 {size} 字节，超过上限 {max_bytes} 字节",
            "请分批提交或改用纸质材料",
            field="attachments",
        )
    return application
