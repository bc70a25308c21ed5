"""The lines of a survey's form: who may have been there."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from registry.facade import PartyView

#: Appraisers the form has room for at first.
APPRAISERS = 2


def attendee_lines(
    parties: Sequence[PartyView], typed: MultiDict[str, str]
) -> list[dict[str, str]]:
    """Return what was typed, else the agency's people, the parties, the court and a witness."""
    names = typed.getlist("attendee_name")
    if names:
        columns = ("capacity", "presence", "note")
        rest = [typed.getlist(f"attendee_{column}") for column in columns]
        return [
            {"name": name, **dict(zip(columns, values, strict=True))}
            for name, *values in zip(names, *rest, strict=False)
        ]
    return [
        *[_line("", "appraiser") for _person in range(APPRAISERS)],
        *[_line(party.name, _capacity(party.role.value)) for party in parties],
        _line("", "court"),
        _line("", "witness"),
    ]


def _line(name: str, capacity: str) -> dict[str, str]:
    return {"name": name, "capacity": capacity, "presence": "signed", "note": ""}


def _capacity(role: str) -> str:
    return role if role in {"applicant", "debtor"} else "other_party"
