"""A flow's lease, held for as long as its run works and no longer.

A thread renews it, so that a run may last for hours while the lease of a killed one ends within minutes. Whoever
finds it taken waits as long as a dead holder could keep it: the run that follows a power cut must not be lost.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

from disclosure.errors import DisclosureError
from disclosure.store.leases import acquire, release
from disclosure.store.store import Store

LOG = logging.getLogger("disclosure.flows")
LOOK_SECONDS = 2.0  # between two looks at a lease that is taken
RENEWALS = 3  # within the length of a lease, so that two may fail


@contextmanager
def holding(store: Store, name: str, seconds: int, patience: float) -> Iterator[bool]:
    """Whether the lease `name` is ours for the body; False after `patience` seconds of somebody else renewing it."""
    holder = f"{socket.gethostname()[:24]}-{os.getpid()}-{uuid4().hex[:8]}"
    if not _taken(store, name, holder, seconds, patience):
        yield False
        return
    over = threading.Event()
    renewal = threading.Thread(
        target=_renew, args=(store, name, holder, seconds, over), name="lease", daemon=True
    )
    renewal.start()
    try:
        yield True
    finally:
        over.set()
        renewal.join()
        with suppress(DisclosureError):  # without a database it ends by itself
            release(store, name, holder)


def _taken(store: Store, name: str, holder: str, seconds: int, patience: float) -> bool:
    end = time.monotonic() + patience
    while not acquire(store, name, holder, seconds):
        if time.monotonic() >= end:
            return False
        time.sleep(LOOK_SECONDS)
    return True


def _renew(store: Store, name: str, holder: str, seconds: int, over: threading.Event) -> None:
    while not over.wait(seconds / RENEWALS):
        try:
            if not acquire(store, name, holder, seconds):
                LOG.warning("%s 的租约已被另一次运行接走；两次运行的结果相同，只是多做一遍", name)
                return
        except DisclosureError as error:
            LOG.warning("%s 的租约未能续期：%s", name, error)
