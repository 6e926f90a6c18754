"""Files made to hang, to fill the memory, to reach out or to fall over: a finding or a refusal, in bounded time."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace

import pytest

from disclosure.errors import DisclosureError
from disclosure.law.secrecy import ReviewLevel, ScreeningLimits, ScreeningRules
from disclosure.screening import Screening, screen
from tests.screening import papers

MARK = "机密★5年"
SMALL_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
)


@pytest.fixture
def tight(limits: ScreeningLimits) -> ScreeningLimits:
    """So small that a test reaches them quickly."""
    return replace(
        limits,
        file_bytes=2_000_000,
        unpacked_bytes=1_000_000,
        members=50,
        pages=3,
        characters=50_000,
        seconds=5,
    )


def troubles(screening: Screening) -> set[tuple[str, str]]:
    return {(one.rule, one.place) for one in screening.findings if one.end == 0}


def word_with(part: str | bytes, name: str = "word/header9.xml") -> bytes:
    return papers.with_parts(papers.word({"header": MARK}), {name: part})


@pytest.mark.parametrize(
    "part",
    [
        '<!DOCTYPE a [<!ENTITY x "1"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]><a>&y;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a/>',
        "<a>" * 100_000,
        "<w:txbxContent><w:p>" * 50_000,
        "<a><b></a>",
        "",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
    ],
    ids=["entities", "file", "network", "deep", "boxes", "unclosed", "empty", "bytes", "encoding"],
)
def test_a_hostile_part_is_damage_and_the_rest_is_read(
    part: str | bytes, rules: ScreeningRules, limits: ScreeningLimits
) -> None:
    screening = screen(word_with(part), "a.docx", rules, limits)
    assert ("damaged", "页眉") in troubles(screening)
    assert screening.marked


def test_a_bomb_is_read_as_far_as_the_limit(rules: ScreeningRules, tight: ScreeningLimits) -> None:
    roomy = replace(tight, characters=2 * tight.unpacked_bytes)
    screening = screen(word_with(b"<a>" + b"x" * 50_000_000 + b"</a>"), "a.docx", rules, roomy)
    assert ("too_large", "解压后的内容") in troubles(screening)
    assert len(screening.text) <= roomy.unpacked_bytes
    assert screening.marked


def test_too_many_parts_are_told(rules: ScreeningRules, tight: ScreeningLimits) -> None:
    parts = {f"x{n}.xml": "<a/>" for n in range(100)}
    screening = screen(papers.with_parts(papers.word({}), parts), "a.docx", rules, tight)
    assert ("too_large", "文件包的文件数") in troubles(screening)


def test_too_many_pages_are_told_and_the_first_are_read(
    rules: ScreeningRules, tight: ScreeningLimits
) -> None:
    buffer = io.BytesIO()
    canvas = papers.Canvas(buffer)
    for n in range(300):
        canvas.setFont(papers.FONT, 14)
        canvas.drawString(72, 700, MARK if n == 1 else "页")
        canvas.showPage()
    canvas.save()
    screening = screen(buffer.getvalue(), "a.pdf", rules, tight)
    assert ("too_large", "页数") in troubles(screening)
    assert screening.marked


def test_too_much_text_is_told_and_the_first_is_read(rules: ScreeningRules, tight: ScreeningLimits) -> None:
    screening = screen((MARK + "正文" * 60_000).encode(), "a.txt", rules, tight)
    assert ("too_large", "文字") in troubles(screening)
    assert screening.marked


def test_a_file_beyond_the_limit_is_not_read(rules: ScreeningRules, tight: ScreeningLimits) -> None:
    screening = screen(b"x" * (tight.file_bytes + 1), "a.txt", rules, tight)
    assert troubles(screening) == {("too_large", "文件")}
    assert screening.text == ""


@pytest.mark.parametrize(
    "tail",
    [
        b"",
        b"4 0 obj<</Length 9>>stream\n" + b"q " * 100_000 + b"\nendstream endobj\ntrailer<</Root 1 0 R>>",
        b"trailer<</Root 9 0 R>>",
    ],
)
def test_a_broken_pdf_is_a_finding_at_most(
    tail: bytes, rules: ScreeningRules, tight: ScreeningLimits
) -> None:
    screening = screen(SMALL_PDF + tail, "a.pdf", rules, tight)
    assert screening.level in (None, ReviewLevel.SECRECY_OFFICE)


@pytest.mark.check
def test_a_pdf_that_takes_too_long_is_stopped(rules: ScreeningRules, limits: ScreeningLimits) -> None:
    """Forms that draw each other, thirty deep: a billion drawings. What was read before counts."""
    forms = b"".join(
        b"%d 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length 12>>"
        b"stream\n/X Do /X Do \nendstream endobj\n" % (n, n + 1)
        for n in range(4, 34)
    )
    page = SMALL_PDF.replace(b"/Contents 4 0 R", b"/Resources<</XObject<</X 4 0 R>>>>/Contents 90 0 R")
    end = (
        b"90 0 obj<</Length 6>>stream\n/X Do \nendstream endobj\n91 0 obj<</Title(TEL 13812345678)>>endobj\n"
        b"trailer<</Root 1 0 R/Info 91 0 R>>"
    )
    screening = screen(page + forms + end, "a.pdf", rules, replace(limits, seconds=1))
    assert {one.rule for one in screening.findings} == {"too_large", "mobile"}


def test_an_encrypted_or_foreign_member_is_told(rules: ScreeningRules, limits: ScreeningLimits) -> None:
    content = bytearray(word_with("<a/>"))
    central = content.rfind(b"PK\x01\x02")
    content[central + 8] |= 1
    assert ("encrypted", "文件包") in troubles(screen(bytes(content), "a.docx", rules, limits))
    buffer = io.BytesIO(papers.word({}))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/header8.xml", "<a/>")
    content = bytearray(buffer.getvalue())
    content[content.rfind(b"PK\x01\x02") + 10] = 99
    assert ("damaged", "文件包") in troubles(screen(bytes(content), "a.docx", rules, limits))


def test_columns_and_numbers_beyond_every_sheet(rules: ScreeningRules, limits: ScreeningLimits) -> None:
    part = (
        '<worksheet><cols><col min="9" max="99999999999999999999" hidden="1"/></cols><sheetData><row>'
        '<c t="s"><v>99999999999</v></c><c><v>1E999999999</v></c><c r="ZZZZZZ"><v>-1</v></c>'
        "<c><v>NaN</v></c></row></sheetData></worksheet>"
    )
    content = papers.with_parts(papers.sheets({"cell": MARK}), {"xl/worksheets/sheet9.xml": part})
    assert screen(content, "a.xlsx", rules, limits).marked


WHOLE = {
    "a.docx": papers.word({"header": MARK, "table": "110101199003077715", "text box": "箱", "comment": "注"}),
    "a.xlsx": papers.sheets({"cell": MARK, "comment": "注", "hidden sheet": "藏"}),
    "a.txt": f"{MARK} 正文 110101199003077715".encode(),
    "b.txt": f"{MARK} 正文".encode("gb18030"),
    "c.txt": b"\xff\xfe" + MARK.encode("utf-16-le"),
    "a.pdf": papers.pdf({"page": MARK, "annotation": "注", "form field": "1"}),
}


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """Cut off, bytes changed, a stretch doubled or lost."""
    damaged = bytearray(content)
    kind = chance.random()
    if kind < 0.3:
        return bytes(damaged[: chance.randrange(len(damaged))])
    if kind < 0.8:
        for _ in range(chance.choice((1, 1, 3, 20, 200))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        return bytes(damaged)
    start, end = sorted(chance.randrange(len(damaged)) for _ in range(2))
    damaged[start:end] = damaged[start:end] * chance.choice((0, 2))
    return bytes(damaged)


def fuzz(name: str, times: int, rules: ScreeningRules, limits: ScreeningLimits) -> None:
    chance = random.Random(f"{name}-{times}")
    for _ in range(times):
        try:
            screening = screen(spoilt(WHOLE[name], chance), name, rules, limits)
        except DisclosureError:
            continue
        assert all(one.text_masked.strip("× \n\t\r\f") == "" for one in screening.findings)


@pytest.mark.parametrize("name", [name for name in WHOLE if name != "a.pdf"])
def test_spoilt_files_are_findings_or_refusals(
    name: str, rules: ScreeningRules, limits: ScreeningLimits
) -> None:
    fuzz(name, 40, rules, limits)


@pytest.mark.check
@pytest.mark.parametrize("name", WHOLE)
def test_many_spoilt_files_are_findings_or_refusals(
    name: str, rules: ScreeningRules, limits: ScreeningLimits
) -> None:
    fuzz(name, 150 if name == "a.pdf" else 1_500, rules, limits)
