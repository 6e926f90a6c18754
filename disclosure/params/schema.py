"""What a form says of each place in a file, as JSON Schema: one description for forms, editors and messages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

from pydantic import BaseModel

Schema: TypeAlias = dict[str, Any]


@cache
def of_form(form: type[BaseModel]) -> Schema:
    """Shared; not to be changed. Names and docstrings of classes are for programmers and left out."""
    schema: Schema = form.model_json_schema()
    for one in (schema, *schema.get("$defs", {}).values()):
        one.pop("title", None)
        one.pop("description", None)
        for said in one.get("properties", {}).values():
            if "patternProperties" in said:
                said["additionalProperties"] = False
    return schema


def at(schema: Schema, place: tuple[str | int, ...]) -> Schema:
    """What `schema` says of `place`; empty where it says nothing."""
    node = resolved(schema, schema)
    for part in place:
        node = resolved(schema, inside(node, part))
    return node


def resolved(schema: Schema, node: Schema) -> Schema:
    """A node with what it refers to beside what it says itself; of one that may be null what it is otherwise."""
    if "$ref" in node:
        named = schema["$defs"][node["$ref"].rpartition("/")[2]]
        return resolved(schema, named) | {key: value for key, value in node.items() if key != "$ref"}
    if "anyOf" in node:
        [one] = [one for one in node["anyOf"] if one.get("type") != "null"]
        said = {key: value for key, value in node.items() if key != "anyOf"}
        return resolved(schema, one) | said | {"nullable": True}
    return node


def inside(node: Schema, part: str | int) -> Schema:
    found = node.get("items", {}) if isinstance(part, int) else _property(node, part)
    return found if isinstance(found, dict) else {}


def _property(node: Schema, key: str) -> Any:
    own = node.get("properties", {})
    return own[key] if key in own else entry(node)


def entry(node: Schema) -> Any:
    """What an open mapping says of each of its values; False or {} of a mapping that is not open."""
    patterns = node.get("patternProperties") or {"": node.get("additionalProperties", {})}
    [said] = patterns.values()
    return said


def keys(node: Schema) -> Iterator[str]:
    """The keys that are known at a place."""
    yield from node.get("properties", ())
    yield from node.get("propertyNames", {}).get("enum", ())
