"""A second reading of a copy, which shares nothing with the product: zip, tags stripped, entities resolved; and what
python-docx and openpyxl show."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

import openpyxl
from docx import Document

from tests.screening.planted import plain

TAG = re.compile(r"<[^>]*>")


def raw_texts(content: bytes) -> Iterator[str]:
    """Everything that stands in a file, in several readings; for a package each member, its name and its tags."""
    if not content.startswith(b"PK"):
        yield content.decode("utf-8")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.comment == b""
        for info in archive.infolist():
            assert info.extra == b""
            assert info.comment == b""
            part = archive.read(info).decode("utf-8", "replace")
            yield info.filename
            yield html.unescape(part)
            yield html.unescape(TAG.sub("", part))


def remains(content: bytes, written: str) -> bool:
    """Whether `written` can be found in any reading, in any spelling."""
    value = plain(written)
    assert value
    return any(value in plain(text) for text in raw_texts(content))


def shown_by_word(content: bytes) -> str:
    """Paragraphs, tables, headers and footers as python-docx tells them."""
    document = Document(io.BytesIO(content))
    properties = document.core_properties
    assert not (properties.author and properties.author != "python-docx")
    pieces = [paragraph.text for paragraph in document.paragraphs]
    pieces += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for section in document.sections:
        for part in (
            section.header, section.footer, section.first_page_header, section.even_page_header,
        ):  # fmt: skip
            pieces += [paragraph.text for paragraph in part.paragraphs]
    return "\n".join(pieces)


def shown_by_excel(content: bytes) -> dict[str, dict[str, object]]:
    """Values by sheet and cell; nothing hidden, no formulas, no comments, no names, no links."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert not book.defined_names
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert not any(
            one.hidden for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
        )
        assert not sheet.data_validations.dataValidation
    cells = {s.title: {c.coordinate: c for row in s.iter_rows() for c in row} for s in book.worksheets}
    assert not any(
        c.comment or c.hyperlink or c.data_type == "f" for of in cells.values() for c in of.values()
    )
    return {
        title: {place: c.value for place, c in of.items() if c.value is not None}
        for title, of in cells.items()
    }
