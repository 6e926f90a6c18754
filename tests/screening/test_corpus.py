"""The planted corpus: every mark and every identity number is found, and next to nothing else; masks hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from disclosure.law.secrecy import ScreeningLimits, ScreeningRules
from disclosure.screening import Finding, masked, screen, screen_text
from tests.screening.corpus import Paper, papers_of
from tests.screening.planted import Planted, plain

SURE = {"classification_mark", "id_number"}
BARE = 4  # no longer than that, a mark may be a word elsewhere: 【机密】
PERSONAL = {"id_number", "mobile", "bank_card", "credit_code", "landline", "email", "plate", "address"}


@dataclass(frozen=True)
class Result:
    paper: Paper
    text: str
    findings: tuple[Finding, ...]

    def found(self, planted: Planted) -> list[Finding]:
        """The findings of this thing: a mark may be written in brackets, an address may be found with more of it."""
        want = plain(planted.written)
        return [
            one
            for one in self.findings
            if one.rule == planted.rule
            and (
                plain(self.text[one.start : one.end]) in want or want in plain(self.text[one.start : one.end])
            )
        ]

    def missed(self) -> list[Planted]:
        return [one for one in self.paper.planted if not self.found(one)]

    def false(self) -> list[Finding]:
        expected = {id(one) for planted in self.paper.planted for one in self.found(planted)}
        return [one for one in self.findings if id(one) not in expected]


def results(papers: Iterable[Paper], rules: ScreeningRules, limits: ScreeningLimits) -> list[Result]:
    done = []
    for paper in papers:
        screening = screen(paper.write(), paper.name, rules, limits)
        done.append(Result(paper, screening.text, screening.findings))
    return done


def report(found: list[Result]) -> dict[str, float]:
    planted = Counter(one.rule for result in found for one in result.paper.planted)
    missed = Counter(one.rule for result in found for one in result.missed())
    false = sum(len(result.false()) for result in found)
    right = sum(len(result.findings) for result in found) - false
    recall = {rule: 1 - missed[rule] / count for rule, count in planted.items()}
    return {"precision": right / (right + false), **recall}


def check_corpus(found: list[Result]) -> None:
    missed = [(result.paper.name, one) for result in found for one in result.missed()]
    figures = report(found)
    false = [(r.paper.name, f.rule, r.text[f.start : f.end]) for r in found for f in r.false()]
    assert [one for one in missed if one[1].rule in SURE] == []
    assert figures["precision"] >= 0.98, false
    assert all(figures[rule] >= 0.95 for rule in figures), missed


def check_masks(found: list[Result], rules: ScreeningRules) -> None:
    """In the masked text stands nothing of what was planted, and a second screening finds no personal data."""
    for result in found:
        hidden = masked(result.text, result.findings)
        assert len(hidden) == len(result.text)
        for one in result.findings:
            assert set(hidden[one.start : one.end].split()) <= {"×" * n for n in range(200)}
            assert set("".join(one.text_masked.split())) <= {"×"}
        for planted in result.paper.planted:
            value = plain(planted.written)
            if len(value) > BARE and planted not in result.missed():
                assert value not in plain(hidden), result.paper.name
        assert [f for f in screen_text(hidden, rules) if f.rule in PERSONAL] == [], result.paper.name


def test_a_share_of_the_corpus(rules: ScreeningRules, limits: ScreeningLimits) -> None:
    found = results([paper for n, paper in enumerate(papers_of()) if n % 16 == 0], rules, limits)
    check_corpus(found)
    check_masks(found, rules)


@pytest.mark.check
@pytest.mark.parametrize("seed", [20261126, 1, 2])
def test_the_whole_corpus(
    rules: ScreeningRules, limits: ScreeningLimits, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    """At least 300 papers; recall 100 % for marks and identity numbers, precision at least 98 %."""
    found = results(papers_of(seed), rules, limits)
    with capsys.disabled():
        print("", len(found), report(found), sep="\n")  # noqa: T201 - figures belong in the log of the run
    assert len(found) >= 300
    check_corpus(found)
    check_masks(found, rules)
