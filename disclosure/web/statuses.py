"""The status of a refusal, the same for a page and for a program."""

from __future__ import annotations

from disclosure.errors import Conflict, DisclosureError, NotFound, NotLawful, NotPermitted, TooLarge, TooOften

# 409: asked in good order, but not of a case that stands where this one stands.
_STATUS: dict[type[DisclosureError], int] = {
    NotPermitted: 403,
    NotFound: 404,
    Conflict: 409,
    NotLawful: 409,
    TooLarge: 413,
    TooOften: 429,
}


def http_status(error: DisclosureError) -> int:
    return 503 if error.exit_status == 3 else _STATUS.get(type(error), 400)
