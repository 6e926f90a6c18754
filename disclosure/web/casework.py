"""What the pages of a case share: seeing it, the fields every form of it carries, giving a command to it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Response

from disclosure.cases import people, rights
from disclosure.cases.context import Actor
from disclosure.cases.door import Door, read
from disclosure.cases.people import Persons
from disclosure.cases.viewing import CaseView, open_file, view
from disclosure.errors import BadInput, Conflict, DisclosureError
from disclosure.web.visitor import House, Visitor

Number = Annotated[str, Path(max_length=32, pattern=r"^[^\x00-\x1f\x7f]+$")]  # of a case, in an address
_TYPES = {"pdf": "application/pdf"}


def seen_by(house: House, number: str, visitor: Visitor) -> CaseView:
    """Raises NotFound, NotPermitted."""
    with house.store.read() as connection:
        return view(connection, house.config, number, visitor.actor, house.clock().date())


def persons_of(house: House, number: str, actor: Actor) -> Persons:
    """Who asks; that it was looked at is written down first. Raises NotFound, NotPermitted."""
    with house.store.read() as connection:
        case = read(connection, number)
        assert case.facts is not None
        rights.require_sight(actor, case.facts.unit, house.config.organization)
        rights.require_persons(actor, case.facts, house.config.organization)
    house.store.write(lambda c: rights.note_sighting(c, actor, case.id, "persons", house.clock()))
    with house.store.read() as connection:
        return people.read(connection, case.id, house.store.keys)


def handed_over(house: House, number: str, sha256: str, actor: Actor) -> Response:
    """A file of the case; the look is written down first. Raises NotFound, NotPermitted."""
    with house.store.read() as connection:
        kept = open_file(connection, house.config, number, sha256, actor)
    house.store.write(lambda c: rights.note_sighting(c, actor, kept.request_id, "file", house.clock()))
    named = f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}"
    kind = _TYPES.get(kept.kind, "application/octet-stream")
    return Response(kept.content, media_type=kind, headers={"Content-Disposition": named})


def door_of(house: House) -> Door:
    return Door(house.store, house.config, house.clock)


def fresh(house: House, seen: CaseView, typed: Mapping[str, str]) -> dict[str, Any]:
    """The step that was seen, a key that makes a replay harmless, the day it happened."""
    return {
        "case": seen.document,
        "version": typed.get("version") or seen.document["version"],
        "key": typed.get("key") or secrets.token_urlsafe(12),
        "on": typed.get("on") or house.clock().date().isoformat(),
        "typed": typed,
        "since": (),
    }


def give(
    house: House,
    number: str,
    command: str,
    data: Mapping[str, Any],
    visitor: Visitor,
    typed: Mapping[str, str],
) -> None:
    """Through the one door, under the key and the version the form carried."""
    door_of(house).do(
        number,
        command,
        data,
        actor=visitor.name,
        on=day_typed(typed),
        key=typed.get("key") or None,
        if_version=version_typed(typed),
    )


def day_typed(typed: Mapping[str, str]) -> date:
    """The day an act happened. Raises BadInput."""
    try:
        return date.fromisoformat(typed.get("on", ""))
    except ValueError:
        raise BadInput("没有办理", "发生之日不是有效日期", "写作 YYYY-MM-DD", field="on") from None


def version_typed(typed: Mapping[str, str]) -> int | None:
    text = typed.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def again(
    house: House, seen: CaseView, typed: Mapping[str, str], error: DisclosureError | None
) -> dict[str, Any]:
    """The form once more, with what was typed. After a conflict what others did meanwhile is shown beside it, and the
    next try counts on the step that is seen now."""
    shown = {**fresh(house, seen, typed), "error": error}
    if isinstance(error, Conflict):
        shown |= meanwhile(seen.document["history"], typed) | {"version": seen.document["version"]}
    return shown


def meanwhile(steps: Sequence[Mapping[str, Any]], typed: Mapping[str, str]) -> dict[str, Any]:
    """What others did since the step the form was made for."""
    done = version_typed(typed) or 0
    return {"since": [step for step in steps if step["n"] > done]}
