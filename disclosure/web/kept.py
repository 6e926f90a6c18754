"""What somebody was about to send when his session ended: read out of the sign-in form, labelled as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request

from disclosure.cases.commands import COMMANDS, Command
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.dossiers import DossierCommand
from disclosure.cases.fields import Fields
from disclosure.cases.filing import Application, Person
from disclosure.cases.revising.drafts import KIND as CONFIG_DRAFT
from disclosure.letters.vocabulary import GIVEN
from disclosure.web.visitor import sent_from_here, texts_of

_OF_DOSSIERS = {(kind.name, command): spec for kind in KINDS for command, spec in kind.commands.items()}
_APPLICANT = re.compile(r"applicants\.([0-9]{1,3})\.(\w+)")
# Of forms that are no fields of one command.
_OWN = {"on": "发生之日", "title": "它就是拟公开的内容，名称为"}
# Proofs and buttons: sent again, not read.
_UNSEEN = frozenset(
    ("key", "version", "request_key", "confirmed", "ticket", "act", "give", "go", "look", "more")
)


def kept_of(request: Request, form: FormData) -> dict[str, str]:
    """By name of the field. Another site must not have a form filled in and sent in our name."""
    if not sent_from_here(request):
        return {}
    return {key[5:]: value for key, value in texts_of(form).items() if key.startswith("kept.")}


def labelled(names: Iterable[str], to: str) -> dict[str, str]:
    """Name → label of each field a person filled in the form that goes to `to`; one without a label stands for
    itself."""
    titles = _titles(to)
    return {name: _label(name, titles) for name in names if name not in _UNSEEN}


def _label(name: str, titles: Mapping[str, str]) -> str:
    if found := _APPLICANT.fullmatch(name):
        return f"第 {int(found[1]) + 1} 名申请人的{_PERSON.get(found[2], found[2])}"
    if name.startswith("agent."):
        return f"代理人的{_PERSON.get(name[6:], name[6:])}"
    if name.startswith("facts."):
        return GIVEN.get(name[6:], name[6:])
    return titles.get(name) or _OWN.get(name, name)


def _titles(to: str) -> Mapping[str, str]:
    match urlsplit(to).path.split("/")[1:]:
        case ["cases", _, "do", command]:
            spec: Command | DossierCommand | None = COMMANDS.get(command)
        case ["cases", _, "letter"]:
            spec = COMMANDS["issue_letter"]
        case ["dossiers", kind, _, "do", command]:
            spec = _OF_DOSSIERS.get((kind, command))
        case ["config", "drafts", _, "do", command]:
            spec = _OF_DOSSIERS.get((CONFIG_DRAFT.name, command))
        case ["register"]:
            return _of_model(Application)
        case _:
            spec = None
    return _of_model(spec.fields) if spec else {}


def _of_model(model: type[Fields]) -> Mapping[str, str]:
    return {name: field.title for name, field in model.model_fields.items() if field.title}


_PERSON = _of_model(Person)
