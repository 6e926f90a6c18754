"""What is read from a request. The names are made up and stand in no table of the product."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.demand import Lexicon, Number, identify
from disclosure.params import default_directory, load

LEXICON = load(default_directory()).demand

NUMBERS = [
    ("某县二〇二二年低保名单", Number.YEAR, {"2022"}),
    ("某县2022年度低保名单", Number.YEAR, {"2022"}),
    ("某县二○二二年度低保名单", Number.YEAR, {"2022"}),
    ("某区21年—23年公共收益", Number.YEAR, {"2021", "2022", "2023"}),
    ("某区2021至2023年公共收益", Number.YEAR, {"2021", "2022", "2023"}),
    ("某镇村庄规划（2021—2035年）", Number.YEAR, {"2021", "2035"}),
    ("某校2023级新生名册", Number.YEAR, {"2023"}),
    ("某项目09年的批复", Number.YEAR, {"2009"}),
    ("种了20年的杉木", Number.YEAR, None),
    ("户数2000户、金额2015元", Number.YEAR, None),
    ("2023.07以后停发的通知", Number.MONTH, {"2023-7"}),
    ("2023年5月6号的出警记录", Number.DAY, {"2023-5-6"}),
    ("第十五批次建设用地", Number.BATCH, {"15"}),
    ("２０２３年第１５批次", Number.BATCH, {"15"}),
    ("旧城改造一期方案", Number.PHASE, {"1"}),
    ("产业园（二期）批复", Number.PHASE, {"2"}),
    ("公示期间的异议", Number.PHASE, None),
    ("某楼负二层的验收", Number.FLOOR, {"-2"}),
    ("某楼地下二层的验收", Number.FLOOR, {"-2"}),
    ("某楼B2层的验收", Number.FLOOR, {"-2"}),
    ("某楼四层的验收", Number.FLOOR, {"4"}),
    ("十二栋二单元", Number.BUILDING, {"12"}),
    ("8－２地块", Number.PLOT, {"8-2"}),
    ("8—2号地块", Number.PLOT, {"8-2"}),
    ("116地块", Number.PLOT, {"116"}),
    ("国道588线", Number.ROAD, {"G588"}),
    ("588国道", Number.ROAD, {"G588"}),
    ("G588线", Number.ROAD, {"G588"}),
    ("X312县道", Number.ROAD, {"X312"}),
    ("K132＋400处测速", Number.STAKE, {"132"}),
    ("132公里处测速", Number.STAKE, {"132"}),
    ("220千伏线路", Number.RATING, {"220"}),
    ("甲城建罚〔2023〕12号", Number.DOCUMENT, {"2023-12"}),
    ("甲城建罚【2023】第0012号", Number.DOCUMENT, {"2023-12"}),
    ("甲城建罚(2023) 12 号", Number.DOCUMENT, {"2023-12"}),
    ("课桌采购ＧＺＣＧ－2022－017合同", Number.DOCUMENT, {"GZCG2022-17"}),
    ("请公开23年5月的监测报告", Number.MONTH, {"2023-5"}),
    ("某路三十五号", Number.NUMBER, {"35"}),
]


@pytest.mark.parametrize(("text", "kind", "values"), NUMBERS)
def test_numbers_that_name_something(
    text: str, kind: Number, values: set[str] | None, lexicon: Lexicon
) -> None:
    assert identify(text, lexicon).numbers.get(kind) == (values and frozenset(values))


SPELLINGS = [
    ("徵地補償安置方案", "征地补偿安置方案"),
    ("征地补尝安置方案", "征地补偿安置方案"),
    ("土地勘測定屆報告", "土地勘测定界报告"),
    ("機場周邊噪音監測報告", "机场周边噪声监测报告"),
    ("临时过度费停发通知", "临时过渡费停发通知"),
    ("一书四方案", "“一书四方案”"),
]


@pytest.mark.parametrize(("written", "meant"), SPELLINGS)
def test_spellings_of_one_thing_read_the_same(written: str, meant: str, lexicon: Lexicon) -> None:
    one, other = (identify(f"青云县白露村2021年{text}", lexicon) for text in (written, meant))
    assert one.signature == other.signature


NAMES = [
    ("青云县白露村低保名单", {"青云县", "白露村"}),
    ("请提供青云县白露沟的村庄规划", {"青云县", "白露沟"}),
    ("青云市临江大道改造", {"青云市", "临江大道"}),
    ("上坡区前进路拓宽", {"上坡区", "前进路"}),
    ("青云县水利局给白露矿泉水厂核发的许可证", {"青云县", "白露矿泉水厂"}),
    ("青云二中食堂", {"青云", "第2中学"}),
    ("青云县第二中学食堂", {"青云县", "第2中学"}),
    ("观海华府地下车库", {"观海华府"}),
    ("被征地农民的养老保险名单", set()),
    ("安置小区建设方案", set()),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_names_by_their_suffix_and_their_place(text: str, names: set[str], lexicon: Lexicon) -> None:
    assert {name.whole for name in identify(text, lexicon).names} == names


def test_a_story_is_told_and_not_asked(lexicon: Lexicon) -> None:
    found = identify(
        "2009年签协议时说两年回迁，等到2016年才拿到顶楼。申请公开青云站北广场安置房的分配明细表，我要求公平。",
        lexicon,
    )
    assert Number.YEAR not in found.numbers
    assert found.told_numbers[Number.YEAR] == {"2009", "2016"}
    assert found.kinds == {"名册明细"}


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("白露采石场的环评报告表，批复我已有，不用给", "批准文件"),
        ("白露水厂的取水手续，批文不要，只要取水许可证", "批准文件"),
        ("白露广场的房屋拆迁许可证，延期手续不需要", "延期"),
    ],
)
def test_what_is_refused_is_not_wanted(text: str, refused: str, lexicon: Lexicon) -> None:
    found = identify(text, lexicon)
    assert refused in found.refused
    assert refused not in found.wanted


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_any_text_is_read(text: str) -> None:
    found = identify(text, LEXICON)
    assert found.text == "".join(found.text.split())
    assert identify(text, LEXICON) == found
