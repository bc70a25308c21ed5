"""Eight bidders at once, and a judge of the history they leave."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import uuid4

from sqlalchemy import create_engine, text

from tests.support.live import Socket
from tests.support.stage import STEP


@dataclass
class Journal:
    """What the bidders were told."""

    accepted: list[tuple[int, int]] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    faults: list[BaseException] = field(default_factory=list)


def race(sockets: Sequence[Socket], lot_no: str, start: int, *, seconds: float) -> Journal:
    """Let every socket bid the least it knows of, as fast as answers come, and note them."""
    journal, lock = Journal(), threading.Lock()
    until = time.monotonic() + seconds
    gate = threading.Barrier(len(sockets))

    def run(socket: Socket) -> None:
        least = start
        try:
            gate.wait()
            while time.monotonic() < until:
                answer = socket.bid(lot_no, str(least), str(uuid4()))
                with lock:
                    if answer["ok"]:
                        journal.accepted.append((answer["seq"], least))
                    else:
                        code = answer["code"]
                        journal.codes[code] = journal.codes.get(code, 0) + 1
                if answer["ok"]:
                    least += STEP
                elif answer.get("minimum"):
                    least = int(answer["minimum"])
        except BaseException as fault:  # noqa: BLE001 - handed to the test's own thread
            journal.faults.append(fault)

    runners = [threading.Thread(target=run, args=(socket,)) for socket in sockets]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    return journal


def history_of(database_url: str, lot_no: str) -> list[tuple[int, int]]:
    """Return (seq, fen) of the accepted bids as the database keeps them."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT bid.seq, bid.amount FROM auction_bid bid JOIN auction_lot lot "
                "ON lot.id = bid.lot_id WHERE lot.no = :no ORDER BY bid.seq, bid.amount"
            ),
            {"no": lot_no},
        ).all()
    engine.dispose()
    return [(int(seq), int(amount)) for seq, amount in rows]


def breaches_of(history: Sequence[tuple[int, int]]) -> list[str]:
    """Name every place where a history is no ladder: amounts rise, seq is 1..n (B1, B3)."""
    found = [
        f"seq {seq} stands at place {place}"
        for place, (seq, _) in enumerate(history, start=1)
        if seq != place
    ]
    found += [
        f"{after} after {before}"
        for (_, before), (_, after) in pairwise(history)
        if after <= before
    ]
    return found


def drop_what_would_hide_a_breach(database_url: str) -> None:
    """Drop the keys behind the lock in a database of the test, so that breaches are kept."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE auction_bid DROP CONSTRAINT pk_auction_bid"))
        connection.execute(text("DROP INDEX uq_auction_bid_lot_id_amount_ordinary"))
    engine.dispose()
