"""Core constructs at driver speed: compiled once per dialect, run on the driver's own cursor.

SQLAlchemy spends 20 to 60 µs per execution on things a fixed statement does not need twice (figures in
docs/decisions/0006-store.md). The construct stays the only definition: its types convert dates and bytes
both ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import BindParameter, Connection, Dialect, Insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

Values = Mapping[str, Any]
Convert = tuple[int, Callable[[Any], Any]]
_CODE = re.compile("[a-z0-9_]+")
_NOTHING: Values = {}


@dataclass(frozen=True, slots=True)
class _Prepared:
    sql: str
    order: tuple[str, ...]
    fixed: Values  # of the construct, as parameters
    into: tuple[Convert, ...]
    out: tuple[Convert, ...]

    def parameters(self, values: Values) -> list[Any]:
        if self.fixed:
            values = {**self.fixed, **values}
        found = [values[name] for name in self.order]
        for position, convert in self.into:
            found[position] = convert(found[position])
        return found

    def result(self, row: Sequence[Any]) -> tuple[Any, ...]:
        if not self.out:
            return cast("tuple[Any, ...]", row)
        cells = list(row)
        for position, convert in self.out:
            cells[position] = convert(cells[position])
        return tuple(cells)


class Statement:
    """One fixed statement. `columns` names what an INSERT or UPDATE sets from the values of the same name;
    parameters of its WHERE need other names. Numbers, days and codes written into the construct are part of its text,
    since binding some of them takes as long as the answer; any other value of it stays a parameter."""

    __slots__ = ("_columns", "_construct", "_prepared")

    def __init__(self, construct: Executable, *columns: str) -> None:
        if isinstance(construct, Insert) and not construct.exported_columns:
            construct = construct.inline()  # else the compiler adds a RETURNING nobody reads
        self._construct = construct
        self._columns = columns
        self._prepared: dict[str, _Prepared] = {}

    def run(self, connection: Connection, values: Values = _NOTHING) -> int:
        """Rows changed."""
        return cast("int", self._execute(connection, self._for(connection), values).rowcount)

    def rows(self, connection: Connection, values: Values = _NOTHING) -> list[tuple[Any, ...]]:
        prepared = self._for(connection)
        return [prepared.result(row) for row in self._execute(connection, prepared, values)]

    def row(self, connection: Connection, values: Values = _NOTHING) -> tuple[Any, ...] | None:
        """The first row, if any."""
        prepared = self._for(connection)
        row = self._execute(connection, prepared, values).fetchone()
        return None if row is None else prepared.result(row)

    def many(self, connection: Connection, values: Iterable[Values]) -> None:
        prepared = self._for(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(prepared.sql, [prepared.parameters(each) for each in values])
        except connection.dialect.loaded_dbapi.Error as error:
            raise _translated(connection, prepared.sql, error) from error
        finally:
            cursor.close()

    def _execute(self, connection: Connection, prepared: _Prepared, values: Values) -> Any:
        driver: Any = connection.connection.dbapi_connection
        try:
            return driver.execute(prepared.sql, prepared.parameters(values))
        except connection.dialect.loaded_dbapi.Error as error:
            raise _translated(connection, prepared.sql, error) from error

    def _for(self, connection: Connection) -> _Prepared:
        dialect = connection.dialect
        prepared = self._prepared.get(dialect.name)
        if prepared is None:
            prepared = self._prepared[dialect.name] = _prepare(self._construct, dialect, self._columns)
        return prepared


def _prepare(construct: Executable, dialect: Dialect, columns: tuple[str, ...]) -> _Prepared:
    written = visitors.replacement_traverse(cast("ClauseElement", construct), {}, _written_out)
    compiled = cast("ClauseElement", written).compile(dialect=dialect, column_keys=list(columns) or None)
    assert isinstance(compiled, SQLCompiler)
    given = {name: None for name, bind in compiled.binds.items() if bind.required}
    text = compiled.construct_expanded_state(given)
    order = tuple(text.positiontup or ())
    into = tuple((i, text.processors[name]) for i, name in enumerate(order) if name in text.processors)
    out = (
        (i, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for i, column in enumerate(getattr(construct, "exported_columns", ()))
    )
    return _Prepared(
        text.statement,
        order,
        {name: text.parameters[name] for name in order if name not in given},
        into,
        tuple((i, convert) for i, convert in out if convert is not None),
    )


def _written_out(element: Any, **_: Any) -> BindParameter[Any] | None:
    """A copy whose value is in the text, where nothing in it could need quoting."""
    if not isinstance(element, BindParameter) or element.required:
        return None
    values: Iterable[object] = (
        cast("Iterable[object]", element.value) if element.expanding else [element.value]
    )
    return element.render_literal_execute() if all(map(_is_plain, values)) else None


def _is_plain(value: object) -> bool:
    return isinstance(value, int | date) or (isinstance(value, str) and bool(_CODE.fullmatch(value)))


def _translated(connection: Connection, sql: str, error: Any) -> Any:
    """The SQLAlchemy error a Core execution would have raised, without the parameters."""
    dialect = connection.dialect
    wrapped = DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
    if isinstance(wrapped, DBAPIError) and dialect.is_disconnect(error, None, None):
        wrapped.connection_invalidated = True
        connection.invalidate(error)
    return wrapped
