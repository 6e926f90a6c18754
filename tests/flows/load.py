"""A clerk at work while everything around him is killed, in a process of its own.

`python -m tests.flows.load URL PREFIX` files applications and takes each through its first steps, one command after the
other until its stdin is closed. What is not answered is given again under the same key, which begins with PREFIX. Each
answer is one line on stdout.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from datetime import time as clock
from typing import Any

from disclosure.cases.door import Door
from disclosure.cases.now import ZONE
from disclosure.cases.scribe import Done
from disclosure.errors import Conflict, EnvironmentFailed
from disclosure.params import default_directory, load
from disclosure.store.store import Store
from tests.cases.world import SAMPLES, START, application
from tests.conftest import KEYS

STEPS = ("register", "assign", "record_search", "ask_third_party")
PAUSE = 0.02  # seconds between two commands; the machine has other work
TRY_AGAIN = 0.2


def orders(door: Door, prefix: str) -> Iterator[tuple[str, Callable[[], Done]]]:
    """Key and command, without end. The number of a case is known once its filing was answered."""
    i = 0
    while True:
        i += 1
        filed: list[Done] = []
        own = f"{prefix}{i}"
        yield own, lambda own=own, filed=filed: _filed(door, own, filed)
        for command in STEPS:
            actor, data = SAMPLES[command]
            key = f"{own}-{command}"
            given: dict[str, Any] = {"actor": actor, "on": START, "key": key}
            yield (
                key,
                lambda command=command, data=data, given=given, filed=filed: door.do(
                    filed[0].number, command, dict(data), **given
                ),
            )


def _filed(door: Door, key: str, filed: list[Done]) -> Done:
    done = door.file(application(request_key=key))
    filed.append(done)
    return done


def answered(command: Callable[[], Done]) -> Done:
    while True:
        try:
            return command()
        except (EnvironmentFailed, Conflict):
            time.sleep(TRY_AGAIN)


def main(url: str, prefix: str) -> None:
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    opening = datetime.combine(date(2025, 12, 31), clock(9), ZONE)
    store = Store.open(url, KEYS)
    for key, command in orders(Door(store, load(default_directory()), lambda: opening), prefix):
        done = answered(command)
        sys.stdout.write(json.dumps({"key": key, "number": done.number, "version": done.version}) + "\n")
        sys.stdout.flush()
        if over.wait(PAUSE):
            break
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
