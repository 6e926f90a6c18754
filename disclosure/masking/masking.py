"""One file and what is to be masked in it → a copy in the same format, proved, or a refusal that says why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from disclosure.errors import BadInput, ClassifiedFile
from disclosure.law.secrecy import ScreeningLimits, ScreeningRules
from disclosure.masking.cuts import Cuts, Node, applied, cuts, texts
from disclosure.masking.pdf import characters_of, masked_pdf, prove_pdf
from disclosure.masking.proof import prove
from disclosure.masking.sheet import SheetCopy
from disclosure.masking.spans import Choice, Ink, Span, chosen, repeated, values
from disclosure.masking.word import WordCopy
from disclosure.screening.extraction import Extraction
from disclosure.screening.kinds import KIND_LABEL, FileKind
from disclosure.screening.screening import extract, screen_extracted

# What is left out of a copy can be read by nobody there; what could not be read at all cannot be masked.
_LEFT_OUT = frozenset({"picture", "embedded"})
_PLAIN = frozenset({("", 0)})  # the one node of a text
_WHY = {
    "encrypted": "已加密，读不到内容",
    "damaged": "已损坏，读不全",
    "too_large": "过大，没有读完",
    "unreadable": "没有可读的文字",
}


@dataclass(frozen=True, slots=True)
class MaskedCopy:
    """`spans` are in the order of the original's text, with the rule each rests on; `left_out` says in Chinese what
    the copy leaves out beside them."""

    kind: FileKind
    content: bytes
    spans: tuple[Span, ...]
    left_out: tuple[str, ...]


def mask(
    content: bytes, name: str, title: str, choice: Choice, rules: ScreeningRules, limits: ScreeningLimits
) -> MaskedCopy:
    """The copy without what the screening found, as changed by `choice`, and without the same words elsewhere. `title`
    is the name of the copy, which may not tell them either.

    Raises BadInput for a file or a span that cannot be masked, ClassifiedFile for a file with a mark of the state's
    secrets, Refused when the proof fails.
    """
    extracted = extract(content, limits, traced=True)
    extraction = extracted.extraction
    for trouble in extraction.troubles:
        if trouble.detector not in _LEFT_OUT:
            raise _refused(f"{trouble.place}{_WHY[trouble.detector]}")
    screening = screen_extracted(extracted, name, rules)
    first = chosen(extraction.text, screening.findings, choice)
    if screening.marked:
        raise ClassifiedFile(
            "没有生成遮盖副本",
            "文件带有国家秘密标志；涉密文件不能遮盖后公开（保密法第31条、第35条）",
            "涉密文件按保密规定另行办理；标志有误的，由定密责任人更正",
        )
    telling = values(extraction.text, first)
    if any(next(Ink(title).places(value), None) for value in telling):
        raise BadInput("没有生成遮盖副本", "副本的名称里有应遮盖的文字", "换一个名称", field="title")
    spans = [*first, *repeated(extraction.text, first, telling)]
    if extracted.kind is FileKind.PDF:
        marks = cuts(extraction, spans, {("", node) for node in extraction.placed})
        copy, black = masked_pdf(content, characters_of(extraction, marks), limits)
        removed = {"文字层、批注、表单、属性", *("图片" for _ in extraction.troubles)}
        prove_pdf(copy, black, telling, limits)
    else:
        copy, expected, removed = _copied(content, extracted.kind, extraction, spans, limits)
        prove(copy, expected, telling, limits)
    return MaskedCopy(extracted.kind, copy, tuple(sorted(spans)), tuple(sorted(removed)))


def _copied(
    content: bytes, kind: FileKind, extraction: Extraction, spans: list[Span], limits: ScreeningLimits
) -> tuple[bytes, Mapping[str, str], set[str]]:
    """The copy, the text each part of it has to have, and what was left out."""
    shown = texts(extraction)
    match kind:
        case FileKind.TEXT:
            marks = cuts(extraction, spans, _PLAIN)
            expected = _expected(shown, marks, _PLAIN, {})
            return expected[""].encode("utf-8", "replace"), expected, set()
        case FileKind.WORD:
            word = WordCopy(content, limits)
            marks = cuts(extraction, spans, word.nodes)
            return word.masked(marks), _expected(shown, marks, word.nodes, {}), word.removed
        case FileKind.SHEET:
            book = SheetCopy(content, limits, shown)
            marks = cuts(extraction, spans, book.nodes)
            copy, instead = book.masked(marks)
            return copy, _expected(shown, marks, book.nodes, instead), book.removed
        case _:
            raise _refused(f"{KIND_LABEL[kind]}不能就地遮盖")


def _expected(
    shown: Mapping[str, Mapping[int, str]], marks: Cuts, kept: frozenset[Node], instead: Mapping[Node, str]
) -> dict[str, str]:
    """The text of every part, as it has to stand in the copy; `instead` is what a node has that could not be cut."""
    found = {
        part: "".join(
            instead.get((part, node), applied(text, marks.get((part, node), ())))
            for node, text in nodes.items()
            if (part, node) in kept
        )
        for part, nodes in shown.items()
    }
    return {part: text for part, text in found.items() if text}


def _refused(why: str) -> BadInput:
    return BadInput("没有生成遮盖副本", why, "取得可读的电子文本后重新收存；只有纸质件的，在纸面上遮盖")
