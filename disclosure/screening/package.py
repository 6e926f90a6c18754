"""A docx or xlsx as a zip of XML parts: read member by member in memory, with a bound on everything.

expat neither fetches nor expands anything; a document type declaration, which Office never writes, ends the reading
of its part. Nothing is written, followed or run.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from disclosure.screening.extraction import Extraction

Attributes = Mapping[str, str]
_CHUNK: Final = 1 << 16
# What zipfile raises for a damaged, forged or foreign archive.
DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
_ENCRYPTED = 0x1
_DEEPEST: Final = 500  # elements within elements; no program writes so many


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    content: bytes


def members(content: bytes, into: Extraction) -> Iterator[Member]:
    """Every member that can be read within the limits, in the order of the archive; the rest is noted."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        infos = archive.infolist()
    except DAMAGE:
        into.trouble("damaged", "文件包")
        return
    if len(infos) > into.limits.members:
        into.trouble("too_large", "文件包的文件数")
    room = into.limits.unpacked_bytes
    for info in infos[: into.limits.members]:
        if info.flag_bits & _ENCRYPTED:
            into.trouble("encrypted", "文件包")
            continue
        part = _read(archive, info, room, into)
        room -= len(part)
        yield Member(info.filename, part)
        if room <= 0:
            into.trouble("too_large", "解压后的内容")
            return


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int, into: Extraction) -> bytes:
    """What of a member can be read, at most `room` bytes; the checksum stands at its end, so a damaged one is read
    as far as it goes."""
    pieces: list[bytes] = []
    try:
        with archive.open(info) as part:
            while room > 0 and (piece := part.read(min(_CHUNK, room))):
                pieces.append(piece)
                room -= len(piece)
    except DAMAGE:
        into.trouble("damaged", "文件包")
    return b"".join(pieces)


class _Forbidden(Exception):  # noqa: N818 - not an error of ours: it stops the parser
    pass


def walk_xml(
    content: bytes,
    into: Extraction,
    place: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """As `walk_tags`, with the names of elements without their prefix."""
    walk_tags(
        content,
        into,
        place,
        lambda name, attributes: start(local_name(name), attributes),
        lambda name: end(local_name(name)),
        text,
    )


def walk_tags(
    content: bytes,
    into: Extraction,
    place: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Calls `start`, `end` and `text` in order, as far as the part can be read."""
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _Forbidden
        start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _forbid
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, _Forbidden, ValueError, LookupError):  # the last: an encoding nobody knows
        into.trouble("damaged", place)


def _forbid(*_: object) -> None:
    raise _Forbidden


def local_name(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def attribute(attributes: Attributes, local: str) -> str:
    """The value of the attribute of this name, whatever its prefix; empty when there is none."""
    if (value := attributes.get(local)) is not None:
        return value
    return next((value for name, value in attributes.items() if local_name(name) == local), "")
