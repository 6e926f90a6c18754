"""The layout of GB/T 9704-2012, read from the XML of the docx; and the HTML beside it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from disclosure.letters.document import LetterDocument, Paragraph
from disclosure.letters.page import page_of
from disclosure.letters.word import docx_of
from tests.letters.sample import TEMPLATES, composed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 1440 / 25.4  # twips


def part(content: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return ET.fromstring(package.read(name))


def written(document: LetterDocument) -> Any:
    return part(docx_of(document), "word/document.xml")


def paragraphs(root: Any) -> dict[str, Any]:
    """By text, those of the body."""
    found = root.findall(f"{W}body/{W}p")
    return {"".join(t.text or "" for t in p.iter(f"{W}t")): p for p in found}


def value(element: Any, path: str, attribute: str = "val") -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{attribute}")


def font(paragraph: Any) -> tuple[str | None, str | None]:
    """East Asian font and size in half points of the first run."""
    return value(paragraph, "r/rPr/rFonts", "eastAsia"), value(paragraph, "r/rPr/sz")


@pytest.fixture(scope="module")
def partial() -> LetterDocument:
    return composed(TEMPLATES["L-14"], "PARTIAL", ("某路改造工程的批复", "附图"))


def test_the_page(partial: LetterDocument) -> None:
    """A4; 天头37、订口28 mm; 版心 156×225 mm, so 35 below and 26 on the right."""
    section = written(partial).find(f"{W}body/{W}sectPr")
    size = {side: round(int(value(section, "pgSz", side) or 0) / MM) for side in ("w", "h")}
    margins = {
        side: round(int(value(section, "pgMar", side) or 0) / MM)
        for side in ("top", "bottom", "left", "right", "footer")
    }
    assert size == {"w": 210, "h": 297}
    assert margins == {"top": 37, "bottom": 35, "left": 28, "right": 26, "footer": 23}
    assert value(section, "docGrid", "linePitch") == "579"  # 225 mm in 22 lines
    assert 22 * 579 / 20 <= 225 / 25.4 * 72 < 22 * 29.1


def test_twenty_eight_characters_fill_a_line(partial: LetterDocument) -> None:
    styles = part(docx_of(partial), "word/styles.xml")
    space = int(value(styles, "style/rPr/spacing") or 0) / 20
    assert 28 * (16 + space) <= 156 / 25.4 * 72 < 29 * (16 + space)
    spacing = styles.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr/{W}spacing")
    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("579", "exact")  # 28.95 磅


def test_the_head(partial: LetterDocument) -> None:
    found = paragraphs(written(partial))
    assert next(iter(found)) == "示例市自然资源局"
    first = written(partial).find(f"{W}body/{W}p")
    assert font(first) == ("方正小标宋简体", "84")
    assert value(first, "r/rPr/color") == "FF0000"
    assert value(first, "pPr/jc") == "center"
    assert round(int(value(first, "pPr/spacing", "before") or 0) / MM) == 35
    number = found["示自然资公开复〔2026〕1号"]
    assert value(number, "pPr/jc") == "center"
    assert value(number, "pPr/pBdr/bottom", "color") == "FF0000"
    title = found["政府信息公开申请答复书"]
    assert (font(title), value(title, "pPr/jc")) == (("方正小标宋简体", "44"), "center")  # 二号


def test_the_text(partial: LetterDocument) -> None:
    found = paragraphs(written(partial))
    addressee = found["〔申请人〕："]
    assert value(addressee, "pPr/ind", "firstLineChars") is None  # 主送顶格
    body = next(p for text, p in found.items() if text.startswith("本机关于"))
    assert font(body) == ("仿宋_GB2312", "32")  # 三号
    assert value(body, "pPr/ind", "firstLineChars") == "200"
    heading = found["一、予以公开的部分"]
    assert (font(heading), value(heading, "pPr/ind", "firstLineChars")) == (("黑体", "32"), "200")
    assert "二、不予公开的部分" in found


def test_the_four_levels_have_their_fonts() -> None:
    blocks = tuple(Paragraph(f"第{level}层", level) for level in (1, 2, 3, 4))
    found = paragraphs(written(LetterDocument("甲局", None, "标题", None, blocks, (), "甲局", None)))
    fonts = [font(found[f"第{level}层"])[0] for level in (1, 2, 3, 4)]
    assert fonts == ["黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312"]


def test_attachments_signature_and_seal(partial: LetterDocument) -> None:
    root = written(partial)
    found = paragraphs(root)
    assert value(found["附件：1. 某路改造工程的批复"], "pPr/ind", "hangingChars") == "450"
    assert "2. 附图" in found
    date = found["2026年3月2日"]
    # 8 characters of the name and one on either side make a box of 10; the date, of 6, is centred in it: 右空四字.
    assert (value(date, "pPr/jc"), value(date, "pPr/ind", "rightChars")) == ("center", "200")
    assert value(date, "pPr/ind", "leftChars") == "1600"  # 28 - 2 - 10
    signer = root.findall(f"{W}body/{W}p")[-2]
    assert value(signer, "bookmarkStart", "name") == "seal"
    assert value(signer, "pPr/keepNext", "val") in (None, "1")
    assert signer.find(f"{W}pPr/{W}keepNext") is not None


def test_page_numbers_lie_on_the_outer_side(partial: LetterDocument) -> None:
    content = docx_of(partial)
    settings = part(content, "word/settings.xml")
    assert settings.find(f"{W}evenAndOddHeaders") is not None
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = [name for name in package.namelist() if name.startswith("word/footer")]
    footers = [part(content, name).find(f"{W}p") for name in names]
    sides = {
        value(p, "pPr/jc"): value(p, "pPr/ind", "rightChars") or value(p, "pPr/ind", "leftChars")
        for p in footers
    }
    assert sides == {"right": "100", None: "100"}
    for footer in footers:
        assert value(footer, "fldSimple", "instr") == "PAGE"
        assert font(footer) == ("宋体", "28")  # 四号
        assert "".join(t.text or "" for t in footer.iter(f"{W}t")) == "— 1 —"


def test_a_form_has_neither_number_nor_seal() -> None:
    found = paragraphs(written(composed(TEMPLATES["L-28"], None)))
    assert "示例市自然资源局" not in found
    assert next(iter(found)) == "送达回证"


def test_the_same_letter_gives_the_same_bytes(partial: LetterDocument) -> None:
    content = docx_of(partial)
    assert docx_of(partial) == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = part(content, "docProps/core.xml")
    assert [child.tag.rpartition("}")[2] for child in core] == ["title", "language"]  # no author, no instant
    other = docx_of(replace(partial, reference="示自然资公开复〔2026〕2号"))
    assert hashlib.sha256(other).digest() != hashlib.sha256(content).digest()


def test_the_page_escapes_what_people_wrote() -> None:
    letter = LetterDocument(
        "甲局", None, "标题", "<b>某</b>", (Paragraph("<script>alert(1)</script>&"),), (), "甲局", None
    )
    page = page_of(letter)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in page
    assert "&lt;b&gt;某&lt;/b&gt;：" in page
