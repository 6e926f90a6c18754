"""What the flow `secrecy_review` does: contents screened again under rules that have changed, reviews whose question
has grown, and who is waiting for whom.

Level-triggered: contents name the version of the rules they were screened with, and a review names the level it was
opened at. Nothing is remembered between two runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from disclosure.cases.context import SYSTEM
from disclosure.cases.door import Door
from disclosure.cases.rehearsal import require_come
from disclosure.cases.together import question
from disclosure.cases.uploads import on_file, screen_again
from disclosure.errors import DisclosureError, EnvironmentFailed
from disclosure.law.secrecy import ReviewLevel
from disclosure.params import Config
from disclosure.store.store import Store
from disclosure.store.tables import contents, documents, requests, secrecy_reviews
from state_machines import REQUEST, SECRECY_REVIEW

REVIEWABLE = tuple(sorted({state for state, event in REQUEST.arms if event == "clear"}))
WAITING = tuple(
    leaf for leaf, state in SECRECY_REVIEW.states.items() if not state.final and leaf != "cleared"
)
ASKABLE = tuple(sorted({state for state, event in SECRECY_REVIEW.arms if event == "find"}))
CHUNK = 100  # contents screened between two looks


@dataclass(frozen=True, slots=True)
class Waiting:
    """A review that waits for a person. `level` is the highest finding, None when nothing was found."""

    number: str
    state: str
    since: date
    unit: str
    level: ReviewLevel | None
    found: int

    @property
    def label(self) -> str:
        return SECRECY_REVIEW.states[self.state].label

    @property
    def owner(self) -> str:
        return SECRECY_REVIEW.states[self.state].owner_role


@dataclass(frozen=True, slots=True)
class SecrecyReport:
    """`screened`: contents read again. `raised`: reviews asked anew. `marked`: (case number, hash) of contents on file
    in which the rules of today see a classification mark: S61 counts from the moment it is known."""

    screened: int
    raised: int
    marked: tuple[tuple[str, str], ...]
    waiting: tuple[Waiting, ...]
    errors: tuple[tuple[str, str], ...]  # case number, message


def watch_on(store: Store, config: Config, day: date, now: date) -> SecrecyReport:
    """The run a person or a schedule asks for. Raises BadInput for a `day` to come in production."""
    require_come(day, now, "没有巡查保密审查", "正式使用中只处理到今天；不填 today")
    return watch(store, config, Door(store, config, rehearsed=day), day)


def watch(store: Store, config: Config, door: Door, today: date) -> SecrecyReport:
    screened = _screen_again(store, config)
    raised, errors = _raise(store, config, door, today)
    with store.read() as connection:
        marked = tuple(_marked(connection))
        waiting = tuple(_waiting(connection))
    return SecrecyReport(screened, raised, marked, waiting, tuple(errors))


def backlog(connection: Connection, config: Config) -> int:
    """Contents that were screened under other rules than those of today."""
    outdated = select(contents.c.sha256).where(contents.c.rules != config.screening.version)
    return len(connection.execute(outdated).all())


def _screen_again(store: Store, config: Config) -> int:
    page = (
        select(contents.c.sha256)
        .where(contents.c.rules != config.screening.version)
        .order_by(contents.c.sha256)
        .limit(CHUNK)
    )
    done = 0
    while True:
        with store.read() as connection:
            outdated = list(connection.scalars(page))
        done += sum(store.write(partial(screen_again, sha256=sha256, config=config)) for sha256 in outdated)
        if len(outdated) < CHUNK:
            return done


def _raise(store: Store, config: Config, door: Door, today: date) -> tuple[int, list[tuple[str, str]]]:
    """A review of which the question has grown since it was opened, in level or in findings, is asked anew,
    cleared or not."""
    raised, errors = 0, []
    with store.read() as connection:
        grown = list(_grown(connection, config, today))
    for number, ref, data in grown:
        key = f"screening:{ref}:{data['level']}:{data['found']}:{config.screening.version[:12]}"
        try:
            raised += not door.do(number, "record_screening", data, actor=SYSTEM, on=today, key=key).repeated
        except EnvironmentFailed:
            raise
        except DisclosureError as error:  # somebody has just moved the case; the next run looks again
            errors.append((number, error.message))
    return raised, errors


def _grown(
    connection: Connection, config: Config, today: date
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    r = secrecy_reviews.c
    query = (
        select(r.request_id, r.ref, r.content_hash, r.level, r.found, requests.c.number)
        .join(requests, requests.c.id == r.request_id)
        .where(r.state.in_(ASKABLE), requests.c.state.in_(REVIEWABLE))
        .order_by(r.id)
    )
    for row in connection.execute(query).all():
        content = on_file(connection, row.content_hash)
        asked = question(connection, row.request_id, content, config, today)
        before = (ReviewLevel(row.level).rank if row.level else -1, row.found)
        if asked.level is None or (asked.level.rank, asked.found) <= before:
            continue
        data = {
            "content_hash": row.content_hash,
            "level": asked.level,
            "found": asked.found,
            "why": asked.why,
        }
        yield row.number, row.ref, data


def _marked(connection: Connection) -> Iterator[tuple[str, str]]:
    query = (
        select(requests.c.number, contents.c.sha256)
        .join(documents, documents.c.request_id == requests.c.id)
        .join(contents, contents.c.sha256 == documents.c.sha256)
        .where(contents.c.level == ReviewLevel.REFUSE)
        .order_by(requests.c.number)
    )
    yield from ((row.number, row.sha256) for row in connection.execute(query))


def _waiting(connection: Connection) -> Iterator[Waiting]:
    r = secrecy_reviews.c
    query = (
        select(requests.c.number, requests.c.unit, r.state, r.since, r.level, r.found)
        .join(requests, requests.c.id == r.request_id)
        .where(r.state.in_(WAITING), requests.c.state.in_(REVIEWABLE))
        .order_by(r.since, r.id)
    )
    for row in connection.execute(query):
        level = ReviewLevel(row.level) if row.level else None
        yield Waiting(row.number, row.state, row.since, row.unit, level, row.found)
