"""What `bench transition` measures the door against: the same rows read and written for one command, once by the
bare driver and once by a plain ORM. Neither checks anything; both keep the chain."""

# ruff: noqa: S608 - the SQL is put together from our own column names only

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import DeclarativeBase, Session

from disclosure.cases.door import Door
from disclosure.cases.now import ZONE
from disclosure.cases.writing import DEADLINE, PROJECTED, dumps
from disclosure.cli.bench_book import CYCLE, DAY, KEYS
from disclosure.store import tables
from disclosure.store.chain import COLUMNS, case_seal, row_mac, tip_seal
from disclosure.store.engine import WRITES
from disclosure.store.store import Store

NOTICE = ("notice_id", "kind", "topic", "request_id", "level", "role", "unit", "created_on")


@dataclass(frozen=True, slots=True)
class Image:
    """What one command of the cycle leaves: columns of the case, the deadlines it changed by id, the notice."""

    command: str
    actor: str
    data: str
    came_from: str
    case: Mapping[str, Any]
    deadlines: Mapping[int, Mapping[str, Any]]
    notice: Mapping[str, Any]


def images(door: Door, number: str) -> list[Image]:
    """Seen by letting the door go round once."""
    found = []
    for command, data, actor in (*CYCLE, *CYCLE):  # the first round opens the deadlines the later ones change
        before = _rows(door.store, number)
        door.do(number, command, data, actor=actor, on=DAY)
        after = _rows(door.store, number)
        changed = {i: row for i, row in after[1].items() if row != before[1].get(i)}
        came_from = before[0]["state"]
        found.append(Image(command, actor, dumps(data), came_from, after[0], changed, after[2]))
    return found[len(CYCLE) :]


def _rows(store: Store, number: str) -> tuple[dict[str, Any], dict[int, dict[str, Any]], dict[str, Any]]:
    d, o, r = tables.deadlines, tables.notices, tables.requests
    with store.read() as connection:
        case = connection.execute(select(r).where(r.c.number == number)).mappings().one()
        of = case["id"]
        due = connection.execute(select(d).where(d.c.request_id == of)).mappings().all()
        last = select(o).where(o.c.request_id == of).order_by(o.c.id.desc()).limit(1)
        notice = connection.execute(last).mappings().one()
    cells = {row["id"]: {name: row[name] for name in DEADLINE} for row in due}
    return dict(case), cells, {name: notice[name] for name in NOTICE}


def chained(
    seq: int, request_id: int, version: int, head: bytes, image: Image, key: str, config: str
) -> tuple[Any, ...]:
    """The cells of a history row and, last, its MAC."""
    recorded_at = datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=ZONE).isoformat(timespec="seconds")
    row = (seq, request_id, version + 1, image.command, image.actor, DAY, recorded_at, image.came_from,
           image.case["state"], image.data, config, key)  # fmt: skip
    return (*row, row_mac(KEYS, row, head))


class Raw:
    """One connection of the driver, fixed SQL, no layer between."""

    def __init__(self, store: Store, number: str, config: str, around: Sequence[Image]) -> None:
        self._pooled = store.engine.raw_connection()
        self._driver: Any = self._pooled.driver_connection
        self._sqlite = store.url.get_backend_name() == "sqlite"
        self._number, self._config, self._around = number, config, around
        self._turn = 0

    def close(self) -> None:
        self._pooled.close()

    def _sql(self, statement: str) -> str:
        return statement if self._sqlite else statement.replace("?", "%s")

    def command(self) -> None:
        image = self._around[self._turn % len(self._around)]
        self._turn += 1
        if self._sqlite:
            self._driver.execute("BEGIN IMMEDIATE")
        self._write(image, f"raw-{self._turn}", "" if self._sqlite else " FOR UPDATE")
        self._driver.commit()

    def _run(self, statement: str, values: Sequence[Any]) -> Any:
        if self._sqlite:
            values = [value.isoformat() if isinstance(value, date) else value for value in values]
        return self._driver.execute(self._sql(statement), values)

    def _write(self, image: Image, key: str, lock: str) -> None:
        run = self._run
        of, version, head, facts = run(
            f"SELECT id, version, head, facts FROM requests WHERE number = ?{lock}", [self._number]
        ).fetchone()
        json.loads(facts)
        run("SELECT command, to_state, n FROM history WHERE request_id = ? AND key = ?", [of, key]).fetchone()
        run(_GRANTS, [image.actor]).fetchall()
        run("SELECT version FROM config_versions WHERE version = ?", [self._config]).fetchone()
        run(_DEADLINES, [of]).fetchall()
        for identity, cells in image.deadlines.items():
            run(_CHANGE, [*(cells[name] for name in DEADLINE), identity])
        run(_ANNOUNCE, [key, *(image.notice[name] for name in NOTICE[1:])])
        seq, cases = run(f"SELECT seq, cases FROM chain WHERE id = 1{lock}", []).fetchone()
        row = chained(seq + 1, of, version, head, image, key, self._config)
        run(_APPEND, row)
        run("UPDATE chain SET seq = ?, cases = ?, seal = ? WHERE id = 1",
            [seq + 1, cases, tip_seal(KEYS, seq + 1, cases, row[-1])])  # fmt: skip
        sealed = {"version": version + 1, "head": row[-1], "seal": case_seal(KEYS, of, version + 1, row[-1])}
        projected = {**image.case, **sealed}
        run(_SAVE, [*(projected[name] for name in PROJECTED), of, version])


