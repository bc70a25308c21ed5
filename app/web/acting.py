"""How a page answers an act: back to where it stands, or the page again with what went wrong."""

from collections.abc import Callable

from flask import flash, redirect, url_for
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


def answer_act_on(
    no: str,
    act: Callable[[], object],
    words: str,
    anchor: str | None = None,
    *,
    page: Callable[[str, Refusal], ResponseReturnValue],
    endpoint: str,
) -> ResponseReturnValue:
    """Carry out an act on the thing that a page is about, and answer with that page.

    Args:
        no: the number by which page and endpoint know the thing.
        anchor: where on the page the browser goes then.
        page: makes the page anew with the refusal.
        endpoint: the page's own address.
    """
    return answer_act(
        act,
        again=lambda refusal: page(no, refusal),
        words=words,
        back=url_for(endpoint, no=no, _anchor=anchor),
    )
