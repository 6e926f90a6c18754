"""Lawful acts as a page lists them: what moves the matter on, what only adds to it, and why not the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from disclosure.errors import DisclosureError, NotLawful
from state_machines import Table


@dataclass(frozen=True, slots=True)
class Acts:
    """Names of commands; `refused` with the reason. What the chart does not have from here is not told at all."""

    moving: tuple[str, ...] = ()
    staying: tuple[str, ...] = ()
    refused: tuple[tuple[str, DisclosureError], ...] = ()


def sorted_acts(choices: Mapping[str, DisclosureError | None], chart: Table, state: str) -> Acts:
    lawful = [command for command, why in choices.items() if why is None]
    staying = tuple(c for c in lawful if all(arm.internal for arm in chart.arms[state, c]))
    return Acts(
        tuple(command for command in lawful if command not in staying),
        staying,
        tuple((c, why) for c, why in choices.items() if why is not None and not isinstance(why, NotLawful)),
    )
