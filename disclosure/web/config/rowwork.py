"""Entries of a file added and taken away: a rung of the ladder, a unit, a new value of the law from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from disclosure.errors import BadInput
from disclosure.params.editing import insert, put, remove
from disclosure.params.reading import Problems, read
from disclosure.params.settings import Rows
from disclosure.web.config.values import name_of, number, typed_text, value_of

_NAMES = ("label", "name")
_LAW = ("parameters", "values")  # the first and the last part of the place of dated values


@dataclass(frozen=True, slots=True)
class RowGroup:
    """`field` names its inputs; `entries` are (key, name of the button, what it is called); `dated` for values of the
    law; `removable` while more than the least are there."""

    rows: Rows
    field: str
    entries: Sequence[tuple[str, str, str]]
    dated: bool
    named: bool
    removable: bool


def row_groups(files: Mapping[str, str], file: str, rows: Iterable[Rows]) -> list[RowGroup]:
    return [_group(files[file], one) for one in rows]


def _group(text: str, rows: Rows) -> RowGroup:
    held = _held(text, rows)
    entries = [(str(key), name_of((*rows.place, key)), _called(key, value)) for key, value in held.items()]
    last = next(reversed(held.values()), None)
    return RowGroup(
        rows, name_of(rows.place), entries, _dated(rows), not isinstance(last, list) and _has_name(last),
        len(entries) > max(rows.least or 0, 1),
    )  # fmt: skip


def with_row_act(text: str, rows: Iterable[Rows], typed: Mapping[str, str]) -> str:
    """`text` with the entry that the pressed button adds or takes away; as it is when none was. Raises BadInput."""
    act, _, field = typed.get("act", "").partition(" ")
    for one in rows:
        if act == "add" and name_of(one.place) == field:
            return _added(text, one, typed, field)
        for key in _held(text, one) if act == "remove" else ():
            if name_of((*one.place, key)) == field:
                return remove(text, (*one.place, key))
    return text


def _added(text: str, rows: Rows, typed: Mapping[str, str], field: str) -> str:
    """Like the one chosen, else the last one, under its own key and name; the rest is changed in the form. In a list it
    stands behind the one it is like."""
    said = {
        name: typed.get(f"{field}+{name}", "").strip() for name in ("key", "name", "value", "basis", "like")
    }
    held = _held(text, rows)
    if rows.keyed and (not said["key"] or said["key"] in held):
        why = "没有填写键（施行日或标识）" if not said["key"] else f"“{said['key']}”已经有了"
        raise BadInput("没有添加", why, "填写一个新的再添加", field="key")
    if not held:
        return _begun(text, rows, typed, said["key"])
    like = next((key for key in held if str(key) == said["like"]), [*held][-1])
    if _dated(rows):
        entry = _dated_value(held[like], said, typed.get(f"{field}+checked", "").strip())
    else:
        entry = _like(held[like], said["name"])
    if rows.keyed:
        return put(text, (*rows.place, said["key"]), entry)
    return insert(text, (*rows.place, like + 1), entry)


def _begun(text: str, rows: Rows, typed: Mapping[str, str], key: str) -> str:
    """With the first entry of an empty group."""
    if rows.first is None:
        raise BadInput("没有添加", "这一组还没有条目可以照样添加", "请在文本中写第一条")
    value = value_of(rows.first, typed_text(rows.first, typed) or "")
    return put(text, rows.place, {key: value} if rows.keyed else [value])


def _dated_value(last: Mapping[str, Any], said: Mapping[str, str], checked: str) -> Any:
    _require_day(said["key"])
    if not said["basis"]:
        raise BadInput("没有添加", "没有填写依据", "写明规定这个值的条文", field="basis")
    _require_day(checked)
    value: Any = deepcopy(last["value"])
    if said["value"]:
        value = number(said["value"], "新值") if isinstance(value, int) else said["value"]
    return {"value": value, "basis": said["basis"], "checked": checked}


def _require_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise BadInput("没有添加", f"“{text[:40]}”不是日期", "写作 YYYY-MM-DD") from None


def _like(last: Any, name: str) -> Any:
    if isinstance(last, str):
        return name or last
    entry = deepcopy(last)
    if isinstance(entry, dict) and name:
        entry |= {key: name for key in _NAMES if key in entry}
    return entry


def _held(text: str, rows: Rows) -> dict[Any, Any]:
    document = read(rows.file, text, Problems())
    data: Any = document.data if document else {}
    for part in rows.place:
        data = (data if isinstance(data, dict) else dict(enumerate(data or ()))).get(part)
    return data if isinstance(data, dict) else dict(enumerate(data or ()))


def _called(key: Any, value: Any) -> str:
    named = (
        next((str(value[name]) for name in _NAMES if name in value), "") if isinstance(value, dict) else ""
    )
    if isinstance(value, list):
        named = "、".join(map(str, value))
    said = f"第 {key + 1} 项" if isinstance(key, int) else str(key)
    return f"{said} {named}".strip()


def _has_name(last: Any) -> bool:
    return isinstance(last, str) or (isinstance(last, dict) and any(name in last for name in _NAMES))


def _dated(rows: Rows) -> bool:
    return (rows.place[0], rows.place[-1]) == _LAW
