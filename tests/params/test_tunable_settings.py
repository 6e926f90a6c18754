"""What may be tuned: every value that is a setting, each with what a form has to say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from disclosure.law.terms import UNIT_LABEL, Unit
from disclosure.params import default_directory, load
from disclosure.params.editing import put
from disclosure.params.effects import Effect
from disclosure.params.reading import Place, Problems, read
from disclosure.params.settings import Kind, Setting, tunable

CONFIG = load(default_directory())
FILES = CONFIG.files
TUNED = {name: tunable(FILES, name) for name in FILES}
SETTINGS = {(one.file, one.place): one for tuned in TUNED.values() for one in tuned.settings}
# What a value is, not how much: it follows from the rule that reads it.
FIXED = re.compile(
    r"law/.*(\.rule|\.label|\.unit|\.doubt|\.choices|\.commences|\.regime_by|:title|:regime_by|:commences)$"
    r"|service\.yaml:zone$"
)


def data_of(text: str) -> Any:
    document = read("", text, Problems())
    assert document is not None
    return document.data


def values(data: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every plain value, a list of plain values as one."""
    if place in (("topics",), ("rivals",)):  # groups of words, each a text
        yield from (((*place, n), item) for n, item in enumerate(data))
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from values(value, (*place, key))
    elif isinstance(data, list) and any(isinstance(item, (dict, list)) for item in data):
        for n, item in enumerate(data):
            yield from values(item, (*place, n))
    else:
        yield place, data


def named(file: str, place: Place) -> str:
    return f"{file}:{'.'.join(map(str, place))}"


ALL = [
    (file, place, value)
    for file, text in FILES.items()
    if file.endswith(".yaml") and file != "law/outcomes.yaml"
    for place, value in values(data_of(text))
]


def test_every_value_is_a_setting_but_what_says_what_a_value_is() -> None:
    screening = "law/secrecy.yaml:screening."
    for file, place, value in ALL:
        name = named(file, place)
        fixed = FIXED.search(name) and not (name.startswith(screening) and name.endswith(".label"))
        one = SETTINGS.get((file, place))
        if fixed:
            assert one is None, name
        else:
            assert one is not None, name
            assert (one.value, one.written) == (value, True)


def test_a_setting_stands_where_it_says() -> None:
    for (file, place), one in SETTINGS.items():
        if not one.written or isinstance(place[-1], int):
            continue
        line = FILES[file].split("\n")[one.line - 1]
        assert str(place[-1]) in line, named(file, place)


def test_a_setting_speaks_chinese() -> None:
    codes = {("organization.yaml", "roles"), ("demand.yaml", "weights"), ("organization.yaml", "agency")}
    for (file, place), one in SETTINGS.items():
        if (file, place[0]) not in codes:
            assert re.search(r"[一-鿿]", one.label), named(file, place)
        assert one.effect_says
        assert all(re.search(r"[一-鿿]", label) for value, label in one.choices if value != "owner"), one


@pytest.mark.parametrize("key", sorted({**CONFIG.law.numbers, **CONFIG.law.choices}))
def test_a_value_of_law_tells_unit_rule_article_and_the_day_that_picks_it(key: str) -> None:
    topic, name = key.split(".")
    dated = CONFIG.law.numbers.get(key) or CONFIG.law.choices[key]
    for entry in dated.entries:
        place = ("parameters", name, "values", entry.since.isoformat(), "value")
        one = SETTINGS[f"law/{topic}.yaml", place]
        assert (one.value, one.rule, one.basis) == (entry.value, entry.rule, entry.basis)
        assert one.effect is Effect.BY_DATE
        day = {"receipt": "收到申请", "decision": "作出决定", "notice": "发出通知", "filing": "提起救济"}
        assert one.effect_says.startswith(f"按{day[dated.regime_by]}之日适用")
        assert dated.label in one.group
        if dated.unit in UNIT_LABEL:
            assert (one.kind, one.unit) == (Kind.NUMBER, UNIT_LABEL[dated.unit])
        elif dated.unit is Unit.CHOICE:
            assert entry.value in dict(one.choices)


def of(file: str, *place: str | int) -> Setting:
    return SETTINGS[file, place]


