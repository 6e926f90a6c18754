"""Temporary tables of one connection, for answers worked out in Python and laid beside the rows in SQL."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable


def emptied(connection: Connection, *tables: Table) -> None:
    """`tables`, there and without rows. Making or truncating them each time, or keeping keys on them, costs
    PostgreSQL more than the rest of a small sweep."""
    for statement in _written(connection.dialect.name, tables):
        connection.exec_driver_sql(statement)


@cache
def _written(dialect: str, tables: tuple[Table, ...]) -> tuple[str, ...]:
    written = (postgresql if dialect == "postgresql" else sqlite).dialect()
    made = [str(CreateTable(table, if_not_exists=True).compile(dialect=written)) for table in tables]
    return (*made, *(f"DELETE FROM {table.name}" for table in tables))  # noqa: S608 - our own names
