"""A rung taken away or added while deadlines stand on the ladder: none is told twice, none is passed over."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from disclosure.cases.sweep import sweep
from disclosure.params import Config, default_directory, load
from disclosure.store.store import Store
from disclosure.store.tables import notices, supervision_orders
from tests.cases.sweeping import ROLES, MemoryDoor, add_deadlines, deadline, hire

DUE = date(2025, 3, 14)  # a Friday
FIRST_RUNG = "- name: 到期前5个工作日\n"
EARLIER = "- {name: 到期前8个工作日, colour: yellow, offset: -8, to: [owner]}\n"


def changed(folder: Path, *, added: bool) -> Config:
    shutil.copytree(default_directory(), folder)
    file = folder / "escalation.yaml"
    before, rung, after = file.read_text("utf-8").partition(FIRST_RUNG)
    kept = EARLIER + rung + after if added else after[after.index("- name: ") :]
    file.write_text(before + kept, "utf-8")
    return load(folder)


@pytest.mark.parametrize("added", [True, False], ids=["added", "taken away"])
def test_the_rungs_above_are_climbed_once_all_the_same(store: Store, tmp_path: Path, added: bool) -> None:
    hire(store, *((role, role, "planning") for role in ROLES))
    add_deadlines(store, [deadline(1, "reply", DUE, unit="planning")])
    sweep(store, load(default_directory()), MemoryDoor(store), DUE)
    config = changed(tmp_path / "config", added=added)
    for day in (3, 4, 7):
        sweep(store, config, MemoryDoor(store), DUE + timedelta(day))
    with store.read() as connection:
        assert len(connection.execute(select(supervision_orders.c.id)).all()) == 1
        told = connection.scalars(select(notices.c.role).where(notices.c.request_id == 1)).all()
    assert sorted(told) == ["handler", "leader", "office_head", "section_head", "supervisor"]
