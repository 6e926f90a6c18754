"""What `disclosure delivery` shows: the chain of evidence of each letter of a case, and the letters that wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from disclosure.cases.clockwork import clock_of, latest
from disclosure.cases.dispatches import Letter, letters, masked_signer, next_steps, waiting
from disclosure.cases.door import read
from disclosure.cases.folding import Row, corrected, read_rows
from disclosure.cases.imported import clock_channel
from disclosure.cases.words import DELIVERIES, LETTER_STANDING, LETTERS, RETURN_CAUSES, SIGNED_BY
from disclosure.law.events import Channel
from disclosure.params import Config
from disclosure.store.keys import Keys
from disclosure.store.tables import documents, history, requests

# Where a letter may be on its way.
WAITING = ("awaiting_correction", "awaiting_reasons", "awaiting_payment", "consulting", "signed", "sent")


def evidence(connection: Connection, keys: Keys, config: Config, number: str, on: date) -> dict[str, Any]:
    """Of one case: how the application was received (R31), and every letter with its three days. Raises NotFound."""
    case = read(connection, number)
    facts = case.facts
    assert facts is not None
    steps = corrected(row.step for row in read_rows(connection, case.id))
    kept = set(connection.scalars(select(documents.c.sha256).where(documents.c.request_id == case.id)))
    found = letters(steps)
    entry = config.law.choices[f"receipt.{Channel(clock_channel(facts.channel))}"].on(facts.filed_on)
    confirm = next((step for step in steps if step.command == "confirm"), None)
    told = {} if confirm is None else confirm.data
    return {
        "number": number,
        "receipt": {
            "channel": facts.channel,
            "came_on": facts.filed_on,
            "received_on": clock_of(facts, config.law, latest(facts, on)).receipt_date,
            "rule": entry.rule,
            "basis": entry.basis,
            "confirmed_on": confirm and confirm.on,
            "confirmed_by": confirm and confirm.actor,
            "confirmed_with": told.get("confirmed_with"),
            "how": told.get("how"),
            "proof": told.get("proof"),
            "proof_hash": told.get("proof_hash"),
            "on_file": told.get("proof_hash") in kept,
        },
        "letters": [
            _letter(one)
            | {
                "signer": masked_signer(keys, case.id, one),
                "on_file": one.proof_hash in kept,
                "next": next_steps(one) if one in waiting(found) else (),
            }
            for one in found
        ],
    }


def _letter(one: Letter) -> dict[str, Any]:
    return {
        **{name: value for name, value in asdict(one).items() if name != "arrival"},
        "label": LETTERS[one.kind],
        "delivery_label": DELIVERIES.get(one.delivery or ""),
        "standing_label": LETTER_STANDING[one.standing],
        "signed_by_label": SIGNED_BY.get(one.signed_by or ""),
        "cause_label": RETURN_CAUSES.get(one.cause or ""),
        "gaps": one.gaps,
    }


def on_their_way(connection: Connection, config: Config, on: date) -> list[dict[str, Any]]:
    """Letters that left by `on` and have not arrived, or came back and were not sent again; the longest waiting first.
    Days are counted from the day after (C-1)."""
    found = []
    for number, steps in _histories(connection, on):
        told = [step for step in corrected(row.step for row in steps) if step.on <= on]
        for one in waiting(letters(told)):
            since = one.returned_on or one.mailed_on
            found.append(
                {
                    "number": number,
                    "ref": one.ref,
                    "kind": one.kind,
                    "label": LETTERS[one.kind],
                    "standing": one.standing,
                    "mailed_on": one.mailed_on,
                    "returned_on": one.returned_on,
                    "postal_number": one.postal_number,
                    "days": (on - since).days,
                    "working_days": config.law.workdays.between(since, on),
                }
            )
    return sorted(found, key=lambda one: (-one["days"], one["number"], one["ref"]))


def _histories(connection: Connection, on: date) -> Iterator[tuple[str, Sequence[Row]]]:
    """The cases in which a letter may be on its way, and those that went on after `on`."""
    r, h = requests.c, history.c
    since = select(h.request_id).where(h.on_day > on)
    query = select(r.id, r.number).where(or_(r.state.in_(WAITING), r.id.in_(since))).order_by(r.id)
    for request_id, number in connection.execute(query).all():
        yield number, read_rows(connection, request_id)
