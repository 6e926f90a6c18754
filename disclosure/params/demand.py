"""config/demand.yaml and characters.yaml: the words by which requests for the same information are recognised."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictInt

from disclosure.demand.lexicon import Lexicon, Words
from disclosure.params.forms import Bool, Form, Key, Text
from disclosure.params.reading import Document, Problems, parse

Terms = Annotated[tuple[Text, ...], Field(min_length=1, max_length=2_000)]
Named = Annotated[dict[Text, Text], Field(min_length=1)]


class AskingForm(Form):
    anywhere: Terms
    in_front: Terms


class NamesForm(Form):
    suffixes: Terms
    broad: Bool = False
    suffix_optional: Bool = False


class KindForm(Form):
    terms: Terms
    strong: Bool = False
    carrier: Bool = False
    apart: Bool = False


class DemandForm(Form):
    misspellings: Named
    asking: AskingForm
    refusing: AskingForm
    telling: Terms
    words: Terms
    particles: Terms
    ordinary: Terms
    names: dict[Text, NamesForm]
    agencies: Terms
    kinds: dict[Text, KindForm]
    topics: Annotated[tuple[Terms, ...], Field(min_length=1)]
    context: Terms
    distinct: Terms
    rivals: tuple[Terms, ...]
    weights: dict[Key, StrictInt]


class CharactersForm(Form):
    simplified: Terms
    homophones: Terms


def read_lexicon(demand: Document, characters: Document, problems: Problems) -> Lexicon | None:
    """Both files as one table."""
    form = parse(DemandForm, demand, problems)
    signs = parse(CharactersForm, characters, problems)
    if form is None or signs is None:
        return None
    words = Words(
        misspelt=form.misspellings,
        asks=form.asking.anywhere,
        asks_in_front=form.asking.in_front,
        refuses=form.refusing.anywhere,
        refuses_in_front=form.refusing.in_front,
        tells=form.telling,
        separates=form.words,
        particles=form.particles,
        ordinary=form.ordinary,
        suffixes={kind: name.suffixes for kind, name in form.names.items()},
        broad=[kind for kind, name in form.names.items() if name.broad],
        optional=[kind for kind, name in form.names.items() if name.suffix_optional],
        agencies=form.agencies,
        kinds={kind: one.terms for kind, one in form.kinds.items()},
        strong=[kind for kind, one in form.kinds.items() if one.strong],
        topics=form.topics,
        context=form.context,
        distinct=form.distinct,
        rivals=form.rivals,
        apart=[kind for kind, one in form.kinds.items() if one.apart],
        carriers=[kind for kind, one in form.kinds.items() if one.carrier],
        weights=form.weights,
    )
    pairs = [pair for line in signs.simplified for pair in line.split()]
    return Lexicon.of(words, {pair[0]: pair[1] for pair in pairs}, signs.homophones)
