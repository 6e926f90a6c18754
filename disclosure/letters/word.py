"""A letter as docx in the layout of GB/T 9704-2012. The same document gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph

from disclosure.letters import gb9704 as gb
from disclosure.letters.document import Block, Form, LetterDocument, day

_LARGEST_MARK_PT = 42  # 初号
_FORM_FIRST_MM = 48
_ROW_MM, _SIGNED_ROW_MM = 12, 20  # room for a hand where a cell is left open
_CENTER, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


@cache
def _beginning() -> bytes:
    return gb.beginning()


def docx_of(letter: LetterDocument) -> bytes:
    """The letter as a docx file."""
    paper: Any = Document(io.BytesIO(_beginning()))
    _section(paper.sections[0])
    _head(paper, letter)
    for block in letter.blocks:
        _block(paper, block)
    _attachments(paper, letter.attachments)
    _foot(paper, letter)
    _properties(paper, letter)
    stream = io.BytesIO()
    paper.save(stream)
    with zipfile.ZipFile(stream) as package:
        return gb.packed({name: package.read(name) for name in sorted(package.namelist(), key=_order)})


def _order(name: str) -> tuple[bool, str]:
    return name != "[Content_Types].xml", name


def _section(section: Any) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(side) for side in gb.PAGE_MM)
    section.top_margin, section.bottom_margin = Mm(gb.TOP_MM), Mm(gb.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(gb.LEFT_MM), Mm(gb.RIGHT_MM)
    section.header_distance, section.footer_distance = Mm(15), Mm(gb.FOOTER_MM)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(gb.LINE_TWIPS))
    section._sectPr.append(grid)
    for footer, alignment in ((section.footer, _RIGHT), (section.even_page_footer, None)):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], alignment)


def _page_number(paragraph: DocxParagraph, alignment: Any) -> None:
    """— 1 —, one character in from the outer edge: right on odd pages, left on even ones."""
    paragraph.alignment = alignment
    _indent(paragraph, **({"right": 1.0} if alignment else {"left": 1.0}))
    for part in ("— ", "PAGE", " —"):
        run = _run(paragraph, "" if part == "PAGE" else part, gb.SONG, gb.PAGE_NUMBER_PT)
        if part == "PAGE":
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            paragraph._p.append(field)
            field.append(run._r)
            run.text = "1"


def _head(paper: Any, letter: LetterDocument) -> None:
    if letter.official:
        assert letter.authority is not None
        mark = _paragraph(paper, _CENTER)
        mark.paragraph_format.space_before = Mm(gb.MARK_MM)
        size = min(_LARGEST_MARK_PT, int(gb.TEXT_WIDTH_PT / len(letter.authority)))
        _own_height(mark, size)
        _run(mark, letter.authority, gb.SONG_TITLE, size, red=True)
        _paragraph(paper)
        _paragraph(paper)
        number = _paragraph(paper, _CENTER)
        _run(number, letter.reference or "", gb.FANGSONG, gb.BODY_PT)
        _red_line(number)
        _paragraph(paper)
        _paragraph(paper)
    title = _paragraph(paper, _CENTER)
    _own_height(title, gb.TITLE_PT * 1.5)
    title.paragraph_format.keep_with_next = True
    _run(title, letter.title, gb.SONG_TITLE, gb.TITLE_PT)
    _paragraph(paper)
    if letter.addressee:
        _run(_paragraph(paper), f"{letter.addressee}：", gb.FANGSONG, gb.BODY_PT)


def _block(paper: Any, block: Block) -> None:
    if isinstance(block, Form):
        _form(paper, block)
        return
    paragraph = _body(paper)
    font = gb.HEADING_FONTS.get(block.level, gb.FANGSONG)
    paragraph.paragraph_format.keep_with_next = bool(block.level) or None
    _run(paragraph, block.text, font, gb.BODY_PT)


def _form(paper: Any, form: Form) -> None:
    width = max(map(len, form.rows))
    table = paper.add_table(rows=0, cols=width)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _borders(table)
    widths = [Mm(size) for size in form.widths_mm] or _form_widths(width)
    for column, size in zip(table.columns, widths, strict=True):
        column.width = size
    for texts in form.rows:
        row = table.add_row()
        row.height = Mm(_ROW_MM if all(texts) else _SIGNED_ROW_MM)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, size in zip(row.cells, texts, widths, strict=False):
            cell.width = size
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            for i, line in enumerate(text.split("\n")):
                paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
                _run(paragraph, line, gb.FANGSONG, gb.FORM_PT)
    _paragraph(paper)


def _form_widths(columns: int) -> list[Any]:
    rest = Mm(gb.PAGE_MM[0] - gb.LEFT_MM - gb.RIGHT_MM - _FORM_FIRST_MM)
    return [Mm(_FORM_FIRST_MM), *[Emu(int(rest / (columns - 1)))] * (columns - 1)] if columns > 1 else [rest]


def _borders(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    properties = table._tbl.tblPr
    layout = properties.find(qn("w:tblLayout"))
    properties.insert(list(properties).index(layout), borders)


def _attachments(paper: Any, names: tuple[str, ...]) -> None:
    """附件说明: one blank line below the text, two characters in; the names of several under one another, no stop."""
    if not names:
        return
    _paragraph(paper)
    for i, name in enumerate(names, 1):
        paragraph = _paragraph(paper)
        number, room = (f"{i}. ", 1.5) if len(names) > 1 else ("", 0.0)
        _indent(paragraph, left=5 + room, first=-room - (3 if i == 1 else 0))
        _run(paragraph, f"{'附件：' if i == 1 else ''}{number}{name}", gb.FANGSONG, gb.BODY_PT)


def _foot(paper: Any, letter: LetterDocument) -> None:
    """落款 and 成文日期, one centred over the other, the date four characters in from the right, kept on the page
    of the text; the bookmark `seal` marks where the seal (印章) goes."""
    if not letter.signer:
        return
    dated = day(letter.dated) if letter.dated else "　　　　年　　月　　日"
    box = max(_columns(letter.signer), _columns(dated)) + 2
    right = max(0.0, 4 - (box - _columns(dated)) / 2)
    sides = {"left": gb.CHARACTERS - right - box, "right": right}
    for _ in range(2):
        _paragraph(paper).paragraph_format.keep_with_next = True
    signer, date = _paragraph(paper, _CENTER), _paragraph(paper, _CENTER)
    signer.paragraph_format.keep_with_next = True
    _bookmark(signer, "seal")
    for paragraph, text in ((signer, letter.signer), (date, dated)):
        _indent(paragraph, **sides)
        _run(paragraph, text, gb.FANGSONG, gb.BODY_PT)


def _own_height(paragraph: DocxParagraph, points: float) -> None:
    """A line taller than those of the body, off their grid."""
    paragraph.paragraph_format.line_spacing = Pt(points)
    grid = OxmlElement("w:snapToGrid")
    grid.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(grid, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _columns(text: str) -> float:
    """Width in characters of 三号; figures are half as wide."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def _properties(paper: Any, letter: LetterDocument) -> None:
    """Only the title: who wrote it on which machine is nobody's business, and would change the bytes."""
    paper.core_properties.title = letter.title
    paper.core_properties.language = "zh-CN"


