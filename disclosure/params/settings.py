"""What an administrator may tune, as data for a form: each value with its name, its bounds, its basis, its place in the
file, and from when a change of it counts.

What an answer is (law/outcomes.yaml) follows from the law and the statechart, and a letter is edited as a text; neither
is a setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from disclosure.params.effects import Effect, effect_of
from disclosure.params.files import schema_of
from disclosure.params.nodes import Notes
from disclosure.params.reading import Document, Place, Problems, read
from disclosure.params.schema import Schema, entry, inside, resolved

_RULE = re.compile(r"\b(?:R|O|C-|K|F|N|A|RV|RV-I|LT|SC|S|PI|P|G|X)\d+[a-z]?(?:\.\d+[a-z]?)?\b", re.ASCII)
_NO_SETTINGS = re.compile(r"law/outcomes\.yaml|letters/L-\d+\.md")
# Of a topic of law the dated values alone are tuned, of a doubt the reading chosen: the rest says what they are.
_LAW = re.compile(r"parameters/[^/]+/values(/.+)?|screening(/.+)?|options/[^/]+/(value|basis|checked)")
_REGION = re.compile(r"calendar/regions/(.+)\.yaml")
_FIXED = frozenset({"rule", "doubt"})
_SAID_BY_CHILDREN = frozenset({"parameters", "values", "options"})
_NAMES = ("label", "name")
_WHOEVER = {"owner": "该期限的责任人"}  # stands among roles as a recipient
FIRST = "+"  # in place of the key of an entry that has none yet


class Kind(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    WORDS = "words"  # a text of words with spaces between them
    CHOICE = "choice"
    YES_NO = "yes_no"
    DAY = "day"
    LIST = "list"  # of texts or numbers
    CHOICES = "choices"  # a list of choices


@dataclass(frozen=True, slots=True)
class Setting:
    """One value. `group` are the names of what it stands in, outermost first. `choices` are (value, label).
    `written` is False where the file leaves it to the default, `value`; `empty` tells whether null may be written."""

    file: str
    place: Place
    line: int
    group: tuple[str, ...]
    label: str
    help: str
    kind: Kind
    value: Any
    written: bool
    empty: bool
    unit: str
    least: int | None
    most: int | None
    choices: tuple[tuple[str, str], ...]
    rule: str
    basis: str
    effect: Effect
    effect_says: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A collection whose entries may be added and taken away: items of a list, or of a mapping when `keyed`. `first` is
    the value that an empty one would begin with, under the key FIRST in a mapping; None of one that has entries, and
    where an entry is more than one value."""

    file: str
    place: Place
    line: int
    group: tuple[str, ...]
    label: str
    help: str
    keyed: bool
    count: int
    least: int | None
    most: int | None
    first: Setting | None


@dataclass(frozen=True, slots=True)
class Tunable:
    """`about` is what the file says of itself as a whole: the help of a setting of which nothing else is said."""

    about: str
    settings: tuple[Setting, ...]
    rows: tuple[Rows, ...]


def tunable(files: Mapping[str, str], name: str) -> Tunable:
    """Of the file `name` of a configuration. A file that cannot be read has no settings until it is mended."""
    schema = schema_of(name)
    document = None if schema is None or _NO_SETTINGS.fullmatch(name) else read(name, files[name], Problems())
    if schema is None or document is None:
        return Tunable("", (), ())
    notes = Notes.of(files[name])
    found = list(_Walk(schema, document, notes, _named(files)).everything())
    settings = tuple(one for one in found if isinstance(one, Setting))
    about = notes.above(document.line())
    return Tunable(about, settings, tuple(one for one in found if isinstance(one, Rows)))


