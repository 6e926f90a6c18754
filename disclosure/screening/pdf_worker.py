"""Reads one PDF from standard input and prints its texts as lines of JSON: the program that `pdf.py` runs apart.

A hostile PDF can crash or stall the library that reads it, so this runs in a process of its own, with bounded time
and memory and no right to write. It imports nothing of the product: it starts quickly and reads no configuration.
Arguments: pages, characters, seconds, memory in bytes, and 1 when it is asked which character of the page each one is.
"""

from __future__ import annotations

import ctypes
import itertools
import json
import os
import re
import resource
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MOST_PLACED = 20_000  # characters of a page whose places are compared
MOST_OPTIONS = 1_000
FLAT_PAGE = 20  # fewer characters than this beside a picture: the page is a scan
_METADATA = re.compile(rb"<<[^>]{0,400}/Metadata[^>]{0,400}>>\s*stream\r?\n")
_XMP = re.compile(r"<[^>]+>")
_Glyph = tuple[float, float, float, str, int]  # down, right, size, the character and its number on the page
_ANNOTATION_KEYS = ("Contents", "T", "TU", "V", "DV", "Subj", "RC", "NM", "CA", "Alt")


def main() -> None:
    pages, characters, seconds, memory, placed = map(int, sys.argv[1:])
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    kept = use_one_font()
    read(sys.stdin.buffer.read(), pages, characters, placed=bool(placed))
    assert kept is not None  # pdfium calls it until the end, which is now: nothing is taken down
    os._exit(0)


def read(content: bytes, pages: int, characters: int, *, placed: bool = False) -> None:
    try:
        _Reading(pdfium.PdfDocument(content), content, pages, characters, placed).run()
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        _trouble("encrypted" if locked else "damaged", "PDF")
    except MemoryError:
        _trouble("too_large", "PDF")
    except Exception:  # noqa: BLE001 - whatever a hostile file makes of the library's wrapper
        _trouble("damaged", "PDF")


def _tell(**record: Any) -> None:
    """One line, at once: what has been read counts, whatever comes after."""
    sys.stdout.write(json.dumps(record) + "\n")
    sys.stdout.flush()


def _trouble(detector: str, place: str) -> None:
    _tell(detector=detector, place=place)


