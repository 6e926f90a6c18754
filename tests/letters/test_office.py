"""LibreOffice opens every letter: the pages, the Chinese of the text, and where the elements lie on the first page."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from disclosure.letters.word import docx_of
from tests.letters.sample import PAIRS, TEMPLATES, composed

pytestmark = pytest.mark.slow

MM = 72 / 25.4


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF of each letter and outcome, all converted in one run."""
    office = shutil.which("soffice")
    assert office, "这台机器没有 LibreOffice（soffice）：请安装 libreoffice-writer-nogui 和一种中文字体"
    folder = tmp_path_factory.mktemp("letters")
    for letter, outcome in PAIRS:
        attachments = ("批复", "附图") if outcome == "PARTIAL" else ()
        content = docx_of(composed(TEMPLATES[letter], outcome, attachments))
        (folder / f"{letter}-{outcome}.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*convert, *map(str, sorted(folder.glob("*.docx")))], check=True, timeout=300, capture_output=True
    )
    return {file.stem: file for file in folder.glob("*.pdf")}


def opened(file: Path) -> Any:
    return pypdfium2.PdfDocument(file)


def test_every_letter_is_opened_and_keeps_its_words(pages: dict[str, Path]) -> None:
    for letter, outcome in PAIRS:
        pdf = opened(pages[f"{letter}-{outcome}"])
        text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
        squeezed = "".join(text.split())
        document = composed(TEMPLATES[letter], outcome)
        assert "".join(document.title.split()) in squeezed, letter
        assert 1 <= len(pdf) <= 4, letter
        assert tuple(round(side / MM) for side in pdf[0].get_size()) == (210, 297)


def test_the_elements_lie_where_the_standard_puts_them(pages: dict[str, Path]) -> None:
    """GB/T 9704-2012: the mark 72 mm below the edge, text within 28 and 26 mm, the page number below the 版心."""
    page = opened(pages["L-13-OPEN_PROVIDE"])[0]
    width, height = page.get_size()
    text = page.get_textpage()
    boxes = [(text.get_text_range(i, 1), text.get_charbox(i)) for i in range(text.count_chars())]
    inked = [(character, box) for character, box in boxes if character.strip()]
    top = max(box[3] for _, box in inked)
    assert 70 <= (height - top) / MM <= 80
    assert min(box[0] for _, box in inked) / MM >= 27.5
    assert (width - max(box[2] for _, box in inked)) / MM >= 25.5
    number = min(box[1] for _, box in inked)
    assert 20 <= number / MM <= 30


def test_a_line_holds_twenty_eight_characters(pages: dict[str, Path]) -> None:
    """The first full line of the body, by the characters that share its height."""
    page = opened(pages["L-15-DENY_SECRET"])[0]
    text = page.get_textpage()
    lines: dict[int, int] = {}
    for i in range(text.count_chars()):
        if text.get_text_range(i, 1).strip():
            bottom = round(text.get_charbox(i, loose=True)[1])
            lines[bottom] = lines.get(bottom, 0) + 1
    assert 26 <= max(lines.values()) <= 32  # figures are half as wide
