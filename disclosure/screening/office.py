"""docx and xlsx: every text of every part, whether or not an office program would show it.

The libraries that write such files leave out what is deleted, hidden or no cell of a sheet, so the parts are read
themselves. A part that is known is read in the order of its page or its cells; any other part gives all its text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from disclosure.screening.extraction import Extraction
from disclosure.screening.package import Attributes, Member, attribute, walk_xml

_DRAWN: Final = "画布、图表"
# Part of a package → where a person would look for it; and whether a word alone on its line there is a mark.
_PLACES: Final[Sequence[tuple[re.Pattern[str], str, bool]]] = tuple(
    (re.compile(pattern), place, heading)
    for pattern, place, heading in (
        (r"word/document\d*\.xml", "正文", False),
        (r"word/header\d*\.xml", "页眉", True),
        (r"word/footer\d*\.xml", "页脚", True),
        (r"word/footnotes\.xml", "脚注", True),
        (r"word/endnotes\.xml", "尾注", True),
        (r"(word|xl)/(comments|threadedComments|persons).*\.xml", "批注", True),
        (r"docProps/.*\.xml", "文档属性", True),
        (r"customXml/.*\.xml", "自定义数据", True),
        (r".*\.rels", "链接", False),
        (r".*/(diagrams|charts|drawings)/.*", _DRAWN, True),
        (r"xl/pivot.*", "透视表缓存", False),
        (r"xl/externalLinks/.*", "外部链接缓存", False),
    )
)
_OTHER: Final = "其他部件"
# Looks and machinery; what people wrote stands in none of them.
_SILENT = re.compile(
    r".*/(theme|styles|numbering|fontTable|webSettings|stylesWithEffects|calcChain)[^/]*\.xml|\[Content_Types\]\.xml"
    r"|.*/charts/(style|colors)\d*\.xml"
)
_PICTURE = re.compile(r".*\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp|heic)", re.IGNORECASE)
_XML = re.compile(r".*\.(xml|rels|vml)", re.IGNORECASE)
_EMBEDDED = re.compile(
    r".*/(embeddings|afchunk|activeX|externalData)[^/]*(/.*)?|.*/vbaProject\.bin", re.IGNORECASE
)
_HARMLESS = re.compile(r".*/printerSettings/.*|.*\.(odttf|fntdata)|.*/|docProps/thumbnail.*", re.IGNORECASE)

# Attributes that hold words of people, in any part.
_SPEAKING: Final = frozenset(
    {"string", "descr", "title", "displayText", "alt", "tooltip", "v", "author", "initials", "uniqueName"}
)
_NAMED: Final = frozenset({"definedName", "property", "tableColumn", "table", "docVar", "cacheField"})


def place_of(name: str) -> tuple[str, bool]:
    """Of a member of the package: its place, and whether it is a heading."""
    return next(
        ((place, heading) for pattern, place, heading in _PLACES if pattern.fullmatch(name)), (_OTHER, False)
    )


def read_other(member: Member, into: Extraction) -> None:
    """Any part but the main ones: its texts line by line, or a note of what is no text."""
    if _PICTURE.fullmatch(member.name):
        if not _HARMLESS.fullmatch(member.name):
            into.trouble("picture", "图片")
    elif _EMBEDDED.fullmatch(member.name):
        into.trouble("embedded", "宏" if member.name.endswith("vbaProject.bin") else "内嵌文件")
    elif _XML.fullmatch(member.name):
        if not _SILENT.fullmatch(member.name):
            place, heading = place_of(member.name)
            with into.at(place, heading=heading):
                _Every(into, place, links=member.name.endswith(".rels")).read(member.content)
    elif not _HARMLESS.fullmatch(member.name):
        into.trouble("embedded", "内嵌文件")


class _Every:
    """All text and all attributes that hold words; a line for each element with text of its own."""

    _WITHIN_A_LINE: Final = frozenset({"t", "r", "rPr", "instrText", "delText"})

    def __init__(self, into: Extraction, place: str, *, links: bool) -> None:
        self._into, self._place, self._links = into, place, links
        self._element = ""

    def read(self, content: bytes) -> None:
        self._into.end_line()
        walk_xml(content, self._into, self._place, self._start, self._end, self._text)
        self._into.end_line()

    def _start(self, name: str, attributes: Attributes) -> None:
        self._element = name
        if self._links:
            if attribute(attributes, "TargetMode") == "External":
                self._line(attribute(attributes, "Target"))
            return
        for key, value in attributes.items():
            local = key.rpartition(":")[2]
            if local in _SPEAKING or (name in _NAMED and local in ("name", "val")):
                self._line(value)

    def _line(self, text: str) -> None:
        self._into.end_line()
        self._into.put(text)
        self._into.end_line()

    def _end(self, name: str) -> None:
        if name not in self._WITHIN_A_LINE:
            self._into.end_line()

    def _text(self, text: str) -> None:
        if text.strip() or self._element == "t":
            self._into.put(text)
