"""docx: body, tables, headers and footers of every page, notes, comments, text boxes, tracked insertions and
deletions, hidden text, fields, symbols, properties."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from disclosure.screening.extraction import Extraction, Piece, Source
from disclosure.screening.office import place_of, read_other
from disclosure.screening.package import Attributes, Member, attribute, walk_xml

_STORY = re.compile(
    r"word/(document\d*|header\d*|footer\d*|footnotes|endnotes|comments|glossary/document)\.xml"
)
_CODES: Final = frozenset({"instrText", "delInstrText"})
_BREAKS: Final = {
    "tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "lastRenderedPageBreak": "\f",
}  # fmt: skip
_INSERTED: Final = frozenset({"ins", "moveTo"})
_DELETED: Final = frozenset({"del", "moveFrom"})
_HIDDEN: Final = frozenset({"vanish", "specVanish", "webHidden"})
_MACHINERY: Final = frozenset(
    {"posOffset", "align", "pctWidth", "pctHeight", "pctPosHOffset", "pctPosVOffset", "sizeRelH", "sizeRelV"}
)
# Attributes that hold words: WordArt, alternative text, choices of a form, names of people.
_SPEAKING: Final = {
    "textpath": ("string",), "docPr": ("descr", "title"), "cNvPr": ("descr", "title"), "shape": ("alt", "title"),
    "alias": ("val",), "tag": ("val",), "listItem": ("displayText", "value"), "hyperlink": ("tooltip",),
    "bookmarkStart": ("name",), "statusText": ("val",), "helpText": ("val",), "default": ("val",),
    "listEntry": ("val",), "ins": ("author",), "del": ("author",), "comment": ("author", "initials"),
}  # fmt: skip
_SYMBOL_FONTS: Final = {
    0xAA: "✦",
    0xAB: "★",
    0xAC: "✩",
    0xAD: "✪",
    0xAE: "✪",
    0xAF: "✪",
    0xB0: "✪",
    0xB6: "☆",
}


def read_word(parts: Iterable[Member], into: Extraction) -> None:
    for part in parts:
        if _STORY.fullmatch(part.name):
            _Story(part, into).read()
        else:
            read_other(part, into)
        if into.full:
            return


@dataclass(slots=True)
class _Paragraph:
    """`shown` is what is read on paper; `kept` what the file keeps in its place: deleted and hidden text with what
    surrounds it, without the insertions. A word can stand in either, so both are screened."""

    shown: list[Piece] = field(default_factory=list)
    kept: list[Piece] = field(default_factory=list)
    codes: list[Piece] = field(default_factory=list)
    differs: str = ""  # 修订（删除） or 隐藏文字, when `kept` is not `shown`


@dataclass(slots=True)
class _Box:
    """A text box is anchored within a paragraph, so its text waits until that is over."""

    paragraph: _Paragraph
    text: list[Piece] = field(default_factory=list)


class _Story:
    """One part with paragraphs."""

    def __init__(self, part: Member, into: Extraction) -> None:
        self._part, self._into = part, into
        self._place, self._heading = place_of(part.name)
        self._open: list[str] = []  # elements, from the outermost
        self._paragraph = _Paragraph()
        self._boxes: list[_Box] = []
        self._asides: list[
            tuple[str, bool, list[Piece]]
        ] = []  # place, heading, text: put at the end of the part
        self._alternatives: set[str] = set()
        self._inserted = self._deleted = 0
        self._node = self._offset = 0  # the tag before this place, and the characters since it
        self._hidden = False

    def read(self) -> None:
        with self._into.at(self._place, heading=self._heading):
            self._into.end_line()
            walk_xml(self._part.content, self._into, self._place, self._start, self._end, self._text)
            while self._boxes:
                self._close_box()
            self._close_paragraph("\n")
            self._put_asides()

    def _start(self, name: str, attributes: Attributes) -> None:
        self._next_node()
        self._open.append(name)
        self._inserted += name in _INSERTED
        self._deleted += name in _DELETED
        for key in _SPEAKING.get(name, ()):
            if value := attribute(attributes, key):
                self._asides.append(("对象属性", True, [Piece(value)]))
        if name == "txbxContent":
            self._boxes.append(_Box(self._paragraph))
            self._paragraph = _Paragraph()
        elif name == "AlternateContent":
            self._alternatives.clear()
        elif name in _HIDDEN and self._open[-2:-1] == ["rPr"]:
            self._hidden = attribute(attributes, "val") not in ("0", "false", "off")
        else:
            self._add(_character(name, attributes, self._open))

    def _end(self, name: str) -> None:
        self._next_node()
        self._open.pop()
        self._inserted -= name in _INSERTED
        self._deleted -= name in _DELETED
        match name:
            case "p":
                self._close_paragraph("\t" if "tc" in self._open else "\n")
            case "tr":
                self._write([Piece("\n")])
            case "r":
                self._hidden = False
            case "txbxContent":
                self._close_box()

    def _text(self, text: str) -> None:
        element = self._open[-1] if self._open else ""
        self._offset += len(text)
        if element in _CODES:
            self._paragraph.codes.append(Piece(text))
        elif element in ("t", "delText") or (text.strip() and element not in _MACHINERY):
            self._add(text)

    def _next_node(self) -> None:
        self._node += 1
        self._offset = 0

    def _add(self, text: str) -> None:
        """`text` ends where the reader now stands; an element that stands for a character has no text before it."""
        if not text:
            return
        piece = Piece(text, Source(self._part.name, self._node, max(self._offset - len(text), 0)))
        covered = "修订（删除）" if self._deleted else "隐藏文字" if self._hidden else ""
        if covered:
            self._paragraph.differs = covered
        else:
            self._paragraph.shown.append(piece)
        if covered or not self._inserted:
            self._paragraph.kept.append(piece)

    def _close_paragraph(self, end: str) -> None:
        paragraph, self._paragraph = self._paragraph, _Paragraph()
        self._write([*paragraph.shown, Piece(end)])
        if paragraph.differs:
            self._asides.append((paragraph.differs, self._heading, paragraph.kept))
        if paragraph.codes:
            self._asides.append(("域代码", False, paragraph.codes))

    def _close_box(self) -> None:
        """The same box stands twice in a file, for new programs and for old ones."""
        self._close_paragraph("\n")
        box = self._boxes.pop()
        self._paragraph = box.paragraph
        text = "".join(piece.text for piece in box.text)
        if "Fallback" in self._open and text in self._alternatives:
            return
        self._alternatives.add(text)
        self._asides.append(("文本框", True, box.text))

    def _write(self, pieces: list[Piece]) -> None:
        if self._boxes:
            self._boxes[-1].text += pieces
        else:
            self._into.put_all(pieces)

    def _put_asides(self) -> None:
        for place, heading, pieces in self._asides:
            with self._into.at(place, heading=heading):
                self._into.end_line()
                self._into.put_all(pieces)
                self._into.end_line()
        self._asides.clear()


def _character(name: str, attributes: Attributes, opened: list[str]) -> str:
    """What an element stands for that has no text of its own."""
    if name in _BREAKS:
        return "" if opened[-2:-1] == ["tabs"] else _BREAKS[name]
    if name == "br":
        return "\f" if attribute(attributes, "type") == "page" else "\n"
    return _symbol(attribute(attributes, "char")) if name in ("sym", "symEx") else ""


def _symbol(char: str) -> str:
    """A character of a symbol font by what it looks like; `char` is hexadecimal."""
    try:
        code = int(char, 16)
    except ValueError:
        return ""
    if 0xF020 <= code <= 0xF0FF:
        return _SYMBOL_FONTS.get(code - 0xF000, chr(code - 0xF000))
    return chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code < 0x110000 else ""
