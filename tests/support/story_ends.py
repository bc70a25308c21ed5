"""How a story ends: what the book holds, what the record proves, whether all of it holds."""

import csv
import io
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from app.kernel.facts import parse_stamp
from app.kernel.money import Money, total
from app.ledger import chart
from app.ledger import facade as ledger
from app.ledger.queries import list_owed
from app.ledger.vocabulary import HoldState
from app.store import db
from app.supervision.verification import verify_command
from app.trail.models import TrailEntry
from auction import queries
from auction.cli import replay_rows
from auction.services.enrolling import own_enrollment
from auction.services.planning import rows_of
from tests.support.sales import Sale


@dataclass
class Ends:
    """The case of a story as its book and its record tell it."""

    sale: Sale
    app: Flask

    def money_in(self, account: str) -> Money:
        """Return what stands in an account of the book."""
        db.session.rollback()
        return ledger.balance(account)

    @property
    def funds(self) -> Money:
        """What of the price lies with the case."""
        return self.money_in(chart.funds(self.sale.lot().case_number))

    def deposit(self, account: str, lot_no: str = "") -> HoldState | None:
        """Return where somebody's deposit stands in the book."""
        return ledger.deposit_state(self._reference(account, lot_no))

    def is_home(self, account: str, lot_no: str = "") -> bool:
        """Say whether the bank sent somebody's deposit back to where it came from, whole."""
        reference = self._reference(account, lot_no)
        refund, order = ledger.find_refund(reference), ledger.find_order(reference)
        assert order is not None
        is_sent = (
            refund is not None and refund.amount == order.amount and refund.done_at is not None
        )
        return is_sent and self.deposit(account, lot_no) is HoldState.RELEASED

    def _reference(self, account: str, lot_no: str) -> str:
        db.session.rollback()
        actor = self.sale.bidders[account][0]
        _, enrollment = own_enrollment(lot_no=lot_no or self.sale.lot_no, actor=actor)
        return enrollment.deposit_reference or ""

    def shared_out(self) -> Money:
        """Return what the plan of the lot has paid out by now."""
        db.session.rollback()
        return total(row.amount for row in queries.list_distribution(self.sale.lot().id))

    def planned(self, *lot_nos: str) -> dict[int, Money]:
        """Return what the plans of lots give to each creditor together."""
        db.session.rollback()
        given: dict[int, Money] = {}
        for lot_no in lot_nos:
            settlement = queries.find_settlement(queries.get_lot(lot_no).id)
            assert settlement is not None
            for row in rows_of(settlement):
                if row.is_claim and row.party_id is not None:
                    given[row.party_id] = given.get(row.party_id, Money.ZERO) + row.amount
        return given

    def owed(self, kind: str) -> dict[str, Money]:
        """Return what the court owes in the case to payers, parties or agencies, by account."""
        db.session.rollback()
        case = self.sale.lot().case_number
        rows = list_owed(self.sale.judge.court_id)
        ours = [row for row in rows if row.case_number == case]
        return {row.account: row.amount for row in ours if row.account.startswith(f"{kind}:")}

    def entries(self, lot_no: str = "") -> list[TrailEntry]:
        """Return every fact of a lot, in the order in which it was recorded."""
        db.session.rollback()
        stream = f"lot:{lot_no or self.sale.lot_no}"
        query = select(TrailEntry).where(TrailEntry.stream.in_([stream, f"{stream}:court"]))
        return list(db.session.scalars(query.order_by(TrailEntry.id)))

    def trail(self, lot_no: str = "", *, since: str = "lot.announced") -> list[str]:
        """Return what happened to a lot since a fact, in order, by short names."""
        names = [entry.name.removeprefix("auction.") for entry in self.entries(lot_no)]
        return names[names.index(since) :]

    def replayed(self) -> dict[str, str]:
        """Replay the public record of bids by `flask replay`'s own rules; return its row."""
        entries = self.entries()
        head = next(row for row in entries if row.name == "auction.lot.announced").payload
        begins, ends = parse_stamp(head["opens_at"]), parse_stamp(head["closes_at"])
        lines = io.StringIO()
        writer = csv.writer(lines)
        writer.writerow(
            ["source", "auction_id", "seq", "bidder_id", "amount", "time_s", "scheduled_close_s",
             "extension_s", "open_price"]
        )  # fmt: skip
        for row in entries:
            if row.name == "auction.bid.placed":
                told = row.payload
                writer.writerow(
                    ["record", self.sale.lot_no, told["bid_seq"], told["paddle"],
                     Money.parse(told["price"]).yuan.replace(",", ""),
                     (parse_stamp(told["received_at"]) - begins).total_seconds(),
                     (ends - begins).total_seconds(), 300,
                     Money.parse(head["start_price"]).yuan.replace(",", "")]
                )  # fmt: skip
        (found,) = replay_rows(io.StringIO(lines.getvalue()))
        return found

    def everything_holds(self) -> bool:
        """Ask the database for every invariant, as `flask verify --all` does."""
        db.session.rollback()
        asked = self.app.test_cli_runner().invoke(verify_command, ["--all"])
        assert asked.exit_code == 0, asked.output
        return "BREACH" not in asked.output
