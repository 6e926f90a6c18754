"""G8: the ladder. Which level a deadline stands on, and on which day it climbs the next one.

No law knows warning lights: levels, days and recipients are configuration (config/escalation.yaml).
A level begins on the first day with no more than so many working days left, counted by C-1 and C-4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from disclosure.law.workdays import Workdays

OWNER = "owner"  # as a recipient: whoever owns the deadline
SUPERVISION_ANSWER = "supervision_answer"  # the deadline a 督办单 sets for its answer

CALM: Final = "none"  # colour of a deadline that has reached no level


@dataclass(frozen=True, slots=True)
class Level:
    """One rung. `offset` is in working days from the due day, negative before it, 0 the due day itself.
    `to` names roles of the deadline's unit, or OWNER. Empty `kinds` means every kind of deadline."""

    number: int
    name: str
    colour: str
    offset: int
    to: tuple[str, ...]
    kinds: tuple[str, ...]
    opens_supervision: bool

    def applies_to(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds

    def opens_order_on(self, kind: str) -> bool:
        """Whether this rung opens a 督办单 (R47.1). An unanswered one goes up to the 主管部门 and opens no other,
        or there would be no end of them."""
        return self.opens_supervision and kind != SUPERVISION_ANSWER


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs in the order of `number`, which is also the order of `offset`."""

    levels: tuple[Level, ...]

    def above(self, kind: str, reached: int) -> tuple[Level, ...]:
        """The rungs a deadline of this kind has still before it."""
        return tuple(level for level in self.levels if level.number > reached and level.applies_to(kind))

    def colour(self, number: int) -> str:
        """Colour of the highest rung up to `number`, which may be on the ladder no longer; CALM below the first."""
        reached = (level.colour for level in reversed(self.levels) if level.number <= number)
        return next(reached, CALM)


def alert_day(level: Level, due: date, workdays: Workdays) -> date:
    """G8, X15: the first day on which `level` holds. Some due days are days off (1月31日 does not roll over):
    the count then runs back from the last working day before, and forward from the due day."""
    if level.offset > 0:
        return workdays.after(due, level.offset)
    return workdays.after(workdays.on_or_before(due), level.offset)


def next_alert(ladder: Ladder, kind: str, due: date, reached: int, workdays: Workdays) -> date | None:
    """The day the next level above `reached` begins; None at the top."""
    ahead = ladder.above(kind, reached)
    return alert_day(ahead[0], due, workdays) if ahead else None


def crossed(
    ladder: Ladder, kind: str, due: date, reached: int, today: date, workdays: Workdays
) -> tuple[Level, ...]:
    """The levels above `reached` that hold on `today`; the last one is in force, the others were passed."""
    return tuple(level for level in ladder.above(kind, reached) if alert_day(level, due, workdays) <= today)
