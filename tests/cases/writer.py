"""A process of its own that writes through the door, to be raced and killed.

`python -m tests.cases.writer URL` reads one JSON document a line: `{"file": {…}}` or `{"number", "command", "data",
"actor", "key", "if_version"}`, and answers each on stdout once it is on disk.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from disclosure.cases.door import Door
from disclosure.cases.now import ZONE
from disclosure.errors import Refused
from disclosure.params import load
from disclosure.store.store import Store
from tests.cases.world import START
from tests.conftest import KEYS


def give(door: Door, order: dict[str, Any]) -> dict[str, Any]:
    try:
        if "file" in order:
            done = door.file(order["file"])
        else:
            done = door.do(order.pop("number"), order.pop("command"), order.pop("data"), on=START, **order)
    except Refused as refused:
        return {"error": refused.code}
    return {"number": done.number, "version": done.version, "repeated": done.repeated}


def main(url: str) -> None:
    opening = datetime.combine(date(2025, 12, 31), time(9), ZONE)
    door = Door(Store.open(url, KEYS), load(Path("config")), lambda: opening)
    say("ready")
    for line in sys.stdin:
        say(json.dumps(give(door, json.loads(line))))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
