"""Files of every format with a text in every place such a format has."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pypdfium2 as pdfium
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

BODY = "本页为普通说明。"
FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

# Plain text

ENCODINGS: Mapping[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8-bom": lambda text: text.encode("utf-8-sig"),
    "utf-16-le": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16-be": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "gb18030": lambda text: text.encode("gb18030"),
}

# docx


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def runs(text: str, element: str = "t", properties: str = "") -> str:
    """Each character a run of its own; a line break as Word has it."""
    return "".join(
        "<w:r><w:br/></w:r>"
        if c == "\n"
        else f'<w:r>{properties}<w:{element} xml:space="preserve">{escaped(c)}</w:{element}></w:r>'
        for c in text
    )


def add_xml(document: WordDocument, inner: str) -> None:
    others = " ".join(f'xmlns:{prefix}="urn:{prefix}"' for prefix in ("wps", "mc", "v"))
    paragraph = parse_xml(f"<w:p {nsdecls('w', 'wp', 'a')} {others}>{inner}</w:p>")
    document.element.body.insert(len(document.element.body) - 1, paragraph)


def box(text: str) -> str:
    content = f"<w:txbxContent><w:p>{runs(text)}</w:p></w:txbxContent>"
    shape = (
        '<wp:anchor><wp:docPr id="7" name="box"/><a:graphic><a:graphicData uri="x"><wps:wsp><wps:txbx>'
        f"{content}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
    )
    return (
        "<w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing>{shape}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>后</w:t></w:r>"
    )


def notes(kind: str) -> Callable[[str], str]:
    return lambda text: (
        f'<w:{kind}s {nsdecls("w")}><w:{kind} w:id="2"><w:p>{runs(text)}</w:p></w:{kind}></w:{kind}s>'
    )


def _table(document: WordDocument, text: str) -> None:
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "项目"
    table.cell(1, 1).text = text


def _nested(document: WordDocument, text: str) -> None:
    document.add_table(1, 1).cell(0, 0).add_table(1, 1).cell(0, 0).text = text


def _first_header(document: WordDocument, text: str) -> None:
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].first_page_header.paragraphs[0].text = text


def _even_header(document: WordDocument, text: str) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].even_page_header.paragraphs[0].text = text


def _comment(document: WordDocument, text: str) -> None:
    document.add_comment(document.add_paragraph("有批注").runs[0], text=text, author="某人", initials="某")


def _split(document: WordDocument, text: str) -> None:
    paragraph = document.add_paragraph()
    for character in text:
        paragraph.add_run(character)


def _hidden(document: WordDocument, text: str) -> None:
    document.add_paragraph("可见").add_run(text).font.hidden = True


def _header(document: WordDocument, text: str) -> None:
    document.sections[0].header.paragraphs[0].text = text


def _footer(document: WordDocument, text: str) -> None:
    document.sections[0].footer.paragraphs[0].text = text


def _core(document: WordDocument, text: str) -> None:
    document.core_properties.comments = text


def _revised(element: str, text_element: str) -> Callable[[WordDocument, str], None]:
    def place(document: WordDocument, text: str) -> None:
        mark = f'<w:{element} w:id="1" w:author="某人" w:date="2026-01-01T00:00:00Z">'
        add_xml(document, f"<w:r><w:t>前</w:t></w:r>{mark}{runs(text, text_element)}</w:{element}>")

    return place


def _half_deleted(document: WordDocument, text: str) -> None:
    """The first character stands, the rest is deleted."""
    rest = f'<w:del w:id="1" w:author="某人">{runs(text[1:], "delText")}</w:del>'
    add_xml(document, runs(text[:1]) + rest)


def _inserted_around(document: WordDocument, text: str) -> None:
    """Between two characters another one is deleted."""
    rest = '<w:del w:id="1" w:author="某人"><w:r><w:delText>删</w:delText></w:r></w:del>'
    add_xml(document, runs(text[:1]) + rest + runs(text[1:]))


def _watermark(document: WordDocument, text: str) -> None:
    words = escaped(text).replace('"', "").replace("\n", "&#10;")
    add_xml(document, f'<w:r><w:pict><v:shape><v:textpath string="{words}"/></v:shape></w:pict></w:r>')


def _alternative(document: WordDocument, text: str) -> None:
    words = escaped(text).replace("\n", "&#10;")
    add_xml(
        document,
        f'<w:r><w:drawing><wp:inline><wp:docPr id="3" name="x" descr="{words}"/></wp:inline></w:drawing></w:r>',
    )


WORD_PLACES: Mapping[str, Callable[[WordDocument, str], object]] = {
    "body": lambda document, text: document.add_paragraph(text),
    "split runs": _split,
    "table": _table,
    "nested table": _nested,
    "header": _header,
    "footer": _footer,
    "first header": _first_header,
    "even header": _even_header,
    "comment": _comment,
    "text box": lambda document, text: add_xml(document, box(text)),
    "insertion": _revised("ins", "t"),
    "deletion": _revised("del", "delText"),
    "moved away": _revised("moveFrom", "t"),
    "half deleted": _half_deleted,
    "around a deletion": _inserted_around,
    "hidden": _hidden,
    "core property": _core,
    "watermark": _watermark,
    "alternative text": _alternative,
}
# Parts that python-docx does not write.
WORD_PARTS: Mapping[str, Callable[[str], str]] = {
    "word/footnotes.xml": notes("footnote"),
    "word/endnotes.xml": notes("endnote"),
    "docProps/custom.xml": lambda text: (
        '<Properties xmlns:vt="v"><property name="x"><vt:lpwstr>'
        + escaped(text)
        + "</vt:lpwstr></property></Properties>"
    ),
    "customXml/item9.xml": lambda text: f"<root><a>{escaped(text)}</a></root>",
    "word/diagrams/data1.xml": lambda text: (
        f'<d xmlns:a="a"><a:p><a:r><a:t>{escaped(text)}</a:t></a:r></a:p></d>'
    ),
}


def word(texts: Mapping[str, str], body: Sequence[str] = (BODY,)) -> bytes:
    """A docx with each text in the place it is given for."""
    document = Document()
    for paragraph in body:
        document.add_paragraph(paragraph)
    for place, text in texts.items():
        if place in WORD_PLACES:
            WORD_PLACES[place](document, text)
    buffer = io.BytesIO()
    document.save(buffer)
    parts = {place: WORD_PARTS[place](text) for place, text in texts.items() if place in WORD_PARTS}
    return with_parts(buffer.getvalue(), parts)


def with_parts(content: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """The package with more parts in it."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


