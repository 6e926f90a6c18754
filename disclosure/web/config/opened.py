"""One draft as its pages need it, and whom they are for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import HTTPException, Path, Response

from disclosure.cases.desk import Desk
from disclosure.cases.dossiers import document
from disclosure.cases.revising import drafts
from disclosure.cases.revising.drafts import ADMINISTRATOR, APPROVERS, KIND, Files
from disclosure.cases.versions import files_of
from disclosure.errors import ConfigInvalid, Problem
from disclosure.params import Config
from disclosure.web.administration import require_roles
from disclosure.web.visitor import House, Visitor

Render = Callable[..., Response]
Number = Annotated[str, Path(max_length=40)]

EDITORS = (ADMINISTRATOR,)
READERS = (*APPROVERS, "operations", "supervisor")  # of the versions, not of the drafts


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """`shown` is the dossier; `base` and `files` what it changes and what comes of it; `editable` for this person."""

    number: str
    shown: Mapping[str, Any]
    base: Files
    files: Files
    editable: bool

    @property
    def path(self) -> str:
        return path_of(self.number)


def path_of(number: str) -> str:
    return f"/config/drafts/{quote(number)}"


def opened(house: House, number: str, visitor: Visitor) -> OpenDraft:
    """Raises NotPermitted, NotFound."""
    require_roles(visitor, APPROVERS, house.config)
    with house.store.read() as connection:
        shown = document(connection, KIND, number)  # no case is told of in it
        base = files_of(connection, shown["base"])
        files = drafts.files_of_draft(connection, shown)
    editable = shown["state"] == "drafting" and visitor.holds_in_agency(*EDITORS)
    return OpenDraft(number, shown, base, files, editable)


def require_file(draft: OpenDraft, name: str) -> str:
    """The text of a file of the draft."""
    if name not in draft.files:
        raise HTTPException(404)
    return draft.files[name]


def revise(
    house: House, number: str, changes: Mapping[str, str | None], visitor: Visitor, seen: int | None
) -> None:
    """Raises what the desk refuses; a draft that others have changed since step `seen` is a Conflict."""
    desk_of(house).do(
        KIND, number, "revise", {"changes": changes}, actor=visitor.name, on=today_of(house), if_version=seen
    )


def problems_of(files: Files) -> Sequence[Problem]:
    """Every mistake of a configuration, by file and line."""
    try:
        Config.of_snapshot(files)
    except ConfigInvalid as error:
        return error.problems
    return ()


def desk_of(house: House) -> Desk:
    return Desk(house.store, house.config, house.clock)


def today_of(house: House) -> date:
    return house.clock().date()
