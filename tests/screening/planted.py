"""What is planted in papers: made-up values with right check digits by a second calculation, and how people write
them; and what only looks like them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

REGIONS = ("110101", "310104", "440305", "620102", "650102", "820000", "330106", "510104", "230103", "540102")
FULL_WIDTH = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")
CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Planted:
    """`rule` has to find `written`."""

    rule: str
    written: str


def plain(text: str) -> str:
    """The oracle's own idea of one spelling: NFKC, nothing that is not ink, no hyphens."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc", "Pd"))


# Numbers


def identity(random: Random) -> str:
    born = date(1925, 1, 1) + timedelta(days=random.randrange(36_000))
    body = f"{random.choice(REGIONS)}{born:%Y%m%d}{random.randrange(1000):03d}"
    return body + identity_check(body)


def identity_check(body: str) -> str:
    """GB 11643: the weights are 2^(17-i) modulo 11."""
    total = sum(int(digit) * (2 ** (17 - i) % 11) for i, digit in enumerate(body))
    return "10X98765432"[total % 11]


def wrong_identity(random: Random) -> str:
    """A look-alike whose check digit is wrong."""
    right = identity(random)
    return right[:17] + random.choice([c for c in "0123456789" if c != right[17]])


def card(random: Random) -> str:
    prefix, length = random.choice(
        [("622202", 19), ("621700", 19), ("622848", 19), ("625900", 16), ("4367", 16), ("518710", 16)]
    )
    body = prefix + "".join(str(random.randrange(10)) for _ in range(length - 1 - len(prefix)))
    return body + luhn_check(body)


