"""Refusals: a stable code, the articles behind it, and what the reader needs to know."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.kernel.citation import Citation


class Refusal(Exception):
    """An order that the platform will not carry out; nothing has changed.

    ``code`` is stable and never translated; ``params`` fill the sentence that is shown;
    ``fields`` maps a form field to the code of its fault.
    """

    status = 422

    def __init__(
        self,
        code: str,
        *,
        citations: Sequence[Citation] = (),
        params: Mapping[str, Any] | None = None,
        fields: Mapping[str, Any] | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.citations = tuple(citations)
        self.params = dict(params or {})
        self.fields = dict(fields or {})
        if status is not None:
            self.status = status


class BadAmount(Refusal):
    """The text is not a whole number of fen in the one accepted form."""

    def __init__(self, text: object = "") -> None:
        super().__init__("bad_amount", params={"text": str(text)[:40]})


class NotFound(Refusal):
    """There is no such thing, or the reader may not know of it."""

    status = 404

    def __init__(self, kind: str = "thing", key: object = "") -> None:
        super().__init__("not_found", params={"kind": kind, "key": str(key)[:80]})


class Forbidden(Refusal):
    """The actor's role or court does not reach this far."""

    status = 403

    def __init__(self, code: str = "forbidden", *, citations: Sequence[Citation] = ()) -> None:
        super().__init__(code, citations=citations)


class Conflict(Refusal):
    """Somebody else was first, or the form was stale."""

    status = 409


class IllegalMove(Conflict):
    """The action is not lawful from the present state."""

    def __init__(self, machine: str, state: str, action: str) -> None:
        super().__init__(
            "illegal_move",
            params={"machine": machine, "state": state, "action": action},
        )


class TooMany(Refusal):
    """The sender asked more often than is fair to the others."""

    status = 429

    def __init__(self, code: str = "rate_limited", *, retry_after: int = 1) -> None:
        super().__init__(code, params={"retry_after": retry_after})
        self.retry_after = retry_after
