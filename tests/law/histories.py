"""Random histories from a seed: mostly sensible, sometimes refused, in the format of `disclosure clock`."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.law.oracle import DEFAULTS

CHANNELS = ("in_person", "registered_mail", "plain_mail", "internet", "fax", "oral")
DELIVERIES = ("direct", "post", "electronic", "other_agency")
PARTIES = ("甲公司", "乙公司", "丙")
BODIES = ("市规划局", "省水利厅", "市国家保密局")
CHOICES = {
    "fee_payment": ("20wd", "30d"),
    "exclusion_bounds": ("after_sent_to_answer", "sent_to_answer"),
    "confirmation": ("both_sides", "automatic_receipt"),
    "late_correction_notice": ("keeps_running", "no_restart"),
    "secrecy_referral_excluded": ("no", "yes"),
    "transition_2019": ("by_receipt", "favourable"),
    "rest_day_receipt": ("same_day", "next_working_day"),
}
# First and last day of receipt, by weight; the turn of the law, of the fees and the long holidays come often.
SEASONS = (
    (date(2009, 1, 1), date(2019, 5, 14)),
    (date(2019, 4, 1), date(2019, 6, 10)),
    (date(2019, 5, 15), date(2020, 12, 1)),
    (date(2020, 11, 1), date(2021, 2, 1)),
    (date(2021, 1, 1), date(2025, 12, 31)),
    (date(2024, 12, 20), date(2025, 2, 10)),
)
FOLLOW_UPS = {
    "third_party_asked": ("third_party_letter_received", "third_party_answered"),
    "co_producer_asked": ("co_producer_letter_received", "co_producer_answered"),
    "other_body_asked": ("other_body_answered",),
    "correction_requested": ("correction_notice_received", "correction_received"),
    "fee_notice_sent": ("fee_notice_received", "fee_paid"),
    "reasons_requested": ("reasons_received",),
}
OPENINGS = (
    *("third_party_asked",) * 4,
    *("correction_requested",) * 3,
    *("co_producer_asked", "other_body_asked", "fee_notice_sent", "extended") * 2,
    "postponed",
    "reasons_requested",
    "ordered_to_act",
)


def history(seed: int) -> dict[str, Any]:
    random = Random(seed)
    first, last = random.choice(SEASONS)
    received = first + timedelta(days=random.randrange((last - first).days + 1))
    events: list[dict[str, Any]] = [{"on": received, "event": "received", "channel": random.choice(CHANNELS)}]
    if random.random() < 0.6 or events[0]["channel"] in CHANNELS[2:5]:
        events.append({"on": received + timedelta(days=random.randrange(6)), "event": "confirmed"})
    for _ in range(random.randrange(5)):
        events += _episode(random, received + timedelta(days=random.randrange(45)))
    if random.random() < 0.5:
        events += _ending(random, received + timedelta(days=random.randrange(10, 75)))
    events.sort(key=lambda event: event["on"])
    as_of = max(e["on"] for e in events) + timedelta(days=random.choice((0, 0, 1, 3, 10, 40)))
    if random.random() < 0.3:
        cut = random.randrange(1, len(events) + 1)
        events = events[:cut]
        as_of = max(events[-1]["on"], min(as_of, events[-1]["on"] + timedelta(days=random.randrange(30))))
    law = random.choice(("auto",) * 8 + ("2008", "2019"))
    return {"law": law, "as_of": as_of, "options": _options(random), "events": events}


def _options(random: Random) -> dict[str, str]:
    assert set(CHOICES) == set(DEFAULTS)
    if random.random() < 0.5:
        return {}
    return {name: random.choice(values) for name, values in CHOICES.items()}


def _episode(random: Random, on: date) -> list[dict[str, Any]]:
    name = random.choice(OPENINGS)
    event: dict[str, Any] = {"on": on, "event": name}
    named: dict[str, Any] = {}
    if name == "third_party_asked":
        named = {"party": random.choice(PARTIES)}
    elif name in ("co_producer_asked", "other_body_asked"):
        named = {"body": random.choice(BODIES)}
    elif name == "extended":
        event["working_days"] = random.choice((1, 5, 10, 15, 16, 20, 20, 21))
    elif name == "postponed":
        event["until"] = on + timedelta(days=random.randrange(10, 90))
    elif name == "correction_requested" and random.random() < 0.5:
        event["working_days"] = random.randrange(3, 25)
    elif name == "ordered_to_act":
        event |= random.choice(({}, {"working_days": 15}, {"until": on + timedelta(days=30)}))
    events = [event | named]
    for follow_up in FOLLOW_UPS.get(name, ()):
        if random.random() < 0.75:
            on += timedelta(days=random.choice((0, 1, 2, 4, 9, 15, 22, 30)))
            events.append({"on": on, "event": follow_up} | named)
    return events


def _ending(random: Random, on: date) -> list[dict[str, Any]]:
    if random.random() < 0.1:
        return [{"on": on, "event": "withdrawn"}]
    sent = {"on": on, "event": "reply_sent", "delivery": random.choice(DELIVERIES)}
    events = [{"on": on, "event": "reply_made"}, sent]
    if random.random() < 0.7:
        on += timedelta(days=random.randrange(8))
        events.append({"on": on, "event": "reply_served"})
        if random.random() < 0.3:
            on += timedelta(days=random.randrange(5, 60))
            events.append({"on": on, "event": "ordered_to_act", "working_days": 15})
    return events
