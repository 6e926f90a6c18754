"""Every format by its content, every place in it, and what a machine cannot read."""

from __future__ import annotations

import zlib

import pytest

from disclosure.errors import BadInput
from disclosure.law.secrecy import ReviewLevel, ScreeningLimits, ScreeningRules
from disclosure.screening import FileKind, Screening, screen
from tests.screening import papers

NUMBER = "110101199003077715"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


class Reader:
    def __init__(self, rules: ScreeningRules, limits: ScreeningLimits) -> None:
        self.rules, self.limits = rules, limits

    def __call__(self, content: bytes, name: str) -> Screening:
        return screen(content, name, self.rules, self.limits)


@pytest.fixture
def read(rules: ScreeningRules, limits: ScreeningLimits) -> Reader:
    return Reader(rules, limits)


def keys(screening: Screening) -> set[str]:
    return {finding.rule for finding in screening.findings}


def places(screening: Screening, rule: str) -> list[str]:
    return [finding.place for finding in screening.findings if finding.rule == rule]


# Where it stands


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("body", "正文"),
        ("split runs", "正文"),
        ("table", "正文"),
        ("nested table", "正文"),
        ("header", "页眉"),
        ("footer", "页脚"),
        ("first header", "页眉"),
        ("even header", "页眉"),
        ("comment", "批注"),
        ("text box", "文本框"),
        ("insertion", "正文"),
        ("deletion", "修订（删除）"),
        ("moved away", "修订（删除）"),
        ("hidden", "隐藏文字"),
        ("core property", "文档属性"),
        ("watermark", "对象属性"),
        ("alternative text", "对象属性"),
        ("word/footnotes.xml", "脚注"),
        ("word/endnotes.xml", "尾注"),
        ("docProps/custom.xml", "文档属性"),
        ("customXml/item9.xml", "自定义数据"),
    ],
)
def test_a_place_of_a_word_document_is_named(read: Reader, place: str, told: str) -> None:
    screening = read(papers.word({place: NUMBER}), "a.docx")
    assert screening.kind is FileKind.WORD
    assert places(screening, "id_number") == [told]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("cell", "工作表“Sheet”"),
        ("hidden sheet", "隐藏工作表“另一张”"),
        ("very hidden sheet", "深度隐藏工作表“另一张”"),
        ("hidden row", "工作表“Sheet”隐藏行"),
        ("hidden column", "工作表“Sheet”隐藏列"),
        ("rich text", "工作表“Sheet”"),
        ("comment", "批注"),
        ("header", "页眉页脚"),
        ("property", "文档属性"),
        ("formula", "工作表“Sheet”公式"),
    ],
)
def test_a_place_of_a_workbook_is_named(read: Reader, place: str, told: str) -> None:
    screening = read(papers.sheets({place: NUMBER}), "a.xlsx")
    assert screening.kind is FileKind.SHEET
    assert places(screening, "id_number") == [told]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("page", "第1页"),
        ("drawn apart", "第1页"),
        ("upright", "第1页"),
        ("invisible", "第1页"),
        ("second page", "第2页"),
        ("annotation", "第1页批注和表单"),
        ("form field", "第1页批注和表单"),
        ("subject", "文档属性"),
        ("keywords", "文档属性"),
        ("bookmark", "书签"),
    ],
)
def test_a_place_of_a_pdf_is_named(read: Reader, place: str, told: str) -> None:
    screening = read(papers.pdf({place: NUMBER}), "a.pdf")
    assert screening.kind is FileKind.PDF
    assert set(places(screening, "id_number")) == {told}


def test_a_mark_drawn_out_of_order_is_put_together(read: Reader) -> None:
    assert read(papers.pdf({"drawn apart": "机密★5年"}), "a.pdf").marked


def test_the_name_of_an_attachment_of_a_pdf_is_read_and_its_content_is_not(read: Reader) -> None:
    screening = read(papers.with_attachment(papers.pdf({}), "绝密★附件.txt"), "a.pdf")
    assert places(screening, "classification_mark") == ["附件名称"]
    assert "embedded" in keys(screening)


def test_what_a_stamp_draws_is_read(read: Reader) -> None:
    """A stamp has no text of its own: only its picture, drawn by a form."""
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Annots[4 0 R]>>endobj\n"
        b"4 0 obj<</Type/Annot/Subtype/Stamp/F 4/Rect[50 50 300 90]/AP<</N 5 0 R>>>>endobj\n"
        b"5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 250 40]/Resources<</Font<</F 6 0 R>>>>/Length 46>>stream\n"
        b"BT /F 12 Tf 5 5 Td (TEL 13812345678 private) Tj ET\nendstream endobj\n"
        b"6 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>"
    )
    assert places(read(content, "a.pdf"), "mobile") == ["第1页批注和表单"]


@pytest.mark.parametrize("packed", [False, True])
def test_xmp_of_a_pdf_is_read(read: Reader, packed: bool) -> None:
    xmp = "<x:xmpmeta><dc:title>机密★5年</dc:title></x:xmpmeta>".encode()
    stream = zlib.compress(xmp) if packed else xmp
    filtered = b"/Filter/FlateDecode" if packed else b""
    head = b"9 0 obj\n<</Type/Metadata/Subtype/XML%b/Length %d>>\nstream\n" % (filtered, len(stream))
    content = papers.pdf({}) + head + stream + b"\nendstream\nendobj\n"
    assert places(read(content, "a.pdf"), "classification_mark") == ["文档属性"]


