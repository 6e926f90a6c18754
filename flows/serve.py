"""One process serves every deployment and delivers the outbox in between. `python -m flows.serve`"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from contextlib import closing
from datetime import date
from typing import cast

from prefect import State, serve
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from disclosure.cases.versions import in_force
from disclosure.errors import DisclosureError
from disclosure.outbound.channels import Channel
from disclosure.outbound.persons import open_channel
from disclosure.params import Config
from disclosure.store.store import Store
from flows.annual_report import raise_annual_report
from flows.calendar_watch import watch_calendar
from flows.deadline_sweep import deadline_sweep
from flows.deliver import deliver_in_between
from flows.exemption_reassessment import reassess_exemptions
from flows.integrity import check_integrity
from flows.outbox import FILE, deliver_outbox
from flows.proactive_conversion import proactive_conversion
from flows.secrecy_review import secrecy_review

LOG = logging.getLogger("disclosure.outbox")
AT_ONCE = 3

# By the name that config/service.yaml schedules and `flow_runs` records.
FLOWS: dict[str, Flow[[date | None], State[None]]] = {
    "deadline_sweep": deadline_sweep,
    "outbox": deliver_outbox,
    "integrity": check_integrity,
    "exemption_reassessment": reassess_exemptions,
    "annual_report": raise_annual_report,
    "calendar_watch": watch_calendar,
    "secrecy_review": secrecy_review,
    "proactive_conversion": proactive_conversion,
}


def deployments(config: Config) -> list[RunnerDeployment]:
    """Each flow with its cron of config/service.yaml, in the zone of the office whatever the machine's is."""
    made = (
        flow.to_deployment(
            name,
            schedules=[Cron(config.service.schedules[name], timezone=config.service.zone)],
            tags=["disclosure"],
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for name, flow in FLOWS.items()
    )
    return [cast("RunnerDeployment", one) for one in made]  # a coroutine only inside an event loop


class Loop(threading.Thread):
    """Delivery beside the flows. Should it ever end unasked, the whole process ends, and whoever started that sees it:
    a runner whose messages stay behind looks healthy."""

    def __init__(self, store: Store, config: Config, channel: Channel) -> None:
        super().__init__(name="outbox")
        self._store, self._config, self._channel = store, config, channel
        self._over = threading.Event()
        self.failed = False

    def run(self) -> None:
        try:
            deliver_in_between(self._store, self._config, self._channel, self._over)
        finally:
            if not self._over.is_set():
                self.failed = True
                LOG.critical("通知投递意外停止，定时任务随之退出；请查明后重新启动")
                os.kill(os.getpid(), signal.SIGTERM)

    def stop(self) -> None:
        self._over.set()
        self.join()


def main() -> int:
    try:
        with closing(Store.open()) as store:
            config = in_force(store)
            return _serve(config, Loop(store, config, open_channel(store, config.service.notify, FILE)))
    except DisclosureError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status


def _serve(config: Config, loop: Loop) -> int:
    loop.start()
    try:
        # Pausing on shutdown would delete the schedules at every restart.
        serve(*deployments(config), pause_on_shutdown=False, limit=AT_ONCE)
    except SystemExit as stopped:  # how the runner leaves when it is asked to
        if stopped.code:
            raise
    finally:
        loop.stop()
    return 1 if loop.failed else 0


if __name__ == "__main__":
    sys.exit(main())
