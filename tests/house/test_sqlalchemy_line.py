"""Whoever asks for another SQLAlchemy (`make slow` does) gets it, and not the one of the product by mistake."""

from __future__ import annotations

import os

import sqlalchemy


def test_the_line_asked_for_is_the_line_in_use(capsys) -> None:
    wanted = os.environ.get("SQLALCHEMY_LINE", "2.0")
    with capsys.disabled():
        print(f"\nSQLAlchemy {sqlalchemy.__version__} from {sqlalchemy.__file__}")  # noqa: T201 - for the log
    assert sqlalchemy.__version__.startswith(f"{wanted}.")
