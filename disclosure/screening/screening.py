"""One file: its kind, its text, what is found in it, and who has to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from disclosure.law.secrecy import ReviewLevel, ScreeningLimits, ScreeningRules, highest
from disclosure.screening.extraction import Extraction
from disclosure.screening.findings import Finding, of_file
from disclosure.screening.kinds import FileKind, is_encrypted_office, kind_of, name_agrees
from disclosure.screening.package import members
from disclosure.screening.passages import Passage, Passages
from disclosure.screening.pdf import read_pdf
from disclosure.screening.plain import read_plain
from disclosure.screening.scanning import scan
from disclosure.screening.sheet import read_sheets
from disclosure.screening.word import read_word

_NAME = "文件名"


@dataclass(frozen=True, slots=True)
class Screening:
    """`text` is everything that could be read, `findings` are in its order, those about the file first."""

    kind: FileKind
    text: str
    findings: tuple[Finding, ...]

    @property
    def level(self) -> ReviewLevel | None:
        """The highest of the findings; None when nothing was found."""
        return highest(tuple(found.level for found in self.findings))

    @property
    def marked(self) -> bool:
        """S31s: the file has a mark of the state's secrets and is not taken."""
        return self.level is ReviewLevel.REFUSE


def screen(content: bytes, name: str, rules: ScreeningRules, limits: ScreeningLimits) -> Screening:
    """What `rules` find in a file; `name` is screened as well and says nothing about its kind. Raises BadInput for a
    program, an archive and what is no document."""
    return screen_extracted(extract(content, limits), name, rules)


@dataclass(frozen=True, slots=True)
class Extracted:
    kind: FileKind
    extraction: Extraction


def extract(content: bytes, limits: ScreeningLimits, *, traced: bool = False) -> Extracted:
    """The text of a file, with the way back into it when `traced`. Raises BadInput as `screen` does."""
    kind = kind_of(content)
    extraction = Extraction(limits, traced)
    if len(content) > limits.file_bytes:
        extraction.trouble("too_large", "文件")
    else:
        _extract(content, kind, extraction)
    return Extracted(kind, extraction)


def screen_extracted(extracted: Extracted, name: str, rules: ScreeningRules) -> Screening:
    """As `screen`, of a file that has been read."""
    kind, extraction = extracted.kind, extracted.extraction
    text = extraction.text
    about_file = (*_of_name(name, kind, rules), *_of_troubles(extraction, rules))
    return Screening(kind, text, (*about_file, *scan(text, extraction.passages, rules, extraction.spotted)))


def _extract(content: bytes, kind: FileKind, into: Extraction) -> None:
    match kind:
        case FileKind.TEXT:
            read_plain(content, into)
        case FileKind.WORD:
            read_word(members(content, into), into)
        case FileKind.SHEET:
            read_sheets(members(content, into), into)
        case FileKind.PDF:
            read_pdf(content, into)
        case FileKind.OLD_OFFICE if is_encrypted_office(content):
            into.trouble("encrypted", "文件")
        case _:
            into.trouble("unreadable", "文件")


def _of_name(name: str, kind: FileKind, rules: ScreeningRules) -> Iterator[Finding]:
    """The name is screened like a heading; its offsets mean nothing in the text."""
    stem = PurePath(name).stem
    for found in scan(stem, Passages((Passage(0, _NAME, heading=True),)), rules):
        yield replace(found, start=0, end=0)
    if not name_agrees(name, kind):
        yield of_file(rules.detectors["name_mismatch"], _NAME)


def _of_troubles(extraction: Extraction, rules: ScreeningRules) -> Iterator[Finding]:
    for trouble in extraction.troubles:
        yield of_file(rules.detectors[trouble.detector], trouble.place)
