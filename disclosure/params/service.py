"""config/service.yaml: when to look, how often to retry, how long a session lasts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from disclosure.law.secrecy import ScreeningLimits
from disclosure.params.forms import MINUTES, Count, Form, Key, Text, counted, keys_of
from disclosure.params.ladder import Kind, known_kind
from disclosure.params.reading import Document, Problems, parse
from disclosure.params.wording import likely

FLOWS: Mapping[str, str] = MappingProxyType(
    {
        "deadline_sweep": "到期巡查",
        "outbox": "通知投递",
        "integrity": "历史核验",
        "exemption_reassessment": "定期评估提交",
        "annual_report": "年报提醒",
        "calendar_watch": "放假安排查看",
        "secrecy_review": "保密审查",
        "proactive_conversion": "转主动公开",
    }
)


@dataclass(frozen=True, slots=True)
class Notify:
    """People are written to from `opens` to `closes` (Asia/Shanghai) on working days; what concerns an `urgent`
    kind of deadline does not wait. `lines` of a mail, `short_lines` of an instant message; `console` is where
    links lead."""

    opens: time
    closes: time
    urgent: frozenset[str]
    lines: int
    short_lines: int
    console: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session ends after `idle_minutes` without a page, or `longest_hours` after it began; after `attempts` wrong
    passwords in a row a name is locked for `lock_minutes`. `password_length` is the least. Somebody may try to come in
    so often within an hour from one address, right passwords included."""

    idle_minutes: int
    longest_hours: int
    attempts: int
    lock_minutes: int
    password_length: int
    tries_per_address: int


@dataclass(frozen=True, slots=True)
class Portal:
    """`wrong_codes` for one number within an hour lock it for `lock_minutes`. Within an hour so many codes are checked
    and applications taken from one address, and from all. A visit ends after `visit_minutes` without a page."""

    wrong_codes: int
    lock_minutes: int
    codes_per_address: int
    codes_in_all: int
    filings_per_address: int
    filings_in_all: int
    visit_minutes: int


# For a snapshot kept before there were notices to persons: nobody is told anything under it.
_UNSET = Notify(time.min, time.max, frozenset(), 1, 1, "")
_TRIES = 300


@dataclass(frozen=True, slots=True)
class Service:
    """`number_format` takes `year` and `ordinal`. The outbox waits `retry_minutes[n]` after the n-th failure
    and gives up after the last. `schedules` are five-field crons in `zone`, by flow; a flow may be
    `grace_minutes` late before it is called overdue."""

    zone: str
    region: str | None
    number_format: str
    max_content_characters: int
    max_attachment_bytes: int
    screening: ScreeningLimits
    retry_minutes: tuple[int, ...]
    anchors: str
    lease_minutes: int
    sweep_chunk: int
    grace_minutes: int
    schedules: Mapping[str, str]
    notify: Notify
    sign_in: SignIn
    portal: Portal

    def number(self, year: int, ordinal: int) -> str:
        return self.number_format.format(year=year, ordinal=ordinal)

    def own_number(self, number: str) -> tuple[int, int] | None:
        """Year and ordinal of a number this office gives; None for one of another form."""
        form = re.escape(self.number_format)
        form = re.sub(r"\\\{year\\\}", r"(\\d{4})", form)
        found = re.fullmatch(re.sub(r"\\\{ordinal:\d+d\\\}", r"(\\d+)", form), number)
        year, ordinal = (int(part) for part in found.groups()) if found else (0, 0)
        return (year, ordinal) if found and self.number(year, ordinal) == number else None


_FIELD = r"(\*|\d{1,2}(-\d{1,2})?(,\d{1,2}(-\d{1,2})?)*)(/\d{1,2})?"
Cron = Annotated[str, Field(pattern=rf"^{_FIELD}( {_FIELD}){{4}}$")]


Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


Minutes = Annotated[Count, Field(json_schema_extra=MINUTES)]
TIMES, BYTES = counted("次"), counted("字节")


class NotifyForm(Form):
    opens: Clock = Field(title="几点起发通知")
    closes: Clock = Field(title="几点后不发通知")
    urgent: tuple[Kind, ...] = Field(title="不等的期限")
    lines: StrictInt = Field(ge=1, le=500, title="邮件列几项", json_schema_extra=counted("项"))
    short_lines: StrictInt = Field(ge=1, le=50, title="即时消息列几项", json_schema_extra=counted("项"))
    console: str = Field(pattern=r"^https?://[^\s?#]{1,200}[^\s?#/]$", title="办理页面的网址")


