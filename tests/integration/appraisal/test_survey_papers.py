"""The papers around a survey: what was handed over, who was called, who signed."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from app.documents import facade as papers
from app.kernel.errors import Refusal
from appraisal import seeds
from appraisal.queries import (
    list_handovers,
    list_surveys,
)
from appraisal.services import (
    commissioning,
    materials,
    surveys,
)
from tests.support.appraisals import (
    HOUR,
    WED,
    Desk,
    commission,
    small_picture,
)

DAY = timedelta(days=1)


def test_the_commission_comes_with_a_list_of_the_material(desk: Desk) -> None:
    commission(desk)

    (row,) = list_handovers(desk.assignment().id)
    assert row.turn == 1
    assert any("评估委托书" in item for item in row.items)
    assert papers.find(papers.PaperKind.TRANSFER_LIST, f"{desk.no}/1") is not None


def test_more_material_is_listed_on_a_paper_of_its_own(desk: Desk) -> None:
    commission(desk)

    materials.hand_over(desk.no, items=["租赁合同", " "], actor=desk.clerk, at=WED + HOUR)

    assert list_handovers(desk.assignment().id)[-1].items == ["租赁合同"]
    with pytest.raises(Refusal, match="no_materials"):
        materials.hand_over(desk.no, items=[" "], actor=desk.clerk, at=WED + HOUR)


def test_the_parties_are_called_to_a_moment_that_is_still_to_come(desk: Desk) -> None:
    commission(desk)

    call = surveys.call_survey(
        desk.no, held_at=WED + 2 * DAY, place="解放路100号", actor=desk.clerk, at=WED + HOUR
    )

    assert papers.find(papers.PaperKind.SURVEY_NOTICE, f"{desk.no}/1") is not None
    assert call.paper_no
    with pytest.raises(Refusal, match="survey_call_in_past"):
        surveys.call_survey(desk.no, held_at=WED, place="解放路", actor=desk.clerk, at=WED + HOUR)


def test_a_drawn_signature_is_sealed_with_the_record(desk: Desk) -> None:
    commission(desk)
    commissioning.accept_assignment(desk.no, actor=desk.agency, at=WED + HOUR)

    surveys.record_survey(
        desk.no, held_at=WED + HOUR, place="解放路100号", attendees=seeds.SURVEY_PEOPLE,
        notes="空置", signatures={0: png()}, actor=desk.agency, at=WED + 2 * HOUR,
    )  # fmt: skip

    (row,) = list_surveys(desk.assignment().id)
    assert row.attendees[0]["signature_id"] is not None
    assert row.attendees[1]["signature_id"] is None
    assert row.witness == "社区工作人员"
    assert papers.find(papers.PaperKind.SURVEY_RECORD, f"{desk.no}/1") is not None


def png() -> bytes:
    """Return a small drawing as a browser would send it."""
    target = io.BytesIO()
    Image.open(io.BytesIO(small_picture())).save(target, "PNG")
    return target.getvalue()