def test_numbers_kept_as_numbers_are_read(read: Reader) -> None:
    """A telephone whole; an identity number as a spreadsheet keeps it, with its last digits lost."""
    rows = [(13812345678, 13912345678.0, 42), (110101199003077715, 12345678901234567)]
    screening = read(papers.sheets({}, rows), "a.xlsx")
    assert sorted(finding.rule for finding in screening.findings) == ["id_number", "mobile", "mobile"]


def test_numbers_of_neighbouring_cells_are_not_joined(read: Reader) -> None:
    rows = [(138, 1234, 5678), (138,), (1234,), (5678,), (6222, 212, 3456, 7890, 128)]
    assert read(papers.sheets({}, rows), "a.xlsx").findings == ()


def test_a_picture_and_an_embedded_file_are_told(read: Reader) -> None:
    parts = {"word/media/image1.png": b"\x89PNG", "word/embeddings/a.bin": b"x", "word/vbaProject.bin": b"x"}
    screening = read(papers.with_parts(papers.word({}), parts), "a.docx")
    assert places(screening, "picture") == ["图片"]
    assert places(screening, "embedded") == ["内嵌文件", "宏"]


# What it is


@pytest.mark.parametrize("encoding", papers.ENCODINGS)
def test_text_in_every_encoding(read: Reader, encoding: str) -> None:
    screening = read(papers.ENCODINGS[encoding](f"说明\n身份证{NUMBER}"), "a.txt")
    assert screening.kind is FileKind.TEXT
    assert keys(screening) == {"id_number"}


def test_two_characters_of_gb18030_among_latin_letters_are_read(read: Reader) -> None:
    assert read(("x" * 2_000 + "\n机密★5年\n" + "x" * 2_000).encode("gb18030"), "a.txt").marked


def test_a_spoilt_byte_does_not_make_utf8_into_another_encoding(read: Reader) -> None:
    content = bytearray(("正文" * 50 + "机密★5年" + "正文" * 50).encode())
    content[40] = 0xFF
    screening = read(bytes(content), "a.txt")
    assert screening.marked
    assert "damaged" in keys(screening)


@pytest.mark.parametrize(
    ("content", "name", "kind", "rule"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "a.png", FileKind.IMAGE, "unreadable"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "a.jpg", FileKind.IMAGE, "unreadable"),
        (OLE, "a.doc", FileKind.OLD_OFFICE, "unreadable"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", FileKind.OLD_OFFICE, "encrypted"),
        (b"{\\rtf1 x}", "a.rtf", FileKind.OTHER_DOCUMENT, "unreadable"),
    ],
)
def test_what_a_machine_cannot_read_goes_to_the_secrecy_office(
    read: Reader, content: bytes, name: str, kind: FileKind, rule: str
) -> None:
    screening = read(content, name)
    assert screening.kind is kind
    assert keys(screening) == {rule}
    assert screening.level is ReviewLevel.SECRECY_OFFICE


def test_an_encrypted_pdf_is_told(read: Reader) -> None:
    assert keys(read(papers.pdf({}, password="secret"), "a.pdf")) == {"encrypted"}


@pytest.mark.parametrize(
    "content",
    [
        b"MZ" + bytes(60),
        b"\x7fELF" + bytes(60),
        b"#!/bin/sh\n",
        b"Rar!\x1a\x07\0",
        b"7z\xbc\xaf\x27\x1c",
        b"\x1f\x8b\x08",
        bytes(300),
        papers.with_parts(b"PK\x05\x06" + bytes(18), {"a.txt": "x"}),
    ],
)
def test_programs_and_archives_are_refused(read: Reader, content: bytes) -> None:
    with pytest.raises(BadInput, match="没有受理"):
        read(content, "a.docx")


@pytest.mark.parametrize("words", ["MZ 项目说明", "BM 公司来函", "PK 赛"])
def test_a_text_may_begin_like_something_else(read: Reader, words: str) -> None:
    assert read(words.encode(), "a.txt").kind is FileKind.TEXT


def test_of_two_sheets_with_one_name_both_are_read(read: Reader) -> None:
    first = papers.sheets({"cell": NUMBER})
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = papers.with_parts(first, {"xl/worksheets/sheet1.xml": "<worksheet/>"})
    assert "id_number" in keys(read(twice, "a.xlsx"))


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"text"), ("a.txt", papers.word({})), ("a", b"text")]
)
def test_a_name_that_does_not_agree_is_told(read: Reader, name: str, content: bytes) -> None:
    assert keys(read(content, name)) == {"name_mismatch"}


@pytest.mark.parametrize("name", ["机密★5年 通知.txt", "【秘密】通知.txt", "绝密.txt"])
def test_a_name_can_be_marked(read: Reader, name: str) -> None:
    assert read(b"text", name).marked


def test_a_name_never_shows_in_its_finding(read: Reader) -> None:
    (finding,) = read(b"text", f"{NUMBER}.txt").findings
    assert (finding.rule, finding.place, finding.start, finding.end) == ("id_number", "文件名", 0, 0)
    assert NUMBER not in repr(finding)


def test_the_level_is_the_highest_found(read: Reader) -> None:
    assert read("手机13812345678".encode(), "a.txt").level is ReviewLevel.HANDLER
    assert read("手机13812345678，工作秘密".encode(), "a.txt").level is ReviewLevel.UNIT_HEAD
    assert read("手机13812345678，国家秘密".encode(), "a.txt").level is ReviewLevel.SECRECY_OFFICE
    marked = read("手机13812345678，国家秘密，秘密★1年".encode(), "a.txt")
    assert (marked.level, marked.marked) == (ReviewLevel.REFUSE, True)
    clean = read("无".encode(), "a.txt")
    assert (clean.level, clean.marked) == (None, False)
