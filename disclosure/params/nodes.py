"""Where things stand in the text of a file: the node of a place, the end of what is written, the comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from disclosure.params.reading import Place

_COMMENT = re.compile(r"(?m)(?:^|(?<=\s))#.*$")
FENCE = "---\n"


@dataclass(frozen=True, slots=True)
class Child:
    """One entry of a collection: its key (an index in a list), where it begins (at its key) and its value."""

    key: str | int
    start: int
    node: Node


def front(text: str) -> tuple[str, str]:
    """What of a file is YAML, and the rest: of a letter the lines between its two fences (the first one as a comment,
    so that lines are counted as in the file) and what begins with the second."""
    if not text.startswith(FENCE):
        return text, ""
    yaml, fence, rest = text[len(FENCE) :].partition("\n" + FENCE)
    if not fence:
        return text, ""
    return "#" * (len(FENCE) - 1) + "\n" + yaml + "\n", (fence + rest)[1:]


def root_of(text: str) -> Node | None:
    """The tree of a text that `reading.read` takes."""
    node: Node | None = YAML(typ="safe").compose(text)
    return node


def children(node: Node) -> list[Child]:
    if isinstance(node, MappingNode):
        return [Child(key.value, key.start_mark.index, value) for key, value in node.value]
    if isinstance(node, SequenceNode):
        return [Child(n, item.start_mark.index, item) for n, item in enumerate(node.value)]
    return []


def find(root: Node, place: Place) -> Node | None:
    node: Node | None = root
    for part in place:
        node = next((child.node for child in children(node) if child.key == part), None) if node else None
    return node


def is_block(node: Node) -> bool:
    """A collection written line by line, without brackets."""
    return isinstance(node, CollectionNode) and not node.flow_style


def end_of(node: Node, text: str) -> int:
    """Behind the last character that belongs to `node`: the mark of a block reaches over the empty lines below."""
    while is_block(node) and node.value:
        node = children(node)[-1].node
    start: int = node.start_mark.index
    return start + len(text[start : node.end_mark.index].rstrip())


def line_end(text: str, position: int) -> int:
    found = text.find("\n", position)
    return len(text) if found < 0 else found


def comments(text: str, root: Node) -> list[re.Match[str]]:
    """Every comment with its place. Between the scalars of a text stands nothing else that has a #."""
    found: list[re.Match[str]] = []
    position = 0
    for start, end in [*_scalars(root), (len(text), len(text))]:
        found += _COMMENT.finditer(text, position, start)
        position = end
    return found


def _scalars(node: Node) -> Iterator[tuple[int, int]]:
    if isinstance(node, ScalarNode):
        yield node.start_mark.index, node.end_mark.index
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)
    else:
        for item in node.value:
            yield from _scalars(item)


@dataclass(frozen=True, slots=True)
class Notes:
    """What the comments of a file say of its lines: `own` stand alone, `beside` behind something."""

    own: Mapping[int, str]
    beside: Mapping[int, str]

    @classmethod
    def of(cls, text: str) -> Notes:
        """Of a text that `reading.read` takes."""
        root = root_of(text)
        own: dict[int, str] = {}
        beside: dict[int, str] = {}
        for found in comments(text, root) if root else ():
            line = text.count("\n", 0, found.start()) + 1
            alone = not text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip()
            (own if alone else beside)[line] = found.group().lstrip("# ").strip()
        return cls(own, beside)

    def of_line(self, line: int) -> str:
        return self.beside.get(line) or self.above(line)

    def above(self, line: int) -> str:
        """The lines of comment right above, as one text."""
        first = line
        while first - 1 in self.own:
            first -= 1
        return "".join(self.own[n] for n in range(first, line))
