"""txt and md: UTF-8 with or without BOM, UTF-16 and UTF-32 with BOM, GB18030."""

from __future__ import annotations

from typing import Final

from disclosure.screening.extraction import Extraction, Source

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LOST: Final = "\ufffd"
_MOSTLY: Final = 4


def read_plain(content: bytes, into: Extraction) -> None:
    text, whole = decoded(content)
    if not whole:
        into.trouble("damaged", "文字编码")
    into.put(text, Source("", 0, 0))


def decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether every byte of it could be read."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _read(content, encoding)
    text, whole = _read(content, "utf-8")
    return (text, whole) if whole or _is_spoilt_utf8(text) else _read(content, "gb18030")


def _read(content: bytes, encoding: str) -> tuple[str, bool]:
    try:
        return content.decode(encoding), True
    except UnicodeDecodeError:
        return content.decode(encoding, "replace"), False


def _is_spoilt_utf8(text: str) -> bool:
    """UTF-8 with a few bytes spoilt still is some GB18030, a text of rare characters; but a text in GB18030 has few
    characters of UTF-8 in it."""
    lost = text.count(_LOST)
    return sum(character > "\x7f" for character in text) - lost > _MOSTLY * lost
