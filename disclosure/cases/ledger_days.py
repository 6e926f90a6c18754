"""台账通报: on certain days of a month the heads are shown how the ledger of the month stands, unit by unit (G3).

Level-triggered like everything a sweep does: what is owed is that the latest such day that has come was told. The
agency says which days; no law does.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, select

from disclosure.cases.notices import Notice, tell
from disclosure.law.workdays import Workdays
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import notices, requests

KIND = "ledger"
_TO = "section_head"


def latest_day(workdays: Workdays, days: tuple[int, ...], today: date) -> date | None:
    """The latest of the days that has come this month; one that is a rest day is told on the next working day, be it of
    the next month."""
    months = (today.replace(day=1), (today.replace(day=1) - timedelta(days=1)).replace(day=1))
    told = (workdays.on_or_after(month.replace(day=day)) for month in months for day in days)
    return max((day for day in told if day.month == today.month and day <= today), default=None)


def announce(store: Store, config: Config, today: date) -> int:
    """Tell the heads of the units that have something in the ledger of the month; how many units were told. Doing it
    again tells nobody."""
    day = latest_day(config.law.workdays, config.organization.ledger_days, today)
    if day is None:
        return 0
    with store.read() as connection:
        units = sorted(_at_work(connection, today) - _told(connection, day))
    if not units:
        return 0
    lines = [
        Notice(_id(day, unit), KIND, KIND, _TO, unit, today, subject=f"{day:%Y-%m}", due=day)
        for unit in units
    ]

    def work(connection: Connection) -> None:
        tell(connection, *lines)

    store.write(work)
    return len(lines)


def _id(day: date, unit: str) -> str:
    return f"{KIND}/{day}/{unit}"


def _at_work(connection: Connection, today: date) -> set[str]:
    """Units with an open case, or one that came in this month."""
    r = requests.c
    still_open = select(r.unit).where(r.closed_on.is_(None)).distinct()
    came_in = select(r.unit).where(r.filed_on >= today.replace(day=1), r.filed_on <= today).distinct()
    return {*connection.scalars(still_open), *connection.scalars(came_in)}


def _told(connection: Connection, day: date) -> set[str]:
    found = connection.scalars(select(notices.c.unit).where(notices.c.notice_id.startswith(_id(day, ""))))
    return set(found)
