"""The loop behind every sweep: a message waits seconds, not for the next scheduled run.

A thread of `flows.serve`; beside workers a process of its own, `python -m flows.deliver`. Several at once do no harm.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from contextlib import closing
from datetime import datetime

from disclosure.cases.versions import Living, in_force
from disclosure.errors import DisclosureError, place_of
from disclosure.outbound.channels import Channel
from disclosure.outbound.delivery import post
from disclosure.outbound.persons import open_channel
from disclosure.params import Config
from disclosure.store.store import Store
from flows.outbox import FILE
from flows.running import ZONE

LOG = logging.getLogger("disclosure.outbox")
BEAT_SECONDS = 5


def deliver_in_between(store: Store, config: Config, channel: Channel, stop: threading.Event) -> None:
    living = Living(store, config)
    while not stop.wait(BEAT_SECONDS):
        try:
            post(store, channel, living.look(), lambda: datetime.now(ZONE), stop.is_set)
        except DisclosureError as error:
            LOG.warning("%s", error)  # the next beat tries again; the scheduled flow reports it
        except Exception as error:  # noqa: BLE001 - a thread that ends here would end in silence
            LOG.error("投递出错；下一轮再试；%s", place_of(error))  # noqa: TRY400 - its own words may hold an address


def main() -> int:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with closing(Store.open()) as store:
            config = in_force(store)
            channel = open_channel(store, config.service.notify, FILE)
            deliver_in_between(store, config, channel, stop)
    except DisclosureError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
