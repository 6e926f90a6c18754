"""The JSON Schema of each file of config/: what an editor completes and checks, and what a form is drawn from.

What the program reads is known when the program is built (`expected.py`), so the schemas name every parameter with
its unit and every choice. What only the files together can say (a unit that exists, a letter's outcome) is left to
`config check`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

from disclosure.law.terms import UNIT_LABEL, RegimeBy, Unit
from disclosure.params.calendars import RegionForm, YearForm
from disclosure.params.choices import OptionsForm, OutcomesForm
from disclosure.params.demand import CharactersForm, DemandForm
from disclosure.params.expected import MEANINGS, OPTIONS, PARAMETERS, Expected
from disclosure.params.forms import Form, one_of
from disclosure.params.ladder import LadderForm
from disclosure.params.letters import TemplateForm, WordingForm
from disclosure.params.organization import OrganizationForm
from disclosure.params.parameters import LONGEST, BandsForm, TopicForm
from disclosure.params.schema import Schema, of_form
from disclosure.params.screening import SECTION, ScreeningForm
from disclosure.params.service import ServiceForm

REGIME_LABEL: dict[str, str] = {
    RegimeBy.RECEIPT: "收到申请之日",
    RegimeBy.DECISION: "作出决定之日",
    RegimeBy.NOTICE: "发出通知之日",
    RegimeBy.FILING: "提起救济之日",
}
# The pattern of a path below config/ → its form.
FORMS: dict[str, type[Form]] = {
    "organization.yaml": OrganizationForm,
    "escalation.yaml": LadderForm,
    "service.yaml": ServiceForm,
    "demand.yaml": DemandForm,
    "characters.yaml": CharactersForm,
    "law/options.yaml": OptionsForm,
    "law/outcomes.yaml": OutcomesForm,
    "letters/remedy.yaml": WordingForm,
    "letters/*.md": TemplateForm,
    "calendar/regions/*.yaml": RegionForm,
    "calendar/*.yaml": YearForm,
}
_TOPIC = re.compile(r"law/([a-z_]+)\.yaml")


@cache
def schema_of(name: str) -> Schema | None:
    """Of the file `name` below config/; None where nobody reads such a file. Shared; not to be changed."""
    for pattern, form in FORMS.items():
        if PurePosixPath(name).match(pattern):
            return _options() if form is OptionsForm else of_form(form)
    topic = _TOPIC.fullmatch(name)
    return _topic(topic[1]) if topic and topic[1] in PARAMETERS else None


def _options() -> Schema:
    """Each doubtful reading with the choices its rule knows."""
    schema = of_form(OptionsForm)
    one = schema["$defs"]["OptionForm"]
    fields = one["properties"]
    named = {
        name: {**one, "properties": {**fields, "value": {**fields["value"], **_choice(choices)}}}
        for name, choices in OPTIONS.items()
    }
    options = {**schema["properties"]["options"], "properties": named, "additionalProperties": False}
    return {**schema, "properties": {**schema["properties"], "options": options}}


def _topic(topic: str) -> Schema:
    """A topic of law: every parameter that a rule reads, in the unit it reads it in."""
    schema, bands = of_form(TopicForm), of_form(BandsForm)
    defs = {**schema["$defs"], **bands["$defs"]}
    defs["RegimeBy"] = {**defs["RegimeBy"], "enumDescriptions": list(REGIME_LABEL.values())}
    parameters = {
        "title": schema["properties"]["parameters"]["title"],
        "type": "object",
        "properties": {name: {"$ref": f"#/$defs/{_kind(one)}"} for name, one in PARAMETERS[topic].items()},
        "required": list(PARAMETERS[topic]),
        "additionalProperties": False,
    }
    properties, required = {**schema["properties"], "parameters": parameters}, schema["required"]
    form, value = defs.pop("ParameterForm"), defs.pop("ValueForm")
    defs |= {_kind(one): _parameter(form, value, one) for one in PARAMETERS[topic].values()}
    if topic == "secrecy":
        screening = of_form(ScreeningForm)
        defs |= screening["$defs"]
        properties[SECTION] = {key: said for key, said in screening.items() if key != "$defs"}
        properties[SECTION]["title"] = "保密筛查"
        required = [*required, SECTION]
    return {**schema, "$defs": defs, "properties": properties, "required": required}


def _kind(read_as: Expected) -> str:
    return "_or_".join(read_as) if isinstance(read_as, tuple) else str(read_as)


def _parameter(form: Schema, value: Schema, read_as: Expected) -> Schema:
    unit = Unit.CHOICE if isinstance(read_as, tuple) else read_as
    number = {**value["properties"]["value"], **_value(read_as)}
    dated = {**value, "properties": {**value["properties"], "value": number}}
    values = {**form["properties"]["values"], "additionalProperties": dated}
    told = {**form["properties"], "unit": {"title": "单位", "const": str(unit)}, "values": values}
    return {**form, "properties": told}


def _choice(choices: tuple[str, ...]) -> Schema:
    return one_of({choice: MEANINGS[choice] for choice in choices})


def _value(read_as: Expected) -> Schema:
    if isinstance(read_as, tuple):
        return {"type": "string", **_choice(read_as)}
    match read_as:
        case Unit.MONTH_DAY:
            return {"type": "string", "pattern": r"^\d{2}-\d{2}$", "unit": "每年的月日"}
        case Unit.FEE_BANDS:
            return {**of_form(BandsForm)["properties"]["value"]}
        case _:
            unit = UNIT_LABEL.get(read_as, "")
            return {"type": "integer", "minimum": 1, "maximum": LONGEST, "unit": unit}
