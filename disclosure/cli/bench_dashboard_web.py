"""The console in a process of its own, with the time of each answer in a header of it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from time import perf_counter
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from disclosure.cases.now import ZONE
from disclosure.cli.bench_book import KEYS
from disclosure.cli.bench_dashboard_book import TODAY
from disclosure.params import default_directory, load
from disclosure.store.store import Store
from disclosure.web.app import console

TOOK = "x-took"  # ms from the request to the first byte of its answer, which is then wholly made
_START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Web:
    address: str
    process: int

    def memory(self) -> float:
        """The most it ever held, in MB."""
        status = Path(f"/proc/{self.process}/status").read_text("utf-8")
        (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
        return round(int(line.split()[1]) / 1000, 1)


@contextmanager
def served(url: str) -> Iterator[Web]:
    process = multiprocessing.get_context("spawn")
    ours, its = process.Pipe()
    child = process.Process(target=_serve, args=(url, its), daemon=True)
    child.start()
    try:
        if not ours.poll(_START_SECONDS):
            raise RuntimeError("the console did not start")
        assert child.pid is not None
        yield Web(f"http://127.0.0.1:{ours.recv()}", child.pid)
    finally:
        child.terminate()
        child.join()


def _serve(url: str, told: Pipe) -> None:
    app = console(
        Store.open(url, KEYS), load(default_directory()), lambda: datetime.combine(TODAY, time(9, 30), ZONE)
    )
    server = uvicorn.Server(
        uvicorn.Config(_timed(app), port=0, log_level="error", ws="none", forwarded_allow_ips="127.0.0.1")
    )

    class Telling(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            told.send(self.servers[0].sockets[0].getsockname()[1])

    Telling(server.config).run()


def _timed(app: ASGIApp) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = f"{(perf_counter() - began) * 1000:.2f}".encode()
                message["headers"] = [*message.get("headers", ()), (TOOK.encode(), took)]
            await send(message)

        await app(scope, receive, sent)

    return answer
