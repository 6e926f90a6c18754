"""Any text, any spans, in each format: what is masked is gone, what is not is there."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.errors import DisclosureError
from disclosure.law.secrecy import ScreeningLimits
from disclosure.screening.screening import extract
from tests.masking.conftest import Masking
from tests.masking.rereading import remains, shown_by_excel, shown_by_word
from tests.screening import papers
from tests.screening.planted import plain

LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉0123456789abｃＤ，。 &<>\"'"
LINES = st.lists(st.text(LETTERS, min_size=1, max_size=24).filter(str.strip), min_size=1, max_size=5)
WRITERS: dict[str, Callable[[list[str]], bytes]] = {
    "txt": lambda lines: "\n".join(lines).encode(),
    "docx": lambda lines: papers.word({"split runs": lines[0]}, body=lines[1:]),
    "xlsx": lambda lines: papers.sheets({}, [[line, n] for n, line in enumerate(lines)]),
}
SHOWN: dict[str, Callable[[bytes], str]] = {
    "txt": bytes.decode,
    "docx": shown_by_word,
    "xlsx": lambda content: "\n".join(str(v) for v in shown_by_excel(content)["Sheet"].values()),
}


@pytest.mark.slow
@pytest.mark.parametrize("ending", WRITERS)
@settings(max_examples=120, deadline=None)
@given(lines=LINES, data=st.data())
def test_any_text_and_any_span(
    masking: Masking, limits: ScreeningLimits, ending: str, lines: list[str], data: st.DataObject
) -> None:
    lines = [f"行{n}{line}" for n, line in enumerate(lines)]
    content = WRITERS[ending](lines)
    text = extract(content, limits).extraction.text
    line = data.draw(st.sampled_from(lines))
    begin = text.index(line)
    start = begin + data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, begin + len(line)))
    if not text[start:end].strip():
        return
    copy = masking(content, f"a.{ending}", add=[(start, end)])
    masked = plain(text[start:end])
    letters = sum(map(str.isalnum, masked))
    if letters >= (5 if masked.isascii() else 2):
        assert not remains_in_text(ending, copy.content, masked)
    shown = SHOWN[ending](copy.content)
    assert "■■■" in shown
    for one in lines:
        if masked not in plain(one) and not touched(copy.spans, text, one):
            assert plain(one) in plain(shown)


def remains_in_text(ending: str, content: bytes, masked: str) -> bool:
    """Among the tags of a package a few letters or digits are there by chance."""
    if masked.isascii():
        return masked in plain(SHOWN[ending](content))
    return remains(content, masked)


def touched(spans: object, text: str, line: str) -> bool:
    """Whether what the screening itself has found lies in this line."""
    begins = text.index(line)
    return any(span.start < begins + len(line) and begins < span.end for span in spans)  # type: ignore[attr-defined]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(spoilt=st.binary(max_size=40), at=st.integers(0, 40_000))
def test_a_spoilt_package_is_masked_or_refused(masking: Masking, spoilt: bytes, at: int) -> None:
    content = papers.word({"table": "电话13800138000", "header": "某局"})
    content = content[: at % len(content)] + spoilt + content[at % len(content) + len(spoilt) :]
    try:
        copy = masking(content, "a.docx")
    except DisclosureError:
        return
    assert not remains(copy.content, "13800138000")
    assert io.BytesIO(copy.content).read(2) == b"PK"
