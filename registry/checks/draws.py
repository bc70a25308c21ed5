"""Invariants of the registry that a running database can be asked (reliability 2.4)."""

import json
from collections.abc import Iterator

from app.web.modules import Breach
from registry import documents, queries
from registry.models import Draw
from registry.rules import cjd1
from registry.services import figures
from registry.services.draws import inputs_of


def _breaches_of(draw: Draw) -> Iterator[Breach]:
    inputs = inputs_of(draw, bytes.fromhex(draw.nonce or ""))
    result = cjd1.draw(inputs, documents.groups_of(draw))
    order = tuple(drawn.agency_code for drawn in draw.drawn)
    said = (draw.commitment, draw.list_digest, draw.seed, order)
    computed = (
        result.commit.hex(),
        result.list_digest.hex(),
        result.seed.hex(),
        result.agencies,
    )
    if said != computed:
        yield Breach("R2", f"draw {draw.no} does not follow from its rows")
    if not figures.are_typed_alike(draw):
        yield Breach("R2", f"a figure of draw {draw.no} is not what two people typed")
    sealed = json.loads(draw.transcript or "{}")
    if (
        sealed.get("transcript_digest") != draw.transcript_digest
        or tuple(sealed.get("result", {}).get("agencies", ())) != result.agencies
    ):
        yield Breach("R2", f"the transcript of draw {draw.no} is not the one drawn")


def draws_replay() -> list[Breach]:
    """R2: every finished draw follows again from its frozen list, strings and nonce."""
    return [breach for draw in queries.list_finished_draws() for breach in _breaches_of(draw)]


def unfit_agencies_in_a_list() -> list[Breach]:
    """R5: nobody with a ground against them holds a ticket in a frozen list."""
    return [
        Breach("R5", f"{candidate.agency_code} of draw {draw.no} holds a ticket despite a ground")
        for draw in queries.list_finished_draws()
        for candidate in draw.candidates
        if bool(candidate.ticket) == bool(candidate.exclusions)
    ]


CHECKS = {"R2": draws_replay, "R5": unfit_agencies_in_a_list}
