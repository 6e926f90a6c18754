"""`disclosure demand --since`: what several people have asked for, as the book stands now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from disclosure.cases.demand import (
    Applicant,
    Cluster,
    applicants_of,
    asked_since,
    distinct,
    grouped,
    wording,
)
from disclosure.cases.proposing import standing_of
from disclosure.params import Config


def demand_since(connection: Connection, config: Config, since: date) -> dict[str, Any]:
    """The document of the contract, over what was filed on `since` or later. `title` is an applicant's wording, for
    staff only."""
    asked = asked_since(connection, config, since - timedelta(1))
    demand = grouped([one for one in asked if one.filed_on >= since], config.demand)
    ids = [member.id for cluster in (*demand.info, *demand.matters) for member in cluster.members]
    people = applicants_of(connection, ids)
    known = standing_of(connection, ids)
    return {
        "clusters": [
            {"info": cluster.key, "title": wording(cluster)}
            | _counts(cluster, people)
            | {"candidate": max((known[m.id].number for m in cluster.members if m.id in known), default=None)}
            for cluster in demand.info
        ],
        "matters": [{"matter": cluster.key} | _counts(cluster, people) for cluster in demand.matters],
    }


def _counts(cluster: Cluster, people: Mapping[int, tuple[Applicant, ...]]) -> dict[str, Any]:
    days = [member.filed_on for member in cluster.members]
    return {
        "numbers": [member.number for member in cluster.members],
        "applicants": distinct(person for m in cluster.members for person in people.get(m.id, ())),
        "first": min(days),
        "last": max(days),
    }