def _assigned(names: Sequence[str]) -> str:
    return ", ".join(f"{name} = ?" for name in names)


def _inserted(table: str, names: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})"


_GRANTS = (
    'SELECT role, unit FROM grants JOIN users ON users.name = grants."user"'
    ' WHERE grants."user" = ? AND users.active'
)
_DEADLINES = f"SELECT id, kind, ref, {', '.join(DEADLINE)} FROM deadlines WHERE request_id = ?"
_CHANGE = f"UPDATE deadlines SET {_assigned(DEADLINE)} WHERE id = ?"
_ANNOUNCE = _inserted("notices", NOTICE)
_APPEND = _inserted("history", (*COLUMNS, "mac"))
_SAVE = f"UPDATE requests SET {_assigned(PROJECTED)} WHERE id = ? AND version = ?"


class Base(DeclarativeBase):
    metadata = tables.metadata


class Request(Base):
    __table__ = tables.requests


class History(Base):
    __table__ = tables.history


class Tip(Base):
    __table__ = tables.chain


class Deadline(Base):
    __table__ = tables.deadlines


class Told(Base):
    __table__ = tables.notices


class Version(Base):
    __table__ = tables.config_versions


class Orm:
    """Mapped classes, one session a command: get, change, add, commit."""

    def __init__(self, store: Store, number: str, config: str, around: Sequence[Image]) -> None:
        self._engine: Engine = store.engine.execution_options(**{WRITES: True})
        self._number, self._config, self._around = number, config, around
        self._turn = 0

    def command(self) -> None:
        image = self._around[self._turn % len(self._around)]
        self._turn += 1
        with Session(self._engine, autoflush=False) as session, session.begin():
            self._write(session, image, f"orm-{self._turn}")

    def _write(self, session: Session, image: Image, key: str) -> None:
        h, g, u = tables.history.c, tables.grants.c, tables.users.c
        case: Any = session.scalars(select(Request).filter_by(number=self._number).with_for_update()).one()
        json.loads(case.facts)
        session.scalars(select(History).where(h.request_id == case.id, h.key == key)).first()
        session.execute(
            select(g.role, g.unit).join(tables.users, u.name == g.user).where(g.user == image.actor, u.active)
        ).all()
        session.get(Version, self._config)
        due: Any
        for due in session.scalars(select(Deadline).filter_by(request_id=case.id)):
            _set(due, image.deadlines.get(due.id, {}))
        session.add(Told(**{**image.notice, "notice_id": key}))
        tip: Any = session.get(Tip, 1, with_for_update=True)
        row = chained(tip.seq + 1, case.id, case.version, case.head, image, key, self._config)
        session.add(History(**dict(zip((*COLUMNS, "mac"), row, strict=True))))
        tip.seq += 1
        tip.seal = tip_seal(KEYS, tip.seq, tip.cases, row[-1])
        version = case.version + 1
        sealed = {"version": version, "head": row[-1], "seal": case_seal(KEYS, case.id, version, row[-1])}
        _set(case, {name: {**image.case, **sealed}[name] for name in PROJECTED})


def _set(row: Any, cells: Mapping[str, Any]) -> None:
    for name, value in cells.items():
        setattr(row, name, value)
