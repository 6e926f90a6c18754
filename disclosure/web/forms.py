"""A form made from the fields of a command, and the fields read back from what was typed.

The schema pydantic writes of a model is the only description of a field: its kind, whether it is needed, what a closed
one takes. So a new field of a command is a new line of its form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from disclosure.cases.fields import Fields
from disclosure.cases.words import VALUES

Options = Sequence[tuple[str, str]]  # value, label
_LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Input:
    """One field as a page shows it. `kind`: line, words, day, number, choice, yes_no, check, parts, names."""

    name: str
    title: str
    kind: str
    required: bool
    options: Options = field(default=())
    value: str = ""


def inputs(
    model: type[Fields],
    options: Mapping[str, Options],
    typed: Mapping[str, str],
    *,
    leave: Sequence[str] = (),
) -> list[Input]:
    """`options` are those of fields only the case can close (a consultation, a file); fields in `leave` have a page
    of their own."""
    schema = model.model_json_schema()
    required = frozenset(schema.get("required", ()))
    return [
        _input(name, _plain(prop, schema), name in required, options.get(name), typed.get(name))
        for name, prop in schema.get("properties", {}).items()
        if name not in leave
    ]


def data_of(model: type[Fields], typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as the command reads it: an empty field is one that was not given."""
    schema = model.model_json_schema()
    given = {}
    for name, prop in schema.get("properties", {}).items():
        text = typed.get(name, "").strip()
        if text:
            given[name] = _value(_plain(prop, schema), text)
    return given


def _plain(prop: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A property without the wrappings of optional fields and shared definitions."""
    kept = {key: value for key, value in prop.items() if key not in ("anyOf", "$ref")}
    some: Mapping[str, Any] = next((one for one in prop.get("anyOf", ()) if one.get("type") != "null"), {})
    for part in (prop, some):
        if "$ref" in part:
            some = schema["$defs"][part["$ref"].rsplit("/", 1)[1]]
    return {**some, **kept, "nullable": "anyOf" in prop}


def _input(
    name: str, prop: Mapping[str, Any], required: bool, options: Options | None, typed: str | None
) -> Input:
    value = typed if typed is not None else _default(prop)
    if options is None and "enum" in prop:
        options = [(one, VALUES.get(name, {}).get(one, one)) for one in prop["enum"]]
    if prop.get("type") == "boolean" and prop["nullable"]:  # yes, no, and not said
        options = (("yes", "是"), ("no", "否"))
    kind = "choice" if options is not None and not _holds_lines(prop) else _kind(prop, required)
    return Input(name, prop.get("title", name), kind, required, options or (), value)


def _default(prop: Mapping[str, Any]) -> str:
    value = prop.get("default")
    return "" if value is None or isinstance(value, bool | list | dict) else str(value)


def _kind(prop: Mapping[str, Any], required: bool) -> str:
    kinds = {
        "boolean": "yes_no" if required else "check",
        "integer": "number",
        "array": "parts",
    }
    if _holds_lines(prop):
        return "names"
    if prop.get("type") in kinds:
        return kinds[prop["type"]]
    if prop.get("format") == "date":
        return "day"
    return "words" if prop.get("maxLength", 0) > _LONGEST_LINE else "line"


def _holds_lines(prop: Mapping[str, Any]) -> bool:
    """Several short values, which stand in one line."""
    return prop.get("type") == "array" and prop["items"].get("maxLength", _LONGEST_LINE + 1) <= _LONGEST_LINE


def _value(prop: Mapping[str, Any], text: str) -> Any:
    """What cannot be read stays as it was typed; the command refuses it by name."""
    kind = prop.get("type")
    if kind == "boolean":
        return {"yes": True, "no": False}.get(text, text)
    if kind == "integer":
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text
    if _holds_lines(prop):
        return [name.strip() for name in re.split(r"[,，、;；\n]", text) if name.strip()]
    if kind == "array":
        return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return text
