"""Draws the pages of a PDF as pictures with black boxes, or looks whether the boxes of such a copy are black: the
program that `pdf.py` runs apart, with bounded time and memory and no right to write.

Arguments: `draw` or `check`, seconds, memory in bytes. Standard input: a line of JSON, then the PDF. To `draw`, the
line has for each page (from "0") with anything to mask its seal and the numbers of the characters; it prints a line
with the black boxes of each page in rows and columns of its picture ([top, bottom, left, right]), which is what
`check` is given, and then the copy. When it cannot, it ends
with the code STOPPED and the reason, one word, on standard error.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

DPI = 200
MARGIN = 1.5  # points around each box: neither the edge of a glyph nor the gaps between them are seen
MOST_PIXELS = 60_000_000
STOPPED = 10
LATIN = 0x24F  # what the library draws itself when a font is not embedded
SCALE = DPI / 72
Boxes = Sequence[Sequence[Any]]


class Stop(Exception):  # noqa: N818 - the end of the program, not an error of it
    """The reason as one word."""


def main() -> None:
    work, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    told: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    try:
        document = pdfium.PdfDocument(sys.stdin.buffer.read())
        if work == "draw":
            copy, black = drawn(document, told)
            sys.stdout.buffer.write(json.dumps(black).encode() + b"\n" + copy)
            sys.stdout.buffer.flush()
        else:
            check(document, told)
    except Stop as stop:
        _end(str(stop))
    except (pdfium.PdfiumError, MemoryError):
        _end("unreadable")
    os._exit(0)


def _end(reason: str) -> None:
    sys.stderr.write(reason)
    sys.stderr.flush()
    os._exit(STOPPED)


def drawn(
    document: pdfium.PdfDocument, masked: Mapping[str, tuple[int, Sequence[int]]]
) -> tuple[bytes, dict[int, list[list[int]]]]:
    """Each page one picture; no text, no annotations, no properties."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    pages = []
    black: dict[int, list[list[int]]] = {}
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        _only_fonts_that_are_here(words)
        boxes = list(_boxes(words, *masked[str(number)])) if str(number) in masked else []
        words.close()
        _without_pictures(page)
        pixels = _pixels(page)
        black[number] = _areas(page, pixels, boxes)
        for top, bottom, left, right in black[number]:
            pixels[top:bottom, left:right] = 0
        height, width = pixels.shape[:2]
        points = f"{width / SCALE:.2f} {height / SCALE:.2f}"
        shown = f"q {width / SCALE:.2f} 0 0 {height / SCALE:.2f} 0 0 cm /P Do Q".encode()
        first = len(objects) + 1
        pages.append(f"{first} 0 R")
        head = f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8"
        objects += [
            (
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {points}]/Contents {first + 1} 0 R"
                f"/Resources<</XObject<</P {first + 2} 0 R>>>>>>"
            ).encode(),
            _stream("", shown),
            _stream(f"{head}/Filter/FlateDecode", zlib.compress(pixels.tobytes(), 1)),
        ]
        page.close()
    objects[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(pages)}]>>".encode()
    return _assembled(objects), black


def check(document: pdfium.PdfDocument, boxes: Mapping[str, Boxes]) -> None:
    """Stops unless every page is one picture in which every point of every box is black."""
    for number, page_boxes in boxes.items():
        (picture,) = document[int(number)].get_objects()
        pixels = picture.get_bitmap().to_numpy()
        if any(pixels[top:bottom, left:right, :3].any() for top, bottom, left, right in page_boxes):
            raise Stop("not_black")


def _pixels(page: pdfium.PdfPage) -> Any:
    """Rows of columns of red, green, blue. Annotations and forms are not drawn."""
    width, height = page.get_size()
    if width * height * SCALE * SCALE > MOST_PIXELS:
        raise Stop("too_large")
    bitmap = page.render(
        scale=SCALE,
        draw_annots=False,
        may_draw_forms=False,
        rev_byteorder=True,
        fill_color=(255, 255, 255, 255),
    )
    return bitmap.to_numpy()[:, :, :3].copy()


def _areas(page: pdfium.PdfPage, pixels: Any, boxes: Boxes) -> list[list[int]]:
    """The boxes as rows and columns of the picture, whichever way the page is turned."""
    height, width = pixels.shape[:2]
    areas = []
    for left, bottom, right, top in boxes:
        corners = [
            _at(page, width, height, x, y)
            for x in (left - MARGIN, right + MARGIN)
            for y in (bottom - MARGIN, top + MARGIN)
        ]
        columns = sorted(min(max(x, 0), width) for x, _ in corners)
        rows = sorted(min(max(y, 0), height) for _, y in corners)
        areas.append([rows[0], rows[-1], columns[0], columns[-1]])
    return areas


def _at(page: pdfium.PdfPage, width: int, height: int, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
    return across.value, down.value


def _without_pictures(page: pdfium.PdfPage) -> None:
    for picture in list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=10)):
        if picture.level:
            raise Stop("inner_picture")
        page.remove_obj(picture)


def _boxes(words: pdfium.PdfTextPage, seal: int, numbers: Sequence[int]) -> Iterator[list[float]]:
    """In points, around the glyph and around the room it takes, whichever is larger; with the fonts the page is drawn
    with, which are not those it was read with."""
    codes = [raw.FPDFText_GetUnicode(words, n) for n in range(words.count_chars())]
    if zlib.crc32(str(codes).encode()) != seal:
        raise Stop("moved")
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    room = raw.FS_RECTF()
    for n in numbers:
        glyph = raw.FPDFText_GetCharBox(words, n, left, right, bottom, top)
        if not glyph or not raw.FPDFText_GetLooseCharBox(words, n, room):
            raise Stop("moved")
        yield [
            min(left.value, room.left),
            min(bottom.value, room.bottom),
            max(right.value, room.right),
            max(top.value, room.top),
        ]


def _only_fonts_that_are_here(words: pdfium.PdfTextPage) -> None:
    """A character of a font that is neither embedded nor the library's own would be drawn as another one or not."""
    embedded: dict[int, bool] = {}
    for n in range(words.count_chars()):
        if raw.FPDFText_GetUnicode(words, n) <= LATIN:
            continue
        font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(words, n))
        key = ctypes.addressof(font.contents) if font else 0
        if key not in embedded:
            embedded[key] = bool(font) and raw.FPDFFont_GetIsEmbedded(font) == 1
        if not embedded[key]:
            raise Stop("bad_font")


def _stream(head: str, content: bytes) -> bytes:
    return f"<<{head}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"


def _assembled(objects: Sequence[bytes]) -> bytes:
    body = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    body += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    body += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(body)


if __name__ == "__main__":
    main()
