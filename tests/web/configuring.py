"""A draft at the console as an administrator goes about it: opened, filled in, submitted, read as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from disclosure.params import Config
from disclosure.store.store import Store
from tests.cases.revising import Administration
from tests.cases.world import STAFF, World
from tests.web.desk import Desk, Form, Forms, WebOffice, opened


@contextmanager
def administered(store: Store, config: Config) -> Iterator[WebOffice]:
    """The office with its two administrators, `config` in force."""
    world = World(store, config)
    world.hire({name: [(role, "*") for role in roles] for name, roles in STAFF.items()})
    Administration(world)
    with opened(world) as made:
        yield made


def new_draft(desk: Desk, title: str = "检索时限改为九个工作日") -> str:
    """The address of a new draft."""
    answer = desk.fill("/config", title=title)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def edit_page(draft: str, file: str) -> str:
    return f"{draft}/edit?file={file}"


def change(desk: Desk, draft: str, file: str, **given: str) -> None:
    """Fields of the form of one file; what is typed must be taken."""
    answer = desk.fill(edit_page(draft, file), **given)
    assert answer.status_code == 303, answer.text


def submit(desk: Desk, draft: str, effective_on: str) -> None:
    answer = desk.fill(f"{draft}/do/submit", effective_on=effective_on, reason="工作需要")
    assert answer.status_code == 303, answer.text


def text_of(desk: Desk, draft: str, file: str) -> str:
    """The file as the draft has it now."""
    return desk.form(f"{draft}/edit/text?file={file}").fields["text"].lstrip("\n")


def rows_of(page: str) -> list[list[str]]:
    """The cells of every row of a table."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    cells = (re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


def form_with(page: str, **held: str) -> Form:
    """The form of the page whose hidden fields are these."""
    return next(form for form in Forms(page).forms if held.items() <= form.fields.items())
