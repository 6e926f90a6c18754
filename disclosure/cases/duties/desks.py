"""The desk a flow works at: on its business day, which may be rehearsed before it has come."""

from __future__ import annotations

from datetime import date

from disclosure.cases.dossiers import Desk
from disclosure.cases.rehearsal import require_come
from disclosure.params import Config
from disclosure.store.store import Store


def desk_on(store: Store, config: Config, day: date, now: date) -> Desk:
    """Raises BadInput for a `day` after `now` in production."""
    require_come(day, now, "没有处理定期事项", "正式使用中只处理到今天；不填 today")
    return Desk(store, config, rehearsed=day)
