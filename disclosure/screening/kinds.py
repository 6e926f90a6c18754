"""What a file is, by its content and never by its name; what cannot be taken at all is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from disclosure.errors import BadInput
from disclosure.screening.package import DAMAGE


class FileKind(StrEnum):
    TEXT = "text"
    WORD = "docx"
    SHEET = "xlsx"
    PDF = "pdf"
    IMAGE = "image"
    OLD_OFFICE = "old_office"
    OTHER_DOCUMENT = "other_document"


KIND_LABEL: Final[Mapping[FileKind, str]] = {
    FileKind.TEXT: "纯文本",
    FileKind.WORD: "Word 文档",
    FileKind.SHEET: "Excel 表格",
    FileKind.PDF: "PDF",
    FileKind.IMAGE: "图片",
    FileKind.OLD_OFFICE: "旧版 Office 文件",
    FileKind.OTHER_DOCUMENT: "其他格式的文件",
}

READABLE: Final = frozenset({FileKind.TEXT, FileKind.WORD, FileKind.SHEET, FileKind.PDF})

# Endings that say the truth about a kind.
ENDINGS: Final[Mapping[FileKind, frozenset[str]]] = {
    FileKind.TEXT: frozenset({".txt", ".md", ".csv"}),
    FileKind.WORD: frozenset({".docx", ".docm", ".dotx"}),
    FileKind.SHEET: frozenset({".xlsx", ".xlsm", ".xltx"}),
    FileKind.PDF: frozenset({".pdf"}),
    FileKind.IMAGE: frozenset(
        {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".jp2"}
    ),
    FileKind.OLD_OFFICE: frozenset({".doc", ".xls", ".ppt", ".wps", ".et", ".dps", ".docx", ".xlsx"}),
    FileKind.OTHER_DOCUMENT: frozenset({".rtf", ".ofd", ".pptx", ".odt", ".ods", ".odp"}),
}

_IMAGES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\0",
    b"MM\0*",
    b"\0\0\0\x0cjP  ",
)
_EXECUTABLES = (
    b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe", b"#!", b"L\0\0\0\x01\x14\x02\0",
)  # fmt: skip
_ARCHIVES = (
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"MSCF",
    b"\x28\xb5\x2f\xfd",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PDF = re.compile(rb"%PDF-\d")
_TAR_MAGIC, _TAR_AT = b"ustar", 257
_PDF_WITHIN = 1024  # readers accept this much before the header
_MEMBERS = (
    ("word/document", FileKind.WORD),
    ("xl/workbook.bin", FileKind.OTHER_DOCUMENT),
    ("xl/workbook", FileKind.SHEET),
    ("ppt/presentation", FileKind.OTHER_DOCUMENT),
    ("OFD.xml", FileKind.OTHER_DOCUMENT),
    ("META-INF/manifest.xml", FileKind.OTHER_DOCUMENT),
)


def kind_of(content: bytes) -> FileKind:
    """Raises BadInput for programs, archives and what is no document at all."""
    if _PDF.search(content, 0, _PDF_WITHIN):
        return FileKind.PDF
    if content.startswith(_ZIP):
        return _zipped(content)
    if content.startswith(_OLE):
        return FileKind.OLD_OFFICE
    if content.startswith(_IMAGES) or _is_other_image(content):
        return FileKind.IMAGE
    if content.startswith(b"{\\rtf"):
        return FileKind.OTHER_DOCUMENT
    if content.startswith(_EXECUTABLES) or (content.startswith(b"MZ") and is_binary(content)):
        raise _refused("这是程序或脚本")
    if content.startswith(_ARCHIVES) or content[_TAR_AT : _TAR_AT + len(_TAR_MAGIC)] == _TAR_MAGIC:
        raise _refused("这是压缩包")
    if is_binary(content):
        raise _refused("不认识的二进制文件")
    return FileKind.TEXT


def name_agrees(name: str, kind: FileKind) -> bool:
    return PurePath(name).suffix.lower() in ENDINGS[kind]


def is_binary(content: bytes) -> bool:
    """Whether no encoding of text that we read could have made these bytes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\0" in content


def is_encrypted_office(content: bytes) -> bool:
    """A docx or xlsx with a password is an old container around ciphertext."""
    return content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content


def _zipped(content: bytes) -> FileKind:
    names = _member_names(content)
    for member, kind in _MEMBERS:
        if any(name.startswith(member) for name in names):
            return kind
    raise _refused("这是压缩包")


def _member_names(content: bytes) -> frozenset[str]:
    """From the directory at the end; where that is damaged, from what stands before each member."""
    try:
        return frozenset(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except DAMAGE:
        return frozenset(member for member, _ in _MEMBERS if member.encode() in content)


def _is_other_image(content: bytes) -> bool:
    """Bitmaps, which begin with two letters like many a text, and pictures in a container."""
    bitmap = content.startswith(b"BM") and is_binary(content)
    heic = content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"avif")
    return bitmap or heic or (content.startswith(b"RIFF") and content[8:12] == b"WEBP")


def _refused(why: str) -> BadInput:
    return BadInput("文件没有受理", why, "请上传 txt、md、docx、xlsx、pdf 或图片")
