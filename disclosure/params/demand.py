"""config/demand.yaml and characters.yaml: the words by which requests for the same information are recognised."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictInt, WithJsonSchema

from disclosure.demand.comparing import WEIGHTS
from disclosure.demand.lexicon import Kind, Lexicon, NameClass, Words
from disclosure.params.forms import Bool, Form, Key, Text, keys_of
from disclosure.params.reading import Document, Problems, parse
from disclosure.params.wording import likely


def _split(value: Any) -> Any:
    return tuple(value.split()) if isinstance(value, str) else value


# Words with spaces between them: a list of thousands would take YAML longer to read than all the rest of config/.
Terms = Annotated[
    tuple[Text, ...],
    BeforeValidator(_split),
    Field(min_length=1, max_length=5_000),
    WithJsonSchema(
        {"type": "string", "minLength": 1, "format": "words", "description": "词与词之间用空格分开"}
    ),
]
Weight = Annotated[StrictInt, Field(ge=-1_000, le=1_000)]


class PlacedForm(Form):
    anywhere: Terms = Field(title="在哪里都算")
    in_front: Terms = Field(title="在最前面才算")


class NamesForm(Form):
    suffixes: Terms = Field(title="后缀")
    broad: Bool = Field(default=False, title="上级地名")
    suffix_optional: Bool = Field(default=False, title="后缀可省")


class KindForm(Form):
    terms: Terms = Field(title="词")
    strong: Bool = Field(default=False, title="足以区分")
    carrier: Bool = Field(default=False, title="载体")
    apart: Bool = Field(default=False, title="互不相同")


class DemandForm(Form):
    misspellings: dict[Text, Text] = Field(min_length=1, title="错写和规范写法")
    asking: PlacedForm = Field(title="表示申请的词")
    refusing: PlacedForm = Field(title="表示不要的词")
    telling: Terms = Field(title="表示陈述的词")
    focusing: Terms = Field(title="表示所要内容的词")
    leading: Terms = Field(title="引出内容的词")
    words: Terms = Field(title="一般的词")
    ordinary: Terms = Field(title="常用的词")
    particles: Terms = Field(title="虚词")
    names: dict[Text, NamesForm] = Field(min_length=1, title="名称的种类")
    agencies: Terms = Field(title="机关名称")
    kinds: dict[Text, KindForm] = Field(min_length=1, title="信息的种类")
    topics: tuple[Terms, ...] = Field(
        min_length=1, title="同义的词", description="每组一个名目，用第一个词称呼"
    )
    context: Terms = Field(title="只作背景的名目")
    rivals: tuple[Terms, ...] = Field(title="不能并存的名目")
    distinct: Terms = Field(title="互相区别的名目")
    weights: dict[Key, Weight] = Field(title="比对的权重", json_schema_extra=keys_of(WEIGHTS))


class CharactersForm(Form):
    simplified: Terms = Field(title="繁体字和简体字")


def read_lexicon(demand: Document, characters: Document, problems: Problems) -> Lexicon | None:
    """Both files as one table; None with every mistake noted."""
    form = parse(DemandForm, demand, problems)
    pairs = _pairs(characters, problems)
    if form is None or pairs is None or not _sound(form, demand, problems):
        return None
    return Lexicon.of(_words(form), pairs)


def _words(form: DemandForm) -> Words:
    return Words(
        misspelt=form.misspellings,
        flagged={
            "word": form.words,
            "particle": form.particles,
            "ordinary": form.ordinary,
            "asks": form.asking.anywhere,
            "asks_in_front": form.asking.in_front,
            "refuses": form.refusing.anywhere,
            "refuses_in_front": form.refusing.in_front,
            "agency": form.agencies,
        },
        tells=form.telling,
        focuses=form.focusing,
        leading=form.leading,
        names={
            name: NameClass(one.suffixes, one.broad, one.suffix_optional) for name, one in form.names.items()
        },
        kinds={kind: Kind(one.terms, one.strong, one.carrier, one.apart) for kind, one in form.kinds.items()},
        topics=form.topics,
        context=form.context,
        distinct=form.distinct,
        rivals=form.rivals,
        weights=form.weights,
    )


def _pairs(document: Document, problems: Problems) -> dict[str, str] | None:
    """Traditional → simplified."""
    form = parse(CharactersForm, document, problems)
    if form is None:
        return None
    simplified = {pair[0]: pair[-1] for pair in form.simplified}
    for pair in form.simplified:
        if len(pair) != 2:
            line, what = document.line("simplified"), f"“{pair}”不是一对字"
            problems.note(document.file, line, "WRONG_FORM", what, "一繁一简，两个字")
    return simplified


def _sound(form: DemandForm, document: Document, problems: Problems) -> bool:
    """Whether the lists agree with each other: each topic once, and what is named elsewhere is a topic or a kind."""
    before = len(problems)
    first: dict[str, int] = {}
    for n, topic in enumerate(form.topics):
        line = document.line("topics", n)
        for text in topic:
            if text in first:
                what = f"“{text}”与第 {first[text]} 行重复"
                problems.note(document.file, line, "DUPLICATE_KEY", what, "一个词只属于一个名目")
            first.setdefault(text, line)
    known = {topic[0] for topic in form.topics} | form.kinds.keys() | set(form.ordinary)
    known |= {suffix for one in form.names.values() for suffix in one.suffixes}
    for section, names in (("context", form.context), ("distinct", form.distinct)):
        _known(section, names, known, document, problems)
    for rivals in form.rivals:
        _known("rivals", rivals, known, document, problems)
    for name in sorted(WEIGHTS ^ form.weights.keys()):
        line, todo = document.line("weights", name), "请核对拼写，每项写一个整数"
        if name in WEIGHTS:
            problems.note(document.file, line, "MISSING", f"缺少权重 {name}", todo)
        else:
            todo = likely(name, WEIGHTS, todo)
            problems.note(document.file, line, "UNKNOWN_KEY", f"不认识的权重 {name}", todo)
    return len(problems) == before


def _known(
    section: str, names: Iterable[str], known: set[str], document: Document, problems: Problems
) -> None:
    for name in names:
        if name not in known:
            line, what = document.line(section), f"没有名目“{name}”"
            todo = likely(name, known, "请用 topics 每组的第一个词，或 kinds 的名称")
            problems.note(document.file, line, "NOT_A_CHOICE", what, todo)
