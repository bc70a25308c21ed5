"""Amounts in the words of account that Chinese papers carry: one implementation for all of them.

The rules are those of 《正确填写票据和结算凭证的基本规定》 (银发〔1997〕393号, annex 1);
tests/unit/kernel/test_capital.py is the table of hard cases.
"""

import cn2an

from app.kernel.money import Money

#: 壹亿, and what is below it without a digit in its first place.
_HUNDRED_MILLION, _TEN_MILLION = 10**8, 10**7


def capital(amount: Money) -> str:
    """Return an amount in the capital figures of Chinese papers, such as 壹拾元零伍分.

    cn2an leaves the 零 out behind 亿 where the 万 are empty and the 仟 are not (100,001,000). The
    rules permit that; it is written all the same, since a gap invites somebody to fill it.
    """
    yuan = amount.fen // 100
    words: str = cn2an.an2cn(f"{yuan}.{amount.fen % 100:02d}", "rmb")
    if yuan > _HUNDRED_MILLION and 0 < yuan % _HUNDRED_MILLION < _TEN_MILLION:
        high, _, low = words.partition("亿")
        words = f"{high}亿零{low.removeprefix('零')}"
    return words
