"""YAML text → plain data, each value with its line.

A small part of YAML on purpose: mappings with text keys, lists, text, whole numbers, true / false / null.
A date stays text until a model reads it. Anchors, tags and merge keys are refused: what a lawyer sees is what
is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from disclosure.errors import Problem
from disclosure.params.schema import of_form
from disclosure.params.wording import explained

Place: TypeAlias = tuple[str | int, ...]
F = TypeVar("F", bound=BaseModel)

MAX_CHARACTERS = 200_000
MAX_DEPTH = 16  # composing recurses in C, where a text of nothing but brackets ends the process
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


class Problems(list[Problem]):
    """Collects every mistake before anything is refused."""

    def note(self, file: str, line: int, code: str, message: str, suggestion: str = "") -> None:
        self.append(Problem(file, line, code, message, suggestion))


@dataclass(slots=True)
class Document:
    """One file read: `data` as plain Python, `lines` from the path of a value (or of its key) to its line."""

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, *path: str | int) -> int:
        """The line of `path`, or of the nearest thing around it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def decode(file: str, content: bytes, problems: Problems) -> str | None:
    """UTF-8 text, or None with the problem noted. Line ends become LF: the same version on every machine."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.note(file, line, "ENCODING", "文件不是 UTF-8 编码", "请另存为不带 BOM 的 UTF-8")
        return None
    return text.replace("\r\n", "\n")


def read(file: str, text: str, problems: Problems) -> Document | None:
    """The data of one file; None when it cannot be read at all, with the reason noted."""
    if len(text) > MAX_CHARACTERS:
        problems.note(file, 1, "TOO_LARGE", f"文件超过 {MAX_CHARACTERS} 个字符", "请拆分或删去无关内容")
        return None
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        what = f"含有控制字符 U+{ord(found.group()):04X}"
        problems.note(file, line, "CONTROL_CHARACTER", what, "请删去该字符；BOM 也要去掉")
        return None
    try:
        if _beyond(file, text, problems):
            return None
        node = YAML(typ="safe").compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        todo = "请检查该行及上一行的缩进、冒号、括号和引号；不用制表符缩进"
        problems.note(file, mark.line + 1 if mark else 1, "SYNTAX", "YAML 写法有误", todo)
        return None
    if node is None:
        problems.note(file, 1, "EMPTY", "文件没有内容", "请补全内容或删去文件")
        return None
    return _Walk(file, problems).document(node)


def _beyond(file: str, text: str, problems: Problems) -> bool:
    """True when `text` uses what our small part of YAML leaves out; each use is noted."""
    before, depth = len(problems), 0
    for event in YAML(typ="safe").parse(text):
        line = event.start_mark.line + 1
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > MAX_DEPTH:
            problems.note(file, line, "SYNTAX", f"嵌套超过 {MAX_DEPTH} 层", "请减少嵌套")
            break
        if (anchor := getattr(event, "anchor", None)) is not None:
            problems.note(file, line, "ANCHOR", f"使用了锚点 {anchor}", "请把内容直接写出来")
        if (tag := getattr(event, "tag", None)) is not None:
            problems.note(file, line, "TAG", f"使用了标签 {tag}", "请删去标签")
    return len(problems) > before


class _Walk:
    """Turns nodes into data; remembers lines, refuses a key written twice."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._problems = problems
        self._document = Document(file)

    def document(self, node: Node) -> Document:
        self._document.data = self._value(node, ())
        return self._document

    def _note(self, node: Node, code: str, message: str, suggestion: str) -> None:
        self._problems.note(self._document.file, node.start_mark.line + 1, code, message, suggestion)

    def _value(self, node: Node, path: Place) -> Any:
        self._document.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return _scalar(node)

    def _mapping(self, node: MappingNode, path: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode) or key_node.value == "<<":
                self._note(key_node, "KEY", "键必须是文字", "请改为普通的键")
                continue
            key, line = key_node.value, key_node.start_mark.line + 1
            if key in result:
                first = self._document.lines[(*path, key)]
                self._note(key_node, "DUPLICATE_KEY", f"键“{key}”与第 {first} 行重复", "请删去其中一处")
                continue
            self._document.lines[(*path, key)] = line
            result[key] = self._value(value_node, (*path, key))
        return result


def _scalar(node: ScalarNode) -> Any:
    if node.style:  # quoted or a block: text as written
        return node.value
    if node.value in _CONSTANTS:
        return _CONSTANTS[node.value]
    return int(node.value) if _WHOLE.fullmatch(node.value) else node.value


def parse(form: type[F], document: Document, problems: Problems, *path: str | int) -> F | None:
    """What stands at `path` of `document` as a `form`, or None with every mistake noted."""
    data = document.data
    for part in path:
        data = data[part]
    try:
        return form.model_validate(data)
    except ValidationError as error:
        for mistake in error.errors(include_url=False):
            place = (*path, *(part for part in mistake["loc"] if part != "[key]"))
            problems.note(document.file, document.line(*place), *explained(mistake, of_form(form)))
    return None
