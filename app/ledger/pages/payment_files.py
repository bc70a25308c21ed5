"""Pages of payment files, where the bank has no interface."""

from flask import Blueprint, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from app.kernel.errors import Conflict
from app.kernel.permissions import Permission
from app.ledger import queries
from app.ledger.bank.choice import current_bank
from app.ledger.bank.files import FileBank
from app.ledger.reading_vocabulary import NamedPage
from app.ledger.services.payment_files import make_payment_file, read_payment_file
from app.ledger.services.reading import note_reading
from app.web.guards import current_actor, guarded, received_at

bp = Blueprint("ledger_payment_files", __name__)


@bp.get("/desk/finance/payment-files")
@guarded(Permission.MANAGE_MONEY)
def get_payment_files() -> ResponseReturnValue:
    """Show what waits for a file, and the files made with what is still awaited of each."""
    files = [(made, queries.count_awaited(made.id)) for made in queries.list_payment_files()]
    return render_template(
        "ledger/payment_files.html",
        files=files,
        waiting=queries.count_waiting_for_file(),
        takes_files=isinstance(current_bank(), FileBank),
    )


@bp.post("/desk/finance/payment-files")
@guarded(Permission.MANAGE_MONEY)
def post_payment_file() -> ResponseReturnValue:
    """Put all that waits into a file."""
    if not isinstance(current_bank(), FileBank):
        raise Conflict("bank_takes_no_files")
    make_payment_file(actor=current_actor(), at=received_at())
    return redirect("/desk/finance/payment-files", code=303)


@bp.get("/desk/finance/payment-files/<no>.csv")
@guarded(Permission.MANAGE_MONEY)
def get_payment_file(no: str) -> ResponseReturnValue:
    """Return a file as it was made; the same bytes each time."""
    made = queries.get_payment_file(no)
    note_reading(NamedPage.PAYMENT_FILE, made.no, actor=current_actor(), at=received_at())
    answer = make_response(read_payment_file(made))
    answer.headers["Content-Type"] = "text/csv; charset=gb18030"
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.no}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