# xlsx


def _hidden_sheet(state: str) -> Callable[[Workbook, Worksheet, str], None]:
    def place(book: Workbook, _: Worksheet, text: str) -> None:
        sheet = book.create_sheet("另一张")
        sheet.sheet_state = state
        sheet["B2"] = text

    return place


def _hidden_row(_: Workbook, sheet: Worksheet, text: str) -> None:
    sheet["A9"] = text
    sheet.row_dimensions[9].hidden = True


def _hidden_column(_: Workbook, sheet: Worksheet, text: str) -> None:
    sheet["H3"] = text
    sheet.column_dimensions["H"].hidden = True


def _rich(_: Workbook, sheet: Worksheet, text: str) -> None:
    sheet["C5"] = CellRichText(
        TextBlock(InlineFont(b=True), text[:1]), TextBlock(InlineFont(i=True), text[1:])
    )


def _cell(_: Workbook, sheet: Worksheet, text: str) -> None:
    sheet["C4"] = text


def _sheet_comment(_: Workbook, sheet: Worksheet, text: str) -> None:
    sheet["A1"].comment = Comment(text, "某人")


def _sheet_header(_: Workbook, sheet: Worksheet, text: str) -> None:
    sheet.oddHeader.center.text = text


def _sheet_footer(_: Workbook, sheet: Worksheet, text: str) -> None:
    sheet.oddFooter.left.text = text


def _defined(book: Workbook, _: Worksheet, text: str) -> None:
    book.defined_names["某名称"] = DefinedName("某名称", attr_text=f'"{text}"')


