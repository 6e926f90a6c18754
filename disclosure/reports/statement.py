"""What a person states for a report beside what the book knows: T2, fees charged, last year's published row, texts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from disclosure.errors import BadInput
from disclosure.reports.figures import T2, Amount, Count
from disclosure.reports.forms import FORMS, KINDS, SUM, ReportForm

Whole = Annotated[int, Field(strict=True, ge=0, le=10**12)]
Words = Annotated[str, Field(min_length=1, max_length=20_000)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProcessingFee(_Form):
    """F10: reported in the sixth part. `amount` in yuan."""

    cases: Whole
    amount: Whole


class Texts(_Form):
    overview: Words | None = None
    problems: Words | None = None
    other: Words | None = None


class Statement(_Form):
    """`carried_out_before` is T3.4 of the report on the year before, as published: the left out columns are not
    compared (A4)."""

    form: str = Field(alias="format")
    t2: dict[str, dict[str, Any]] = Field(alias="T2")
    processing_fee: ProcessingFee | None = None
    carried_out_before: dict[str, Whole] = {}
    texts: Texts = Texts()

    @property
    def amounts(self) -> T2:
        return t2_of(self.t2, FORMS[self.form])


def statement(document: Mapping[str, Any]) -> Statement:
    """Raises BadInput for the first thing that is wrong or missing; nothing is used then."""
    try:
        stated = Statement.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise BadInput(
            "填报内容没有受理", f"{field} 缺少、多余或者不合格式", "请对照格式改正", field=field
        ) from error
    if stated.form not in FORMS:
        raise BadInput("填报内容没有受理", f"没有格式 {stated.form}", "格式为 2021 或 2019", field="format")
    unknown = [column for column in stated.carried_out_before if column not in (*KINDS, SUM)]
    if unknown:
        field = f"carried_out_before.{unknown[0]}"
        raise BadInput("填报内容没有受理", f"没有申请人类别 {unknown[0]}", "请核对拼写", field=field)
    t2_of(stated.t2, FORMS[stated.form], whole=True)
    return stated


def t2_of(
    stated: Mapping[str, Any], form: ReportForm, *, whole: bool = False
) -> dict[str, dict[str, Amount]]:
    """T2 as numbers. Raises BadInput for a row, column or number the form does not have; with `whole` also for one
    that is not stated."""
    known = {row.key: [c.key for c in table.columns] for table in form.t2 for row in table.rows}
    _same_keys("T2", stated, known, whole=whole)
    amounts: dict[str, dict[str, Amount]] = {}
    for row, columns in known.items():
        cells = stated.get(row) or {}
        _same_keys(f"T2.{row}", cells, columns, whole=whole)
        amounts[row] = {
            column: amount(cells.get(column), f"T2.{row}.{column}", whole=whole) for column in columns
        }
    return amounts


def amount(value: Any, field: str, *, whole: bool = False) -> Amount:
    """A count is an integer; `amount` alone has decimals, and `change` alone may fall. Raises BadInput."""
    if value is None and not whole:
        return None
    column = field.rpartition(".")[2]
    if column == "amount" and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        found = Decimal(str(value))
        if found.is_finite() and 0 <= found <= 10**12:
            return found
    elif type(value) is int and (0 if column != "change" else -(10**12)) <= value <= 10**12:
        return value
    raise BadInput("表二没有受理", f"{field} 应当是不小于 0 的数", "请改正", field=field)


def _same_keys(place: str, found: Any, known: Any, *, whole: bool) -> None:
    if not isinstance(found, Mapping):
        raise BadInput("表二没有受理", f"{place} 应当是一个 JSON 对象", "请改正", field=place)
    for key in found:
        if key not in known:
            raise BadInput(
                "表二没有受理", f"{place} 中没有 {key}", "请核对拼写和格式", field=f"{place}.{key}"
            )
    for key in known:
        if whole and key not in found:
            raise BadInput("表二没有受理", f"缺少 {place}.{key}", "没有的请填 0", field=f"{place}.{key}")


def nothing_stated(form: ReportForm) -> Statement:
    return Statement(format=form.name, T2={})


def before_of(stated: Statement, counted: Mapping[str, Count]) -> Mapping[str, Count]:
    """The row A4 compares with: as published where that is stated, else as counted now."""
    return stated.carried_out_before or counted
