"""A person at the console without a browser: signs in, reads pages, fills the form that is on one and sends it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from html.parser import HTMLParser
from typing import Any

import httpx

from disclosure.cases.now import ZONE
from disclosure.web.app import console
from tests.cases.world import World
from tests.web.serving import serving, sign_in


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """Every form of a page with the values a browser would send untouched."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area: str | None = None
        self._select: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(Form(given["action"] or "", given.get("method") or "get"))
            return
        name = given.get("name")
        if tag == "option" and self._select is not None and "selected" in given:
            self.forms[-1].fields[self._select] = given.get("value") or ""
        if name is None or not self.forms:
            return
        fields = self.forms[-1].fields
        if tag == "input" and given.get("type") not in ("file", "radio", "checkbox"):
            fields[name] = given.get("value") or ""
        elif tag == "input" and "checked" in given:
            fields[name] = given.get("value") or "on"
        elif tag == "textarea":
            self._area, fields[name] = name, ""
        elif tag == "select":
            self._select, fields[name] = name, ""
        elif tag == "button":
            self.forms[-1].buttons.append(name)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1].fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None


@dataclass
class Desk:
    client: httpx.Client

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        return answer.text

    def page_after(self, path: str) -> str:
        """As `page`, wherever it leads."""
        answer = self.client.get(path, follow_redirects=True)
        assert answer.status_code == 200, (path, answer.text)
        return answer.text

    def form_of(self, answer: httpx.Response) -> Form:
        return Forms(answer.text).forms[-1]

    def form(self, path: str) -> Form:
        """The last form of the page: the first is that of signing out."""
        return Forms(self.page(path)).forms[-1]

    def send(self, form: Form, files: Any = None, **given: str) -> httpx.Response:
        fields = form.fields | {name.replace("__", "."): value for name, value in given.items()}
        return self.client.post(form.action, data=fields, files=files)

    def fill(self, path: str, files: Any = None, **given: str) -> httpx.Response:
        return self.send(self.form(path), files, **given)

    def act(self, number: str, command: str, **given: str) -> None:
        """One command by its form; it must be taken."""
        answer = self.fill(f"/cases/{number}/do/{command}", **given)
        assert answer.status_code == 303, answer.text


@dataclass
class WebOffice:
    """The office of tests/cases/world.py with a console; its clock is the office's own day."""

    world: World
    address: str

    @contextmanager
    def at(self, name: str) -> Iterator[Desk]:
        with httpx.Client(base_url=self.address, trust_env=False, timeout=30) as client:
            sign_in(client, self.world.store, name, self.now())
            yield Desk(client)

    @contextmanager
    def stranger(self) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=self.address, trust_env=False, timeout=30) as client:
            yield client

    def now(self) -> datetime:
        return datetime.combine(self.world.today, time(9, 30), ZONE)


@contextmanager
def opened(world: World) -> Iterator[WebOffice]:
    def clock() -> datetime:
        return datetime.combine(world.today, time(9, 30), ZONE)

    with serving(console(world.store, world.config, clock)) as client:
        yield WebOffice(world, str(client.base_url))
