"""The versions a book has lived under, and by which draft each came into force."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from disclosure.store.live import live_version
from disclosure.store.tables import config_drafts, config_versions


def versions_kept(connection: Connection) -> list[dict[str, Any]]:
    """The one in force first, then the latest first. One version may have come into force more than once."""
    live = live_version(connection)
    d, v = config_drafts.c, config_versions.c
    by = select(d.result, d.number, d.title, d.closed_on).where(d.state == "in_force").order_by(d.id.desc())
    drafts: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(by):
        told = {"number": row.number, "title": row.title, "on": row.closed_on}
        drafts.setdefault(row.result, []).append(told)
    query = select(v.version, v.first_used_at).order_by(v.first_used_at.desc(), v.version)
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
