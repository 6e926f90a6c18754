"""A process of its own that brings a draft into force, to be killed: `python -m tests.cases.activator URL NUMBER DAY`.

Says `ready` before it begins and the version when it is done."""

from __future__ import annotations

import sys
from datetime import date, datetime, time

from disclosure.cases.desk import Desk
from disclosure.cases.now import ZONE
from disclosure.cases.revising.activating import bring_into_force
from disclosure.cases.versions import in_force
from disclosure.store.store import Store
from tests.cases.writer import say
from tests.conftest import KEYS


def main(url: str, number: str, day: str) -> None:
    today = date.fromisoformat(day)
    store = Store.open(url, KEYS)
    desk = Desk(store, in_force(store), lambda: datetime.combine(today, time(9), ZONE))
    say("ready")
    say(bring_into_force(desk, number, today).version)


if __name__ == "__main__":
    main(*sys.argv[1:])
