"""txt and md: UTF-8 with or without BOM, UTF-16 and UTF-32 with BOM, GB18030."""

from __future__ import annotations

from disclosure.screening.extraction import Extraction

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def read_plain(content: bytes, into: Extraction) -> None:
    text, whole = decoded(content)
    if not whole:
        into.trouble("damaged", "文字编码")
    into.put(text)


def decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether every byte of it could be read. Of two encodings the one that loses less."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _whole(content, encoding) or (content.decode(encoding, "replace"), False)
    if (found := _whole(content, "utf-8") or _whole(content, "gb18030")) is None or _mixed(content, found[0]):
        readings = (content.decode(encoding, "replace") for encoding in ("utf-8", "gb18030"))
        return min(readings, key=lambda text: text.count("\ufffd")), False
    return found


def _whole(content: bytes, encoding: str) -> tuple[str, bool] | None:
    try:
        return content.decode(encoding), True
    except UnicodeDecodeError:
        return None


def _mixed(content: bytes, text: str) -> bool:
    """UTF-8 with a byte spoilt often still is some GB18030: a text of rare characters."""
    as_utf8 = content.decode("utf-8", "replace")
    return as_utf8 != text and as_utf8.count("\ufffd") * 20 < len(as_utf8)
