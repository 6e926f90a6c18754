"""config/service.yaml and escalation.yaml: when to look, how often to retry, whom to tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from disclosure.law.escalation import OWNER, Ladder, Level
from disclosure.law.secrecy import ScreeningLimits
from disclosure.params.expected import DEADLINE_KINDS
from disclosure.params.forms import Bool, Count, Form, Key, Text
from disclosure.params.organization import ROLES
from disclosure.params.reading import Document, Problems, parse

FLOWS = frozenset(
    """
    deadline_sweep outbox integrity secrecy_review exemption_reassessment annual_report calendar_watch
    proactive_conversion
    """.split()  # noqa: SIM905 - a list of words reads better as words
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
    passwords in a row an account is locked for `lock_minutes`. `password_length` is the least."""

    idle_minutes: int
    longest_hours: int
    attempts: int
    lock_minutes: int
    password_length: int


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


class NotifyForm(Form):
    opens: Clock
    closes: Clock
    urgent: tuple[Key, ...]
    lines: Annotated[StrictInt, Field(ge=1, le=500)]
    short_lines: Annotated[StrictInt, Field(ge=1, le=50)]
    console: Annotated[str, Field(pattern=r"^https?://[^\s?#]{1,200}[^\s?#/]$")]


class SignInForm(Form):
    idle_minutes: Annotated[StrictInt, Field(ge=5, le=480)]
    longest_hours: Annotated[StrictInt, Field(ge=1, le=24)]
    attempts: Annotated[StrictInt, Field(ge=3, le=20)]
    lock_minutes: Annotated[StrictInt, Field(ge=1, le=1440)]
    password_length: Annotated[StrictInt, Field(ge=8, le=64)]


class PortalForm(Form):
    wrong_codes: Annotated[StrictInt, Field(ge=3, le=20)]
    lock_minutes: Annotated[StrictInt, Field(ge=5, le=1440)]
    codes_per_address: Annotated[StrictInt, Field(ge=1, le=100_000)]
    codes_in_all: Annotated[StrictInt, Field(ge=1, le=10_000_000)]
    filings_per_address: Annotated[StrictInt, Field(ge=1, le=100_000)]
    filings_in_all: Annotated[StrictInt, Field(ge=1, le=10_000_000)]
    visit_minutes: Annotated[StrictInt, Field(ge=5, le=120)]


class ScreeningForm(Form):
    """The size of the file itself is max_attachment_bytes."""

    max_unpacked_bytes: Annotated[StrictInt, Field(ge=1_000_000, le=4_000_000_000)]
    max_members: Annotated[StrictInt, Field(ge=100, le=100_000)]
    max_pages: Annotated[StrictInt, Field(ge=1, le=10_000)]
    max_characters: Annotated[StrictInt, Field(ge=10_000, le=100_000_000)]
    max_seconds: Annotated[StrictInt, Field(ge=1, le=600)]
    max_memory_bytes: Annotated[StrictInt, Field(ge=256_000_000, le=16_000_000_000)]


class ServiceForm(Form):
    zone: Literal["Asia/Shanghai"]  # 期间以北京时间计算
    region: Key | None
    # Year first and a fixed width, so that numbers sort; nothing but these two places.
    number_format: Annotated[
        str, Field(pattern=r"^[^{}]{0,8}\{year\}[^{}]{1,4}\{ordinal:0[4-8]d\}[^{}]{0,4}$")
    ]
    max_content_characters: Annotated[StrictInt, Field(ge=1_000, le=1_000_000)]
    max_attachment_bytes: Annotated[StrictInt, Field(ge=1_000, le=1_000_000_000)]
    screening: ScreeningForm | None = None  # missing ones are noted when they are read, as with `notify`
    retry_minutes: Annotated[tuple[Count, ...], Field(min_length=1, max_length=20)]
    anchors: Text
    lease_minutes: Count
    sweep_chunk: Annotated[StrictInt, Field(ge=1, le=100_000)]
    grace_minutes: Count | None = None
    schedules: dict[str, Cron]
    notify: NotifyForm | None = None  # missing is noted by `_notify`, so that older snapshots stay readable
    sign_in: SignInForm | None = None
    portal: PortalForm | None = None


# A rung is known by its place in time, not in the file: what deadlines and escalations say of it stays true when a
# rung is added before it or taken away. 0 stands before every rung.
FIRST_OFFSET = 251


class LevelForm(Form):
    name: Text
    colour: Literal["yellow", "red", "overdue"]
    offset: Annotated[StrictInt, Field(ge=-250, le=250)]
    to: Annotated[tuple[Key, ...], Field(min_length=1)]
    kinds: tuple[Key, ...] = ()
    opens_supervision: Bool = False


class LadderForm(Form):
    levels: Annotated[tuple[LevelForm, ...], Field(min_length=1, max_length=20)]


def read_service(document: Document, problems: Problems) -> Service | None:
    form = parse(ServiceForm, document, problems)
    if form is None:
        return None
    for flow in sorted(FLOWS ^ set(form.schedules)):
        line = document.line("schedules", flow)
        code, what = ("MISSING", "缺少") if flow in FLOWS else ("UNKNOWN_KEY", "不认识的")
        problems.note(document.file, line, code, f"{what}定时任务 {flow}", "请核对拼写，每项任务写一个时间")
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
        _known_kind(kind, document, document.line("notify", "urgent", i), problems)
    opens, closes = time.fromisoformat(form.opens), time.fromisoformat(form.closes)
    return Notify(opens, closes, frozenset(form.urgent), form.lines, form.short_lines, form.console)


def _sign_in(form: SignInForm | None, document: Document, problems: Problems) -> SignIn:
    if form is None:
        problems.note(document.file, 1, "MISSING", "缺少登录的设置 sign_in", "请补上")
        return SignIn(30, 12, 5, 15, 12)
    return SignIn(**form.model_dump())


def _portal(form: PortalForm | None, document: Document, problems: Problems) -> Portal:
    if form is None:
        problems.note(document.file, 1, "MISSING", "缺少公众页面的设置 portal", "请补上")
        return Portal(10, 60, 60, 3000, 20, 1000, 30)
    return Portal(**form.model_dump())


def _known_kind(kind: str, document: Document, line: int, problems: Problems) -> None:
    if kind not in DEADLINE_KINDS:
        known = "、".join(sorted(DEADLINE_KINDS))
        problems.note(document.file, line, "UNKNOWN_KIND", f"没有期限种类 {kind}", f"可用：{known}")


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


def read_ladder(document: Document, problems: Problems) -> Ladder | None:
    """The ladder in order of the file, which must be the order of time."""
    form = parse(LadderForm, document, problems)
    if form is None:
        return None
    for i, level in enumerate(form.levels):
        if i and level.offset <= form.levels[i - 1].offset:
            line = document.line("levels", i, "offset")
            message = f"第 {i + 1} 级不在第 {i} 级之后"
            problems.note(document.file, line, "UNORDERED", message, "请按 offset 从早到晚排列，不得相同")
        for kind in level.kinds:
            _known_kind(kind, document, document.line("levels", i, "kinds"), problems)
        for role in level.to:
            if role != OWNER and role not in ROLES:
                line = document.line("levels", i, "to")
                problems.note(
                    document.file, line, "UNKNOWN_ROLE", f"没有角色 {role}", f"请使用角色名或 {OWNER}"
                )
    return Ladder(
        tuple(
            Level(
                row.offset + FIRST_OFFSET,
                row.name,
                row.colour,
                row.offset,
                row.to,
                row.kinds,
                row.opens_supervision,
            )
            for row in form.levels
        )
    )
