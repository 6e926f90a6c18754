"""The statements of a gathering (`cases.digests`): fixed, set-based, the same on both databases."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from disclosure.cases.scratch import emptied
from disclosure.store.statements import Statement
from disclosure.store.tables import BigId, deadlines, notices, outbox, requests

_metadata = MetaData()
addressed = Table(
    "addressed",
    _metadata,
    Column("role", String(32)),
    Column("unit", String(64)),
    Column("person", String(64)),
    prefixes=["TEMPORARY"],
)
told = Table(
    "told",
    _metadata,
    Column("person", String(64)),
    Column("kind", String(16)),
    Column("topic", String(32)),
    Column("number", String(64)),
    Column("of_case", Boolean),
    Column("about", String(64)),
    Column("due", Date),
    Column("level", Integer),
    prefixes=["TEMPORARY"],
)


def empty(connection: Connection) -> None:
    emptied(connection, addressed, told)


_N, _A, _T, _D, _R, _O = notices.c, addressed.c, told.c, deadlines.c, requests.c, outbox.c
_BATCH = bindparam("batch", type_=BigId)
_MINE = _N.batch == _BATCH

# The order makes PostgreSQL look at the head of the index and not through the table.
UNTOLD = Statement(select(_N.id).where(_N.batch.is_(None)).order_by(_N.batch).limit(literal_column("1")))
MARK = Statement(update(notices).values(batch=_BATCH).where(_N.batch.is_(None)))
UNMARK = Statement(
    update(notices)
    .values(batch=literal_column("NULL"))
    .where(_MINE, _N.role == bindparam("of_role"), _N.unit == bindparam("of_unit"))
)
PLACES = Statement(select(_N.role, _N.unit).where(_MINE).distinct().order_by(_N.role, _N.unit))
ADDRESS = Statement(insert(addressed), *addressed.c.keys())
_STILL_DUE = and_(_D.status == literal("open"), _D.due == _N.due)
_STILL_HERE = and_(_R.state == _N.topic, _R.closed_on.is_(None))
_TOLD = (
    select(
        _A.person,
        _N.kind,
        _N.topic,
        func.coalesce(_R.number, _D.ref, _N.subject).label("number"),
        _N.request_id.is_not(None).label("of_case"),
        _N.subject.label("about"),
        _N.due,
        _N.level,
    )
    .select_from(
        notices.join(addressed, and_(_A.role == _N.role, _A.unit == _N.unit))
        .outerjoin(deadlines, _D.id == _N.deadline_id)
        .outerjoin(requests, _R.id == _N.request_id)
    )
    .where(_MINE)
    .where(or_(_N.deadline_id.is_(None), _STILL_DUE), or_(_N.kind != literal("turn"), _STILL_HERE))
    .distinct()
)
TELL = Statement(insert(told).from_select(told.c.keys(), _TOLD))
# What is under 督办 first, then the higher rung, then the earlier day; turns, which stand on no rung, last.
_RANK = case(
    (_T.kind == literal("raised"), literal_column("2000")),
    (_T.kind == literal("supervision"), literal_column("1000")),
    else_=_T.level,
)
COUNTS = Statement(
    select(_T.person, _T.kind, _T.level, _T.topic, func.count())
    .group_by(_T.person, _T.kind, _T.level, _T.topic)
    .order_by(_T.person, func.max(_RANK).desc())
)
_PLACE = func.row_number().over(partition_by=_T.person, order_by=(_RANK.desc(), _T.due, _T.number, _T.topic))
_placed = select(*told.c, _PLACE.label("place")).subquery()
LINES = Statement(
    select(*(_placed.c[name] for name in told.c.keys()))  # noqa: SIM118 - columns by name
    .where(_placed.c.place <= bindparam("most", type_=Integer))
    .order_by(_placed.c.person, _placed.c.place)
)
POST = Statement(
    insert(outbox),
    "message_id",
    "kind",
    "person",
    "urgent",
    "payload",
    "created_on",
    "status",
    "attempts",
    "next_try_at",
)
