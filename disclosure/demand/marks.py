"""Numbers that name something: years, 文号, 期, 批次, 楼层, 地块, 路线, 桩号 … What is only counted is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from disclosure.demand.identity import Number

Mark: TypeAlias = tuple[int, Number, str]  # place in the text, what it names, value
Found: TypeAlias = tuple[Number, str]

GAP = "|"  # stands where a number was
_ROADS = {"国道": "G", "省道": "S", "县道": "X", "乡道": "Y"}
_TERMS = {
    "秋": "秋",
    "上": "秋",
    "1": "秋",
    "春": "春",
    "下": "春",
    "2": "春",
}  # a school year starts in autumn
_LONGEST_SPAN = 10  # years; a longer one is the term of a plan and known by its two ends
_DIGIT = re.compile(r"\d")

_YEAR = r"(?:19|20)\d\d"
_COUNTED = "个份项件户人名家次台辆座条张套块只棵元万亿亩米吨天秒岁排"
# Tried in this order at each place; the name of the outer group says how it is read.
_PATTERN = re.compile(
    r"(?=[\d(第地负国省县乡限春秋上下A-Z-])(?:"
    rf"(?P<code>(?P<cl>[A-Z]{{2,}})-?(?P<cy>{_YEAR})-?0*(?P<cn>\d{{1,6}})(?![\d年])号?)"
    rf"|(?P<document>\(?(?P<dy>{_YEAR})(?:\)年?|年|-)?(?:字|字第|第)?0*(?P<dn>\d{{1,6}})号(?![楼线院]))"
    rf"|(?P<span>(?<!\d)(?P<s1>{_YEAR}|\d\d)年?[-至到](?P<s2>{_YEAR}|\d\d)年(?:度)?)"
    rf"|(?P<span4>(?<!\d)(?P<s3>{_YEAR})[-至到](?P<s4>{_YEAR})(?!\d))"
    rf"|(?P<years>(?<!\d)(?P<ys>\d\d(?:[、,]\d\d)+)(?=[一二三两几四五]?个?年))"
    rf"|(?P<day>(?<!\d)(?P<y>{_YEAR})(?:(?:年度?|[./-])(?P<m>1[0-2]|0?[1-9])(?!\d)"
    rf"(?:月份?|[./-](?=\d)|(?=以?[后前起]))(?:(?P<d>\d{{1,2}})[日号]?)?|年度?|级|届|版)?(?![\d元万亿户人名亩平米多余个次条份天岁吨块]))"
    r"|(?P<short>(?<![\d第.了住干等满过足近约超达共才整龄])(?<!(?<!公)开)(?P<sy>[012]\d|9\d)年"
    r"(?:(?P<sm>1[0-2]|0?[1-9])月(?:份|\d{1,2}[日号])?|度|(?![来多前后里没间内零半以])))"
    r"|(?P<term>(?<=[\d年度])(?P<tm>[春秋])季?(?:学期)?|(?P<tm2>[春秋])季?学期|第?(?P<tm3>[12上下])学期)"
    r"|(?P<quarter>第?(?P<qn>[1-4])季度|Q(?P<qn2>[1-4])(?!\d))"
    r"|(?:\d{1,2}[·•.]\d{1,2}(?=火|事|案|爆|特|重|较|矿|交))"
    r"|(?P<range>第?(?P<r1>\d+)[号#]?[-至到](?P<r2>\d+)[号#](?![楼地宗]))"
    r"|(?P<road>(?P<rl>[GSXYC])(?P<rn>\d{1,4})(?:国道|省道|县道|乡道|高速公路|高速|公路|线)?"
    r"|(?P<rk>国道|省道|县道|乡道)(?P<rn2>\d{2,4})线?|(?P<rn3>\d{2,4})(?P<rk2>国道|省道|县道|乡道))"
    r"|(?P<stake>K(?P<kn>\d+)(?:\+\d+)?|(?P<kn2>\d+)(?:公里|KM)处|(?<=[道线段])(?P<kn3>\d+)(?:公里|KM)(?=[那的路]))"
    r"|(?P<batch>第?(?P<bn>\d+)批次?)"
    r"|(?P<phase>第?(?P<pn>\d+)期(?![间限]))"
    r"|(?P<floor>(?:地下|负|-|B)(?P<fn>\d+)[层楼F]|(?:负|(?<![A-Z\d-])B)(?P<fn2>\d)(?![\dA-Z-]))"
    r"|(?P<storey>(?P<fn3>\d+)[层楼](?!高|以))"
    r"|(?P<plot>(?P<ln>[A-Z]{0,3}\d*(?:-\d+)+)(?:号?地块|号?宗地|号)?|(?P<ln2>[A-Z]?\d+)号?(?:地块|宗地)|(?P<ln3>[A-Z]\d+)(?:片区|单元|街区))"
    r"|(?P<building>第?(?P<hn>\d+)(?:号楼|幢|栋|#楼))"
    r"|(?P<room>(?P<an>\d+)(?:单元|室))"
    r"|(?P<lot>第?(?P<tn>\d+)标段?)"
    r"|(?P<number>第?0*(?P<nn>\d+)号(?:线|院)?)"
    r"|(?P<rating>限速(?P<vn>\d+)(?:公里|KM)?|(?P<vn2>\d+)(?:路|千伏|KV|兆瓦|MW))"
    r"|(?P<round>第?(?P<on>\d+)榜|第(?P<on2>\d+)(?:次|届|轮))"
    r"|(?P<ordinal>第(?P<in>\d+)(?=[\u4e00-\u9fff]))"
    r"|(?P<team>(?P<gn>\d+)(?:村民小组|组|队|社))"
    rf"|(?:\d+(?:\.\d+)?%?(?:多?[{_COUNTED}年]|平方米|小时|分钟|点))"
    r"|(?P<other>(?P<xn>\d+)(?:\.\d+)?%?)"
    r")"
)


def marks(text: str) -> tuple[str, list[Mark]]:
    """`text` with every number replaced by as many gaps, and those numbers that name something."""
    found: list[Mark] = []
    if not _DIGIT.search(text):
        return text, found

    def take(match: re.Match[str]) -> str:
        kind = match.lastgroup
        if kind is not None:
            at = match.start()
            found.extend((at, *one) for one in _READ[kind](match))
            if kind == "ordinal":  # 第2中学 is a name
                return match.group()
        return GAP * len(match.group())

    return _PATTERN.sub(take, text), found


def _first(match: re.Match[str], *groups: str) -> str:
    return next(match[group] for group in groups if match[group] is not None).lstrip("0") or "0"


def _full(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (1900 if int(year) > 50 else 2000)


def _document(match: re.Match[str]) -> list[Found]:
    return [(Number.DOCUMENT, f"{match['dy']}-{int(match['dn'])}"), (Number.YEAR, match["dy"])]


def _code(match: re.Match[str]) -> list[Found]:
    """A number of procurement or filing: BDCG-2023-046."""
    return [(Number.DOCUMENT, f"{match['cl']}{match['cy']}-{match['cn']}"), (Number.YEAR, match["cy"])]


def _span(match: re.Match[str]) -> list[Found]:
    first, last = _full(match["s1"] or match["s3"]), _full(match["s2"] or match["s4"])
    years = range(first, last + 1) if 0 < last - first <= _LONGEST_SPAN else (first, last)
    return [(Number.YEAR, str(year)) for year in years]


def _day(match: re.Match[str]) -> list[Found]:
    year = str(_full(match["y"] or match["sy"]))
    month = match["m"] or match["sm"]
    found = [(Number.YEAR, year)]
    if month:
        found.append((Number.MONTH, f"{year}-{int(month)}"))
    if match["d"]:
        found.append((Number.DAY, f"{year}-{int(month)}-{int(match['d'])}"))
    return found


def _road(match: re.Match[str]) -> list[Found]:
    letter = match["rl"] or _ROADS[match["rk"] or match["rk2"]]
    return [(Number.ROAD, letter + _first(match, "rn", "rn2", "rn3"))]


def _plain(kind: Number, *groups: str) -> Callable[[re.Match[str]], list[Found]]:
    return lambda match: [(kind, _first(match, *groups))]


_READ: Mapping[str, Callable[[re.Match[str]], list[Found]]] = {
    "code": _code,
    "document": _document,
    "span": _span,
    "span4": _span,
    "years": lambda match: [(Number.YEAR, str(_full(year))) for year in re.split("[、,]", match["ys"])],
    "day": _day,
    "short": _day,
    "road": _road,
    "term": lambda match: [(Number.TERM, _TERMS[match["tm"] or match["tm2"] or match["tm3"]])],
    "quarter": _plain(Number.QUARTER, "qn", "qn2"),
    "range": lambda match: [(Number.NUMBER, f"{int(match['r1'])}-{int(match['r2'])}")],
    "stake": _plain(Number.STAKE, "kn", "kn2", "kn3"),
    "batch": _plain(Number.BATCH, "bn"),
    "phase": _plain(Number.PHASE, "pn"),
    "floor": lambda match: [(Number.FLOOR, "-" + _first(match, "fn", "fn2"))],
    "storey": _plain(Number.FLOOR, "fn3"),
    "plot": _plain(Number.PLOT, "ln", "ln2", "ln3"),
    "building": _plain(Number.BUILDING, "hn"),
    "room": _plain(Number.ROOM, "an"),
    "lot": _plain(Number.LOT, "tn"),
    "number": _plain(Number.NUMBER, "nn"),
    "rating": _plain(Number.RATING, "vn", "vn2"),
    "round": _plain(Number.ROUND, "on", "on2"),
    "ordinal": _plain(Number.ORDINAL, "in"),
    "team": _plain(Number.TEAM, "gn"),
    "other": _plain(Number.OTHER, "xn"),
}
