"""Made-up requests in any number: many places, years and documents, several wordings of each."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

_FIRST = (
    "青白清金石柳杨松梅竹兰荷桂枫榆槐桃杏梨枣云岭溪泉湖河江海龙凤鹤鹿"
    "马牛羊林木山峰谷川平安和兴隆昌盛永长宁康福寿喜乐仁义礼智信"
)
_SECOND = "塘湾坪坝坡冲桥铺店屯寨庄头口沟岗岩崖滩洲岛渡关营堡园井窑坎垭台楼门墩圩集场坊"
_DOCUMENTS = (
    ("征地补偿安置方案", "征地怎么补偿安置，方案请提供"),
    ("征地补偿款发放明细表", "征地补偿款发给了谁、各多少，要明细"),
    ("征收土地公告", "征地的公告原件"),
    ("村庄规划文本和图件", "村庄规划，文本图件都要"),
    ("低保对象名单", "吃低保的花名册"),
    ("危房改造补助发放名单", "危房改造补助给了哪些户，名册"),
    ("道路硬化工程施工合同", "硬化路面跟施工单位签的合同"),
    ("污水处理设施环评批复", "污水处理站的环评批文"),
    ("高标准农田项目竣工验收报告", "高标准农田验收的报告"),
    ("集体土地流转协议", "土地流转的合同书"),
)
_WORDINGS = (
    "{county}县{town}镇{village}村{year}年{formal}",
    "请提供{village}村（{county}县{town}镇）{year}年度的{formal}",
    "{village}村{year}年{plain}",
    "我是{town}镇{village}村村民，家里的事一直没有人给个说法，跑了好多次都说等通知。申请公开{county}县{village}村{year}年{formal}。",
    "{county}县政府：{village}村{year}年{formal}，复印件即可",
)
_YEARS = range(2012, 2026)


def made_up_texts(n: int, seed: int = 1) -> Iterator[str]:
    """`n` texts, about five for one information; the same seed gives the same texts."""
    random = Random(seed)  # noqa: S311 - made-up texts, no secret
    names = [first + second for first in _FIRST for second in _SECOND]
    for _ in range(n):
        of = Random(random.randrange(max(n // 5, 1)) * 7919 + seed)  # noqa: S311 - see above
        formal, plain = of.choice(_DOCUMENTS)
        places = {"county": of.choice(names), "town": of.choice(names)}
        places["village"] = of.choice(_FIRST) + of.choice(names)
        wording = random.choice(_WORDINGS)
        yield wording.format(**places, year=of.choice(_YEARS), formal=formal, plain=plain)