def test_what_the_form_of_some_well_known_settings_shows() -> None:
    limit = of("organization.yaml", "limits", "intake")
    assert (limit.label, limit.unit, limit.least, limit.most) == ("收件核对", "个工作日", 1, 10_000)
    assert limit.help.startswith("收件归入申请或说明去向")
    assert limit.rule == "G3、G10"
    assert limit.effect is Effect.AT_ONCE
    chain = of("organization.yaml", "units", "planning", "approval_chain")
    assert (chain.kind, chain.written, chain.value) == (Kind.CHOICES, False, None)
    assert ("section_head", "科室负责人") in chain.choices
    assert "handler" not in dict(chain.choices)
    assert chain.group == ("科室", "规划管理科")
    assert chain.effect is Effect.NEXT_STEP
    intake = of("organization.yaml", "intake_unit")
    assert (intake.kind, dict(intake.choices)["land"]) == (Kind.CHOICE, "征地与不动产科")
    assert of("organization.yaml", "fee_enabled").kind is Kind.YES_NO
    region = of("service.yaml", "region")
    assert (region.value, region.empty, region.choices) == (None, True, (("example", "示例地区（虚构）"),))
    offset = of("escalation.yaml", "levels", 0, "offset")
    assert (offset.value, offset.unit, offset.group) == (-5, "个工作日", ("催办阶梯", "到期前5个工作日"))
    colour = of("escalation.yaml", "levels", 0, "colour")
    assert colour.choices == (("yellow", "黄灯"), ("red", "红灯"), ("overdue", "逾期"))
    assert of("escalation.yaml", "levels", 0, "kinds").kind is Kind.CHOICES
    assert of("service.yaml", "notify", "lines").most == 500
    assert of("service.yaml", "schedules", "outbox").label == "通知投递"
    assert of("service.yaml", "sweep_chunk").effect is Effect.NEXT_RUN
    doubt = of("law/options.yaml", "options", "fee_payment", "value")
    assert doubt.choices == (("20wd", "20个工作日"), ("30d", "30日"))
    assert (doubt.rule, doubt.group[-1], doubt.effect) == ("X1", "缴费期限的口径", Effect.AT_ONCE)
    price = of("law/fee.yaml", "parameters", "by_items", "values", "2021-01-01", "value", 1, "unit_price")
    assert (price.value, price.unit, price.rule) == (100, "元", "F4.1")
    words = of("law/secrecy.yaml", "screening", "phrases", "military", "words")
    assert (words.kind, words.rule, words.group[-1]) == (Kind.LIST, "R14", "军事事项")
    assert of("calendar/2026.yaml", "holidays", 0, "from").kind is Kind.DAY


def test_what_grows_is_told() -> None:
    rows = {(one.file, one.place): one for tuned in TUNED.values() for one in tuned.rows}
    ladder = rows["escalation.yaml", ("levels",)]
    assert (ladder.keyed, ladder.count, ladder.least, ladder.most) == (False, 5, 1, 20)
    assert rows["organization.yaml", ("units",)].keyed
    assert rows["organization.yaml", ("separated",)].count == 3
    assert ("law/secrecy.yaml", ("screening", "phrases")) in rows
    assert ("calendar/2026.yaml", ("holidays",)) in rows
    assert rows["law/reply.yaml", ("parameters", "ordinary_period", "values")].keyed
    for closed in (("limits",), ("roles",)):
        assert ("organization.yaml", closed) not in rows
    assert ("law/reply.yaml", ("parameters",)) not in rows


def test_outcomes_and_letters_are_no_settings() -> None:
    for name in ("law/outcomes.yaml", "letters/L-12.md"):
        assert TUNED[name].settings == ()


def test_a_setting_can_be_put_back_where_it_was_read() -> None:
    """What a form shows is what an edit takes: the same value changes nothing that is read."""
    for name in (
        "organization.yaml",
        "escalation.yaml",
        "service.yaml",
        "law/reply.yaml",
        "law/options.yaml",
    ):
        for one in TUNED[name].settings:
            if one.written:
                assert data_of(put(FILES[name], one.place, one.value)) == data_of(FILES[name])


@pytest.mark.parametrize(
    "text", ["", "a: [", "levels: 3", "levels: [1, [2]]", "levels:\n- to: {a: 1}\n  name: [x]"]
)
def test_a_file_with_mistakes_still_shows_what_can_be_shown(text: str) -> None:
    assert tunable({**FILES, "escalation.yaml": text}, "escalation.yaml").rows is not None
