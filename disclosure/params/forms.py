"""The words that every file of config/ is written in.

`title` and `description` of a field are what forms, the schemas for editors and messages call it; `counted` names its
unit, `one_of` the choices that a reader checks by itself, "of" the part of the configuration that lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StrictBool, StrictInt
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: Any) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # 2025-02-30 is refused in the same words
    raise PydanticCustomError("wrong_date", "not a date")


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, BeforeValidator(_trimmed), Field(min_length=1, max_length=200)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Count = Annotated[StrictInt, Field(ge=1, le=10_000)]
Bool = StrictBool
# An id of the table of facts: R33.2, C-10, RV-I16, LT46 …; a doubt of its §11: X7.
RuleId = Annotated[str, Field(pattern=r"^(R|O|C-|K|F|N|A|RV|RV-I|LT|SC|S|PI|P|G|X)\d+[a-z]?(\.\d+[a-z]?)?$")]

LetterId = Annotated[str, Field(pattern=r"^L-\d{2}$")]


def counted(unit: str) -> dict[str, JsonValue]:
    return {"unit": unit}


WORKING_DAYS = counted("个工作日")
MINUTES = counted("分钟")


def one_of(known: Iterable[str]) -> dict[str, JsonValue]:
    """`known` maps a choice to its label where it has one."""
    if isinstance(known, Mapping):
        return {"enum": [*known], "enumDescriptions": [*known.values()]}
    return {"enum": [*sorted(known)]}


def keys_of(known: Iterable[str]) -> dict[str, JsonValue]:
    """Of a mapping with a closed set of keys."""
    return {"propertyNames": one_of(known), "required": [*sorted(known)]}


class Form(BaseModel):
    """Unknown keys are refused by name; what is read never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
