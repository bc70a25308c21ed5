"""What the appraisal reads of the trail is there to read: a reader that fails reads no further."""

from dataclasses import fields

import pytest

from app.kernel.facts import Fact
from appraisal.facts import FACTS as OWN
from appraisal.readers import READERS, on_asset_moved
from registry.facts import AssetCorrected, AssetFactsRecorded, AssetRegistered, AssetWithdrawn

OF_REGISTRY = (AssetRegistered, AssetFactsRecorded, AssetCorrected, AssetWithdrawn)
KNOWN: dict[str, type[Fact]] = {fact.name: fact for fact in (*OWN, *OF_REGISTRY)}
WATCHED = [
    name
    for reader in READERS
    for name, handle in reader.handles.items()
    if handle is on_asset_moved
]


@pytest.mark.parametrize("name", WATCHED)
def test_a_fact_that_moves_days_names_its_asset(name: str) -> None:
    assert "asset_no" in {field.name for field in fields(KNOWN[name])}


def test_many_facts_move_days() -> None:
    assert len(WATCHED) > 30
