"""Exhaustive verification of the charts: `disclosure verify --machines`."""

from __future__ import annotations

from state_machines.consultation import CONSULTATION
from state_machines.duty import DUTIES
from state_machines.proactive import PROACTIVE
from state_machines.proofs.obligations import (
    Proof,
    prove_moves,
    prove_reachable,
    prove_remedies,
    prove_ways_out,
    prove_worlds,
)
from state_machines.proofs.proactive import prove_proactive
from state_machines.proofs.search import explore, without_imports
from state_machines.proofs.secrecy import prove_secrecy
from state_machines.proofs.structure import (
    prove_consultation,
    prove_duties_end,
    prove_owned,
    prove_remedy,
    prove_second_person,
)
from state_machines.proofs.world import fact_vector
from state_machines.remedy import REMEDY
from state_machines.request import REQUEST
from state_machines.secrecy_review import SECRECY_REVIEW
from state_machines.table import Table

__all__ = ["Proof", "fact_vector", "verify_machines"]


def verify_machines(
    *,
    request: Table = REQUEST,
    consultation: Table = CONSULTATION,
    remedy: Table = REMEDY,
    secrecy_review: Table = SECRECY_REVIEW,
    proactive: Table = PROACTIVE,
    duties: tuple[Table, ...] = DUTIES,
) -> tuple[Proof, ...]:
    """Every obligation, proved or with a counter-example; other tables can be given to see them refused."""
    space = explore(request)
    return (
        *prove_moves(space),
        *prove_worlds(space),
        *prove_ways_out(space),
        *prove_remedies(space),
        *prove_reachable(explore(without_imports(request))),
        prove_owned((request, consultation, remedy, secrecy_review, proactive, *duties)),
        prove_consultation(consultation),
        *prove_remedy(remedy),
        *prove_secrecy(secrecy_review, request),
        prove_duties_end(duties),
        prove_second_person(duties),
        *prove_proactive(proactive),
    )
