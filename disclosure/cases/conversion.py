"""The nightly search for repeated demand (R44.1): opens candidates, joins new requests to open ones, keeps what belongs
together, measures what publication did.

Level-triggered: it reads what is there and does what is owed. Nights missed, a night run twice, two at once: the same.
The searching is done on a snapshot; each candidate is then decided again in a transaction of its own, with its requests
locked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import Connection

from disclosure.cases.demand import (
    Applicant,
    Asked,
    Cluster,
    applicants_of,
    asked_since,
    distinct,
    grouped,
    lock,
    shared_identity,
)
from disclosure.cases.desk import Desk
from disclosure.cases.grouping import keep_groups
from disclosure.cases.measuring import measure, unmeasured_since
from disclosure.cases.proposing import (
    UNDECIDED,
    NewCandidate,
    Standing,
    join,
    open_candidate,
    standing_of,
)
from disclosure.cases.rehearsal import require_come
from disclosure.law.publication import RepeatedDemand, repeated_demand
from disclosure.params import Config
from disclosure.store.store import Store

PUBLIC = "published"
ALIKE = "经比对为同一信息"


@dataclass(frozen=True, slots=True)
class Change:
    """A candidate opened, or joined by `requests`. `applicants` are those behind `requests`; `follows` is an earlier
    candidate about the same that was declined or taken down."""

    number: str
    opened: bool
    requests: tuple[str, ...]
    applicants: int
    why: str
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class ConversionReport:
    """`asked`: requests looked at; `clusters`: groups that ask for the same; `regrouped`: requests whose group is
    another than it was; `measured`: entries of the catalogue; `repeated`: the requests of each group that has no
    candidate, the largest first."""

    asked: int
    clusters: int
    regrouped: int
    changes: tuple[Change, ...]
    measured: int
    repeated: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What a plan is made from, by request: its candidate, its applicants."""

    standing: Mapping[int, Standing]
    people: Mapping[int, tuple[Applicant, ...]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a cluster asks for: `joins` is the candidate, None for a new one."""

    members: tuple[Asked, ...]
    applicants: int
    joins: Standing | None
    follows: str | None


def convert_on(
    store: Store, config: Config, day: date, now: date, looked_on: date | None = None
) -> ConversionReport:
    """The run a person or a schedule asks for. Raises BadInput for a `day` to come in production."""
    require_come(day, now, "没有查找重复申请", "改为今天或者以前的一日")
    return convert(store, config, day, looked_on)


def convert(store: Store, config: Config, today: date, looked_on: date | None = None) -> ConversionReport:
    """One run for `today`; `looked_on` is the day of the last one, so that nothing is lost that it would have found
    on a day between. Raises NotInForce before R44 was law."""
    rule = repeated_demand(config.law, today, looked_on)
    with store.read() as connection:
        since = min(rule.since, unmeasured_since(connection, config, rule.since))
        asked = asked_since(connection, config, since)
        demand = grouped(asked, config.demand)
        known = _known(connection, demand.info)
        due = [cluster for cluster in demand.info if _planned(cluster, rule, known)]
    regrouped = keep_groups(store, asked, demand)
    served = (partial(_serve, config=config, cluster=cluster, rule=rule, today=today) for cluster in due)
    changes = tuple(change for change in map(Desk(store, config).write, served) if change is not None)
    measured = store.write(partial(measure, config=config, today=today))
    with store.read() as connection:
        open_ended = _without_candidate(connection, demand.info)
    return ConversionReport(len(asked), len(demand.info), regrouped, changes, measured, open_ended)


def _serve(
    connection: Connection, config: Config, cluster: Cluster, rule: RepeatedDemand, today: date
) -> Change | None:
    """Decided anew under the lock: another run, or a suggestion, may have been first."""
    lock(connection, (member.id for member in cluster.members))
    plan = _planned(cluster, rule, _known(connection, [cluster]))
    if plan is None:
        return None
    members = tuple(member.id for member in plan.members)
    numbers = tuple(member.number for member in plan.members)
    why = shared_identity([member.content for member in cluster.members], config.demand) or ALIKE
    if plan.joins is not None:
        join(connection, plan.joins.id, members, today)
        return Change(plan.joins.number, False, numbers, plan.applicants, why)
    new = NewCandidate("repeated", cluster.members[0].unit, why, members, plan.follows)
    number = open_candidate(connection, config, new, today)
    return Change(number, True, numbers, plan.applicants, why, plan.follows)


def _planned(cluster: Cluster, rule: RepeatedDemand, known: _Known) -> _Plan | None:
    """What is owed to one cluster. What is public already needs no candidate; new requests join one that is not
    decided; otherwise as many applicants as the rule says have to have asked, those of a candidate that was declined
    or taken down not counted again."""
    standing = sorted(
        {known.standing[m.id] for m in cluster.members if m.id in known.standing}, key=lambda one: one.id
    )
    free = tuple(
        m for m in cluster.members if m.disclosed and m.filed_on > rule.since and m.id not in known.standing
    )
    if not free or any(one.state == PUBLIC for one in standing):
        return None
    undecided = next((one for one in standing if one.state in UNDECIDED), None)
    if undecided is None and _most_together(free, rule, known) < rule.applicants:
        return None
    follows = standing[-1].number if standing and undecided is None else None
    return _Plan(free, _applicants(free, known), undecided, follows)


def _most_together(members: Sequence[Asked], rule: RepeatedDemand, known: _Known) -> int:
    """The most different applicants that filed within the time of the rule; one application alone, joint or not, is
    no repetition. `members` are in the order of their days."""
    most = 0
    for n, first in enumerate(members):
        late = rule.after(first.filed_on)
        together = [member for member in members[n:] if member.filed_on < late]
        if len(together) > 1:
            most = max(most, _applicants(together, known))
        if members[-1].filed_on < late:
            break  # what begins later is part of this
    return most


def _applicants(members: Sequence[Asked], known: _Known) -> int:
    return distinct(person for member in members for person in known.people.get(member.id, ()))


def _known(connection: Connection, clusters: Sequence[Cluster]) -> _Known:
    ids = [member.id for cluster in clusters for member in cluster.members]
    return _Known(standing_of(connection, ids), applicants_of(connection, ids))


def _without_candidate(connection: Connection, clusters: Sequence[Cluster]) -> tuple[tuple[str, ...], ...]:
    standing = standing_of(connection, [member.id for cluster in clusters for member in cluster.members])
    groups = (
        tuple(member.number for member in cluster.members)
        for cluster in clusters
        if not any(member.id in standing for member in cluster.members)
    )
    return tuple(sorted(groups, key=lambda group: -len(group)))