def _paragraph(paper: Any, alignment: Any = None) -> DocxParagraph:
    paragraph: DocxParagraph = paper.add_paragraph()
    if alignment is not None:
        paragraph.alignment = alignment
    return paragraph


def _body(paper: Any) -> DocxParagraph:
    paragraph = _paragraph(paper)
    _indent(paragraph, first=2.0)
    return paragraph


def _indent(paragraph: DocxParagraph, **characters: float) -> None:
    """left, right, first (negative: hanging) in characters, and in twips for programs that do not count characters."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for side, count in characters.items():
        name = {"first": "firstLine"}.get(side, side)
        if side == "first" and count <= 0:
            name, count = "hanging", -count  # noqa: PLW2901 - the same indent, said the other way round
        indent.set(qn(f"w:{name}Chars"), str(round(count * 100)))
        indent.set(qn(f"w:{name}"), str(round(count * gb.BODY_PT * 20)))


def _run(paragraph: DocxParagraph, text: str, font: str, size: float, *, red: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    if red:
        run.font.color.rgb = RGBColor.from_string(gb.RED)
    return run


def _red_line(paragraph: DocxParagraph) -> None:
    """红色分隔线, 4 mm below 发文字号, as wide as the 版心."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "11"), ("color", gb.RED)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:kinsoku",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:rPr",
    )


def _bookmark(paragraph: DocxParagraph, name: str) -> None:
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), "0")
        if tag == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)