def _named(files: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    """What the configuration itself gives names to, key → name: what a choice `of` it offers."""
    data = _data(files, "organization.yaml")
    units = {key: str(_entries(unit).get("label", key)) for key, unit in _entries(data.get("units")).items()}
    found = filter(None, map(_REGION.fullmatch, files))
    regions = {match[1]: str(_data(files, match[0]).get("name", match[1])) for match in found}
    return {"roles": {**_entries(data.get("roles")), **_WHOEVER}, "units": units, "regions": regions}


def _data(files: Mapping[str, str], name: str) -> Mapping[Any, Any]:
    document = read(name, files.get(name, ""), Problems())
    return _entries(document.data) if document else {}


@dataclass(frozen=True, slots=True)
class _Here:
    """Where the walk is: what the file and its schema say here, and what the collections around say of it."""

    place: Place
    data: Any
    node: Schema
    group: tuple[str, ...] = ()
    label: str = ""
    help: str = ""
    rule: str = ""
    basis: str = ""
    written: bool = True


@dataclass(frozen=True, slots=True)
class _Walk:
    schema: Schema
    document: Document
    notes: Notes
    named: Mapping[str, Mapping[str, str]]

    def everything(self) -> Iterator[Setting | Rows]:
        node, data = resolved(self.schema, self.schema), _entries(self.document.data)
        group = (str(data["title"]),) if "title" in data else ()
        return self._below(_Here((), data, node, group, help=self.notes.above(self.document.line())))

    def _below(self, here: _Here) -> Iterator[Setting | Rows]:
        kind = _kind(self.schema, here.node)
        if kind is not None:
            if self._is_tuned(here):
                yield self._setting(here, kind)
            return
        if _grows(here.node) and self._is_tuned(here):
            yield self._rows(here)
        entries = _entries(here.data)
        for key in (*entries, *_left_out(here.node, entries)):
            yield from self._below(self._child(here, key, entries))

    def _is_tuned(self, here: _Here) -> bool:
        if here.place[-1] in _FIXED or "const" in here.node:
            return False
        law = self.document.file.startswith("law/")
        return not law or _LAW.fullmatch("/".join(map(str, here.place))) is not None

    def _child(self, here: _Here, key: str | int, entries: Mapping[Any, Any]) -> _Here:
        written = key in entries
        node = resolved(self.schema, inside(here.node, key))
        data = entries[key] if written else node.get("default")
        place = (*here.place, key)
        line = self.document.line(*place)
        said = [self.notes.of_line(line) if written else "", node.get("description", "")]
        own = data if isinstance(data, dict) else {}
        silent = not here.label or here.place[-1] in _SAID_BY_CHILDREN
        child = _Here(
            place,
            data,
            node,
            group=here.group if silent else (*here.group, here.label),
            label=_label(here.node, node, key, own),
            help=" ".join(dict.fromkeys(filter(None, said))) or here.help,
            rule=own.get("rule") or own.get("doubt") or here.rule,
            basis=own.get("basis") or here.basis,
            written=written,
        )
        return (
            child if child.rule else replace(child, rule="、".join(dict.fromkeys(_RULE.findall(child.help))))
        )

    def _setting(self, here: _Here, kind: Kind) -> Setting:
        file, node = self.document.file, here.node
        of_items = resolved(self.schema, node.get("items", {}))
        effect, says = effect_of(file, here.place, self.document.data)
        counts = kind in (Kind.LIST, Kind.CHOICES)
        return Setting(
            file=file,
            place=here.place,
            line=self.document.line(*here.place),
            group=here.group,
            label=here.label,
            help=here.help,
            kind=kind,
            value=here.data,
            written=here.written,
            empty=node.get("nullable", False),
            unit=str(node.get("unit") or of_items.get("unit", "")),
            least=node.get("minItems" if counts else "minimum"),
            most=node.get("maxItems" if counts else "maximum"),
            choices=self._choices(of_items if counts else node),
            rule=here.rule,
            basis=here.basis,
            effect=effect,
            effect_says=says,
        )

    def _choices(self, node: Schema) -> tuple[tuple[str, str], ...]:
        if "of" in node:
            return tuple(self.named[node["of"]].items())
        values = [str(value) for value in node.get("enum", ())]
        labels = node.get("enumDescriptions") or [self.named["roles"].get(value, value) for value in values]
        return tuple(zip(values, labels, strict=True))

    def _rows(self, here: _Here) -> Rows:
        return Rows(
            file=self.document.file,
            place=here.place,
            line=self.document.line(*here.place),
            group=here.group,
            label=here.label,
            help=here.help,
            keyed=here.node["type"] == "object",
            count=len(_entries(here.data)),
            least=here.node.get("minItems") or here.node.get("minProperties"),
            most=here.node.get("maxItems"),
            first=None if _entries(here.data) else self._first(here),
        )

    def _first(self, here: _Here) -> Setting | None:
        key = FIRST if here.node["type"] == "object" else 0
        child = self._child(here, key, {})
        kind = _kind(self.schema, child.node)
        return None if kind is None else self._setting(replace(child, label="第一项"), kind)


def _entries(data: Any) -> Mapping[Any, Any]:
    """What a collection holds; nothing where the file has something else in its place."""
    return data if isinstance(data, dict) else dict(enumerate(data)) if isinstance(data, list) else {}


def _label(around: Schema, node: Schema, key: str | int, own: Mapping[str, Any]) -> str:
    """What the entry calls itself, else what the schema calls it."""
    if isinstance(key, int):
        return next((str(own[name]) for name in _NAMES if name in own), f"第 {key + 1} 项")
    if "title" in node:
        return str(node["title"])
    if named := next((own[name] for name in _NAMES if name in own), None):
        return str(named)
    names = around.get("propertyNames", {})
    labels = dict(zip(names.get("enum", ()), names.get("enumDescriptions", ()), strict=False))
    return labels.get(key) or (f"自 {key} 起" if names.get("format") == "date" else key)


def _kind(schema: Schema, node: Schema) -> Kind | None:
    """None for a collection of more than plain values."""
    match node.get("type"):
        case "integer":
            return Kind.NUMBER
        case "boolean":
            return Kind.YES_NO
        case "string" if "enum" in node or "of" in node:
            return Kind.CHOICE
        case "string":
            return {"date": Kind.DAY, "words": Kind.WORDS}.get(node.get("format", ""), Kind.TEXT)
        case "array":
            items = resolved(schema, node["items"])
            if items["type"] in ("object", "array") or items.get("format") == "words":
                return None
            return Kind.CHOICES if "enum" in items else Kind.LIST
    return None


def _grows(node: Schema) -> bool:
    """An open mapping or a list; one with a closed set of keys has every one of them already."""
    if node.get("type") == "array":
        return True
    return bool(entry(node)) and "required" not in node


def _left_out(node: Schema, entries: Mapping[Any, Any]) -> Iterator[str]:
    """Keys a file may have and has not."""
    known = node.get("properties", {})
    return (key for key, said in known.items() if key not in entries and "default" in said)