class SignInForm(Form):
    idle_minutes: StrictInt = Field(ge=5, le=480, title="没有操作即退出", json_schema_extra=MINUTES)
    longest_hours: StrictInt = Field(ge=1, le=24, title="登录最长", json_schema_extra=counted("小时"))
    attempts: StrictInt = Field(ge=3, le=20, title="密码输错几次锁定", json_schema_extra=counted("次"))
    lock_minutes: StrictInt = Field(ge=1, le=1440, title="锁定多久", json_schema_extra=MINUTES)
    password_length: StrictInt = Field(ge=8, le=64, title="密码至少", json_schema_extra=counted("个字符"))
    # Missing in older snapshots.
    tries_per_address: StrictInt | None = Field(
        default=None, ge=10, le=100_000, title="一小时内同一地址登录", json_schema_extra=TIMES
    )


class PortalForm(Form):
    wrong_codes: StrictInt = Field(ge=3, le=20, title="查询码输错几次锁定", json_schema_extra=TIMES)
    lock_minutes: StrictInt = Field(ge=5, le=1440, title="锁定多久", json_schema_extra=MINUTES)
    codes_per_address: StrictInt = Field(
        ge=1, le=100_000, title="一小时内同一地址核对查询码", json_schema_extra=TIMES
    )
    codes_in_all: StrictInt = Field(
        ge=1, le=10_000_000, title="一小时内所有地址核对查询码", json_schema_extra=TIMES
    )
    filings_per_address: StrictInt = Field(
        ge=1, le=100_000, title="一小时内同一地址递交", json_schema_extra=counted("件")
    )
    filings_in_all: StrictInt = Field(
        ge=1, le=10_000_000, title="一小时内所有地址递交", json_schema_extra=counted("件")
    )
    visit_minutes: StrictInt = Field(
        ge=5, le=120, title="查看进度后没有操作即退出", json_schema_extra=MINUTES
    )


class ScreeningForm(Form):
    """The size of the file itself is max_attachment_bytes."""

    max_unpacked_bytes: StrictInt = Field(
        ge=1_000_000, le=4_000_000_000, title="解压后至多", json_schema_extra=BYTES
    )
    max_members: StrictInt = Field(ge=100, le=100_000, title="包内至多", json_schema_extra=counted("个文件"))
    max_pages: StrictInt = Field(ge=1, le=10_000, title="至多", json_schema_extra=counted("页"))
    max_characters: StrictInt = Field(
        ge=10_000, le=100_000_000, title="文字至多", json_schema_extra=counted("个字符")
    )
    max_seconds: StrictInt = Field(ge=1, le=600, title="读 PDF 至多", json_schema_extra=counted("秒"))
    max_memory_bytes: StrictInt = Field(
        ge=256_000_000, le=16_000_000_000, title="读 PDF 的内存至多", json_schema_extra=BYTES
    )


class ServiceForm(Form):
    zone: Literal["Asia/Shanghai"] = Field(title="时区", description="期间以北京时间计算")
    region: Key | None = Field(
        title="地区日历",
        description="calendar/regions 下的文件名，不需要的写 null",
        json_schema_extra={"of": "regions"},
    )
    # Year first and a fixed width, so that numbers sort; nothing but these two places.
    number_format: str = Field(
        pattern=r"^[^{}]{0,8}\{year\}[^{}]{1,4}\{ordinal:0[4-8]d\}[^{}]{0,4}$", title="申请编号"
    )
    max_content_characters: StrictInt = Field(
        ge=1_000, le=1_000_000, title="申请内容至多", json_schema_extra=counted("个字符")
    )
    max_attachment_bytes: StrictInt = Field(
        ge=1_000, le=1_000_000_000, title="一份附件至多", json_schema_extra=BYTES
    )
    # A section that came later is None where it is missing: its reader notes that, and older snapshots stay readable.
    screening: ScreeningForm | None = Field(default=None, title="保密筛查的上限")
    retry_minutes: tuple[Minutes, ...] = Field(min_length=1, max_length=20, title="投递失败后依次等多久")
    anchors: Text = Field(title="锚点的目录")
    lease_minutes: Count = Field(title="定时任务的租约", json_schema_extra=MINUTES)
    sweep_chunk: StrictInt = Field(ge=1, le=100_000, title="每批处理的期限", json_schema_extra=counted("个"))
    grace_minutes: Count | None = Field(default=None, title="迟多久报警", json_schema_extra=MINUTES)
    schedules: dict[str, Cron] = Field(
        title="定时任务", description="五段式 cron，北京时间", json_schema_extra=keys_of(FLOWS)
    )
    notify: NotifyForm | None = Field(default=None, title="给人的通知")
    sign_in: SignInForm | None = Field(default=None, title="登录")
    portal: PortalForm | None = Field(default=None, title="公众页面")


