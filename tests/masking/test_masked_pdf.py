"""PDF: pictures of the pages with black boxes. R37."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from disclosure.errors import BadInput, Refused
from disclosure.law.secrecy import ScreeningLimits
from disclosure.masking.pdf import prove_pdf
from tests.masking.conftest import Masking

pytestmark = pytest.mark.check  # each page is drawn, by a process of its own

PHONE = "13800138000"
BESIDE = "Ref. No. 2024 stays"


def written(*, turned: int = 0) -> bytes:
    """Two lines in a font that every program has; the number in the properties, a remark and a bookmark as well."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setTitle(f"tel {PHONE}")
    canvas.setPageRotation(turned)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(72, 500, f"Tel. {PHONE} and more")
    canvas.drawString(72, 450, BESIDE)
    canvas.textAnnotation(PHONE, Rect=[100, 100, 120, 120])
    canvas.bookmarkPage("here")
    canvas.addOutlineEntry(PHONE, "here")
    canvas.showPage()
    canvas.drawString(72, 500, "Second page")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def ink(content: bytes, page: int, box: tuple[float, float, float, float]) -> float:
    """The share of dark points within `box` (left, bottom, right, top in points) of a page as drawn."""
    drawn = pdfium.PdfDocument(content)[page].render(scale=2, grayscale=True).to_numpy()
    left, bottom, right, top = (round(2 * value) for value in box)
    return float((drawn[len(drawn) - top : len(drawn) - bottom, left:right] < 128).mean())


def boxes(content: bytes, words: str) -> list[tuple[float, float, float, float]]:
    """Where pdfium finds `words` on the first page."""
    page = pdfium.PdfDocument(content)[0].get_textpage()
    index, count = page.search(words).get_next()
    return [page.get_charbox(n) for n in range(index, index + count) if words[n - index] != " "]


def test_the_number_is_black_and_its_neighbours_are_seen(masking: Masking) -> None:
    original = written()
    copy = masking(original, "a.pdf").content
    assert all(ink(copy, 0, box) == 1.0 for box in boxes(original, PHONE))
    for words in ("Tel", "more", BESIDE):
        assert 0 < sum(ink(copy, 0, box) for box in boxes(original, words)) / len(words) < 0.6
    assert ink(copy, 1, (72, 490, 200, 520)) > 0


def test_nothing_but_pictures_is_left(masking: Masking) -> None:
    copy = masking(written(), "a.pdf")
    document = pdfium.PdfDocument(copy.content)
    assert len(document) == 2
    assert document.get_metadata_dict(skip_empty=True) == {}
    assert list(document.get_toc()) == []
    for page in document:
        assert page.get_textpage().get_text_range() == ""
        assert [type(one).__name__ for one in page.get_objects()] == ["PdfImage"]
        assert pdfium.raw.FPDFPage_GetAnnotCount(page) == 0
    assert PHONE.encode() not in copy.content
    assert copy.left_out


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_is_turned_has_its_boxes_turned(masking: Masking, turned: int) -> None:
    """As much is black as on a page that stands upright."""
    original = written(turned=turned)
    upright, other = (
        pdfium.PdfDocument(masking(content, "a.pdf").content)[0] for content in (written(), original)
    )
    dark = [(page.render(scale=1, grayscale=True).to_numpy() < 128).sum() for page in (upright, other)]
    assert dark[1] == pytest.approx(dark[0], rel=0.1)
    assert other.get_size() == pytest.approx(pdfium.PdfDocument(original)[0].get_size(), abs=1)


def test_a_picture_on_a_page_is_left_out(masking: Masking, tmp_path: Path) -> None:
    Image.new("RGB", (50, 50), "black").save(tmp_path / "p.png")
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 500, f"Tel. {PHONE}, and some more words")
    canvas.drawImage(str(tmp_path / "p.png"), 300, 300, 100, 100)
    canvas.save()
    copy = masking(buffer.getvalue(), "a.pdf")
    assert "图片" in copy.left_out
    assert ink(copy.content, 0, (300, 300, 400, 400)) == 0


def test_a_copy_with_text_or_with_a_box_that_is_not_black_is_refused(
    limits: ScreeningLimits, masking: Masking
) -> None:
    with pytest.raises(Refused):
        prove_pdf(written(), {}, set(), limits)
    copy = masking(written(), "a.pdf").content
    prove_pdf(copy, {}, {PHONE}, limits)
    with pytest.raises(Refused):
        prove_pdf(copy, {"0": [[0, 10, 0, 10]]}, {PHONE}, limits)
    with pytest.raises(Refused):
        prove_pdf(copy + f"\n%{PHONE}".encode(), {}, {PHONE}, limits)


@pytest.mark.parametrize("spoilt", [b"%PDF-1.4\nnothing", written()[:700]])
def test_a_damaged_pdf_is_refused_by_name(masking: Masking, spoilt: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        masking(spoilt, "a.pdf")
    assert "已损坏" in refused.value.why
