"""PI4x, PI28: numbers that name a person, by their form and check digit.

Each is found with spaces, hyphens or a line break inside. What has no check digit (telephones) must not be part of a
longer number nor follow a label such as 订单号; what has one (身份证, 信用代码, 银行卡) is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from stdnum import luhn
from stdnum.cn import ric, uscc

from disclosure.law.secrecy import ScreeningRules
from disclosure.screening.folding import Folded
from disclosure.screening.numerals import Numerals

Found = tuple[str, int, int]  # key of the detector, start, end

_G = r"[ \n\t-]{0,4}"  # within a number that proves itself
_S = r"[ \n-]{0,3}"  # within one that does not: cells of a table are never joined


def _spaced(*digits: str, gap: str = _G) -> str:
    return gap.join(digits)


_D = "[0-9]"
_PROVINCE = rf"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91){_D}{{4}}"
_CHARACTER = "[0-9A-HJ-NP-RTUWXY]"

_ID = re.compile(
    rf"(?<![0-9])(?=([1-9]{_G}{_D}{_G}{_D}{_G}{_D}{_G}{_D}{_G}{_D}{_G}(?:1{_G}[89]|2{_G}0){_G}{_D}{_G}{_D}{_G}"
    rf"[01]{_G}{_D}{_G}[0-3]{_G}{_D}{_G}{_D}{_G}{_D}{_G}{_D}{_G}[0-9X])(?![0-9]))"
)
_ID_15 = re.compile(
    rf"(?<![0-9])[1-9]{_D}{{5}}{_S}{_D}{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]{_D}|3[01]){_S}{_D}{{3}}(?![0-9X])"
)
_CREDIT = re.compile(
    rf"(?<![0-9A-Z])(?=([1-9A-NY]{_G}[1-59]{_G}{_spaced(*[_D] * 6)}{_G}{_spaced(*[_CHARACTER] * 10)})(?![0-9A-Z]))"
)
_MOBILE = re.compile(rf"(1{_S}[3-9]{_S}{_spaced(*[_D] * 9, gap=_S)})(?![0-9A-Z])")
_COUNTRY = re.compile(r"(?<![0-9])(?:\+|00)?86[ -]{0,2}\Z")
_LANDLINE = re.compile(
    r"(?<![0-9A-Z])(?<![0-9A-Z]-)(?P<area>0(?:10|2[0-57-9]|[3-9][0-9]{2}))\)?"
    r"(?P<gap>[ \n-]{0,3})(?P<local>[2-8][0-9]{2,3}[ -]?[0-9]{4})(?![0-9A-Z])"
)
_LOCAL = re.compile(
    r"[^。；;！!？?]{0,16}?(?<![0-9A-Z])(?<![0-9A-Z]-)(?!20[0-3][0-9](?:0[1-9]|1[0-2]))"
    r"([2-8][0-9]{2,3}[ -]?[0-9]{4})(?![0-9A-Z])"
)
_AMOUNT_BEFORE = re.compile(r"(?:[¥￥$€]|[0-9][.,]|RMB) *\Z")
_AMOUNT_AFTER = re.compile(
    r" {0,2}(?:[.,][0-9]|[-_][0-9A-Z]|元|万|亿|平方|公顷|亩|吨|公斤|千克|米|KG|%|年|个|件|股|份)"
)
_LOOK_BACK = 18
_CARD_SHORTEST = 15
_PIECE = 3  # so much of a card at least stands on each line
_PART_BEFORE = re.compile(r"[0-9A-Z_][-_]?\Z|[A-Z]/\Z")
_SENTENCE_END = re.compile("[。；;！!？?]")
_BLANK = re.compile(r"[ \n\t()+-]")


def personal_numbers(folded: Folded, rules: ScreeningRules) -> Iterator[Found]:
    """Overlaps included, the surest first."""
    plain, numerals = folded.plain, Numerals(folded.codes)
    yield from _identity(plain, numerals, rules)
    yield from _credit_codes(plain, numerals)
    yield from _cards(plain, numerals, rules)
    yield from _mobiles(plain, numerals, rules)
    yield from _landlines(plain, numerals, rules)


def _matches(pattern: re.Pattern[str], plain: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    return (match for place in places if (match := pattern.match(plain, place)))


def _identity(plain: str, numerals: Numerals, rules: ScreeningRules) -> Iterator[Found]:
    for match in _matches(_ID, plain, numerals.identity()):
        if _is_identity(_bare(match[1])):
            yield "id_number", *match.span(1)
    for label in _label_pattern(rules.identity_labels).finditer(plain):
        old = _ID_15.search(plain, label.end(), label.end() + _LOOK_BACK + 20)
        if old and _is_day("19" + _bare(old[0])[6:12]):
            yield "id_number_old", *old.span()


def is_rounded_identity(number: str) -> bool:
    """An identity number that a spreadsheet has kept as a number: of 18 digits it holds 15 or 16, and it ends in
    noughts. The day of birth still stands in it; there is no check digit to prove it."""
    return (
        len(number) == 18
        and re.fullmatch(rf"{_D}{{16}}00", number) is not None
        and 1900 <= int(number[6:10]) < 2100
        and _looks_like_identity(number)
    )


def _is_identity(number: str) -> bool:
    """GB 11643: a province, a day, the check digit. The county is not looked up: codes were given up and made anew
    for forty years."""
    return _looks_like_identity(number) and ric.calc_check_digit(number) == number[17]


def _looks_like_identity(number: str) -> bool:
    return len(number) == 18 and re.match(_PROVINCE, number) is not None and _is_day(number[6:14])


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _credit_codes(plain: str, numerals: Numerals) -> Iterator[Found]:
    """GB 32100."""
    for match in _matches(_CREDIT, plain, numerals.credit_code()):
        number = _bare(match[1])
        of_a_place = re.match(f"10{_D}{{4}}|{_PROVINCE}", number[2:]) and not _looks_like_identity(number)
        if of_a_place and uscc.is_valid(number):
            yield "credit_code", *match.span(1)


@lru_cache(maxsize=8)
def _card_pattern(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    """The longest card at each place; the shorter ones end within it."""
    starts = "|".join(_S.join(prefix) for prefix in sorted(prefixes, key=len, reverse=True))
    return re.compile(rf"(?<![0-9A-Z])(?<![0-9A-Z]-)(?=(?:{starts}))(?=({_D}(?:{_S}{_D}){{14,18}}))")


def _cards(plain: str, numerals: Numerals, rules: ScreeningRules) -> Iterator[Found]:
    """15 to 19 digits of an issuer we know, by Luhn."""
    for match in _matches(_card_pattern(rules.card_prefixes), plain, numerals.card()):
        start = match.start()
        for end in _card_ends(plain, *match.span(1)):
            if _is_card(plain, start, end, rules) and not (
                _excused(plain, start, end, rules) and not _labelled(plain, start, rules.card_labels)
            ):
                yield "bank_card", start, end
                break


def _card_ends(plain: str, start: int, last: int) -> Iterator[int]:
    """Where a card may end, the farthest first: no digit follows, and it has 15 digits or more."""
    digits = sum(1 for place in range(start, last) if plain[place].isdigit())
    for end in range(last, start, -1):
        if digits < _CARD_SHORTEST:
            return
        if plain[end - 1].isdigit():
            if not plain[end : end + 1].isalnum() or plain[end] > "Z":
                yield end
            digits -= 1


def _is_card(plain: str, start: int, end: int, rules: ScreeningRules) -> bool:
    written = plain[start:end]
    groups = [len(group) for group in re.findall("[0-9]+", written)]
    labelled = _labelled(plain, start, rules.card_labels)
    if _looks_like_identity(_bare(written)) and not labelled:
        return False
    if "\n" in written:
        if len(groups) != 2 or min(groups) < _PIECE or not _runs_over(plain, start, rules.card_labels):
            return False
    elif not (len(groups) == 1 or set(groups) == {1} or set(groups[:-1]) == {4} or groups[0] == 6):
        return False
    return luhn.is_valid(_bare(written))


def _mobiles(plain: str, numerals: Numerals, rules: ScreeningRules) -> Iterator[Found]:
    for match in _matches(_MOBILE, plain, numerals.mobile()):
        country = _COUNTRY.search(plain, max(match.start() - 6, 0), match.start())
        if country is None and plain[match.start() - 1 : match.start()].isdigit():
            continue
        start = country.start() if country else match.start()
        if _is_mobile(plain, *match.span(1), rules) and not _excused(plain, start, match.end(1), rules):
            yield "mobile", start, match.end(1)


def _landlines(plain: str, numerals: Numerals, rules: ScreeningRules) -> Iterator[Found]:
    for match in _matches(_LANDLINE, plain, numerals.landline()):
        joined = not match["gap"] and ")" not in match[0]
        if joined and not _labelled(plain, match.start(), rules.phone_labels):
            continue
        start = match.start() - (")" in match[0] and plain[match.start() - 1 : match.start()] == "(")
        if not _excused(plain, start, match.end(), rules):
            yield "landline", start, match.end()
    for label in _label_pattern(rules.phone_labels).finditer(plain):
        local = _LOCAL.match(plain, label.end())
        if local and not _AMOUNT_AFTER.match(plain, local.end()):
            yield "landline", *local.span(1)


_NETWORK = re.compile(r"1(?:3[0-9]|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])")
_GROUPS = {(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3), (4, 3, 4), (1,) * 11}


def _is_mobile(plain: str, start: int, end: int, rules: ScreeningRules) -> bool:
    written = plain[start:end]
    if not _NETWORK.match(_bare(written)):
        return False
    if "\n" not in written:
        groups = tuple(map(len, re.findall("[0-9]+", written)))
        return groups in _GROUPS and not (groups[0] == 1 and _is_within_spaced(plain, start, end))
    return _runs_over(plain, start, rules.phone_labels)


def _is_within_spaced(plain: str, start: int, end: int) -> bool:
    """Whether digits written one by one go on before or after."""
    return bool(re.search(r"[0-9][ -]{1,3}\Z", plain[max(start - 4, 0) : start])) or bool(
        re.compile(r"[ -]{1,3}[0-9](?![0-9])").match(plain, end)
    )


def _runs_over(plain: str, start: int, labels: tuple[str, ...]) -> bool:
    """Whether a number with a line break inside is one number: it begins within a line, or after a label. A column
    of numbers is not one."""
    before = plain[max(start - _LOOK_BACK, 0) : start].rstrip(" ")[-1:]
    return before not in ("", "\n", "\t") or _labelled(plain, start, labels)


def _excused(plain: str, start: int, end: int, rules: ScreeningRules) -> bool:
    """An amount, a part of a longer number, or something that a label says is no telephone and no card."""
    if _labelled(plain, start, rules.phone_labels):
        return False
    before = plain[max(start - _LOOK_BACK, 0) : start]
    return (
        _AMOUNT_BEFORE.search(before) is not None
        or _AMOUNT_AFTER.match(plain, end) is not None
        or _PART_BEFORE.search(before) is not None
        or _other_number(rules.number_labels).search(before) is not None
    )


@lru_cache(maxsize=8)
def _other_number(labels: tuple[str, ...]) -> re.Pattern[str]:
    """The label stands right before the number: 订单号：, 编号为 NO."""
    return re.compile(rf"(?:{_any_of(labels)})(?:号码|号|码|代码|总额)?[为是]?[^\u4e00-\u9fff]{{0,6}}\Z")


@lru_cache(maxsize=64)
def _label_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_any_of(labels))


def _any_of(labels: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))


def _labelled(plain: str, start: int, labels: tuple[str, ...]) -> bool:
    """Whether one of `labels` stands shortly before, with no end of a sentence between."""
    before = _SENTENCE_END.split(plain[max(start - _LOOK_BACK, 0) : start])[-1]
    return _label_pattern(labels).search(_BLANK.sub("", before)) is not None


def _bare(written: str) -> str:
    return _BLANK.sub("", written)