class _Reading:
    def __init__(
        self, document: pdfium.PdfDocument, content: bytes, pages: int, characters: int, placed: bool
    ) -> None:
        self._document, self._content = document, content
        self._pages, self._room = pages, characters
        self._placed = placed
        self._drawn: dict[str, Any] = {}  # of the text that comes next

    def run(self) -> None:
        for place, heading, text in self._all():
            if len(text) > self._room:
                _trouble("too_large", "文字")
            if text:
                _tell(place=place, heading=heading, text=text[: self._room], **self._drawn)
            self._drawn = {}
            self._room -= len(text)
            if self._room <= 0:
                return

    def _all(self) -> Iterator[tuple[str, bool, str]]:
        document = self._document
        for key, value in document.get_metadata_dict(skip_empty=True).items():
            if key not in ("CreationDate", "ModDate"):
                yield "文档属性", True, value
        yield from (("文档属性", True, text) for text in _xmp(self._content))
        if b"/XFA" in self._content:
            _trouble("unreadable", "动态表单")
        for item in document.get_toc():
            yield "书签", True, item.get_title() or ""
        for n in range(document.count_attachments()):
            _trouble("embedded", "附件")
            yield "附件名称", True, document.get_attachment(n).get_name()
        document.init_forms()
        count = len(document)
        if count > self._pages:
            _trouble("too_large", "页数")
        for number in range(min(count, self._pages)):
            yield from self._page(number)

    def _page(self, number: int) -> Iterator[tuple[str, bool, str]]:
        place = f"第{number + 1}页"
        try:
            page = self._document[number]
            words = page.get_textpage()
            text = words.get_text_range()
        except pdfium.PdfiumError:
            _trouble("damaged", place)
            return
        if self._placed:
            page_seal = {"page": number, "seal": _seal(words)}
            self._drawn = page_seal | {"drawn": list(_drawn(words, text))}
        yield place, False, text
        together, drawn = _out_of_order(words, text)
        if self._placed:
            self._drawn = page_seal | {"drawn": drawn}
        yield place, False, together
        if any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
            scanned = len(text.strip()) < FLAT_PAGE
            _trouble(*(("unreadable", f"{place}（扫描件）") if scanned else ("picture", "图片")))
        for said in self._annotations(page):
            yield f"{place}批注和表单", True, said
        yield f"{place}批注和表单", True, self._stamped(number, page, text)

    def _stamped(self, number: int, page: pdfium.PdfPage, text: str) -> str:
        """What annotations draw on the page, a stamp for one; known when they have become a part of it."""
        if not raw.FPDFPage_GetAnnotCount(page):
            return ""
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        drawn = self._document[number].get_textpage().get_text_range()
        return _missing(drawn.splitlines(), text)

    def _annotations(self, page: pdfium.PdfPage) -> Iterator[str]:
        form = self._document.formenv
        for n in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, n)
            if not annotation:
                continue
            yield from dict.fromkeys(self._said(annotation, form))  # a value stands in several places
            raw.FPDFPage_CloseAnnot(annotation)

    def _said(self, annotation: Any, form: Any) -> Iterator[str]:
        for key in _ANNOTATION_KEYS:
            yield _string(raw.FPDFAnnot_GetStringValue, annotation, key.encode())
        if form is not None:
            yield _string(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
            yield _string(raw.FPDFAnnot_GetFormFieldName, form, annotation)
            for option in range(min(max(raw.FPDFAnnot_GetOptionCount(form, annotation), 0), MOST_OPTIONS)):
                yield _string(raw.FPDFAnnot_GetOptionLabel, form, annotation, option)
        link = raw.FPDFAnnot_GetLink(annotation)
        if link and (action := raw.FPDFLink_GetAction(link)):
            yield _address(self._document, action)


def _drawn(words: pdfium.PdfTextPage, text: str) -> Iterator[int]:
    """The number on the page of each character; -1 where the library tells of another one at that place."""
    for n, character in enumerate(text):
        at = raw.FPDFText_GetCharIndexFromTextIndex(words, n)
        yield at if at >= 0 and raw.FPDFText_GetUnicode(words, at) == ord(character) else -1


def _seal(words: pdfium.PdfTextPage) -> int:
    """The same for the same characters in the same order; the program that draws the page compares it."""
    return zlib.crc32(str([raw.FPDFText_GetUnicode(words, n) for n in range(words.count_chars())]).encode())


def _out_of_order(words: pdfium.PdfTextPage, text: str) -> tuple[str, list[int]]:
    """The lines as they look, where the file has their characters in another order, and which character of the page
    each is, -1 for none."""
    if _is_in_order(words):
        return "", []
    read = "".join(text.split())
    lines = [line for line in _lines(words) if "".join("".join(c for c, _ in line).split()) not in read]
    drawn = [one for n, line in enumerate(lines) for one in ([("\n", -1)] if n else []) + line]
    return "".join(character for character, _ in drawn), [n for _, n in drawn]


def _is_in_order(words: pdfium.PdfTextPage) -> bool:
    """Whether each stretch of text is below the one before it, or to its right."""
    stretches = [words.get_rect(n) for n in range(min(words.count_rects(), MOST_PLACED))]
    return all(
        after[3] <= before[1] or (after[0] >= before[0] and after[1] < before[3])
        for before, after in itertools.pairwise(stretches)
    )


def _missing(lines: Iterable[str], text: str) -> str:
    read = "".join(text.split())
    return "\n".join(line for line in lines if "".join(line.split()) not in read)


def _lines(words: pdfium.PdfTextPage) -> Iterator[list[tuple[str, int]]]:
    """By the places of the characters: from the top, from the left, a tab where two columns are apart."""
    x, y = ctypes.c_double(), ctypes.c_double()
    placed: list[_Glyph] = []
    for n in range(min(words.count_chars(), MOST_PLACED)):
        code = raw.FPDFText_GetUnicode(words, n)
        if code > 0x20 and raw.FPDFText_GetCharOrigin(words, n, ctypes.byref(x), ctypes.byref(y)):
            size = raw.FPDFText_GetFontSize(words, n) or 1.0
            placed.append((-y.value, x.value, size, chr(code), n))
    placed.sort(key=lambda one: one[0])
    line: list[_Glyph] = []
    for one in placed:
        if line and one[0] - line[0][0] > line[0][2] / 2:
            yield _line(line)
            line = []
        line.append(one)
    if line:
        yield _line(line)


def _line(placed: list[_Glyph]) -> list[tuple[str, int]]:
    placed.sort(key=lambda one: one[1])
    characters = [placed[0][3:]]
    for before, after in itertools.pairwise(placed):
        if after[1] - before[1] > 3 * before[2]:
            characters.append(("\t", -1))
        characters.append(after[3:])
    return characters


def _string(getter: Any, *arguments: Any) -> str:
    """A text that pdfium hands out as UTF-16 with its length in bytes."""
    length = getter(*arguments, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    getter(*arguments, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw[:length].decode("utf-16-le", "replace").rstrip("\0")


def _address(document: pdfium.PdfDocument, action: Any) -> str:
    length = raw.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    raw.FPDFAction_GetURIPath(document, action, buffer, length)
    return buffer.raw[:length].decode("utf-8", "replace").rstrip("\0")


def _xmp(content: bytes) -> Iterator[str]:
    """The metadata streams, which the library does not hand out; packed or not."""
    for match in _METADATA.finditer(content):
        stream = content[match.end() : match.end() + 1_000_000]
        if b"FlateDecode" in match[0]:
            try:
                stream = zlib.decompressobj().decompress(stream, 1_000_000)
            except zlib.error:
                continue
        else:
            stream = stream.partition(b"endstream")[0]
        encoding = "utf-16" if stream[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        yield _XMP.sub("\n", stream.decode(encoding, "replace"))


def use_one_font() -> object:
    """Gives the library one font for all that is not embedded: every character a square. Without it a character
    that no font of the machine draws has no width, and one that stands alone is left out of the text. It also keeps
    the library from looking for font files."""
    font = _square_font()
    kinds: dict[str, Any] = dict(raw.FPDF_SYSFONTINFO._fields_)

    def data(_: object, __: object, table: int, buffer: Any, size: int) -> int:
        if table:  # a collection of fonts, which this is not
            return 0
        if buffer and size >= len(font):
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    answers: dict[str, Any] = {
        "Release": lambda _: None,
        "EnumFonts": lambda _, __: None,
        "MapFont": lambda *_: 1,
        "GetFont": lambda _, __: 1,
        "GetFontData": data,
        "GetFaceName": lambda *_: 0,
        "GetFontCharset": lambda _, __: 0,
        "DeleteFont": lambda _, __: None,
    }
    info = raw.FPDF_SYSFONTINFO(version=1)
    for name, answer in answers.items():
        setattr(info, name, kinds[name](answer))
    raw.FPDF_SetSystemFontInfo(ctypes.byref(info))
    return info


def _square_font() -> bytes:
    """A TrueType font of two glyphs, both a square of the whole em; every character has the second."""
    em = 1000
    corners = struct.pack(">4h4h", 0, 0, em, 0, 0, em, 0, -em)
    glyph = struct.pack(">5h2H4B", 1, 0, 0, em, em, 3, 0, 1, 1, 1, 1) + corners
    glyph += bytes(-len(glyph) % 4)
    tables = {
        b"cmap": struct.pack(">4HI2H6I", 0, 1, 3, 10, 12, 13, 0, 28, 0, 1, 0x20, 0x10FFFF, 1),
        b"glyf": glyph * 2,
        b"head": struct.pack(
            ">4I2H2q4h2H3h", 65536, 65536, 0, 0x5F0F3CF5, 0, em, 0, 0, 0, 0, em, em, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">I3hH11hH", 65536, em, 0, 0, em, 0, 0, em, 1, *[0] * 7, 1),
        b"hmtx": struct.pack(">H2h", em, 0, 0),
        b"loca": struct.pack(">3I", 0, len(glyph), 2 * len(glyph)),
        b"maxp": struct.pack(">I14H", 65536, 2, 4, 1, 0, 0, 1, *[0] * 8),
    }
    directory, body = b"", b""
    for tag, table in tables.items():
        directory += struct.pack(">4s3I", tag, 0, 12 + 16 * len(tables) + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return struct.pack(">I4H", 65536, len(tables), 64, 2, 48) + directory + body


if __name__ == "__main__":
    main()
