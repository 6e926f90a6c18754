"""What a field may be given in this case, where only the case or the office knows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from disclosure.cases import words
from disclosure.cases.facts import Facts
from disclosure.cases.rights import EVERYWHERE, KEPT_OUT
from disclosure.cases.viewing import CaseView
from disclosure.law.decisions import DECISIONS
from disclosure.params import Config
from disclosure.store.tables import grants, users
from disclosure.web.forms import Options

_HASHES = ("content_hash", "letter_hash", "original_hash", "proof_hash", "answer_hash")


def case_options(connection: Connection, config: Config, seen: CaseView, command: str) -> dict[str, Options]:
    """Whoever may not read the case is given no party's name either."""
    facts, kept = seen.facts, [(row.sha256, row.name) for row in seen.files]
    options: dict[str, Options] = dict.fromkeys(_HASHES, kept)
    options["outcome"] = [(one.code, one.label) for one in config.law.outcomes.values()]
    options["unit"] = [(key, unit.label) for key, unit in config.organization.units.items()]
    options["handler"] = [(name, name) for name in _holders(connection, facts.unit, "handler")]
    options["readers"] = [(name, name) for name in _holders(connection, facts.unit, *KEPT_OUT)]
    options["ref"] = list(_refs(facts, command, named=seen.content))
    if command in ("decide_remedy", "end_remedy"):
        options["decision"] = list(_decisions(facts, on_merits=command == "decide_remedy"))
    return options


def _holders(connection: Connection, unit: str, *roles: str) -> Iterable[str]:
    held = select(grants.c.user).join(users, users.c.name == grants.c.user).distinct()
    mine = (users.c.active, grants.c.role.in_(roles), grants.c.unit.in_((unit, EVERYWHERE)))
    return connection.scalars(held.where(*mine).order_by(grants.c.user))


def _decisions(facts: Facts, *, on_merits: bool) -> Iterator[tuple[str, str]]:
    """Of the kinds of proceedings that are open; what two kinds share is listed once."""
    seen = set()
    for kind in dict.fromkeys(remedy.kind for remedy in facts.open_remedies):
        for one in DECISIONS[kind].values():
            if one.on_merits is on_merits and one.code not in seen:
                seen.add(one.code)
                yield one.code, one.label


def _refs(facts: Facts, command: str, *, named: bool) -> Options:
    """Consultations, or the remedies for a command about those."""
    if "remedy" in command:
        return [(r.ref, f"{words.PROCEEDINGS[r.kind]}（{r.ref}）") for r in facts.open_remedies]
    return [(c.ref, f"{c.party}（{c.ref}）" if named else c.ref) for c in facts.consultations]
