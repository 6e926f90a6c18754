"""Template and facts → document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from disclosure.law.terms import Law
from disclosure.letters.citing import article_of, cited, numeral
from disclosure.letters.document import Block, Form, LetterDocument, Paragraph
from disclosure.letters.template import Line, Template, filled, is_rule

_REMARK = re.compile(r"（[^）]*）$")
_PAPER = re.compile(r"(告知|答复|决定|通知|意见)书|函|回执")
_ORDINALS = (
    lambda n: f"{numeral(n)}、",
    lambda n: f"（{numeral(n)}）",
    lambda n: f"{n}.",
    lambda n: f"（{n}）",
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands around the text. `reference` and `dated` are None in a draft; `law_day` is the day whose regulation
    is cited."""

    agency: str
    law_day: date
    reference: str | None = None
    dated: date | None = None
    attachments: tuple[str, ...] = ()


def printed_title(template: Template, told: Mapping[str, str]) -> str:
    """Without the remark in brackets that tells letters of one title apart in a list."""
    return _REMARK.sub("", filled(template.title, told)[0])


def paper_of(title: str) -> str:
    """What a letter calls itself: 本告知书, 本决定书."""
    found = _PAPER.search(title)
    return found.group() if found else "文书"


def missing(template: Template, told: Mapping[str, str], outcome: str | None) -> tuple[str, ...]:
    """The facts this letter needs and nobody told, by name."""
    return tuple(name for name in template.needed(outcome) if not told.get(name))


def compose(
    template: Template, told: Mapping[str, str], heading: Heading, law: Law, outcome: str | None = None
) -> LetterDocument:
    """`told` holds every needed fact (`missing` says so). Raises NotInForce for a rule the law of then did not have."""
    lines = [line for line in template.lines if line.holds(told, outcome)]
    told = {**told, **_articles(lines, law, heading.law_day)}
    official = template.series is not None
    return LetterDocument(
        authority=heading.agency if official else None,
        reference=heading.reference,
        title=printed_title(template, told),
        addressee=told[template.to] if template.to else None,
        blocks=tuple(_blocks(lines, told)),
        attachments=heading.attachments,
        signer=heading.agency if official else None,
        dated=heading.dated,
    )


def _articles(lines: Iterable[Line], law: Law, day: date) -> dict[str, str]:
    rules = {name for line in lines for name in line.places if is_rule(name)}
    return {rule: cited(article_of(rule, law, day)) for rule in rules}


def _blocks(lines: Sequence[Line], told: Mapping[str, str]) -> list[Block]:
    blocks: list[Block] = []
    counters = [0, 0, 0, 0]
    for form, group in groupby(lines, lambda line: line.level < 0):
        if form:
            blocks.append(Form(tuple(_row(line, told) for line in group)))
            continue
        for line in group:
            blocks += _paragraphs(line, told, counters)
    return blocks


def _row(line: Line, told: Mapping[str, str]) -> tuple[str, ...]:
    return tuple("\n".join(filled(cell.strip(), told)) for cell in line.text.split("|"))


def _paragraphs(line: Line, told: Mapping[str, str], counters: list[int]) -> list[Paragraph]:
    texts = filled(line.text, told)
    if not line.level:
        return [Paragraph(text) for text in texts]
    at = line.level - 1
    counters[at] += 1
    counters[at + 1 :] = [0] * (3 - at)
    return [Paragraph(_ORDINALS[at](counters[at]) + texts[0], line.level)]
