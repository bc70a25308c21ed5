"""The account of a day as MT940, the form banks exchange by SWIFT and hand to companies."""

from app.ledger.bank.sandbox.statements import DayAccount, Line

#: Signs of one line of a field, and lines of the field that says what an entry was for.
LINE_SIGNS = 65
LINES_MAX = 6


def mt940(account: DayAccount) -> bytes:
    """Write one statement; what has no field of its own stands under code words in :86:."""
    day = f"{account.day:%y%m%d}"
    rows = [
        f":20:ST{account.day:%Y%m%d}",
        f":25:{account.account}",
        f":28C:{account.number}/1",
        f":60F:{_balance(account.opening, day)}",
    ]
    for line in account.lines:
        rows.append(
            f":61:{day}{day[2:]}{line.direction}{_amount(line.amount)}NTRFNONREF//{_short(line)}"
        )
        rows += _purpose(line)
    rows += [f":62F:{_balance(account.closing, day)}", "-"]
    return ("\r\n".join(rows) + "\r\n").encode()


def _purpose(line: Line) -> list[str]:
    text = (
        f"/SERL/{line.serial}/SUBA/{line.account}/REFN/{line.reference}/CPTY/{line.party}"
        f"/NAME/{line.name}/REMI/{line.memo}"
    )
    text = " ".join(text.split())[: LINE_SIGNS * LINES_MAX]
    cut = [text[place : place + LINE_SIGNS] for place in range(0, len(text), LINE_SIGNS)]
    return [f":86:{cut[0]}", *cut[1:]]


def _short(line: Line) -> str:
    """Return the last signs of the serial: the field holds sixteen."""
    return line.serial[-16:]


def _balance(fen: int, day: str) -> str:
    return f"{'D' if fen < 0 else 'C'}{day}CNY{_amount(abs(fen))}"


def _amount(fen: int) -> str:
    return f"{fen // 100},{fen % 100:02d}"
