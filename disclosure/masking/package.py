"""The package of a docx or xlsx: which parts belong to it, and a new one made of the parts that are kept."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import quoteattr

from disclosure.errors import BadInput
from disclosure.law.secrecy import ScreeningLimits
from disclosure.masking.tree import Element, parsed
from disclosure.screening.extraction import Extraction
from disclosure.screening.package import members

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)  # when a file was made is nobody's business


@dataclass(frozen=True, slots=True)
class Relation:
    """`kind` is the last word of its type: header, styles, image …; `target` the full name of a part."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the new package; `kind` as in a relation, `media` its content type."""

    id: str
    kind: str
    name: str
    media: str
    content: bytes


class Package:
    """Raises BadInput when two members have one name: programs would not agree which one they show."""

    def __init__(self, content: bytes, limits: ScreeningLimits) -> None:
        self._limits = limits
        self.parts: dict[str, bytes] = {}
        for member in members(content, Extraction(limits)):
            if member.name in self.parts:
                raise BadInput("没有生成遮盖副本", "文件包里有两个同名的部件", "用办公软件另存后重新收存")
            self.parts[member.name] = member.content

    def tree(self, name: str) -> Element:
        """Raises BadInput when the part is damaged or missing."""
        return parsed(self.parts.get(name, b""), name, self._limits)

    def relations(self, name: str) -> list[Relation]:
        """From the part `name` to other parts of the package; those to the outside are left out."""
        folder, base = posixpath.split(name)
        table = posixpath.join(folder, "_rels", f"{base}.rels")
        if table not in self.parts:
            return []
        found = []
        for element in self.tree(table).elements:
            if element.value("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, element.value("Target"))).lstrip("/")
                kind = element.value("Type").rpartition("/")[2]
                found.append(Relation(element.value("Id"), kind, target))
        return found


def packed(main: Part, parts: Iterable[Part]) -> bytes:
    """A package of `main` and what it refers to, with nothing else in it, and no days."""
    parts = list(parts)
    media = {f"/{part.name}": part.media for part in (main, *parts)}
    folder, base = posixpath.split(main.name)
    members = {
        "[Content_Types].xml": _types(media),
        "_rels/.rels": _table([("rId1", "officeDocument", main.name)]),
        main.name: main.content,
        f"{folder}/_rels/{base}.rels": _table([(p.id, p.kind, f"/{p.name}") for p in parts]),
        **{part.name: part.content for part in parts},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, _NO_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def _types(media: Mapping[str, str]) -> bytes:
    rows = "".join(
        f"<Override PartName={quoteattr(n)} ContentType={quoteattr(m)}/>" for n, m in media.items()
    )
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{_HEAD}<Types xmlns="{_TYPES}">{defaults}{rows}</Types>'.encode()


def _table(relations: Iterable[tuple[str, str, str]]) -> bytes:
    rows = "".join(
        f'<Relationship Id={quoteattr(id_)} Type="{OFFICE}/{kind}" Target={quoteattr(target)}/>'
        for id_, kind, target in relations
    )
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'.encode()
