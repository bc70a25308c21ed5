"""Amounts in words, over the hard cases of 《正确填写票据和结算凭证的基本规定》."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.capital import capital
from app.kernel.money import MAX_FEN, Money
from tests.support.node import run_module

#: In yuan, with the words a bank's form must carry.
HARD_CASES = {
    "0": "零元整",
    "0.01": "壹分",
    "0.10": "壹角",
    "0.11": "壹角壹分",
    "1": "壹元整",
    "1.01": "壹元零壹分",
    "10.05": "壹拾元零伍分",
    "10.10": "壹拾元壹角",
    "15": "壹拾伍元整",
    "101": "壹佰零壹元整",
    "1000.05": "壹仟元零伍分",
    "1001": "壹仟零壹元整",
    "1010": "壹仟零壹拾元整",
    # The three examples of the rules themselves.
    "1409.50": "壹仟肆佰零玖元伍角",
    "6007.14": "陆仟零柒元壹角肆分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    "10000": "壹万元整",
    "10001": "壹万零壹元整",
    "10100": "壹万零壹佰元整",
    "11000": "壹万壹仟元整",
    "100100": "壹拾万零壹佰元整",
    "10000000": "壹仟万元整",
    "30005000": "叁仟万伍仟元整",
    "100000000": "壹亿元整",
    "100000000.01": "壹亿元零壹分",
    "100000000.10": "壹亿元壹角",
    "100000001": "壹亿零壹元整",
    # Empty 万 with 仟 behind them: 零 may be left out, but the gap is closed here.
    "100001000": "壹亿零壹仟元整",
    "100010000": "壹亿零壹万元整",
    "110000000": "壹亿壹仟万元整",
    "1010101010.10": "壹拾亿壹仟零壹拾万壹仟零壹拾元壹角",
    "1000000000000": "壹万亿元整",
    "1000000010000": "壹万亿零壹万元整",
    "1000100000000": "壹万零壹亿元整",
    "9999999999999.99": "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}
_VALUES = {sign: digit for digit, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
_UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(("yuan", "words"), HARD_CASES.items())
def test_a_hard_case_is_written_as_the_rules_ask(yuan: str, words: str) -> None:
    assert capital(Money.from_yuan_text(yuan)) == words


def test_the_browser_writes_what_the_papers_say() -> None:
    fen = [str(Money.from_yuan_text(yuan).fen) for yuan in HARD_CASES]

    written = run_module("ui/money.js", "v.map((fen) => m.inCapitals(BigInt(fen)))", fen)

    assert written == list(HARD_CASES.values())


@given(st.integers(0, MAX_FEN))
def test_the_words_read_back_as_the_amount(fen: int) -> None:
    assert _read(capital(Money(fen))) == fen


@given(st.integers(0, MAX_FEN))
def test_no_two_zeros_meet_and_none_stands_before_a_unit(fen: int) -> None:
    words = capital(Money(fen)).replace("零元整", "")

    assert "零零" not in words
    assert not re.search("零[拾佰仟万亿元角分整]", words)
    assert not words.startswith("零")


def _read(words: str) -> int:
    """Read words back, by other code than writes them."""
    whole, _, rest = words.partition("元") if "元" in words else ("", "", words)
    fen = _read_whole(whole) * 100
    for digit, unit in re.findall(r"([壹贰叁肆伍陆柒捌玖])([角分])", rest):
        fen += _VALUES[digit] * (10 if unit == "角" else 1)
    return fen


def _read_whole(words: str) -> int:
    if "亿" in words:
        high, low = words.split("亿")
        return _read_whole(high) * 10**8 + _read_whole(low)
    if "万" in words:
        high, low = words.split("万")
        return _read_whole(high) * 10**4 + _read_whole(low)
    number = 0
    for digit, unit in re.findall(r"([零壹贰叁肆伍陆柒捌玖])([拾佰仟]?)", words):
        number += _VALUES[digit] * _UNITS.get(unit, 1)
    return number
