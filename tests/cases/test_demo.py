"""The demo book: everything a newcomer should see is there, on whatever day it is loaded, and all of it is lawful."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, select

from disclosure.cases.candidates import CANDIDATE
from disclosure.cases.catalogue import differences
from disclosure.cases.demo import DemoReport, demo_requests, load_demo
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.dossiers import faults
from disclosure.cases.intake_book.checks import imbalances
from disclosure.cases.intake_book.sheet import lines
from disclosure.cases.proof import mismatches
from disclosure.cases.revising.comparing import Asked, pieces, replayed_piece
from disclosure.cases.revising.matters import DAYS, Matters, moved_matters
from disclosure.cases.revising.rungs import move_alerts
from disclosure.cases.revising.touching import Touch
from disclosure.cases.words import DEADLINES
from disclosure.law.events import Channel
from disclosure.params import Config, default_directory, load
from disclosure.store.engine import database_url
from disclosure.store.keys import Keys
from disclosure.store.schema import prepare
from disclosure.store.store import Store
from disclosure.store.tables import (
    annual_reports,
    calendar_notices,
    candidates,
    deadlines,
    history,
    intake_items,
    reassessments,
    requests,
)
from disclosure.store.verify import verify_history
from state_machines import REQUEST

SUNDAY = date(2026, 11, 22)


@dataclass
class Book:
    store: Store
    config: Config
    report: DemoReport
    seconds: float

    def values(self, column: Column[Any], *where: Any) -> set[Any]:
        with self.store.read() as connection:
            return set(connection.scalars(select(column).where(*where)))


def _load(folder: Path, keys: Keys, config: Config, today: date) -> Book:
    url = database_url(f"sqlite:///{folder}/demo.db")
    prepare(url, keys)
    store = Store(url, keys)
    began = time.process_time()
    report = load_demo(store, config, today)
    return Book(store, config, report, time.process_time() - began)


@pytest.fixture(scope="module")
def config() -> Config:
    return load(default_directory())


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, keys: Keys, config: Config) -> Iterator[Book]:
    loaded = _load(tmp_path_factory.mktemp("demo"), keys, config, SUNDAY)
    yield loaded
    loaded.store.close()


def test_the_103_texts_are_all_filed(book: Book) -> None:
    texts = {request.text for request in demo_requests()}
    filed = book.values(requests.c.content)
    assert len([request for request in demo_requests() if request.id.startswith("R")]) == 103
    assert book.report.cases == len(demo_requests())
    assert {text.split("（补正")[0] for text in filed} >= {text.split("（补正")[0] for text in texts}


def test_every_situation_but_the_first_is_reached(book: Book) -> None:
    assert book.values(requests.c.state) == set(REQUEST.states) - {"filed"}
    assert book.values(requests.c.phase) == set(REQUEST.phases)


def test_every_outcome_channel_unit_and_kind_of_applicant_occurs(book: Book) -> None:
    assert book.values(requests.c.outcome) - {None} == set(book.config.law.outcomes)
    assert book.values(requests.c.channel) == {channel.value for channel in Channel}
    assert book.values(requests.c.unit) == set(book.config.organization.units)
    assert book.values(requests.c.applicant_kind) == {
        "natural",
        "enterprise",
        "research",
        "welfare",
        "legal",
        "other",
    }


def test_every_kind_of_deadline_occurs(book: Book) -> None:
    assert book.values(deadlines.c.kind) == set(DEADLINES)


def test_every_day_is_what_its_own_rules_give(book: Book) -> None:
    """What a change of the configuration would move, asked of no change at all: nothing, of every kind there is."""
    asked = Asked(book.config, book.config, Touch(cases=True, alerts=True), SUNDAY - timedelta(days=4000))
    with book.store.read() as connection:
        cases = [replayed_piece(connection, piece, asked) for piece in pieces(connection)]
        matters = moved_matters(connection, book.config, book.config)
        kinds = set(connection.scalars(select(deadlines.c.kind).where(deadlines.c.request_id.is_(None))))
        assert move_alerts(connection, book.config) == 0
    never_replied = 1  # withdrawn, with nothing left that is owed
    assert sum(part.cases for part in cases) == book.report.cases - never_replied
    assert [
        (part.moved, part.refused, part.left) for part in cases if part.moved or part.refused or part.left
    ] == []
    assert matters == Matters()
    assert kinds == set(DAYS)


def test_every_colour_stands_on_a_reply_deadline_and_some_wait_for_the_applicant(book: Book) -> None:
    levels = book.values(deadlines.c.level, deadlines.c.kind == "reply", deadlines.c.status == "open")
    assert {book.config.ladder.colour(level) for level in levels} == {"none", "yellow", "red", "overdue"}
    assert book.values(requests.c.clock_status) >= {
        "not_started",
        "running",
        "paused",
        "awaiting_applicant",
        "met",
        "late",
        "ended",
    }
    assert "suspended" in book.values(deadlines.c.status)


def test_candidates_stand_where_a_newcomer_should_see_them(book: Book) -> None:
    """R44: suggested, under review, approved and published; and somebody asked for what was public already."""
    assert book.values(candidates.c.state) == {"proposed", "secrecy_review", "approved", "published"}
    assert book.values(candidates.c.origin) == {"suggested", "repeated"}
    with book.store.read() as connection:
        assert list(faults(connection, book.store.keys, CANDIDATE)) == []
        assert list(differences(connection)) == []
        rows = connection.execute(
            select(deadlines.c.kind, deadlines.c.status).where(deadlines.c.request_id.is_(None))
        )
        assert {("publication", "open"), ("catalogue_check", "open")} <= {(kind, s) for kind, s in rows}


def test_a_second_round_has_been_answered(book: Book) -> None:
    assert book.values(requests.c.round) == {1, 2}


def test_duties_have_been_done_and_wait_to_be_done(book: Book, keys: Keys) -> None:
    assert book.values(reassessments.c.state) == {"raised", "concluded"}
    assert book.values(annual_reports.c.state) == {"completed"}
    assert "entered" in book.values(calendar_notices.c.state)
    with book.store.read() as connection:
        assert [what for kind in KINDS for what in faults(connection, keys, kind)] == []


def test_the_books_of_what_came_in_balance_and_show_what_waits(book: Book) -> None:
    assert book.values(intake_items.c.state) >= {"listed", "proposed"}
    with book.store.read() as connection:
        assert list(imbalances(connection, book.config, SUNDAY)) == []
        assert [line.difference for line in lines(connection, SUNDAY)] == [0, 0, 0, 0]


def test_rows_carry_the_instant_of_their_day(book: Book) -> None:
    with book.store.read() as connection:
        rows = connection.execute(
            select(history.c.on_day, history.c.recorded_at).order_by(history.c.seq)
        ).all()
    assert all(recorded.startswith(f"{on}T") for on, recorded in rows if on != SUNDAY)
    assert [on for on, _ in rows] == sorted(on for on, _ in rows)


def test_the_sweep_found_nothing_it_could_not_do(book: Book) -> None:
    assert book.report.swept.errors == ()
    assert book.report.swept.tasks > 0


def test_the_book_verifies_and_its_projection_is_its_history(book: Book, keys: Keys) -> None:
    assert verify_history(book.store) == []
    with book.store.read() as connection:
        assert list(mismatches(connection, keys)) == []


def test_it_loads_within_ten_seconds(book: Book) -> None:
    assert book.seconds < 10


@pytest.mark.check
@pytest.mark.parametrize(
    "today",
    [date(2026, 10, 5), date(2026, 10, 8), date(2027, 2, 20), date(2025, 1, 10), date(2026, 2, 14)],
    ids=["holiday", "first day after", "provisional year", "January", "make-up Saturday"],
)
def test_it_shows_the_same_on_any_day(today: date, tmp_path: Path, keys: Keys, config: Config) -> None:
    loaded = _load(tmp_path, keys, config, today)
    try:
        assert loaded.values(requests.c.state) == set(REQUEST.states) - {"filed"}
        assert loaded.values(requests.c.outcome) - {None} == set(config.law.outcomes)
        assert loaded.values(deadlines.c.kind) >= {"reassessment", "annual_report", "calendar_notice"}
        assert verify_history(loaded.store) == []
    finally:
        loaded.store.close()
