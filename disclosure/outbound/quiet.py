"""When people may be written to: in the working hours of working days."""

from __future__ import annotations

from datetime import datetime

from disclosure.errors import NotInForce
from disclosure.law.workdays import Workdays
from disclosure.params.service import Notify


def is_quiet(at: datetime, notify: Notify, workdays: Workdays) -> bool:
    """Whether a message has to wait at the instant `at` (in Asia/Shanghai). Where the calendar has no days, Monday
    to Friday count: a missing holiday notice must not silence the office."""
    try:
        working = workdays.is_workday(at.date())
    except NotInForce:
        working = at.weekday() < 5
    return not (working and notify.opens <= at.time() < notify.closes)
