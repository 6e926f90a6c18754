"""The same information or not: one table of pairs. Names are made up and stand in no table of the product."""

from __future__ import annotations

import pytest

from disclosure.demand import Lexicon, Verdict, compare, identify, in_common

SAME = [
    ("青云县白露村2022年征地补偿安置方案", "白露村二〇二二年征地怎么补偿、怎么安置，方案请提供"),
    (
        "青云县白露村2022年征地补偿安置方案",
        "我是白露村三组的，地被推平两年了。请青云县政府公开白露村2022年征地的补尝安置方案。",
    ),
    ("青云县白露村2022年征地补偿安置方案", "青雲縣白露村２０２２年徵地補償安置方案"),
    ("白露矿泉水厂的取水许可证", "白露水厂取水许可证正副本"),
    ("青云县第二中学2023年校服采购合同", "青云二中二〇二三年校服购销协议"),
    ("甲城建罚〔2023〕12号行政处罚决定书", "甲城建罚(2023)第12号处罚决定，全文"),
    ("白露广场负二层消防验收意见书", "请提供白露广场地下二层的消防验收意见"),
    ("G588国道K132处测速仪检定证书", "588国道132公里处测速设备的检定证书"),
    ("青云二医院2023年食堂承包合同", "青云县第二医院2023年食堂承包合同，主要看管理费和利润那几条"),
    ("白露河段2023年采砂许可证", "2023年白露段的采砂许可证请提供"),
    ("青云县2020年畜禽禁养区划定方案", "青云县2020年畜禽养殖禁养区划定方案，带图"),
    ("青云市2022年城市公交财政补贴明细", "二〇二二年青云市财政给城市公交的补助明细表"),
]
OTHER = [
    ("青云县白露村2022年征地补偿安置方案", "青云县白露村2023年征地补偿安置方案", "年份"),
    ("青云县白露村2022年征地补偿安置方案", "青云县白桦村2022年征地补偿安置方案", "村"),
    ("青云县白露村2022年征地补偿安置方案", "青云白路村2022年征地补偿安置方案", "村"),  # sounds the same
    ("青云县白露村2022年征地补偿安置方案", "青山县白露村2022年征地补偿安置方案", "县区"),
    ("青云县白露村2022年征地补偿安置方案", "青云县白露村2022年征地补偿款发放明细", "种类"),
    ("青云县白露村第3批次征地批复", "青云县白露村第13批次征地批复", "批次"),
    ("白露里旧城改造一期补偿方案", "白露里旧城改造二期补偿方案", "期"),
    ("白露里旧城改造一期补偿方案", "白露里旧城改造一期补偿方案征求意见情况", "征求意见"),
    ("白露里8-2地块征地预公告", "白露里8-3地块征地预公告", "地块"),
    ("白露广场负二层消防验收意见书", "白露广场四层消防验收意见书", "楼层"),
    ("白露路35号房屋安全鉴定报告", "白露路53号房屋安全鉴定报告", "号"),
    ("G588国道K132测速设备检定证书", "G588国道K123测速设备检定证书", "桩号"),
    ("甲城建罚〔2023〕12号处罚决定书", "甲城建罚〔2022〕12号处罚决定书", "文号"),
    ("甲城建罚〔2023〕12号处罚决定书", "乙城建罚〔2023〕12号处罚决定书", "名称"),
    ("宏信物业2023年信用评价扣分情况", "宏通物业2023年信用评价扣分情况", "公司"),
    ("白露采石场环评报告表及批复", "白露采石场环评报告表，批复我已有，不用给", "不要"),
    ("白露村征地补偿方案", "白露村征地补偿方案只要初稿", "初稿"),
    ("青云县城镇居民2023年人均可支配收入", "青云县农村居民2023年人均可支配收入", "农村"),
    ("青云县2024年教师招聘笔试成绩", "青云县2024年教师招聘面试成绩", "面试"),
    # Nothing in the lexicon says that these words rival each other; they stand at one place.
    ("青云县2024年教师招聘吹号岗面试成绩", "青云县2024年教师招聘敲锣岗面试成绩", "敲锣"),
    ("青云县110千伏甲东线迁改路径批复", "高压线从房顶过。请青云县提供110千伏甲西线迁改的路径批文", "甲西线"),
    ("青云县交通局2022年三公经费决算", "青云县水利局2022年三公经费决算", "水利局"),
    ("青云县2023年秋季学期校车名单", "青云县2023年春季学期校车名单", "学期"),
    ("青云县2023年第三季度水质监测报告", "青云县2023年第四季度水质监测报告", "季度"),
    ("青云县十三五水利规划", "青云县十四五水利规划", "年份"),
    ("白露街片区房屋征收决定书", "白露后街片区房屋征收决定书", "片区"),
    ("甲城限拆字〔2023〕第45号限期拆除决定书", "甲城限拆字〔2023〕第45号决定书的送达回证", "送达回证"),
    ("青云县水库移民终榜公示表", "青云县水库移民第一榜公示表", "终榜"),
]
UNSURE = [
    ("本人房屋拆迁补偿协议", "本人房屋拆迁补偿协议"),  # whose house nobody says
    ("村补偿款的发放情况", "补偿款发放情况"),
    ("青云县白露村低保名单", "青云县白露村的名单"),
    ("白露里小区加装电梯的财政补贴", "白露里小区电梯故障的维修记录"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_information(one: str, other: str, lexicon: Lexicon) -> None:
    left, right = identify(one, lexicon), identify(other, lexicon)
    result = compare(left, right, lexicon)
    assert result.verdict is Verdict.SAME, result
    assert in_common(left, right, lexicon)


@pytest.mark.parametrize(("one", "other", "reason"), OTHER)
def test_other_information_and_why(one: str, other: str, reason: str, lexicon: Lexicon) -> None:
    result = compare(identify(one, lexicon), identify(other, lexicon), lexicon)
    assert result.verdict is Verdict.CONFLICT
    assert reason in result.against


@pytest.mark.parametrize(("one", "other"), UNSURE)
def test_too_little_to_be_sure(one: str, other: str, lexicon: Lexicon) -> None:
    result = compare(identify(one, lexicon), identify(other, lexicon), lexicon)
    assert result.verdict is Verdict.UNSURE


@pytest.mark.parametrize(("one", "other"), [*SAME, *UNSURE, *(pair[:2] for pair in OTHER)])
def test_neither_side_comes_first(one: str, other: str, lexicon: Lexicon) -> None:
    left, right = identify(one, lexicon), identify(other, lexicon)
    here, there = compare(left, right, lexicon), compare(right, left, lexicon)
    assert (here.verdict, here.score) == (there.verdict, pytest.approx(there.score))
