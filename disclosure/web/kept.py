"""What somebody was about to send when his session ended: read out of the sign-in form, labelled as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from starlette.datastructures import FormData
from starlette.requests import Request

from disclosure.cases.commands import COMMANDS
from disclosure.cases.dossier_kinds import KINDS
from disclosure.cases.fields import Fields
from disclosure.cases.filing import Application, Person
from disclosure.web.visitor import sent_from_here, texts_of

_MODELS: Mapping[str, type[Fields]] = {
    **{command: spec.fields for kind in KINDS for command, spec in kind.commands.items()},
    **{command: spec.fields for command, spec in COMMANDS.items()},
}
_APPLICANT = re.compile(r"applicants\.([0-9]{1,3})\.(\w+)")


def kept_of(request: Request, form: FormData) -> dict[str, str]:
    """By name of the field. Another site must not have a form filled in and sent in our name."""
    if not sent_from_here(request):
        return {}
    return {key[5:]: value for key, value in texts_of(form).items() if key.startswith("kept.")}


def labelled(names: Iterable[str], to: str) -> dict[str, str]:
    """Name of the field → its label in the form that goes to the path `to`; a name without one stands for itself."""
    model = _MODELS.get(to.rpartition("/do/")[2], Application)
    return {name: _label(name, model) for name in names}


def _label(name: str, model: type[Fields]) -> str:
    if name == "on":
        return "发生之日"
    if found := _APPLICANT.fullmatch(name):
        return f"第 {int(found[1]) + 1} 名申请人的{_title(Person, found[2])}"
    if name.startswith("agent."):
        return f"代理人的{_title(Person, name[6:])}"
    return _title(model, name)


def _title(model: type[Fields], name: str) -> str:
    field = model.model_fields.get(name)
    return (field and field.title) or name
