"""The planted corpus of the screening: R37, nothing of what was masked remains, whatever else was there does."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest

from disclosure.errors import BadInput, ClassifiedFile
from disclosure.masking import MaskedCopy
from disclosure.screening import FileKind
from tests.masking.conftest import Masking
from tests.masking.rereading import remains, shown_by_excel, shown_by_word
from tests.screening import papers
from tests.screening.corpus import Paper, papers_of
from tests.screening.papers import BODY
from tests.screening.planted import FULL_WIDTH, decoy, filler, identity, mobile, spellings

MARKS = {"classification_mark"}


def check(paper: Paper, masking: Masking) -> MaskedCopy | None:
    content = paper.write()
    if any(one.rule in MARKS for one in paper.planted):
        with pytest.raises(ClassifiedFile):  # S31s: no partial disclosure of a classified file
            masking(content, paper.name)
        return None
    if not paper.planted:
        with pytest.raises(BadInput) as refused:
            masking(content, paper.name)
        assert "没有要遮盖的内容" in refused.value.why
        return None
    copy = masking(content, paper.name)
    for planted in paper.planted:
        assert not remains(copy.content, planted.written), paper.name
    check_kept(copy)
    return copy


def check_kept(copy: MaskedCopy) -> None:
    """What was there beside what was planted."""
    match copy.kind:
        case FileKind.WORD:
            assert BODY in shown_by_word(copy.content)
        case FileKind.SHEET:
            assert {"A1": "序号", "B1": "说明", "A2": 1, "B2": BODY}.items() <= shown_by_excel(copy.content)[
                "Sheet"
            ].items()
        case FileKind.TEXT:
            assert "■■■" in copy.content.decode()


def check_all(papers: Iterable[Paper], masking: Masking) -> int:
    return sum(check(paper, masking) is not None for paper in papers if not paper.name.endswith("pdf"))


def test_a_share_of_the_corpus(masking: Masking) -> None:
    assert check_all((paper for n, paper in enumerate(papers_of()) if n % 24 == 0), masking) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20261126, 1, 2])
def test_the_whole_corpus(masking: Masking, seed: int) -> None:
    assert check_all(papers_of(seed), masking) > 70


@pytest.mark.parametrize("encoding", papers.ENCODINGS)
@pytest.mark.parametrize("seed", range(8))
def test_a_text_keeps_every_other_word(masking: Masking, encoding: str, seed: int) -> None:
    """Word for word: the numbers alone are masked, in whatever spelling and encoding they came."""
    random = Random(seed)
    lines = [decoy(random), "身份证号{}；", filler(random), "联系电话：{}。", decoy(random)]
    number, phone = identity(random), mobile(random)
    written = [
        random.choice([s for s in spellings(number, (6, 8)) if "\n" not in s]),
        phone.translate(FULL_WIDTH),
    ]
    text = "\n".join(lines)
    copy = masking(papers.ENCODINGS[encoding](text.format(*written)), "说明.txt")
    assert copy.content.decode() == text.format("■■■", "■■■")
