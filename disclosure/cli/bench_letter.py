"""`disclosure bench letter`: a letter from its facts to docx bytes, beside a bare docx of one empty paragraph."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

from docx import Document

from disclosure.letters.composing import Heading, compose
from disclosure.letters.gb9704 import beginning
from disclosure.letters.vocabulary import LABELS
from disclosure.letters.word import docx_of
from disclosure.params import Config

_ASKED_MS = 50
_DAY = date(2026, 3, 2)


def bench_letter(config: Config, *, runs: int = 15) -> list[dict[str, Any]]:
    """ms for one letter, every template and outcome by turns. `limit` is python-docx opening and saving the empty
    beginning of a letter, in the same run."""
    told = {name: f"{label}的内容" for name, label in LABELS.items()}
    pairs = [(t, outcome) for t in config.letters.templates.values() for outcome in t.outcomes or (None,)]
    heading = Heading(config.organization.agency, _DAY, "示〔2026〕1号", _DAY, ("附件一", "附件二"))

    def letters() -> None:
        for template, outcome in pairs:
            docx_of(compose(template, told, heading, config.law, outcome))

    empty = beginning()

    def bare() -> None:
        for _ in pairs:
            Document(io.BytesIO(empty)).save(io.BytesIO())

    letters()  # what is made once in a process
    timed = [(_seconds(letters), _seconds(bare)) for _ in range(runs)]
    ours, limit = (median(column) / len(pairs) * 1000 for column in zip(*timed, strict=True))
    return [
        {
            "name": "letter",
            "ours": round(ours, 2),
            "limit": round(limit, 2),
            "ratio": round(limit / ours, 3),
            "unit": "ms",
            "n": len(pairs),
            "runs": runs,
            "asked": _ASKED_MS,
        }
    ]


def _seconds(work: Callable[[], None]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
