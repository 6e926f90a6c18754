"""Articles as a letter cites them, by rule id of the table of facts. A template names the id and never the number of
an article, so a citation that agrees with no rule cannot be written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from disclosure.errors import NotInForce
from disclosure.law.terms import Law, Unit


@dataclass(frozen=True, slots=True)
class Cited:
    """`article` since 2019-05-15; `former` of the regulation of 2008, None where it had none."""

    article: str
    former: str | None = None


_O21 = "旧条例第21条"
RULES: Mapping[str, Cited] = {
    "R10.1": Cited("条例第10条第1款", "旧条例第17条"),
    "R11.1": Cited("条例第11条第1款", "旧条例第7条"),
    "R14": Cited("条例第14条", "旧条例第8条、第14条第4款"),
    "R15": Cited("条例第15条", "旧条例第14条第4款"),
    "R16.1": Cited("条例第16条第1款"),
    "R16.2": Cited("条例第16条第2款"),
    "R17": Cited("条例第17条", "旧条例第14条"),
    "R29.2": Cited("条例第29条第2款", "旧条例第20条第2款"),
    "R30.1": Cited("条例第30条", f"{_O21}第4项"),
    "R30.2": Cited("条例第30条", f"{_O21}第4项"),
    "R30.3": Cited("条例第30条"),
    "R30.4": Cited("条例第30条", f"{_O21}第4项"),
    "R31.1": Cited("条例第31条", "旧条例第24条"),
    "R32.1": Cited("条例第32条", "旧条例第23条"),
    "R32.2": Cited("条例第32条"),
    "R32.4": Cited("条例第32条", "旧条例第23条"),
    "R33.2": Cited("条例第33条第2款", "旧条例第24条第2款"),
    "R33.3": Cited("条例第33条第2款", "旧条例第24条第2款"),
    "R33.4": Cited("条例第33条第3款", "旧条例第24条第3款"),
    "R34": Cited("条例第34条"),
    "R35.1": Cited("条例第35条"),
    "R35.2": Cited("条例第35条"),
    "R36.1": Cited("条例第36条第1项", f"{_O21}第1项"),
    "R36.2": Cited("条例第36条第2项", f"{_O21}第1项"),
    "R36.4": Cited("条例第36条第4项", f"{_O21}第3项"),
    "R36.5": Cited("条例第36条第5项", f"{_O21}第3项"),
    "R36.6": Cited("条例第36条第6项"),
    "R36.7": Cited("条例第36条第7项"),
    "R37": Cited("条例第37条", "旧条例第22条"),
    "R38": Cited("条例第38条"),
    "R39.1": Cited("条例第39条第1款"),
    "R39.2": Cited("条例第39条第2款"),
    "R41": Cited("条例第41条", "旧条例第25条第2款"),
    "R42": Cited("条例第42条"),
    "R44.2": Cited("条例第44条第2款"),
    "R45": Cited("条例第45条", "旧条例第4条"),
    "F6": Cited("信息处理费管理办法第6条"),
    "F6.2": Cited("信息处理费管理办法第6条"),
    "F7": Cited("信息处理费管理办法第7条"),
    "C-10": Cited("国办公开办函〔2016〕235号", "国办公开办函〔2016〕235号"),
    "RV48": Cited("行政复议法第48条"),
    "RV77": Cited("行政复议法第77条"),
    "LT67": Cited("行政诉讼法第67条", "行政诉讼法第67条"),
}
# Articles a partial reply or a denial may rest on (R14 to R16, R37): what a person may name for the half kept back.
WITHHOLDING = ("R14", "R15", "R16.1", "R16.2")

_TITLES = (
    ("旧条例", "《中华人民共和国政府信息公开条例》（国务院令第492号）"),
    ("条例", "《中华人民共和国政府信息公开条例》"),
    ("信息处理费管理办法", "《政府信息公开信息处理费管理办法》"),
    ("行政复议法", "《中华人民共和国行政复议法》"),
    ("行政诉讼法", "《中华人民共和国行政诉讼法》"),
)
_PLACE = re.compile(r"第(\d+)([条款项])")
_REMARK = re.compile(r"（(?:推导|无专条)[^）]*）")
_DIGITS = "〇一二三四五六七八九"


def numeral(n: int) -> str:
    """1 to 99 as in statutes: 十六, 二十."""
    tens, ones = divmod(n, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def cited(article: str) -> str:
    """「条例第36条第1项」 as a letter writes it: 《中华人民共和国政府信息公开条例》第三十六条第（一）项."""
    text = _REMARK.sub("", article)
    for short, title in _TITLES:
        if text.startswith(short):
            text = title + text.removeprefix(short)
            break
    return _PLACE.sub(_in_words, text)


def _in_words(found: re.Match[str]) -> str:
    n = numeral(int(found[1]))
    return f"第（{n}）项" if found[2] == "项" else f"第{n}{found[2]}"


def new_regulation(law: Law, day: date) -> bool:
    """R56: whether the regulation as revised in 2019 is in force on `day`."""
    return day >= law.numbers["reply.ordinary_period"].entries[-1].since


def article_of(rule: str, law: Law, day: date) -> str:
    """The article of a rule on `day`, in the short form of config/. Raises NotInForce when the law of then had none."""
    known = RULES[rule]
    if new_regulation(law, day):
        return known.article
    if known.former is None:
        raise NotInForce(
            f"{day} 还没有 {rule} 这一规定", f"{known.article}自 2019 年修订后才有", "请核对日期和文书种类"
        )
    return known.former


def working_days(law: Law, key: str, day: date) -> int:
    """A period of the law in 工作日, on the day of the letter."""
    return law.number(key, day, Unit.WORKING_DAY).value
