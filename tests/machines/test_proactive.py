"""依申请转主动公开 against a table typed by hand; and a weakened chart is refuted with the way to the wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from state_machines import PROACTIVE, Arm, Table
from state_machines.proofs import verify_machines
from state_machines.proofs.proactive import EFFECTS, FACTS, NAMING, explore, prove_proactive
from state_machines.proofs.structure import prove_owned

NOT_CLEARED = ("not_own_clearance",)
# situation → event → (where it leads, the facts it asks for). What is not here is unlawful. Typed from
# docs/decisions/0015-proactive.md.
MATRIX: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "proposed": {"prepare_content": ("secrecy_review", NOT_CLEARED), "decline": ("declined", ())},
    "secrecy_review": {
        "prepare_content": ("secrecy_review", NOT_CLEARED),
        "clear": ("legal_review", ("not_own_preparation", "present_content")),
        "return_to_preparation": ("proposed", ()),
        "decline": ("declined", ()),
    },
    "legal_review": {
        "prepare_content": ("secrecy_review", NOT_CLEARED),
        "pass_legality": ("approval", ("not_own_preparation",)),
        "return_to_preparation": ("proposed", ()),
        "decline": ("declined", ()),
    },
    "approval": {
        "prepare_content": ("secrecy_review", NOT_CLEARED),
        "approve": ("approved", ("not_own_preparation", "not_own_clearance", "content_cleared")),
        "return_to_preparation": ("proposed", ()),
        "decline": ("declined", ()),
    },
    "approved": {
        "prepare_content": ("secrecy_review", NOT_CLEARED),
        "publish": ("published", ("present_content", "content_cleared")),
        "return_to_preparation": ("proposed", ()),
    },
    "published": {"check": ("published", ()), "take_down": ("taken_down", ())},
    "taken_down": {},
    "declined": {},
}


def test_the_chart_is_the_table() -> None:
    typed = {
        (leaf, event): (Arm(to, tuple((fact, True) for fact in facts), PROACTIVE.bases[event], to == leaf),)
        for leaf, events in MATRIX.items()
        for event, (to, facts) in events.items()
    }
    assert PROACTIVE.arms == typed
    assert set(MATRIX) == set(PROACTIVE.states)


def test_every_obligation_holds() -> None:
    proofs = list(prove_proactive(PROACTIVE))
    assert [p for p in proofs if not p.ok] == []
    assert len({p.id for p in proofs}) == len(proofs)
    assert all(p.explored for p in proofs)


def test_the_model_reads_every_guard_and_every_situation_is_searched() -> None:
    assert set(FACTS) == set(PROACTIVE.guards)
    assert set(EFFECTS) | NAMING <= set(PROACTIVE.events)
    space = explore(PROACTIVE)
    taken = {(m.before.leaf, m.event, m.after.leaf) for m in space.moves}
    assert taken == {(leaf, e, arm.target) for (leaf, e), arms in PROACTIVE.arms.items() for arm in arms}


def without(table: Table, event: str, *facts: str) -> Table:
    def relaxed(arm: Arm) -> Arm:
        return replace(arm, when=tuple(fact for fact in arm.when if fact[0] not in facts))

    arms = {
        key: tuple(map(relaxed, found)) if key[1] == event else found for key, found in table.arms.items()
    }
    return replace(table, arms=arms)


def led(table: Table, leaf: str, event: str, target: str) -> Table:
    arms = tuple(replace(arm, target=target, internal=target == leaf) for arm in table.arms[leaf, event])
    return replace(table, arms={**table.arms, (leaf, event): arms})


def lacking(table: Table, leaf: str, *events: str) -> Table:
    gone = {(leaf, event) for event in events}
    return replace(table, arms={key: arms for key, arms in table.arms.items() if key not in gone})


def failed(table: Table) -> dict[str, tuple[str, ...]]:
    proofs = {p.id: p.counterexample for p in prove_proactive(table) if not p.ok}
    assert all(proofs.values())
    return proofs


@pytest.mark.check
def test_a_weakened_chart_fails_the_whole() -> None:
    weakened = without(PROACTIVE, "clear", "not_own_preparation")
    found = {p.id for p in verify_machines(proactive=weakened) if not p.ok}
    assert found == {"P01", "P02"}


@pytest.mark.parametrize(
    ("event", "fact", "broken"),
    [
        ("clear", "not_own_preparation", {"P01", "P02"}),
        ("pass_legality", "not_own_preparation", {"P02"}),
        ("approve", "not_own_preparation", {"P02"}),
        ("approve", "not_own_clearance", {"P03"}),
        ("prepare_content", "not_own_clearance", {"P03"}),
        ("publish", "present_content", {"P01"}),
    ],
)
def test_a_dropped_guard_is_found(event: str, fact: str, broken: set[str]) -> None:
    assert broken <= set(failed(without(PROACTIVE, event, fact)))


def test_a_content_put_in_after_the_approval_is_never_published_unreviewed() -> None:
    """Even where the chart would leave it approved the clearance no longer holds; without that it goes out."""
    kept = led(PROACTIVE, "approved", "prepare_content", "approved")
    assert set(failed(kept)) == {"P04"}
    way = failed(without(kept, "publish", "content_cleared"))["P01"]
    assert way[-2].startswith("prepare_content(")
    assert way[-1].startswith("publish(")


def test_a_clearance_of_another_content_clears_nothing() -> None:
    named = without(PROACTIVE, "clear", "present_content")
    assert failed(named).keys() == {"P08"} or not failed(named)  # it stops at the approval
    assert "P01" in failed(
        without(without(named, "approve", "content_cleared"), "publish", "content_cleared")
    )


@pytest.mark.parametrize(
    ("leaf", "event", "target", "broken"),
    [
        ("secrecy_review", "clear", "approval", "P05"),
        ("legal_review", "pass_legality", "approved", "P05"),
        ("proposed", "prepare_content", "legal_review", "P04"),
        ("approval", "prepare_content", "approval", "P04"),
        ("approval", "approve", "published", "P06"),
        ("approved", "return_to_preparation", "taken_down", "P06"),
        ("published", "take_down", "published", "P07"),
    ],
)
def test_a_move_led_elsewhere_is_found(leaf: str, event: str, target: str, broken: str) -> None:
    assert broken in failed(led(PROACTIVE, leaf, event, target))


@pytest.mark.parametrize("leaf", [leaf for leaf, state in PROACTIVE.states.items() if not state.final])
def test_a_dead_end_is_found(leaf: str) -> None:
    assert "P07" in failed(lacking(PROACTIVE, leaf, *PROACTIVE.lawful(leaf)))


def test_a_candidate_that_can_only_be_declined_is_found() -> None:
    assert "P08" in failed(lacking(PROACTIVE, "approved", "publish"))


@pytest.mark.parametrize("leaf", [leaf for leaf, state in PROACTIVE.states.items() if not state.final])
@pytest.mark.parametrize("change", [{"owner_role": ""}, {"timed_by": ()}], ids=["owner", "deadline"])
def test_a_waiting_situation_without_owner_or_deadline_is_found(leaf: str, change: dict[str, object]) -> None:
    spoilt = replace(PROACTIVE.states[leaf], **change)  # type: ignore[arg-type]
    proof = prove_owned([replace(PROACTIVE, states={**PROACTIVE.states, leaf: spoilt})])
    assert not proof.ok
    assert leaf in proof.counterexample[0]