def luhn_check(body: str) -> str:
    doubled = (2 * int(d) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(body)))
    return str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def credit_code(random: Random) -> str:
    """GB 32100: the weights are 3^i modulo 31."""
    body = random.choice(("91", "92", "12", "51")) + random.choice(REGIONS)
    body += "".join(random.choice(CODE_LETTERS) for _ in range(9))
    total = sum(CODE_LETTERS.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + CODE_LETTERS[-total % 31]


def mobile(random: Random) -> str:
    prefix = random.choice(("130", "138", "139", "147", "158", "166", "177", "189", "198"))
    return prefix + f"{random.randrange(10**8):08d}"


def grouped(number: str, sizes: Sequence[int], by: str) -> str:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(number[at : at + size])
        at += size
    return by.join([*pieces, number[at:]])


def spellings(number: str, sizes: Sequence[int]) -> list[str]:
    """As people type it: full-width, in groups, with hyphens, spaced out, broken at the end of a line."""
    return [
        number,
        number.translate(FULL_WIDTH),
        grouped(number, sizes, " "),
        grouped(number, sizes, "-"),
        grouped(number, sizes, "\u3000"),
        grouped(number, sizes, "\u00a0"),
        grouped(number, sizes[:1], "\n"),
        " ".join(number),
    ]


def written_identity(random: Random) -> Planted:
    number = identity(random)
    return Planted("id_number", random.choice([*spellings(number, (6, 8)), number.lower()]))


def written_personal(random: Random) -> Planted:
    """Anything but an identity number."""
    match random.randrange(7):
        case 0:
            return Planted("mobile", random.choice(spellings(mobile(random), (3, 4))))
        case 1:
            return Planted("bank_card", random.choice(spellings(card(random), (4, 4, 4))))
        case 2:
            return Planted("credit_code", random.choice(spellings(credit_code(random), (2, 6))))
        case 3:
            area = random.choice(("010", "0571", "0755", "021"))
            return Planted("landline", f"{area}-{random.randrange(20_000_000, 89_999_999)}")
        case 4:
            letters = "".join(random.choice("abcdefgh") for _ in range(6))
            return Planted(
                "email",
                f"{letters}{random.randrange(100)}@{random.choice(('example.com', 'mail.example.cn'))}",
            )
        case 5:
            digits = f"{random.randrange(10_000, 99_999)}"
            return Planted(
                "plate", random.choice((f"京A{digits}", f"浙B·{digits}", f"粤BD{digits}", f"沪A{digits}F"))
            )
        case _:
            room = f"{random.randrange(1, 30)}幢{random.randrange(1, 5)}单元{random.randrange(101, 999)}室"
            return Planted("address", f"某某市某某区某某路{random.randrange(1, 300)}号{room}")


# Marks

LEVELS = ("绝密", "机密", "秘密")
STARS = ("★", "☆", "*", "＊", "✭", "⭐", "✩", "✪")
PERIODS = (
    "5年", "１０年", "1 年", "6个月", "三十年", "十年", "长期", "2030年12月31日", "2031-06-30", "二〇三〇年", "启用前",
    "公布前", "",
)  # fmt: skip
SHAPES = ("{}", "密级：{}", "密级:{}", "【{}】", "密 级　{}", "［{}］")


def starred(random: Random) -> str:
    mark = random.choice(LEVELS) + random.choice(STARS) + random.choice(PERIODS)
    return random.choice(
        (mark, " ".join(mark), "\u3000".join(mark), "\n".join(mark), mark.replace("密", "密 "))
    )


def written_mark(random: Random) -> Planted:
    """A mark that is one wherever it stands."""
    if random.random() < 0.6:
        return Planted("classification_mark", starred(random))
    shape = random.choice([shape for shape in SHAPES if shape != "{}"])
    return Planted("classification_mark", shape.format(random.choice(LEVELS)))


def bare_mark(random: Random) -> Planted:
    """A mark because it stands alone, in a heading or at the head of a document."""
    level = random.choice(LEVELS)
    return Planted("classification_mark", random.choice((level, " ".join(level), f"★{level}★", f"{level}级")))


# What is none of it

DECOYS = (
    "请联系秘书处办理，秘书长已签批。",
    "他们之间有一个秘密，谁也没有说。",
    "这本书讲述大自然的秘密。",
    "秘密花园景区门票已售完。",
    "服务评价：★★★★★，环境：★★★☆☆。",
    "带★的条款为实质性要求。",
    "北京机密科技有限公司中标。",
    "上海精机密封件有限公司出具证明。",
    "请妥善保管手机密码，不要告诉他人。",
    "司机密切注意行人，飞机密封舱完好。",
    "计算机密码学课程共三十二学时。",
    "订单号13812345678已发货。",
    "合同编号：13912345678。",
    "金额共计13612345678元。",
    "面积为13812345.67平方米。",
    "批复文号为某政办发〔2024〕138号。",
    "不动产单元号330106001002GB00012F00010001。",
    "项目代码2404-330106-04-01-138123。",
    "会议定于2024-03-15 14:30召开，地点在201会议室。",
    "总投资12,345,678.90元，利率3.85%。",
    "国有建设用地使用权（2024）第00123号。",
    "序列号SN13812345678，版本1.2.3.4。",
    "热线12345，客服400-800-8000。",
    "3栋厂房、5号楼主体结构已封顶。",
    "北京市朝阳区建国路沿线整治。",
    "经度120.138123，纬度30.271234。",
    "GB/T 33358-2016 规定了格式。",
    "部门内部管理制度已修订，内部装修完成。",
    "本件保存期限为30年，公开属性为主动公开。",
    "* 重点任务\n* 一般任务",
    "**注意**：材料一式三份。",
    "ISBN 978-7-111-12345-6。",
)  # fmt: skip


def decoy(random: Random) -> str:
    if random.random() < 0.25:
        return f"编码{wrong_identity(random)}对应的记录已核销。"
    return random.choice(DECOYS)


FILLER = (
    "根据条例第三十三条，行政机关收到申请，能够当场答复的，应当当场予以答复。",
    "经检索，该信息由本机关制作，现将有关情况说明如下。",
    "请在规定的期限内办理，并将结果书面告知申请人。",
    "本次会议研究了年度重点工作安排，明确了责任分工。",
    "附件共三份，分别为批复、图纸目录和验收意见。",
)


def filler(random: Random, sentences: int = 3) -> str:
    return "".join(random.choice(FILLER) for _ in range(sentences))
