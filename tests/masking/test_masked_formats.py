"""What a copy leaves out, what it keeps, and what is refused by name (R37, S31s)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from docx import Document
from openpyxl import Workbook

from disclosure.errors import BadInput, ClassifiedFile, DisclosureError
from disclosure.law.secrecy import ScreeningLimits
from disclosure.masking import Choice, mask
from disclosure.screening.screening import extract
from tests.masking.conftest import Masking
from tests.masking.rereading import raw_texts, remains, shown_by_excel, shown_by_word
from tests.screening import papers

PHONE = "13800138000"
NAME = "虚构某某"


def place(content: bytes, words: str, limits: ScreeningLimits, nth: int = 0) -> tuple[int, int]:
    """Where `words` stand in the extracted text."""
    text = extract(content, limits).extraction.text
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def sheet_of(fill: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# docx


@pytest.mark.check
def test_only_what_is_printed_is_in_a_copy_of_a_docx(masking: Masking) -> None:
    """Every place of the planted corpus at once: none of what is not printed goes out, masked or not."""
    unseen = {
        "comment", "deletion", "moved away", "hidden", "core property", "watermark", "alternative text",
        "docProps/custom.xml", "customXml/item9.xml",
    }  # fmt: skip
    places = {
        place: f"此处为第{n:02}号文字。" for n, place in enumerate((*papers.WORD_PLACES, *papers.WORD_PARTS))
    }
    copy = masking(papers.word(places | {"body": f"{places['body']}电话{PHONE}"}), "a.docx")
    shown = shown_by_word(copy.content)
    # Two places delete a single character; notes and diagrams of the corpus belong to no page.
    odd = {
        "half deleted",
        "around a deletion",
        "word/footnotes.xml",
        "word/endnotes.xml",
        "word/diagrams/data1.xml",
    }
    for where, text in places.items():
        if where in unseen:
            assert not remains(copy.content, text), where
        elif where not in odd:
            assert remains(copy.content, text), where
    assert f"{places['body']}电话■■■" in shown
    assert {"批注", "修订", "隐藏文字", "文档属性", "自定义数据"} <= set(copy.left_out)
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        assert not [n for n in archive.namelist() if n.startswith(("docProps", "customXml", "word/comments"))]
        assert all(info.date_time == (1980, 1, 1, 0, 0, 0) for info in archive.infolist())
    assert not any("rsid" in text for text in raw_texts(copy.content))


def test_a_name_is_masked_wherever_it_stands(masking: Masking, limits: ScreeningLimits) -> None:
    """Split over runs, in a table, a header, a text box; a person points at one of them."""
    content = papers.word(
        {
            "split runs": f"由{NAME}提出",
            "table": NAME,
            "header": f"{NAME}卷",
            "text box": NAME,
            "footer": "虚构\n某 某",
        },
        body=(f"申请人{NAME}，男。", "其他内容照旧。"),
    )
    copy = masking(content, "a.docx", add=[place(content, NAME, limits)])
    assert not remains(copy.content, NAME)
    shown = shown_by_word(copy.content)
    for line in ("申请人■■■，男。", "其他内容照旧。", "由■■■提出", "■■■卷"):
        assert line in shown
    assert {span.rule for span in copy.spans} == {"added", "repeated"}


def test_a_mask_does_not_tell_how_long_the_words_are(masking: Masking, limits: ScreeningLimits) -> None:
    copies = [
        masking(content, "a.docx", add=[place(content, words, limits)]).content
        for words in ("王五", "欧阳上官司马诸葛")
        for content in [papers.word({}, body=(f"申请人{words}。",))]
    ]
    assert copies[0] == copies[1]


def test_a_single_character_is_masked_in_its_place_alone(masking: Masking, limits: ScreeningLimits) -> None:
    content = papers.word({}, body=("张某与张某某",))
    start, _ = place(content, "张某与", limits)
    copy = masking(content, "a.docx", add=[(start, start + 1)])
    assert "■■■某与张某某" in shown_by_word(copy.content)


def test_page_numbers_stay_and_other_fields_become_text(masking: Masking) -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    document = Document()
    papers.add_xml(
        document, field.format("PAGE", "7") + field.format(f'HYPERLINK "mailto:{NAME}"', f"电话{PHONE}")
    )
    buffer = io.BytesIO()
    document.save(buffer)
    copy = masking(buffer.getvalue(), "a.docx")
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        main = archive.read("word/document.xml").decode()
    assert main.count("instrText") == 2
    assert "PAGE" in main
    assert "电话■■■" in main
    assert not remains(copy.content, NAME)


def test_a_link_is_gone_with_its_address(masking: Masking) -> None:
    document = Document()
    document.add_paragraph(f"电话{PHONE}")
    link = document.part.relate_to(
        f"http://example.com/{PHONE}", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )  # fmt: skip
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    words = f'<w:hyperlink xmlns:r="{namespace}" r:id="{link}"><w:r><w:t>详见</w:t></w:r></w:hyperlink>'
    papers.add_xml(document, words)
    buffer = io.BytesIO()
    document.save(buffer)
    copy = masking(buffer.getvalue(), "a.docx")
    assert not remains(copy.content, PHONE)
    assert "example.com" not in "".join(raw_texts(copy.content))
    assert "详见" in shown_by_word(copy.content)


# xlsx


def test_formulas_become_values_and_hidden_cells_go(masking: Masking) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        sheet.append(["姓名", "电话", "备注", "隐藏列"])
        sheet.append(["甲", int(PHONE), "普通", "列内文字"])
        sheet.append(["乙", "面谈", "普通", ""])
        sheet.append(["隐藏行文字"])
        sheet["C3"] = "=B2+0"
        sheet.column_dimensions["D"].hidden = True
        sheet.row_dimensions[4].hidden = True
        sheet["A6"], sheet["B6"] = "合并处", "合并处下面"
        sheet.merge_cells("A6:B6")
        sheet._cells[6, 2] = type(sheet["A6"])(sheet, 6, 2, "合并处下面")
        book.create_sheet("暗表").sheet_state = "hidden"

    copy = masking(sheet_of(fill), "a.xlsx")
    cells = shown_by_excel(copy.content)
    assert list(cells) == ["Sheet"]
    assert cells["Sheet"]["B2"] == "■■■"
    assert {
        "A1": "姓名",
        "A2": "甲",
        "C2": "普通",
        "A3": "乙",
        "B3": "面谈",
        "A6": "合并处",
    }.items() <= cells["Sheet"].items()
    assert "C3" not in cells["Sheet"]  # no value had been worked out
    for gone in (PHONE, "列内文字", "隐藏行文字", "合并处下面", "暗表"):
        assert not remains(copy.content, gone), gone


def test_numbers_stay_numbers_and_a_masked_sheet_name_changes(
    masking: Masking, limits: ScreeningLimits
) -> None:
    def fill(book: Workbook) -> None:
        book.active.title = f"{NAME}名单"
        book.active.append([12.5, True, f"联系{NAME}"])
        other = book.create_sheet("另表")
        other.append([f"{NAME}", 7])

    content = sheet_of(fill)
    copy = masking(content, "a.xlsx", add=[place(content, NAME, limits)])
    assert shown_by_excel(copy.content) == {
        "■■■名单": {"A1": 12.5, "B1": True, "C1": "联系■■■"},
        "另表": {"A1": "■■■", "B1": 7},
    }


def test_looks_and_widths_stay(masking: Masking) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        sheet["A1"] = f"电话{PHONE}"
        sheet["A2"] = 45000
        sheet["A2"].number_format = "yyyy-mm-dd"
        sheet.column_dimensions["A"].width = 33

    book = openpyxl.load_workbook(io.BytesIO(masking(sheet_of(fill), "a.xlsx").content))
    assert book.active["A2"].number_format == "yyyy-mm-dd"
    assert book.active.column_dimensions["A"].width == 33


# Refusals


def locked() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


def twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return papers.with_parts(papers.word({}, (PHONE,)), {"word/document.xml": "<a/>"})


REFUSED = {
    "encrypted": (locked, "a.docx", "已加密"),
    "damaged docx": (lambda: papers.word({}, (f"电话{PHONE}",))[:-900], "a.docx", "已损坏"),
    "damaged part": (
        lambda: papers.with_parts(papers.word({}, (f"电话{PHONE}",)), {"word/header9.xml": "<w:p>"}),
        "a.docx",
        "已损坏",
    ),
    "two parts of one name": (twice, "a.docx", "同名"),
    "locked pdf": (lambda: papers.pdf({}, password="x"), "a.pdf", "已加密"),
    "font of a pdf": (lambda: papers.pdf({"page": f"电话{PHONE}"}), "a.pdf", "没有嵌入"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "a.png", "没有可读的文字"),
    "undecodable text": (lambda: f"电话{PHONE}".encode() + b"\xff\xff\xff", "a.txt", "已损坏"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_masked_is_named(masking: Masking, case: str) -> None:
    make, name, why = REFUSED[case]
    with pytest.raises(BadInput) as refused:
        masking(make(), name)
    assert why in refused.value.why


@pytest.mark.parametrize(
    ("places", "field"),
    [
        ({"add": [(0, 99)]}, "add.0"), ({"add": [(2, 2)]}, "add.0"), ({"add": [(2, 3)]}, "add.0"),
        ({"remove": [(0, 2)]}, "remove.0"), ({"remove": [(3, 14)]}, None),
    ],
)  # fmt: skip
def test_places_that_are_none_are_refused(
    masking: Masking, places: dict[str, list[tuple[int, int]]], field: str | None
) -> None:
    with pytest.raises(BadInput) as refused:
        masking(f"电话 {PHONE}。".encode(), "a.txt", **places)
    assert refused.value.field == field
    assert PHONE not in refused.value.message


@pytest.mark.parametrize("add", [[], [(0, 2)], [(8, 10)]])
def test_a_classified_file_is_no_partial_disclosure(masking: Masking, add: list[tuple[int, int]]) -> None:
    """S31s: neither when the mark is to be masked nor when it is left."""
    with pytest.raises(ClassifiedFile):
        masking(f"机密★10年\n电话{PHONE}，其余照旧".encode(), "a.txt", add=add)


def test_a_mark_left_out_of_the_masks_still_refuses_the_file(masking: Masking) -> None:
    with pytest.raises(ClassifiedFile):
        masking(f"机密★10年\n电话{PHONE}".encode(), "a.txt", remove=[(0, 6)])


def test_the_name_of_the_copy_may_not_tell(rules: object, limits: ScreeningLimits) -> None:
    with pytest.raises(DisclosureError) as refused:
        mask(f"电话{PHONE}".encode(), "a.txt", f"{PHONE}.txt", Choice(), rules, limits)  # type: ignore[arg-type]
    assert refused.value.field == "title"
