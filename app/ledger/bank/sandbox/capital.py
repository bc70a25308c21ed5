"""Amounts in the words and characters a Chinese bank form carries."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
TEN_THOUSAND = 10_000
HUNDRED_MILLION = 100_000_000


def yuan_text(fen: int) -> str:
    """Write fen as yuan with two decimals and thousands marks."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def capital_text(fen: int) -> str:
    """Write fen in the capital characters of 《正确填写票据和结算凭证的基本规定》."""
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    text = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not cents:
        return f"{text or '零元'}整"
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return f"{text}{DIGITS[cents]}分" if cents else text


def _whole(number: int) -> str:
    """Write a whole number; what stands before 亿 is itself a number, such as 玖万玖仟亿."""
    high, low = divmod(number, HUNDRED_MILLION)
    text = f"{_whole(high)}亿" if high else ""
    return text + _lead(text, low, HUNDRED_MILLION) + _below(low)


def _below(number: int) -> str:
    high, low = divmod(number, TEN_THOUSAND)
    text = f"{_part(high)}万" if high else ""
    return text + _lead(text, low, TEN_THOUSAND) + _part(low)


def _lead(before: str, number: int, size: int) -> str:
    """Write 零 where the first place after a higher group is empty."""
    return "零" if before and 0 < number < size // 10 else ""


def _part(part: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = part // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return text
