"""The section `screening` of config/law/secrecy.yaml: what a secrecy review looks for (S14, S22f, S36, S64, PI4x)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt

from disclosure.law.secrecy import (
    LEVEL_LABEL,
    Aggregation,
    ReviewLevel,
    ScreeningRule,
    ScreeningRules,
    Threshold,
)
from disclosure.params.expected import DETECTORS, MARK_WORDS
from disclosure.params.forms import Count, Day, Form, Key, RuleId, Text, counted, keys_of, one_of
from disclosure.params.reading import Document, Place, Problems, parse
from disclosure.params.wording import likely

SECTION = "screening"

# A word is matched in text without spaces, so it has none; one character would be found everywhere.
Word = Annotated[str, Field(min_length=2, max_length=30, pattern=r"^\S+$")]
Words = Annotated[tuple[Word, ...], Field(min_length=1, max_length=500)]
# All of these may pass a person; only a mark is refused.
Passable = Literal[ReviewLevel.HANDLER, ReviewLevel.UNIT_HEAD, ReviewLevel.SECRECY_OFFICE]

_PASSABLE = {level: label for level, label in LEVEL_LABEL.items() if level is not ReviewLevel.REFUSE}
Prefix = Annotated[str, Field(pattern=r"^\d{1,8}$")]


class DetectorForm(Form):
    rule: RuleId = Field(title="规则编号")
    label: Text = Field(title="名称")
    level: Passable = Field(title="由谁决定", json_schema_extra=one_of(_PASSABLE))
    suggestion: Text = Field(title="怎么办")
    basis: Text = Field(title="依据")
    checked: Day = Field(title="核对日期")


class MarkForm(DetectorForm):
    # Wider on purpose: a mark can refuse a file.
    level: ReviewLevel = Field(title="由谁决定", json_schema_extra=one_of(LEVEL_LABEL))  # type: ignore[assignment]
    words: Words = Field(title="词")


class PhraseForm(DetectorForm):
    words: Words = Field(title="词")
    exceptions: tuple[Word, ...] = Field(default=(), title="另有所指的写法")


class WindowForm(Form):
    value: Count = Field(title="期间")
    unit: Literal["month"] = Field(title="单位")


class ThresholdForm(Form):
    value: Count = Field(title="件数", json_schema_extra=counted("件"))
    unit: Literal["item"] = Field(title="单位")
    level: Passable = Field(title="由谁决定", json_schema_extra=one_of(_PASSABLE))
    suggestion: Text = Field(title="怎么办")


class AggregationForm(Form):
    rule: RuleId = Field(title="规则编号")
    window: WindowForm = Field(title="统计期间")
    same_applicant: ThresholdForm = Field(title="公开给同一申请人")
    same_subject: ThresholdForm = Field(title="就同一主题公开")
    basis: Text = Field(title="依据")
    checked: Day = Field(title="核对日期")


class ScreeningForm(Form):
    marks: dict[Key, MarkForm] = Field(title="标志")
    phrases: dict[Key, PhraseForm] = Field(title="词语")
    detectors: dict[Key, DetectorForm] = Field(title="识别项", json_schema_extra=keys_of(DETECTORS))
    mark_labels: Words = Field(title="密级栏的名称")
    head_characters: StrictInt = Field(
        ge=50, le=5_000, title="文首的范围", json_schema_extra=counted("个字符")
    )
    number_labels: Words = Field(title="编号前的词")
    phone_labels: Words = Field(title="电话前的词")
    card_labels: Words = Field(title="银行账号前的词")
    identity_labels: Words = Field(title="证件号前的词")
    address_labels: Words = Field(title="住址前的词")
    card_prefixes: tuple[Prefix, ...] = Field(min_length=1, title="银行卡号的开头")
    aggregation: AggregationForm = Field(title="数据汇聚")


def read_screening(document: Document, problems: Problems) -> ScreeningRules | None:
    """The rules; None with every mistake noted. A file without the section is noted where its topic is read."""
    if not isinstance(document.data, dict) or SECTION not in document.data:
        return None
    form = parse(ScreeningForm, document, problems, SECTION)
    if form is None:
        return None
    _check_detectors(form, document, problems)
    _check_marks(form, document, problems)
    _check_phrases(form, document, problems)
    return ScreeningRules(
        version=_version(document.data[SECTION]),
        marks=tuple(_rule(key, mark) for key, mark in form.marks.items()),
        phrases=tuple(_rule(key, phrase) for key, phrase in form.phrases.items()),
        detectors=MappingProxyType({key: _rule(key, row) for key, row in form.detectors.items()}),
        mark_labels=form.mark_labels,
        head_characters=form.head_characters,
        number_labels=form.number_labels,
        phone_labels=form.phone_labels,
        card_labels=form.card_labels,
        identity_labels=form.identity_labels,
        address_labels=form.address_labels,
        card_prefixes=form.card_prefixes,
        aggregation=_aggregation(form.aggregation),
    )


def _version(section: Any) -> str:
    canonical = json.dumps(section, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _rule(key: str, row: DetectorForm) -> ScreeningRule:
    words: tuple[str, ...] = getattr(row, "words", ())
    exceptions: tuple[str, ...] = getattr(row, "exceptions", ())
    return ScreeningRule(key, row.rule, row.label, row.level, row.suggestion, words, exceptions)


def _aggregation(form: AggregationForm) -> Aggregation:
    def threshold(row: ThresholdForm) -> Threshold:
        return Threshold(row.value, row.level, row.suggestion)

    return Aggregation(form.window.value, threshold(form.same_applicant), threshold(form.same_subject))


def _note(
    document: Document, problems: Problems, place: Place, code: str, message: str, suggestion: str
) -> None:
    problems.note(document.file, document.line(SECTION, *place), code, message, suggestion)


def _check_detectors(form: ScreeningForm, document: Document, problems: Problems) -> None:
    for key in sorted(DETECTORS - form.detectors.keys()):
        _note(document, problems, ("detectors",), "MISSING", f"缺少识别项 {key}", "程序会识别它，请补上")
    for key in sorted(form.detectors.keys() - DETECTORS):
        todo = likely(key, DETECTORS, "请核对拼写或删去")
        _note(document, problems, ("detectors", key), "UNKNOWN_KEY", f"不认识的识别项 {key}", todo)


def _check_marks(form: ScreeningForm, document: Document, problems: Problems) -> None:
    """S14, S31s: no configuration can let a marked file in."""
    refused = {word for row in form.marks.values() if row.level is ReviewLevel.REFUSE for word in row.words}
    for word in MARK_WORDS:
        if word not in refused:
            what = f"标志词“{word}”没有列为不予接收"
            todo = "绝密、机密、秘密的标志一律不予接收，请补在 level 为 refuse 的一项中"
            _note(document, problems, ("marks",), "HARD_MINIMUM", what, todo)
    _check_once({key: row.words for key, row in form.marks.items()}, "marks", document, problems)


def _check_phrases(form: ScreeningForm, document: Document, problems: Problems) -> None:
    _check_once({key: row.words for key, row in form.phrases.items()}, "phrases", document, problems)
    taken = form.marks.keys() | form.detectors.keys()
    for key, row in form.phrases.items():
        if key in taken:
            _note(document, problems, ("phrases", key), "DUPLICATE_KEY", f"“{key}”已在别处使用", "请改名")
        for i, exception in enumerate(row.exceptions):
            if not any(word in exception for word in row.words):
                what = f"例外“{exception}”不包含 {key} 的任何词"
                place = ("phrases", key, "exceptions", i)
                _note(
                    document, problems, place, "INCONSISTENT", what, "例外是包含该词的更长写法，请改正或删去"
                )


def _check_once(
    rows: Mapping[str, tuple[str, ...]], section: str, document: Document, problems: Problems
) -> None:
    first: dict[str, str] = {}
    for key, words in rows.items():
        for i, word in enumerate(words):
            if (before := first.setdefault(word, key)) != key or word in words[:i]:
                what = f"词“{word}”在 {before} 中已有"
                _note(document, problems, (section, key, "words", i), "DUPLICATE_KEY", what, "请只保留一处")
