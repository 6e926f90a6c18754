"""The number on an item of mail: UPU S10, what EMS and registered letters (挂号信) bear. C-10: mail goes through
邮政企业, and that is the number its register knows."""

from __future__ import annotations

import re

_S10 = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def normal(number: str) -> str:
    """Without the gaps people write into it, in capitals."""
    return re.sub(r"[\s-]", "", number).upper()


def s10_fault(number: str) -> str | None:
    """What keeps a `normal` number from being one of S10, in Chinese; None when nothing does."""
    if not _S10.fullmatch(number):
        return "不是两个字母、九位数字、两个字母的 13 位邮件号码"
    if int(number[10]) != check_digit(number[2:10]):
        return "校验位不符，多半抄错了一位"
    return None


def check_digit(serial: str) -> int:
    """S10: 11 less the weighted sum modulo 11, with 0 for ten and 5 for eleven."""
    digit = 11 - sum(weight * int(figure) for weight, figure in zip(_WEIGHTS, serial, strict=True)) % 11
    return {10: 0, 11: 5}.get(digit, digit)
