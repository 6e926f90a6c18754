"""The earliest day a step may bear: the same rule when it is given and when the history is corrected."""

from __future__ import annotations

from datetime import date

from disclosure.cases.commands import COMMANDS, NotBefore
from disclosure.cases.facts import Facts


def earliest(facts: Facts, command: str, *, moves: bool) -> date:
    """What moves the case happens after the case came to where it is, whoever did it."""
    floor = COMMANDS[command].not_before
    if floor is NotBefore.OWN_ACTS:
        return max(facts.since, facts.acted_on)
    if moves or floor is NotBefore.PRESENT_STATE:
        return facts.since
    return facts.filed_on
