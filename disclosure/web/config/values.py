"""A setting as the text of a form, and the text of a form as a value of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from disclosure.errors import BadInput
from disclosure.params.scalars import Value
from disclosure.params.settings import Kind, Setting

_MOST_IN_ORDER = 9  # of choices taken one after the other; of longer lists the order says nothing
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)


def name_of(place: tuple[str | int, ...]) -> str:
    """Of the field of a form."""
    return "s." + ".".join(map(str, place))


def text_of_value(value: Any) -> str:
    """As it stands in a form; of a list one item a line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def said(one: Setting) -> str:
    """As a sentence of a page says it."""
    if one.kind is Kind.YES_NO:
        return {True: "是", False: "否"}.get(one.value, "（空）")
    labels = dict(one.choices)
    items = one.value if isinstance(one.value, list | tuple) else [one.value]
    text = "、".join(labels.get(str(item), str(item)) for item in items if item is not None)
    return text or "（空）"


def in_order(one: Setting) -> bool:
    """Whether choices are taken one after the other, as in a chain of approval."""
    return one.kind is Kind.CHOICES and one.most is not None and one.most <= _MOST_IN_ORDER


def places_in_order(one: Setting) -> int:
    """How many fields a form has for them: two more than are taken."""
    return min(one.most or 0, len(one.value or ()) + 2)


def typed_text(one: Setting, typed: Mapping[str, str]) -> str | None:
    """What was typed for a setting, as `text_of_value` would write it; None when the form did not have it."""
    name = name_of(one.place)
    if one.kind is Kind.CHOICES:
        if name not in typed:
            return None
        if in_order(one):
            return "\n".join(
                text for n in range(_MOST_IN_ORDER) if (text := typed.get(f"{name}#{n}", "").strip())
            )
        had = [str(item) for item in one.value or ()]
        known = [*had, *(key for key, _ in one.choices if key not in had)]
        return "\n".join(key for key in known if f"{name}#{key}" in typed)
    if name not in typed:
        return None
    text = typed[name].replace("\r\n", "\n").strip()
    return "\n".join(filter(None, map(str.strip, text.split("\n")))) if one.kind is Kind.LIST else text


def value_of(one: Setting, text: str) -> Value:
    """Raises BadInput naming the setting. What is out of range the check of the whole draft says."""
    if not text and one.empty:
        return None
    match one.kind:
        case Kind.NUMBER:
            return number(text, one.label)
        case Kind.YES_NO:
            return text == "yes"
        case Kind.CHOICES:
            return [*text.split("\n")] if text else []
        case Kind.LIST:
            items = text.split("\n") if text else []
            counts = bool(one.unit) or any(isinstance(item, int) for item in one.value or ())
            return [number(item, one.label) if counts else item for item in items]
    if not text:
        raise BadInput("没有保存", f"“{one.label}”不能为空", "填写后再保存", field=one.label)
    return text.replace("\n", " ")


def number(text: str, label: str) -> int:
    """Raises BadInput."""
    if not _WHOLE.fullmatch(text):
        raise BadInput("没有保存", f"“{label}”须是整数，填的是“{text[:40]}”", "改正后再保存", field=label)
    return int(text)
