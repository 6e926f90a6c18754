"""The proof finds what a copy must not have: the copies here are made wrong on purpose."""

from __future__ import annotations

from random import Random

import pytest

from disclosure.errors import Refused
from disclosure.law.secrecy import ScreeningLimits
from disclosure.masking.proof import prove
from disclosure.masking.spans import Ink
from tests.masking.conftest import Masking
from tests.screening import papers
from tests.screening.planted import FULL_WIDTH, identity

NUMBER = next(number for n in range(99) if (number := identity(Random(n))).endswith("X"))
FULL = f"{NUMBER[:6]}-{NUMBER[6:14]}-{NUMBER[14:]}".translate(FULL_WIDTH)
TELLING = {Ink(NUMBER).text}
MAIN = {"word/document.xml": f"{papers.BODY}号码■■■"}


@pytest.fixture(scope="module")
def clean(masking: Masking) -> bytes:
    return masking(papers.word({}, (papers.BODY, f"号码{NUMBER}")), "a.docx").content


def test_a_clean_copy_passes(clean: bytes, limits: ScreeningLimits) -> None:
    prove(clean, MAIN, TELLING, limits)


PARTS = {
    "docProps/custom.xml": papers.WORD_PARTS["docProps/custom.xml"],
    "customXml/item1.xml": papers.WORD_PARTS["customXml/item9.xml"],
    "word/diagrams/data1.xml": papers.WORD_PARTS["word/diagrams/data1.xml"],
    "word/theme/theme9.xml": lambda text: f"<a><b>{text}</b></a>",
}


@pytest.mark.parametrize("where", PARTS)
@pytest.mark.parametrize("written", [NUMBER, " ".join(NUMBER), NUMBER.lower(), FULL])
def test_words_left_in_any_part_are_found(
    clean: bytes, limits: ScreeningLimits, where: str, written: str
) -> None:
    """Spaced out, in small letters, full-width and with hyphens as well."""
    with pytest.raises(Refused) as refused:
        prove(papers.with_parts(clean, {where: PARTS[where](written)}), MAIN, TELLING, limits)
    assert "仍在" in refused.value.why
    assert NUMBER not in refused.value.message


def test_words_left_in_a_comment_are_found(clean: bytes, limits: ScreeningLimits) -> None:
    """A part that the reader knows, and whose text is even expected."""
    part = {"word/comments.xml": papers.notes("comment")(NUMBER)}
    with pytest.raises(Refused) as refused:
        prove(papers.with_parts(clean, part), MAIN | {"word/comments.xml": NUMBER}, TELLING, limits)
    assert "仍在" in refused.value.why


@pytest.mark.parametrize(
    "parts",
    [
        {f"word/{NUMBER}.xml": "<a/>"},
        {"word/styles2.xml": f'<a b="{NUMBER}"/>'},
        {"word/styles2.xml": f"<a><b>{NUMBER[:9]}</b><c/><p/>{NUMBER[9:]}</a>"},
        {"word/styles2.xml": "<a>" + "".join(f"&#{ord(c)};" for c in NUMBER) + "</a>"},
        {"word/styles2.xml": f"<a><!--{NUMBER}--></a>"},
    ],
)
def test_words_are_found_in_names_attributes_entities_and_remarks(
    clean: bytes, limits: ScreeningLimits, parts: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        prove(papers.with_parts(clean, parts), MAIN, TELLING, limits)
    assert "仍在" in refused.value.why


@pytest.mark.parametrize(
    "expected", [{}, {"word/document.xml": papers.BODY + "。"}, MAIN | {"word/header1.xml": "头"}]
)
def test_a_copy_that_lost_or_gained_a_word_is_refused(
    clean: bytes, limits: ScreeningLimits, expected: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        prove(clean, expected, TELLING, limits)
    assert "不同" in refused.value.why
