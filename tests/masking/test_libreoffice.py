"""Another office program opens every copy and prints it: nothing in it has to be repaired."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from tests.masking.conftest import Masking
from tests.screening import papers

PHONE = "13800138000"
PLACES = {
    "docx": (papers.word, (*papers.WORD_PLACES, *papers.WORD_PARTS)),
    "xlsx": (papers.sheets, tuple(papers.SHEET_PLACES)),
}


@pytest.mark.slow
@pytest.mark.parametrize("ending", PLACES)
def test_every_copy_is_opened_and_printed(masking: Masking, tmp_path: Path, ending: str) -> None:
    """A copy for each place in which something is masked, and one of them all at once."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program, "没有 LibreOffice：请安装 libreoffice-writer、libreoffice-calc"
    write, places = PLACES[ending]
    contents = {f"{n:02}": {place: f"电话{PHONE}"} for n, place in enumerate(places)}
    contents["all"] = dict.fromkeys(places, f"电话{PHONE}")
    for name, texts in contents.items():
        (tmp_path / f"{name}.{ending}").write_bytes(masking(write(texts), f"a.{ending}").content)
    files = sorted(map(str, tmp_path.glob(f"*.{ending}")))
    subprocess.run(
        [program, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path / "pdf"), *files],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    for name in contents:
        pages = pdfium.PdfDocument(tmp_path / "pdf" / f"{name}.pdf")
        printed = "".join(page.get_textpage().get_text_range() for page in pages)
        assert "本页为普通说明" in printed, name
        assert PHONE not in printed, name
    assert "电话■■■" in printed
