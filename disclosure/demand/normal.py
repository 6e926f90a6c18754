"""One spelling for one thing: widths, Traditional characters, brackets, dashes, numerals, known misspellings."""

from __future__ import annotations

import re
import unicodedata

from disclosure.demand.lexicon import Lexicon

_DIGITS = str.maketrans(
    "〇○零一二两三四五六七八九壹贰叁肆伍陆柒捌玖", "00012234567891234567 89".replace(" ", "")
)
_NUMERAL = "〇○零一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾"
_AFTER_YEAR = re.compile(rf"(?<=(?:19|20)\d\d)(?=第?[{_NUMERAL}]+[批期季])")  # 2023二批
# A numeral is rewritten only before a unit that counts or numbers something; elsewhere it may be part of a name.
_COUNTED = re.compile(
    rf"(?<=第)[{_NUMERAL}]+|[{_NUMERAL}]+(?=[月日号期批层楼栋幢组队次届路榜季亩排普季院标]|医院|公里|单元|地块|大队)"
    rf"|[〇○零一二两三四五六七八九壹贰叁肆伍陆柒捌玖]+(?=年)|[〇○零一二三四五六七八九]{{4}}|(?<![{_NUMERAL}])[{_NUMERAL}](?=[中小](?![区型学队心]))"
)
_HAS_NUMERAL = re.compile(f"[{_NUMERAL}]")
_ORDINALS = {"中": "中学", "小": "小学", "院": "医院", "医院": "医院", "幼": "幼儿园"}
_ORDINAL = re.compile(r"(?<![第\d])(\d{1,2})(医院|[中小院幼])(?![学型区心医儿级队])")


def normal(text: str, lexicon: Lexicon) -> str:
    """`text` in the spelling of the lexicon, without spaces."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(lexicon.characters).upper()
    if _HAS_NUMERAL.search(plain):
        plain = lexicon.plans.sub(lambda found: lexicon.misspelt[found.group()], plain)
        plain = _AFTER_YEAR.sub("年", plain)
        plain = _COUNTED.sub(_arabic, plain)
    plain = _ORDINAL.sub(lambda found: f"第{found[1]}{_ORDINALS[found[2]]}", plain)
    return lexicon.misspelling.sub(lambda found: lexicon.misspelt[found.group()], plain)


def _arabic(found: re.Match[str]) -> str:
    numeral = found.group()
    if not any(unit in numeral for unit in "十百拾"):
        return numeral.translate(_DIGITS)
    total = 0
    rest = numeral.replace("拾", "十").translate(_DIGITS)
    for unit, size in (("百", 100), ("十", 10)):
        before, found_unit, after = rest.partition(unit)
        if found_unit:
            total += (int(before.lstrip("0") or 1) if before else 1) * size
            rest = after
    return str(total + int(rest or 0))
