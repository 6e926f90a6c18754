"""One case as its applicant may see it: where it stands, its days, what was sent to him, what he is asked.

Neither third parties nor what goes on among colleagues is in it, and a letter only once it has left (R33, R36).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from disclosure.cases.clockwork import NOTICE_STATES, clock_of, latest
from disclosure.cases.dispatches import NOTICES, REPLY, Letter, letters
from disclosure.cases.door import read
from disclosure.cases.facts import Facts
from disclosure.cases.folding import corrected, fold, read_rows
from disclosure.cases.steps import Step
from disclosure.cases.words import LETTERS
from disclosure.law.clock import Clock
from disclosure.law.events import Delivery
from disclosure.params import Config
from disclosure.store.tables import documents, requests
from state_machines import REQUEST

_COMMANDS = {kind: command for command, kind in NOTICES.items()}
_ASKED_BY = {"correction": "ask_correction", "reasons": "ask_reasons", "fee_payment": "send_fee_notice"}
_TO_APPLICANT = "applicants"


@dataclass(frozen=True, slots=True)
class SentLetter:
    """`mailed_on` is None for a letter of which only the making is on file. `files`: sha256 and name of what can be
    taken here, because it was sent electronically."""

    title: str
    reference: str | None
    made_on: date
    mailed_on: date | None
    delivery: str | None
    served_on: date | None
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the applicant has to answer now: `kind` correction, reasons or fee_payment; `text` says what is asked."""

    kind: str
    text: str
    asked_on: date
    due: date | None
    amount: int | None = None  # yuan
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    id: int
    number: str
    phase: str
    state: str
    content: str
    filed_on: date
    channel: str
    clock: Clock
    outcome: (
        str | None
    )  # of the last reply that left; what a later round decides is not told before it leaves
    letters: tuple[SentLetter, ...]
    asked: Asked | None

    def may_take(self, sha256: str) -> str | None:
        """The name of a file that was sent to the applicant."""
        return next((name for one in self.letters for mine, name in one.files if mine == sha256), None)


def progress(connection: Connection, config: Config, request_id: int, today: date) -> Progress:
    number = connection.scalar(select(requests.c.number).where(requests.c.id == request_id))
    assert number is not None
    case = read(connection, number)
    facts = case.facts
    assert facts is not None
    steps = corrected(row.step for row in read_rows(connection, case.id))
    clock = clock_of(facts, config.law, latest(facts, today))
    left = [_step(steps, one) for one in letters(steps) if one.kind == REPLY]
    return Progress(
        id=case.id,
        number=number,
        phase=REQUEST.states[facts.state].phase,
        state=facts.state,
        content=facts.content,
        filed_on=facts.filed_on,
        channel=facts.channel,
        clock=clock,
        outcome=fold(steps[: left[-1].n]).outcome if left else None,
        letters=tuple(_sent(connection, config, case.id, steps)),
        asked=_asked(facts, clock, steps),
    )


def _sent(
    connection: Connection, config: Config, request_id: int, steps: Sequence[Step]
) -> Iterator[SentLetter]:
    """Every letter to the applicant in the order of its making, each once: as it left when that is on file."""
    issued = [step for step in steps if step.command == "issue_letter" and _to_applicant(config, step)]
    for letter in letters(steps):
        if letter.about is not None:
            continue
        paper = next((step for step in issued if _is(config, step, letter, steps)), None)
        if paper is not None:
            issued.remove(paper)
        yield SentLetter(
            LETTERS[letter.kind] if paper is None else config.letters.templates[paper.data["kind"]].title,
            paper.data["reference"] if paper else None,
            letter.made_on,
            letter.mailed_on,
            letter.delivery,
            letter.served_on,
            tuple(_files(connection, config, request_id, steps, letter)),
        )
    for paper in issued:
        if not paper.data["reply"]:  # a reply that has not left is nobody's to see
            title = config.letters.templates[paper.data["kind"]].title
            yield SentLetter(title, paper.data["reference"], paper.on, None, None, None)


def _to_applicant(config: Config, step: Step) -> bool:
    template = config.letters.templates.get(step.data["kind"])
    return template is not None and template.to == _TO_APPLICANT


def _is(config: Config, paper: Step, letter: Letter, steps: Sequence[Step]) -> bool:
    """Whether the paper is what left as `letter`."""
    left = _step(steps, letter)
    if letter.kind == REPLY:
        return bool(paper.data["sha256"] == left.data.get("letter_hash"))
    command = _COMMANDS[letter.kind]
    if command not in config.letters.templates[paper.data["kind"]].commands:
        return False
    return left == next((step for step in reversed(steps[: paper.n - 1]) if step.command == command), None)


def _step(steps: Sequence[Step], letter: Letter) -> Step:
    """The history row by which it left; rows count from 1."""
    return steps[int(letter.ref[1:]) - 1]


def _files(
    connection: Connection, config: Config, request_id: int, steps: Sequence[Step], letter: Letter
) -> Iterator[tuple[str, str]]:
    """The reply and the content it provides, when the applicant has it electronically (C-11)."""
    if letter.kind != REPLY or letter.delivery != Delivery.ELECTRONIC or letter.standing == "returned":
        return
    left = _step(steps, letter)
    then = fold(steps[: left.n])
    wanted = [left.data["letter_hash"]]
    outcome = config.law.outcomes.get(then.outcome or "")
    if outcome is not None and outcome.discloses and then.cleared:
        wanted.append(then.content_hash)
    mine = (documents.c.request_id == request_id, documents.c.sha256.in_(wanted))
    names = {
        row.sha256: row.name
        for row in connection.execute(select(documents.c.sha256, documents.c.name).where(*mine))
    }
    yield from ((sha256, names[sha256]) for sha256 in wanted if sha256 in names)


def _asked(facts: Facts, clock: Clock, steps: Sequence[Step]) -> Asked | None:
    kind = next((kind for kind, state in NOTICE_STATES.items() if state == facts.state), None)
    if kind is None:
        return None
    asked = next(step for step in reversed(steps) if step.command == _ASKED_BY[kind])
    due = next((d.due for d in reversed(clock.deadlines) if d.kind == kind and d.met_on is None), None)
    if kind != "fee_payment":
        return Asked(kind, asked.data["points" if kind == "correction" else "grounds"], asked.on, due)
    told = (
        step.data["facts"] for step in reversed(steps) if step.command == "issue_letter" and step.n > asked.n
    )
    method = next((given["payment_method"] for given in told if "payment_method" in given), None)
    return Asked(kind, "", asked.on, due, asked.data["amount"], method)
