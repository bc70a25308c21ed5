"""The computing of one draw from a list of three hundred agencies."""

import time

from registry.rules import cjd1
from tests.bench.figures import Figure, quantile

TICKETS = 300
RUNS = 200
#: A draw of three hundred is computed in less than five milliseconds.
DRAWS_A_SECOND_MIN = 200.0


def made_up(number: int) -> cjd1.Inputs:
    """Return the inputs of a draw; another number is another seed."""
    return cjd1.Inputs(
        case_id=f"（2026）鲁0102执{number}号 A-0102-2026-0001",
        round=1,
        k=3,
        policy_digest=bytes(32),
        nonce=number.to_bytes(32, "big"),
        external=[("中国福利彩票双色球 2026135期", "03 07 12 18 26 33 + 09")],
        party={"applicant/1": "泉城 8417", "debtor/1": "220519"},
        tickets=[cjd1.Ticket(f"91370102MA3X{n:06d}", f"测试评估机构{n}") for n in range(TICKETS)],
    )


def spans() -> list[float]:
    """Return how many seconds each of the draws took."""
    found = []
    for number in range(RUNS):
        inputs = made_up(number)
        begun = time.perf_counter()
        cjd1.draw(inputs)
        found.append(time.perf_counter() - begun)
    return found


def measure() -> list[Figure]:
    """Return how many such draws fit into a second, by the slowest but one of a hundred."""
    taken = spans()
    return [
        Figure("draw of 300 agencies, 99th percentile", quantile(taken, 0.99) * 1_000, "ms"),
        Figure(
            "draws of 300 agencies a second (5 ms each)",
            1 / quantile(taken, 0.5),
            "/s",
            DRAWS_A_SECOND_MIN,
        ),
    ]
