"""The input of `disclosure clock`: one JSON document per history, refused key by key when it is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from disclosure.cases.json_text import parse_json
from disclosure.errors import BadInput
from disclosure.law.events import Channel, ClockEvent, Delivery, EventKind
from disclosure.law.regime import AUTO

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso_day(value: Any) -> date:
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # 2025-02-30 is refused in the same words
    raise PydanticCustomError("day", "应为实际存在的日期，写作 YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_iso_day)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Length = Annotated[StrictInt, Field(ge=1, le=10_000)]

# Keys that go with an event beside `on` and `event`; (key, required).
_KEYS: Mapping[EventKind, Mapping[str, bool]] = {
    EventKind.RECEIVED: {"channel": True},
    EventKind.CORRECTION_REQUESTED: {"working_days": False},
    EventKind.CORRECTION_RECEIVED: {"channel": False},
    EventKind.EXTENDED: {"working_days": True},
    EventKind.POSTPONED: {"until": True},
    EventKind.REPLY_SENT: {"delivery": True},
    EventKind.ORDERED_TO_ACT: {"working_days": False, "until": False},
    **{kind: {"party": True} for kind in EventKind if kind.startswith("third_party")},
    **{kind: {"body": True} for kind in EventKind if kind.startswith(("co_producer", "other_body"))},
}


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EventInput(_Form):
    on: Day
    event: EventKind
    channel: Channel | None = None
    party: Name | None = None
    body: Name | None = None
    working_days: Length | None = None
    until: Day | None = None
    delivery: Delivery | None = None

    def to_event(self, place: int) -> ClockEvent:
        """Raises BadInput for a key that this event has no use for, or lacks."""
        keys = _KEYS.get(self.event, {})
        given = self.model_fields_set - {"on", "event"}
        for key in sorted(given - keys.keys()):
            raise BadInput(
                f"{self.event} 没有名为 {key} 的键",
                _keys_sentence(keys),
                "请删去",
                field=f"events.{place}.{key}",
            )
        for key, required in keys.items():
            if required and getattr(self, key) is None:
                raise BadInput(
                    f"{self.event} 缺少 {key}", _keys_sentence(keys), "请补上", field=f"events.{place}.{key}"
                )
        return ClockEvent(
            self.on,
            self.event,
            self.channel,
            self.party or self.body or "",
            self.working_days,
            self.until,
            self.delivery,
        )


class ClockInput(_Form):
    """`as_of` None means today."""

    law: str = AUTO
    as_of: Day | None = None
    options: dict[str, str] = {}
    events: Annotated[list[EventInput], Field(min_length=1, max_length=10_000)]

    def history(self) -> list[ClockEvent]:
        return [event.to_event(place) for place, event in enumerate(self.events)]


def parse(raw: bytes) -> ClockInput:
    """One document. Raises BadInput that names the field, or the place in the text."""
    try:
        return ClockInput.model_validate(parse_json(raw, "历史"))
    except ValidationError as error:
        raise _refusal(error.errors(include_url=False)) from error


def _keys_sentence(keys: Mapping[str, bool]) -> str:
    return f"它的键是 {'、'.join(('on', 'event', *keys))}"


_WORDS: Mapping[str, tuple[str, str]] = {
    "extra_forbidden": ("没有这个键", "请删去或改正键名"),
    "missing": ("缺少这个键", "请补上"),
    "day": ("应为实际存在的日期，写作 YYYY-MM-DD", "请改正日期"),
    "int_type": ("应为整数", "请改正"),
    "string_type": ("应为文字", "请改正"),
    "string_too_short": ("不能为空", "请补上"),
    "list_type": ("应为列表", "请改正"),
    "too_short": ("不能为空", "请补上"),
    "model_type": ("应为 JSON 对象", "请改正"),
    "dict_type": ("应为 JSON 对象", "请改正"),
    "greater_than_equal": ("数值过小", "请改正"),
    "less_than_equal": ("数值过大", "请改正"),
}


def _refusal(errors: list[ErrorDetails]) -> BadInput:
    """The first error in full; the number of the others, so that nobody mends one and waits for the next."""
    first = errors[0]
    field = ".".join(map(str, first["loc"])) or None
    why, todo = _WORDS.get(first["type"], ("值不在约定之内", "请改正"))
    if first["type"] == "enum":
        known = re.findall(r"'(\w+)'", first["ctx"]["expected"])
        why = f"应为 {'、'.join(known)} 之一"
    more = f"；另有 {len(errors) - 1} 处" if len(errors) > 1 else ""
    return BadInput(f"{field or '文件'} 有误{more}", why, todo, field=field)
