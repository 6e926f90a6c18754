"""Names a command had when a history row was written, and has no more. The row is never touched; it is read under the
name of today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_STEPS = {
    "accept": "accept_remedy",
    "request_answer": "request_remedy_answer",
    "answer": "answer_remedy",
}
LABELS_OF_THEN = {"record_remedy_step": "登记救济进展", "close_remedy": "救济结案"}


def todays(command: str, data: Mapping[str, Any]) -> str:
    match command:
        case "record_remedy_step":
            return _STEPS[data["step"]]
        case "close_remedy":  # with a result, and no kind of decision
            return "decide_remedy"
    return command
