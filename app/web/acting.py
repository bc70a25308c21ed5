"""How a page answers an act: back to where it stands, or the page again with what went wrong."""

from collections.abc import Callable

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from app.kernel.errors import Refusal


def answer_act(
    act: Callable[[], object],
    *,
    again: Callable[[Refusal], ResponseReturnValue],
    words: str,
    back: str,
) -> ResponseReturnValue:
    """Carry an act out and answer the browser.

    Args:
        act: the one call of a service; what it returns is not looked at.
        again: makes the page anew, as it was typed, with the refusal and its status.
        words: said once the act is done; none if empty.
        back: where the browser goes then (303: a reload repeats nothing).
    """
    try:
        act()
    except Refusal as refusal:
        return again(refusal)
    if words:
        flash(words, "success")
    return redirect(back, 303)
