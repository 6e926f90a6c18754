"""The copy is read again: by the product's own reader, word for word, and part by part as raw text.

A copy in which anything of what is masked can be found, or in which anything else is missing, never leaves here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from disclosure.errors import Refused
from disclosure.law.secrecy import ScreeningLimits
from disclosure.masking.cuts import texts
from disclosure.masking.spans import JOINED, Ink
from disclosure.screening.extraction import Extraction
from disclosure.screening.package import local_name, walk_tags
from disclosure.screening.screening import extract

# Where text of one ends that of the next does not go on.
_BLOCKS: Final = frozenset({"p", "tc", "tr", "tbl", "c", "row", "si", "txbxContent"})
_BETWEEN: Final = "\t"
# Which values are sought in what: between tags, every one; put together over the bounds of cells and paragraphs, those
# that no chance makes there; among tags and attributes, no short numbers, which are measures, and no words of English.
_COUNTS: Final[Mapping[str, Callable[[str], bool]]] = {
    "text": lambda _: True,
    "joined": lambda value: len(value) >= JOINED,
    "markup": lambda value: not value.isascii() or (len(value) >= JOINED and not value.isalpha()),
}


def prove(copy: bytes, expected: Mapping[str, str], telling: Iterable[str], limits: ScreeningLimits) -> None:
    """`expected` is the text of each part as it has to stand in the copy. Raises Refused with the place."""
    extraction = extract(copy, limits, traced=True).extraction
    if extraction.troubles:
        raise _refused(f"副本的{extraction.troubles[0].place}读不全")
    read = {part: "".join(nodes.values()) for part, nodes in texts(extraction).items()}
    differing = sorted(
        part for part in read.keys() | expected.keys() if read.get(part, "") != expected.get(part, "")
    )
    if differing:
        raise _refused(f"副本的文字与应有的不同（{differing[0] or '正文'}）")
    sought = sorted(telling)
    for where, place, text in (("text", "正文", extraction.text), *_raw(copy, limits)):
        ink = Ink(text)
        for n, value in enumerate(sought, 1):
            if _COUNTS[where](value) and next(ink.places(value), None):
                raise _refused(f"第 {n} 种应遮盖的文字仍在副本的 {place} 里")


def _raw(copy: bytes, limits: ScreeningLimits) -> Iterator[tuple[str, str, str]]:
    """How it was read (a key of _COUNTS), the place, the text."""
    if not copy.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        yield "markup", "文件包", archive.comment.decode("utf-8", "replace")
        for info in archive.infolist():
            name, content = info.filename, archive.read(info)
            blocks, attributes = _spoken(content, name, limits)
            yield "text", name, blocks
            yield "joined", name, blocks.replace(_BETWEEN, "")
            yield "markup", name, _BETWEEN.join((name, *attributes, content.decode("utf-8", "replace")))


def _spoken(content: bytes, name: str, limits: ScreeningLimits) -> tuple[str, list[str]]:
    """The text between the tags, with breaks between blocks, and the attributes."""
    pieces: list[str] = []
    attributes: list[str] = []

    def start(tag: str, found: dict[str, str]) -> None:
        if local_name(tag) in _BLOCKS:
            pieces.append(_BETWEEN)
        attributes.extend(found.values())

    def end(tag: str) -> None:
        if local_name(tag) in _BLOCKS:
            pieces.append(_BETWEEN)

    notes = Extraction(limits)
    walk_tags(content, notes, name, start, end, pieces.append)
    if notes.troubles:
        raise _refused(f"副本的 {name} 不是完好的 XML")
    return "".join(pieces), attributes


def _refused(why: str) -> Refused:
    return Refused(
        "没有生成遮盖副本", why, "副本没有留存；请改用纸质遮盖或另存为其他格式后再试，并告知维护人员"
    )
