"""The paragraphs that tell a reader how to complain (facts §9.2, §6.4): which, by whom, where, how long.

Words stand in config/letters/remedy.yaml, numbers in config/law/remedy.yaml, names in config/organization.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from disclosure.law.remedy import Agency, forum_of_day, template_of_day
from disclosure.law.terms import Law, RemedyTemplate, Unit
from disclosure.letters.template import filled

# What the wording of config/letters/remedy.yaml may name.
PLACES = frozenset(
    "subject paper organs court reconsideration_days after_days litigation_months online".split()  # noqa: SIM905
)
TOLD = (RemedyTemplate.RECONSIDERATION_FIRST, RemedyTemplate.EITHER, RemedyTemplate.RESTRICTED)


@dataclass(frozen=True, slots=True)
class Wording:
    """`paragraphs` by template; `subjects` are what the complaint is about: the whole, the half disclosed, the half
    withheld; `link` is added when the letter goes out electronically (RV22)."""

    paragraphs: Mapping[RemedyTemplate, str]
    whole: str
    disclosed: str
    withheld: str
    link: str


@dataclass(frozen=True, slots=True)
class Complaints:
    """Where complaints against this agency go. `organs` maps the words of facts §6.4 to names."""

    kind: Agency
    organs: Mapping[str, str]
    court: str
    online: str
    outpost_of_city: bool = False


def redress(
    law: Law,
    wording: Wording,
    where: Complaints,
    remedy: tuple[RemedyTemplate, ...],
    decided: date,
    paper: str,
    *,
    electronic: bool = False,
) -> tuple[str, ...]:
    """One paragraph for each half of a reply, none for a procedural letter."""
    told = [part for part in remedy if part in TOLD]
    if not told:
        return ()
    forum = forum_of_day(law, where.kind, decided, outpost_of_city=where.outpost_of_city)
    known = {
        "paper": paper,
        "organs": "或者".join(where.organs[organ] for organ in forum.organs),
        "court": where.court,
        "reconsideration_days": str(law.number("remedy.reconsideration_period", decided, Unit.DAY).value),
        "after_days": str(law.number("remedy.after_reconsideration", decided, Unit.DAY).value),
        "litigation_months": str(law.number("remedy.litigation_period", decided, Unit.MONTH).value),
        "online": where.online,
    }
    subjects = (wording.whole,) if len(remedy) == 1 else (wording.disclosed, wording.withheld)
    paragraphs = [
        _said(wording, template_of_day(law, part, decided), subject, known)
        for part, subject in zip(told, subjects, strict=True)
    ]
    if electronic and law.choices["remedy.reconsideration_first"].on(decided).value != "never":
        paragraphs += filled(wording.link, known)  # RV22 is of the revised law
    return tuple(paragraphs)


def _said(wording: Wording, part: RemedyTemplate, subject: str, known: Mapping[str, str]) -> str:
    about = filled(subject, known)[0]
    return filled(wording.paragraphs[part], {**known, "subject": about})[0]