def _book_property(book: Workbook, _: Worksheet, text: str) -> None:
    book.properties.description = text


def _custom_property(book: Workbook, _: Worksheet, text: str) -> None:
    book.custom_doc_props.append(StringProperty(name="某属性", value=text))


def _formula(_: Workbook, sheet: Worksheet, text: str) -> None:
    sheet["D4"] = f'="{text}"'


def _prompt(_: Workbook, sheet: Worksheet, text: str) -> None:
    validation = DataValidation(type="list", formula1='"甲,乙"', prompt=text, showInputMessage=True)
    validation.add("E5")
    sheet.add_data_validation(validation)


SHEET_PLACES: Mapping[str, Callable[[Workbook, Worksheet, str], object]] = {
    "cell": _cell,
    "hidden sheet": _hidden_sheet("hidden"),
    "very hidden sheet": _hidden_sheet("veryHidden"),
    "hidden row": _hidden_row,
    "hidden column": _hidden_column,
    "rich text": _rich,
    "comment": _sheet_comment,
    "header": _sheet_header,
    "footer": _sheet_footer,
    "defined name": _defined,
    "property": _book_property,
    "custom property": _custom_property,
    "formula": _formula,
    "prompt": _prompt,
}


def sheets(
    texts: Mapping[str, str], rows: Sequence[Sequence[object]] = (("序号", "说明"), (1, BODY))
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    for place, text in texts.items():
        SHEET_PLACES[place](book, sheet, text)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# PDF


def _lines(canvas: Canvas, text: str, *, x: int = 72, y: int = 760) -> None:
    for line in text.split("\n"):
        canvas.drawString(x, y, line)
        y -= 20


def _apart(canvas: Canvas, text: str) -> None:
    """Each character drawn on its own, the last first."""
    for n, character in reversed(list(enumerate(text.replace("\n", "")))):
        canvas.drawString(72 + 16 * n, 700, character)


def _upright(canvas: Canvas, text: str) -> None:
    """One character under the other."""
    for n, character in enumerate(text.replace("\n", "")):
        canvas.drawString(400, 700 - 18 * n, character)


def _invisible(canvas: Canvas, text: str) -> None:
    words = canvas.beginText(72, 600)
    words.setTextRenderMode(3)
    for line in text.split("\n"):
        words.textLine(line)
    canvas.drawText(words)


def _annotated(canvas: Canvas, text: str) -> None:
    canvas.textAnnotation(text, Rect=[100, 100, 120, 120])


def _field(canvas: Canvas, text: str) -> None:
    """The value; what reportlab cannot draw there is the tip of the field."""
    words = {"value": text} if text.isascii() else {"tooltip": text}
    canvas.acroForm.textfield(name="field", x=72, y=500, width=200, height=20, **words)


def _bookmark(canvas: Canvas, text: str) -> None:
    canvas.bookmarkPage("here")
    canvas.addOutlineEntry(text, "here")


def _second_page(canvas: Canvas, text: str) -> None:
    canvas.showPage()
    canvas.setFont(FONT, 14)
    _lines(canvas, text)


PDF_PLACES: Mapping[str, Callable[[Canvas, str], object]] = {
    "page": _lines,
    "drawn apart": _apart,
    "upright": _upright,
    "invisible": _invisible,
    "annotation": _annotated,
    "form field": _field,
    "subject": lambda canvas, text: canvas.setSubject(text),
    "keywords": lambda canvas, text: canvas.setKeywords(text),
    "bookmark": _bookmark,
    "second page": _second_page,
}


def pdf(texts: Mapping[str, str], body: str = BODY, *, password: str | None = None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=password)
    canvas.setTitle("文件")
    canvas.setFont(FONT, 14)
    canvas.drawString(72, 800, body)
    for place, text in texts.items():
        PDF_PLACES[place](canvas, text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def with_attachment(content: bytes, name: str) -> bytes:
    document = pdfium.PdfDocument(content)
    document.new_attachment(name).set_data(b"attached")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
