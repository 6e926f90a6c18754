"""The charts as they are: every obligation is proved; and the abstract model covers the chart it speaks of."""

from __future__ import annotations

import pytest

from state_machines import REQUEST, ClockEffect
from state_machines.proofs import Proof, verify_machines
from state_machines.proofs.obligations import clock_by_law
from state_machines.proofs.search import Space, explore
from state_machines.proofs.world import (
    CHOICES,
    EFFECTS,
    FACTS,
    SEPARATED,
    WORLD_LABELS,
    Clearance,
    End,
    Notice,
    World,
)


@pytest.fixture(scope="module")
def proofs() -> tuple[Proof, ...]:
    return verify_machines()


@pytest.fixture(scope="module")
def space() -> Space:
    return explore(REQUEST)


def test_every_obligation_holds(proofs: tuple[Proof, ...]) -> None:
    assert [p for p in proofs if not p.ok] == []
    assert all(p.explored > 0 and not p.counterexample for p in proofs)


def test_obligations_have_distinct_ids_and_claims(proofs: tuple[Proof, ...]) -> None:
    assert len({p.id for p in proofs}) == len({p.claim for p in proofs}) == len(proofs)


def test_the_model_reads_every_guard_and_speaks_of_declared_commands_only() -> None:
    assert set(FACTS) == set(REQUEST.guards)
    for spoken_of in (CHOICES, EFFECTS, SEPARATED):
        assert set(spoken_of) <= set(REQUEST.events)
    assert set(WORLD_LABELS) == set(World._fields)


def test_every_leaf_and_every_move_of_the_chart_is_explored(space: Space) -> None:
    assert {w.leaf for w in space.came_by} == set(REQUEST.states)
    taken = {(m.before.leaf, m.event, m.after.leaf) for m in space.moves}
    moving = {(leaf, e, arm.target) for (leaf, e), arms in REQUEST.arms.items() for arm in arms}
    assert {m for m in moving if m[0] != m[2]} <= taken


def test_every_value_of_the_vector_occurs(space: Space) -> None:
    """A fact that never changes proves nothing."""
    worlds = space.came_by
    assert {w.clearance for w in worlds} == set(Clearance)
    assert {w.notice for w in worlds} == set(Notice)
    assert {w.end for w in worlds} == set(End)
    for name in ("received", "extension", "drafted", "approved", "reasons"):
        assert {getattr(w, name) for w in worlds} == {True, False}, name
    for name in ("consultations", "remedies"):
        assert {getattr(w, name) for w in worlds} == {0, 1, 2}, name


def test_a_way_to_a_world_can_be_walked(space: Space) -> None:
    """The sequence printed is one the chart allows: each step begins where the one before ended."""
    for world in space.came_by:
        move = space.came_by[world]
        if move is None:
            assert world == World(leaf="filed")
            continue
        assert move.after == world
        assert move.arm in REQUEST.arms[move.before.leaf, move.event]


@pytest.mark.parametrize(
    ("world", "effect"),
    [
        (World("awaiting_confirmation"), ClockEffect.STOPPED),  # R31.3 not yet received
        (World("oral_recorded", received=True), ClockEffect.RUNNING),  # R31.1
        (World("consulting", received=True, consultations=1), ClockEffect.PAUSED),  # R33.4
        (
            World("awaiting_correction", received=True, notice=Notice.CORRECTION),
            ClockEffect.AWAITING,
        ),  # R30.2
        (World("awaiting_reasons", received=True, notice=Notice.REASONS), ClockEffect.RUNNING),  # R35.1
        (World("awaiting_payment", received=True, notice=Notice.PAYMENT), ClockEffect.AWAITING),  # F6.2
        (World("secrecy_review", received=True), ClockEffect.RUNNING),  # X10 the review is not left out
        (World("sent", received=True, end=End.SENT), ClockEffect.BY_DELIVERY),  # C-10
        (World("remedy_period", received=True, end=End.REPLIED), ClockEffect.STOPPED),
    ],
)
def test_what_the_clock_must_do_by_law(world: World, effect: ClockEffect) -> None:
    assert clock_by_law(world) is effect
