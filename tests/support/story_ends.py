"""How a story ends: what the book holds, what the record proves, whether all of it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.identity import vault
from app.kernel.money import Money, total
from app.ledger import chart
from app.ledger import facade as ledger
from app.ledger.queries import list_owed
from app.ledger.vocabulary import HoldState
from app.store import db
from app.supervision.verification import verify_command
from app.trail.models import TrailEntry
from auction import queries
from auction.services.enrolling import own_enrollment
from auction.services.planning import rows_of
from tests.support.offline import check_lot
from tests.support.sales import Sale


@dataclass
class Ends:
    """The case of a story as its book and its record tell it."""

    sale: Sale
    app: Flask
    #: The signed answers to the bids of the story, by lot.
    receipts: dict[str, list[dict[str, Any]]] = field(default_factory=dict, kw_only=True)

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

    def ends(
        self,
        lot_no: str,
        *,
        shows: Sequence[str],
        deposits: Mapping[str, HoldState],
        facts: Sequence[str],
        proves: Sequence[str],
        since: str = "lot.announced",
    ) -> None:
        """Assert how one lot ends: on its public page, in the book, in the record.

        A deposit that was released is at home at its payer's bank. What the record proves is what
        the checker that anybody may run finds on the record that anybody may download, with the
        signed answers that the bidders of the story hold, refused ones too.
        """
        screen = self.screen(lot_no)
        missing = [words for words in shows if words not in screen]
        stand = {who: self.deposit(who, lot_no) for who in deposits}
        home = [who for who, state in deposits.items() if state is HoldState.RELEASED]
        away = [who for who in home if not self.is_home(who, lot_no)]
        told, proven = self.trail(lot_no, since=since), self.proven(lot_no)
        assert not missing, (missing, screen)
        assert (stand, away) == (dict(deposits), []), (stand, away)
        assert told == list(facts), told
        assert proven == list(proves), proven

    def screen(self, lot_no: str = "") -> str:
        """Return the words of the public page of a lot."""
        raise NotImplementedError

    def proven(self, lot_no: str = "") -> list[str]:
        """Download the record of a lot and run the checker; return where it says the sale is.

        That is its state, what was counted, and its buyer if it has one.
        """
        no = lot_no or self.sale.lot_no
        answer = self.app.test_client().get(f"/api/v1/lots/{no}/record.zip")
        assert answer.status_code == 200, answer.text
        status, lines = check_lot(
            self.sale.desk.folder / "offline",
            answer.data,
            self.receipts.get(no, ()),
            vault.public_key(),
        )
        assert status == 0, lines
        assert lines[0].startswith(f"OK {no} ")
        told = [line.strip() for line in lines[2:] if "receipt" not in line]
        found = [line.partition(";")[0].removeprefix("replay ") for line in told]
        return [lines[0].rpartition(" ")[2], *(line for line in found if "NOT COVERED" not in line)]

    def everything_holds(self) -> bool:
        """Ask the database for every invariant, as `flask verify --all` does."""
        db.session.rollback()
        asked = self.app.test_cli_runner().invoke(verify_command, ["--all"])
        assert asked.exit_code == 0, asked.output
        return "BREACH" not in asked.output
