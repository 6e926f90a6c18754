"""Entries of a file added and taken away: a rung of the ladder, a unit, a new value of the law from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from disclosure.errors import BadInput
from disclosure.params.editing import insert, put, remove
from disclosure.params.reading import Place, Problems, read
from disclosure.params.settings import Rows, Tunable
from disclosure.web.config.values import name_of, number, said, typed_text, value_of

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


def row_groups(text: str, found: Tunable) -> list[RowGroup]:
    plain = {one.place: said(one) for one in found.settings}
    return [_group(text, one, plain) for one in found.rows]


def _group(text: str, rows: Rows, plain: Mapping[Place, str]) -> RowGroup:
    """`plain` are the entries that are settings themselves, as a page says them."""
    held = _held(text, rows)
    entries = [
        (str(key), name_of((*rows.place, key)), _called(key, value, plain.get((*rows.place, key), "")))
        for key, value in held.items()
    ]
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
    given = {
        name: typed.get(f"{field}+{name}", "").strip() for name in ("key", "name", "value", "basis", "like")
    }
    held = _held(text, rows)
    if rows.keyed and (not given["key"] or given["key"] in held):
        why = "没有填写键（施行日或标识）" if not given["key"] else f"“{given['key']}”已经有了"
        raise BadInput("没有添加", why, "填写一个新的再添加", field="key")
    if not held:
        return _begun(text, rows, typed, given["key"])
    like = next((key for key in held if str(key) == given["like"]), [*held][-1])
    if _dated(rows):
        entry = _dated_value(held[like], given, typed.get(f"{field}+checked", "").strip())
    else:
        entry = _like(held[like], given["name"])
    if rows.keyed:
        return put(text, (*rows.place, given["key"]), entry)
    return insert(text, (*rows.place, like + 1), entry)


def _begun(text: str, rows: Rows, typed: Mapping[str, str], key: str) -> str:
    """With the first entry of an empty group."""
    if rows.first is None:
        raise BadInput("没有添加", "这一组还没有条目可以照样添加", "请在文本中写第一条")
    value = value_of(rows.first, typed_text(rows.first, typed) or "")
    return put(text, rows.place, {key: value} if rows.keyed else [value])


def _dated_value(last: Mapping[str, Any], given: Mapping[str, str], checked: str) -> Any:
    _require_day(given["key"])
    if not given["basis"]:
        raise BadInput("没有添加", "没有填写依据", "写明规定这个值的条文", field="basis")
    _require_day(checked)
    value: Any = deepcopy(last["value"])
    if given["value"]:
        value = number(given["value"], "新值") if isinstance(value, int) else given["value"]
    return {"value": value, "basis": given["basis"], "checked": checked}


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


def _called(key: Any, value: Any, plain: str) -> str:
    named = plain
    if isinstance(value, dict):
        named = next((str(value[name]) for name in _NAMES if name in value), "")
    place = f"第 {key + 1} 项" if isinstance(key, int) else str(key)
    return f"{place} {named}".strip()


def _has_name(last: Any) -> bool:
    return isinstance(last, str) or (isinstance(last, dict) and any(name in last for name in _NAMES))


def _dated(rows: Rows) -> bool:
    return (rows.place[0], rows.place[-1]) == _LAW
