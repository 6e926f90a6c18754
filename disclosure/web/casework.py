"""What the pages of a case share: seeing it, the fields every form of it carries, giving a command to it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from disclosure.cases.door import Door
from disclosure.cases.viewing import CaseView, view
from disclosure.errors import BadInput, Conflict, Refused
from disclosure.web.visitor import House, Visitor


def seen_by(house: House, number: str, visitor: Visitor) -> CaseView:
    """Raises NotFound, NotPermitted."""
    with house.store.read() as connection:
        return view(connection, house.config, number, visitor.actor, house.clock().date())


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


def status_of(error: Refused) -> int:
    return 409 if isinstance(error, Conflict) else 400
