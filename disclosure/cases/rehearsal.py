"""A day to come may be rehearsed, but never in the book of an office that works with it."""

from __future__ import annotations

import os
from datetime import date

from disclosure.errors import BadInput


def require_come(day: date, now: date, what: str, todo: str) -> None:
    """Raises BadInput when `day` lies after `now` in production: it would put into the book what has not
    happened. `what` was not done; `todo` is what can be."""
    if day > now and os.environ.get("DISCLOSURE_ENV") == "production":
        raise BadInput(what, f"{day} 晚于今天 {now}", todo, field="today")
