"""An office whose programming interface is called over HTTP: a token for anybody, refusals read as problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import count
from typing import Any

import httpx

from disclosure.cases.now import ZONE
from disclosure.cases.tokens import make_token
from disclosure.params import default_directory, load
from disclosure.store.store import Store
from disclosure.web.app import console
from tests.cases.world import STAFF, START, World
from tests.web.serving import serving

CONFIG = load(default_directory())
NOW = datetime.combine(START, time(15), ZONE)
TODAY = START.isoformat()
ROOT = "/api/v1"
PROBLEM = "application/problem+json"


@dataclass
class Api:
    """`by` is the user whose token goes with a call; None sends none."""

    client: httpx.Client
    world: World
    tokens: dict[str, str] = field(default_factory=dict)
    ordinals: Iterator[int] = field(default_factory=lambda: count(1))

    def token(self, user: str) -> str:
        if user not in self.tokens:
            self.tokens[user], _ = make_token(self.world.store, user, "test", 1, NOW, by="root")
        return self.tokens[user]

    def call(
        self, method: str, path: str, by: str | None = None, *, key: str | None = None, **more: Any
    ) -> httpx.Response:
        headers: dict[str, str] = more.pop("headers", {})
        if by is not None:
            headers = {"Authorization": f"Bearer {self.token(by)}"} | headers
        if key is not None:
            headers = headers | {"Idempotency-Key": key}
        return self.client.request(method, ROOT + path, headers=headers, **more)

    def get(self, path: str, by: str | None = None, **more: Any) -> httpx.Response:
        return self.call("GET", path, by, **more)

    def do(self, number: str, command: str, by: str, key: str | None = None, **more: Any) -> httpx.Response:
        body = {"on": TODAY} | more
        return self.call("POST", f"/cases/{number}/commands/{command}", by, key=key, json=body)

    def send_file(
        self, number: str, content: bytes, by: str, key: str | None = None, name: str = "批复.txt"
    ) -> httpx.Response:
        files = {"file": (name, content)}
        return self.call("POST", f"/cases/{number}/files", by, key=key, files=files, data={"on": TODAY})


@contextmanager
def calling(store: Store, people: dict[str, Iterable[tuple[str, str]]] | None = None) -> Iterator[Api]:
    """`people` by name with the (role, unit) each holds; the staff of the world when not told."""
    world = World(store, CONFIG)
    world.hire(people or {name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    with serving(console(store, CONFIG, lambda: NOW)) as client:
        yield Api(client, world)


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem, which says what, why and what to do."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == PROBLEM
    said: dict[str, Any] = answer.json()
    assert said["code"] == code
    assert said["status"] == status
    assert said["type"] == f"/api/v1/problems/{code}"
    assert all(said[part] for part in ("title", "detail", "todo"))
    assert None not in said.values()
    return said
