"""What a replay knows after the events read so far, and what follows from it for the reply period."""

from __future__ import annotations

from datetime import date

from disclosure.law import extension, reply
from disclosure.law.correction import correction_notice_due
from disclosure.law.events import Channel
from disclosure.law.exclusions import union
from disclosure.law.ledger import Exclusion, Period, Void, period_end
from disclosure.law.matters import Consultation, Matter, Notice, void
from disclosure.law.period import Due
from disclosure.law.regime import Regime, regime_of
from disclosure.law.terms import Law


class Running:
    """Mutable while the events are read; asked afterwards."""

    __slots__ = (
        "as_of",
        "bounds",
        "cached_due",
        "channel",
        "concluded",
        "confirmed",
        "consultations",
        "earlier_rounds",
        "filed",
        "lapsed_on",
        "law",
        "named",
        "notice_limits",
        "notices",
        "period",
        "phase",
        "receipt",
        "regime",
        "served",
        "stopped",
        "stopped_while_suspended",
        "voids",
        "withdrawn",
    )

    def __init__(self, law: Law, as_of: date, named: str) -> None:
        self.law = law
        self.as_of = as_of
        self.named = named
        self.bounds = law.option("exclusion_bounds")
        self.channel: Channel | None = None
        self.filed: date | None = None
        self.confirmed = False
        self.receipt: date | None = None
        self.regime: Regime | None = None
        self.period: Period | None = None
        self.voids: list[Void] = []
        self.earlier_rounds: list[Matter] = []
        self.notice_limits: list[Matter] = []
        self.notices: list[Notice] = []
        self.consultations: list[Consultation] = []
        self.stopped: date | None = None
        self.stopped_while_suspended = False
        self.served: date | None = None
        self.withdrawn: date | None = None
        self.concluded: date | None = None  # the first time it was answered or withdrawn
        self.lapsed_on: date | None = None
        self.phase = "acceptance"
        self.cached_due: date | None = None  # of the events read so far

    @property
    def regime_name(self) -> str:
        """Before the receipt date is known, the law of the day of filing."""
        if self.regime is None:
            assert self.filed is not None
            return regime_of(self.law, self.filed, self.named).name
        return self.regime.name

    @property
    def suspended(self) -> bool:
        """A timely notice waits for the applicant."""
        return any(notice.suspends and notice.is_open for notice in self.notices)

    def exclusions(self) -> list[Exclusion]:
        return [Exclusion(c.interval(self.bounds), c.party) for c in self.consultations if c.excludes]

    def due(self) -> date:
        if self.cached_due is None:
            assert self.period is not None
            self.cached_due = period_end(self.law.workdays, self.period, self.exclusions())
        return self.cached_due

    def provisional(self, due: date) -> bool:
        """暂定: whether `due` was counted through a year without its notice; a day fixed by hand was not
        counted."""
        assert self.period is not None
        fixed = self.period.fixed
        return fixed.provisional if fixed and fixed.date == due else self.law.workdays.is_provisional(due)

    def paused(self) -> bool:
        """R33.4: an interval is open and really leaves days out."""
        assert self.period is not None
        if self.period.quota + self.period.extra == 0:
            return False
        due, anchor = self.due(), self.period.anchor
        for consultation in self.consultations:
            first, last = consultation.interval(self.bounds)
            effective = consultation.excludes and first <= due and last > anchor
            if effective and consultation.is_open and self.as_of <= last:
                return True
        return False

    def reply_matter(self) -> Matter:
        assert self.period is not None
        period = self.period
        kind = "redo" if period.ordered else "reply"
        return Matter(kind, str(period.round), period.base, self._reply_due(period), "escalate", self.stopped)

    def _reply_due(self, period: Period) -> Due:
        if period.fixed is None:
            excluded = union(exclusion.interval for exclusion in self.exclusions())
            return reply.reply_due(
                self.law, period.base, on=self.day, extension=period.extra, excluded=excluded
            )
        if not period.extra:
            return period.fixed
        most = extension.extension_max(self.law, self.day)
        due = self.due()
        label = "延迟答复之后的延期"
        provisional = self.provisional(due)
        return Due(
            due, most.rule, most.basis, label, period.fixed.date, period.extra, provisional=provisional
        )

    @property
    def day(self) -> date:
        """The day on which parameters that follow the receipt date are looked up."""
        assert self.regime is not None
        assert self.receipt is not None
        return self.regime.day(self.receipt)

    def receive(self, day: date) -> None:
        """R31, R33.2: the first period begins with the receipt date."""
        self.receipt = day
        self.regime = regime_of(self.law, day, self.named)
        self.run_from(day)

    def run_from(self, base: date) -> None:
        self.period = Period(1, base, reply.ordinary_period(self.law, self.day))

    def restart(self, day: date, basis: str, why: str) -> None:
        """R30.2, F6.2: the full period again; an earlier extension is forgotten and no notice suspends any
        more. The period of an order (K14) stays."""
        assert self.period is not None
        if self.period.ordered:
            return
        base = max(day, self.period.base)
        self.voids.append(Void(base, basis, why))
        for notice in self.notices:
            notice.suspends = False
        self.run_from(base)

    def open_notice_limit(self, received: date) -> None:
        due = correction_notice_due(self.law, received, self.day)
        if due is not None:
            ref = str(len(self.notice_limits) + 1)
            self.notice_limits.append(Matter("correction_notice", ref, received, due, "escalate"))

    def close(self, day: date) -> None:
        """Nothing else is owed once the reply is out or the request withdrawn."""
        void((*self.notice_limits, *self.notices, *self.consultations), day)

    def lapse(self, day: date | None = None) -> date | None:
        """The day on which a request was given up by silence, seen from `day`."""
        if self.lapsed_on is not None or self.stopped or self.withdrawn:
            return self.lapsed_on
        return min((n.due.date for n in self.notices if n.lapsed(day or self.as_of)), default=None)
