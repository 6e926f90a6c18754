"""From when a changed value counts. One rule for each family of files, said beside every setting."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from disclosure.params.files import REGIME_LABEL
from disclosure.params.reading import Place
from disclosure.params.screening import SECTION


class Effect(StrEnum):
    BY_DATE = "by_date"  # the day that picks the law decides, for every case by itself
    AT_ONCE = "at_once"  # everything open is computed again
    NEXT_STEP = "next_step"  # what is done from then on
    NEXT_RUN = "next_run"


_SAYS = {
    Effect.AT_ONCE: "启用后立即适用于所有未办结的期限",
    Effect.NEXT_STEP: "启用后的下一步办理起适用，已办的不变",
    Effect.NEXT_RUN: "下一次运行起适用",
}


def effect_of(file: str, place: Place, data: Any) -> tuple[Effect, str]:
    """The rule and its sentence for the value at `place` of `file`, whose data is `data`."""
    if file.startswith("law/") and place[0] == "parameters":
        regime = data["parameters"][place[1]].get("regime_by") or data.get("regime_by")
        day = REGIME_LABEL.get(regime, "施行日所指之日")
        return Effect.BY_DATE, f"按{day}适用：规定改变的另加一个施行日，此前的仍适用原值"
    effect = _of_family(file, place)
    return effect, _SAYS[effect]


def _of_family(file: str, place: Place) -> Effect:
    if file in ("service.yaml", "demand.yaml", "characters.yaml"):
        return Effect.NEXT_RUN
    if file.startswith("calendar/") or file in ("escalation.yaml", "law/options.yaml"):
        return Effect.AT_ONCE
    if file == "organization.yaml" and place[0] in ("limits", "mail_in_transit"):
        return Effect.AT_ONCE
    assert file in ("organization.yaml", "letters/remedy.yaml") or place[0] == SECTION, file
    return Effect.NEXT_STEP
