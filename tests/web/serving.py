"""A real server on a free port of this machine, for the time of a test; somebody signed in."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import httpx
import uvicorn
from fastapi import FastAPI

from disclosure.cases.accounts import set_password
from disclosure.params.service import SignIn
from disclosure.store.store import Store

PASSWORD = "four unlikely words"
RULES = SignIn(
    idle_minutes=30,
    longest_hours=12,
    attempts=5,
    lock_minutes=15,
    password_length=12,
    tries_per_address=300,
)


@contextmanager
def serving(app: FastAPI) -> Iterator[httpx.Client]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server ended before it began"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


def sign_in(client: httpx.Client, store: Store, name: str, now: datetime) -> None:
    """`name` gets a password and comes in."""
    set_password(store, name, PASSWORD, RULES, now, by="root")
    answer = client.post("/signin", data={"user": name, "password": PASSWORD, "to": "/"})
    assert answer.status_code == 303, answer.text


def csrf_of(client: httpx.Client) -> str:
    """The proof of origin that the forms of this session carry."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get("/").text)
    assert found is not None
    return found[1]
