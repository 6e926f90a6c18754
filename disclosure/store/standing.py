"""What still runs, in the words of the indexes over just these rows: neither database uses such an index for a value
it is given as a parameter."""

from __future__ import annotations

from sqlalchemy import literal_column

from disclosure.store.tables import deadlines, requests

OPEN_REQUEST = requests.c.closed_on.is_(None)
CLOSED_REQUEST = requests.c.closed_on.is_not(None)
OPEN_DEADLINE = deadlines.c.status == literal_column("'open'")
SUSPENDED_DEADLINE = deadlines.c.status == literal_column("'suspended'")
