"""A value for every fact a letter may speak of, and one of them composed."""

from __future__ import annotations

from datetime import date

from disclosure.letters.composing import Heading, compose
from disclosure.letters.document import LetterDocument
from disclosure.letters.template import Template
from disclosure.letters.vocabulary import LABELS
from disclosure.params import default_directory, load

CONFIG = load(default_directory())
TEMPLATES = CONFIG.letters.templates
DAY = date(2026, 3, 2)
TOLD = {name: f"〔{label}〕" for name, label in LABELS.items()} | {
    "agency": "示例市自然资源局",
    "proceeding_paper": "行政复议答复书",
}
# Each letter beside each outcome it tells; None for those that belong to a command.
PAIRS = [(letter, outcome) for letter, t in TEMPLATES.items() for outcome in t.outcomes or (None,)]


def composed(
    template: Template,
    outcome: str | None,
    attachments: tuple[str, ...] = (),
    told: dict[str, str] | None = None,
    day: date = DAY,
) -> LetterDocument:
    reference = "示自然资公开复〔2026〕1号" if template.series else None
    heading = Heading("示例市自然资源局", day, reference, day if reference else None, attachments)
    return compose(template, TOLD if told is None else told, heading, CONFIG.law, outcome)
