"""One XML part as a tree of elements with the numbers the readers count by, and back to bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from disclosure.errors import BadInput
from disclosure.law.secrecy import ScreeningLimits
from disclosure.screening.extraction import Extraction
from disclosure.screening.package import local_name, walk_tags

_IN_TEXT = {"\r": "&#13;"}
_IN_ATTRIBUTE = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}


@dataclass(slots=True)
class Text:
    """`number` is that of the tag before it."""

    number: int
    text: str


@dataclass(slots=True)
class Element:
    """`name` and the names of `attributes` are as written, with their prefix; `number` is that of its first tag, 0
    for an element that was not in the file."""

    name: str
    attributes: dict[str, str]
    number: int = 0
    children: list[Element | Text] = field(default_factory=list)

    @property
    def local(self) -> str:
        return local_name(self.name)

    @property
    def elements(self) -> list[Element]:
        return [child for child in self.children if isinstance(child, Element)]

    def child(self, name: str) -> Element | None:
        """The first child of this local name."""
        return next((child for child in self.elements if child.local == name), None)

    def within(self) -> Iterator[Element | Text]:
        """Everything below, in the order of the file."""
        waiting = list(reversed(self.children))
        while waiting:
            one = waiting.pop()
            yield one
            if isinstance(one, Element):
                waiting += reversed(one.children)

    def has(self, *names: str) -> bool:
        """Whether an element of one of these local names is within."""
        return any(isinstance(one, Element) and one.local in names for one in self.within())

    def value(self, name: str) -> str:
        """The attribute of this local name; empty when there is none."""
        return next((value for key, value in self.attributes.items() if local_name(key) == name), "")

    @property
    def text(self) -> str:
        return "".join(one.text for one in self.within() if isinstance(one, Text))


def parsed(content: bytes, name: str, limits: ScreeningLimits) -> Element:
    """The root of the part `name`. Raises BadInput when it is damaged."""
    top = Element("", {})
    opened = [top]
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        element = Element(tag, dict(attributes), count)
        opened[-1].children.append(element)
        opened.append(element)

    def end(_: str) -> None:
        nonlocal count
        count += 1
        opened.pop()

    def text(piece: str) -> None:
        last = opened[-1].children[-1] if opened[-1].children else None
        if isinstance(last, Text) and last.number == count:
            last.text += piece
        else:
            opened[-1].children.append(Text(count, piece))

    notes = Extraction(limits)
    walk_tags(content, notes, name, start, end, text)
    if notes.troubles or len(top.elements) != 1:
        raise BadInput("没有生成遮盖副本", f"文件里的 {name} 已损坏", "取得完好的文件后重新收存")
    return top.elements[0]


def rewritten(element: Element, change: Callable[[Element], list[Element | Text]]) -> None:
    """Puts for each element below what `change` makes of it, from the inside out: nothing, itself, its children …"""
    children: list[Element | Text] = []
    for child in element.children:
        if isinstance(child, Element):
            rewritten(child, change)
            children += change(child)
        else:
            children.append(child)
    element.children = children


def written(root: Element) -> bytes:
    pieces = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
    _write(root, pieces)
    return "".join(pieces).encode("utf-8", "replace")


def _write(element: Element, pieces: list[str]) -> None:
    attributes = "".join(
        f' {name}="{escape(value, _IN_ATTRIBUTE)}"' for name, value in element.attributes.items()
    )
    if not element.children:
        pieces.append(f"<{element.name}{attributes}/>")
        return
    pieces.append(f"<{element.name}{attributes}>")
    for child in element.children:
        if isinstance(child, Element):
            _write(child, pieces)
        else:
            pieces.append(escape(child.text, _IN_TEXT))
    pieces.append(f"</{element.name}>")
