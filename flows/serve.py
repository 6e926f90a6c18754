"""One process serves every deployment and delivers the outbox in between. `python -m flows.serve`"""

from __future__ import annotations

import logging
import threading
from datetime import date, datetime
from typing import cast

from prefect import State, serve
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from disclosure.errors import DisclosureError, place_of
from disclosure.outbound.channels import Channel
from disclosure.outbound.delivery import post
from disclosure.outbound.persons import open_channel
from disclosure.params import Config, default_directory, load
from disclosure.store.store import Store
from flows.annual_report import raise_annual_report
from flows.calendar_watch import watch_calendar
from flows.deadline_sweep import deadline_sweep
from flows.exemption_reassessment import reassess_exemptions
from flows.integrity import check_integrity
from flows.outbox import FILE, deliver_outbox
from flows.proactive_conversion import proactive_conversion
from flows.running import ZONE
from flows.secrecy_review import secrecy_review

LOG = logging.getLogger("disclosure.outbox")
BEAT_SECONDS = 5
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


def deliver_in_between(store: Store, channel: Channel, config: Config, stop: threading.Event) -> None:
    """The loop behind every sweep: a message waits seconds, not for the next scheduled run."""
    while not stop.wait(BEAT_SECONDS):
        try:
            post(store, channel, config, datetime.now(ZONE))
        except DisclosureError as error:
            LOG.warning("%s", error)  # the next beat tries again; the scheduled flow reports it
        except Exception as error:  # noqa: BLE001 - a thread that ends here would end in silence
            LOG.error("投递出错；下一轮再试；%s", place_of(error))  # noqa: TRY400 - its own words may hold an address


def main() -> None:
    config = load(default_directory())
    store = Store.open()
    channel = open_channel(store, config.service.notify, FILE)
    stop = threading.Event()
    loop = threading.Thread(target=deliver_in_between, args=(store, channel, config, stop), name="outbox")
    loop.start()
    try:
        # Pausing on shutdown would delete the schedules at every restart.
        serve(*deployments(config), pause_on_shutdown=False, limit=AT_ONCE)
    finally:
        stop.set()
        loop.join()
        store.close()


if __name__ == "__main__":
    main()