def read_service(document: Document, problems: Problems) -> Service | None:
    form = parse(ServiceForm, document, problems)
    if form is None:
        return None
    for flow in sorted(set(FLOWS) ^ set(form.schedules)):
        line, todo = document.line("schedules", flow), "请核对拼写，每项任务写一个时间"
        if flow in FLOWS:
            problems.note(document.file, line, "MISSING", f"缺少定时任务 {flow}", todo)
        else:
            todo = likely(flow, FLOWS, todo)
            problems.note(document.file, line, "UNKNOWN_KEY", f"不认识的定时任务 {flow}", todo)
    return Service(
        zone=form.zone,
        region=form.region,
        number_format=form.number_format,
        max_content_characters=form.max_content_characters,
        max_attachment_bytes=form.max_attachment_bytes,
        screening=_limits(form, document, problems),
        retry_minutes=form.retry_minutes,
        anchors=form.anchors,
        lease_minutes=form.lease_minutes,
        sweep_chunk=form.sweep_chunk,
        grace_minutes=_grace(form, document, problems),
        schedules=form.schedules,
        notify=_notify(form.notify, document, problems),
        sign_in=_sign_in(form.sign_in, document, problems),
        portal=_portal(form.portal, document, problems),
    )


def _notify(form: NotifyForm | None, document: Document, problems: Problems) -> Notify:
    if form is None:
        problems.note(document.file, 1, "MISSING", "缺少通知的设置 notify", "请补上")
        return _UNSET
    if form.closes <= form.opens:
        line = document.line("notify", "closes")
        problems.note(document.file, line, "UNORDERED", "closes 不在 opens 之后", "请核对钟点")
    for i, kind in enumerate(form.urgent):
        known_kind(kind, document, document.line("notify", "urgent", i), problems)
    opens, closes = time.fromisoformat(form.opens), time.fromisoformat(form.closes)
    return Notify(opens, closes, frozenset(form.urgent), form.lines, form.short_lines, form.console)


def _sign_in(form: SignInForm | None, document: Document, problems: Problems) -> SignIn:
    if form is None:
        problems.note(document.file, 1, "MISSING", "缺少登录的设置 sign_in", "请补上")
        return SignIn(30, 12, 5, 15, 12, _TRIES)
    given = form.model_dump(exclude_none=True)
    if form.tries_per_address is None:
        line = document.line("sign_in")
        problems.note(document.file, line, "MISSING", "缺少“sign_in.tries_per_address”", "请补上")
    return SignIn(**{"tries_per_address": _TRIES, **given})


def _portal(form: PortalForm | None, document: Document, problems: Problems) -> Portal:
    if form is None:
        problems.note(document.file, 1, "MISSING", "缺少公众页面的设置 portal", "请补上")
        return Portal(10, 60, 60, 3000, 20, 1000, 30)
    return Portal(**form.model_dump())


def _grace(form: ServiceForm, document: Document, problems: Problems) -> int:
    if form.grace_minutes is None:
        problems.note(document.file, 1, "MISSING", "缺少“grace_minutes”", "请补上")
        return 0
    return form.grace_minutes


def _limits(form: ServiceForm, document: Document, problems: Problems) -> ScreeningLimits:
    if form.screening is None:
        problems.note(document.file, 1, "MISSING", "缺少“screening”", "请补上")
        return ScreeningLimits(0, 0, 0, 0, 0, 0, 0)
    return ScreeningLimits(
        file_bytes=form.max_attachment_bytes,
        unpacked_bytes=form.screening.max_unpacked_bytes,
        members=form.screening.max_members,
        pages=form.screening.max_pages,
        characters=form.screening.max_characters,
        seconds=form.screening.max_seconds,
        memory_bytes=form.screening.max_memory_bytes,
    )
