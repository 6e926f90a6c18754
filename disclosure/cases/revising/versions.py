"""The versions a book has lived under, and by which draft each came into force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from disclosure.cases.revising.drafts import KIND
from disclosure.params import version_of
from disclosure.store.live import live_version
from disclosure.store.tables import config_drafts, config_versions, dossier_steps

_D, _V, _S = config_drafts.c, config_versions.c, dossier_steps.c
# The step carries the MAC of its chain; the row beside it could be changed unseen.
_LAST = (
    select(_S.data)
    .where(_S.kind == KIND.name, _S.command == "bring_into_force")
    .order_by(_S.id.desc())
    .limit(1)
)


def versions_kept(connection: Connection) -> list[dict[str, Any]]:
    """The one in force first, then the latest first. One version may have come into force more than once."""
    live = live_version(connection)
    by = (
        select(_D.result, _D.number, _D.title, _D.closed_on)
        .where(_D.state == "in_force")
        .order_by(_D.id.desc())
    )
    drafts: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(by):
        told = {"number": row.number, "title": row.title, "on": row.closed_on}
        drafts.setdefault(row.result, []).append(told)
    query = select(_V.version, _V.first_used_at).order_by(_V.first_used_at.desc(), _V.version)
    kept = [
        {
            "version": row.version,
            "first_used_at": row.first_used_at,
            "in_force": row.version == live,
            "drafts": drafts.get(row.version, []),
        }
        for row in connection.execute(query)
    ]
    return sorted(kept, key=lambda one: not one["in_force"])


def version_faults(connection: Connection) -> Iterator[str]:
    """What is wrong with the versions kept: a text that is not the one its name stands for, or a version in force that
    no draft brought there."""
    for version, snapshot in connection.execute(select(_V.version, _V.snapshot).order_by(_V.version)):
        try:
            same = version_of(json.loads(snapshot)) == version
        except (ValueError, TypeError, AttributeError):
            same = False
        if not same:
            yield f"配置版本 {version[:12]} 的留存内容被改动"
    live = live_version(connection)
    step = connection.scalar(_LAST)
    last = json.loads(step)["result"] if step else live
    if live != last:
        yield f"现行配置 {(live or '')[:12]} 不是最后生效的草稿的版本 {(last or '')[:12]}"
