"""A file that came in by pieces is laid on the desk once, or says why it was not."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.kernel.permissions import Role
from app.media import facade as media
from app.media import ingest
from app.media.models import MediaItem
from app.media.uploads import disk
from app.media.uploads.models import Upload
from app.media.uploads.terms import UploadState
from app.media.uploads.timers import sweep_uploads
from app.store import blobs, db
from appraisal.queries import list_attachments
from appraisal.services import commissioning, files
from appraisal.vocabulary import Slot
from tests.support import hostile_files as hostile
from tests.support.appraisals import (
    HOUR,
    WED,
    Desk,
    commission,
    hand_in,
    lay_files,
    small_pdf,
    small_picture,
    survey,
)
from tests.support.people import make_person, sign_in
from tests.support.uploads import address_of, begin, send, upload
from tests.support.web import Client


@pytest.fixture
def agency(desk: Desk) -> Iterator[Client]:
    """The agency at its open desk; what was sent is taken off the disk afterwards."""
    commission(desk)
    survey(desk)
    yield sign_in(desk.app, "agency1")
    shutil.rmtree(Path(desk.app.config["DATA_DIR"]) / "incoming", ignore_errors=True)


def purpose(desk: Desk) -> str:
    return files.purpose_of(desk.no)


def lay(client: Client, desk: Desk, token: str, slot: str = "photo", caption: str = "") -> object:
    return client.post(
        f"/api/v1/appraisals/{desk.no}/files",
        json={"slot": slot, "upload": token, "caption": caption},
    )


def row(token: str) -> Upload:
    db.session.rollback()
    found = db.session.scalar(select(Upload).where(Upload.token == token))
    assert found is not None
    return found


def count(model: type[db.Model]) -> int:  # type: ignore[name-defined]
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_an_upload_becomes_a_file_of_the_desk(desk: Desk, agency: Client) -> None:
    token = upload(agency, small_picture(), "客厅.jpg", purpose=purpose(desk))

    answer = lay(agency, desk, token, caption="客厅朝南")

    assert answer.status_code == 201, answer.text
    laid = list_attachments(desk.assignment().id, Slot.PHOTO)
    assert [(item.id, item.caption) for item in laid] == [(answer.json["id"], "客厅朝南")]
    assert row(token).state is UploadState.KEPT
    assert blobs.path(answer.json["sha256"]).read_bytes() == small_picture()
    sweep_uploads(WED)
    assert not disk.path(token).exists()
    assert blobs.path(answer.json["sha256"]).read_bytes() == small_picture()


def test_the_bytes_are_linked_into_the_store_and_not_copied(desk: Desk, agency: Client) -> None:
    token = upload(agency, small_picture(), "客厅.jpg", purpose=purpose(desk))

    answer = lay(agency, desk, token)

    assert blobs.path(answer.json["sha256"]).samefile(disk.path(token))


def test_handing_over_again_gives_the_same_attachment(desk: Desk, agency: Client) -> None:
    """The answer was lost, or somebody pressed twice."""
    token = upload(agency, small_picture(), "客厅.jpg", purpose=purpose(desk))

    first = lay(agency, desk, token)
    sweep_uploads(WED)
    again = lay(agency, desk, token)

    assert (again.status_code, again.json) == (201, first.json)
    assert count(MediaItem) == 1
    assert len(list_attachments(desk.assignment().id)) == 1


def test_handing_over_at_once_from_two_windows_lays_one_file(desk: Desk, agency: Client) -> None:
    token = upload(agency, small_picture(), "客厅.jpg", purpose=purpose(desk))
    windows = [sign_in(desk.app, "agency1") for _ in range(3)]
    gate, codes = threading.Barrier(3, timeout=60), []

    def run(client: Client) -> None:
        gate.wait()
        codes.append(lay(client, desk, token).status_code)

    runners = [threading.Thread(target=run, args=(window,)) for window in windows]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()

    assert set(codes) <= {201, 423}
    assert 201 in codes
    assert count(MediaItem) == 1
    assert len(list_attachments(desk.assignment().id)) == 1


def test_a_process_that_dies_between_store_and_desk_loses_nothing(
    desk: Desk, agency: Client
) -> None:
    """The file was kept, the desk was not written: the next attempt finds the kept one."""
    token = upload(agency, small_picture(), "客厅.jpg", purpose=purpose(desk))
    place = media.MediaPlace(
        desk.assignment().case_number, desk.assignment().court_id, desk.agency.agency_code
    )
    kept = media.ingest_upload(
        token, purpose=purpose(desk), wanted=media.MediaKind.PICTURE, place=place,
        actor=desk.agency, at=WED,
    )  # fmt: skip
    assert row(token).state is UploadState.RECEIVED

    answer = lay(agency, desk, token)

    assert (answer.status_code, answer.json["media_id"]) == (201, kept.id)
    assert row(token).state is UploadState.KEPT


def test_an_unfinished_upload_is_not_taken_and_stays(desk: Desk, agency: Client) -> None:
    content = small_picture()
    begun = begin(agency, len(content), filename="客厅.jpg", purpose=purpose(desk))
    send(agency, address_of(begun), content[:100])
    token = address_of(begun).rsplit("/", 1)[1]

    answer = lay(agency, desk, token)

    assert (answer.status_code, answer.json["code"]) == (409, "upload_unfinished")
    assert row(token).state is UploadState.RECEIVING


def test_a_file_refused_by_the_gate_says_why_until_it_is_dismissed(
    desk: Desk, agency: Client
) -> None:
    token = upload(agency, hostile.locked_pdf(), "报告.pdf", purpose=purpose(desk))

    first = lay(agency, desk, token, "report")
    again = lay(agency, desk, token, "report")

    assert (first.status_code, first.json["code"]) == (422, "pdf_encrypted")
    assert again.json["code"] == "pdf_encrypted"
    page = agency.get(f"/assignments/{desk.no}").text
    assert "报告.pdf" in page
    assert first.json["title"] in page
    gone = agency.post(f"/assignments/{desk.no}/uploads/{token}/dismissal")
    assert gone.status_code == 303
    assert "报告.pdf" not in agency.get(f"/assignments/{desk.no}").text
    assert count(MediaItem) == 0


def test_what_the_gate_cannot_take_now_may_be_handed_over_again(
    desk: Desk, agency: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = upload(agency, small_picture(), "客厅.jpg", purpose=purpose(desk))
    with monkeypatch.context() as patch:
        patch.setattr(ingest, "CASE_FILES_MAX", 0)
        refused = lay(agency, desk, token)
    assert (refused.status_code, refused.json["code"]) == (422, "media_quota")
    assert row(token).fault == "media_quota"

    page = agency.get(f"/assignments/{desk.no}").text
    assert f"/uploads/{token}/laying" in page
    laid = agency.post(f"/assignments/{desk.no}/uploads/{token}/laying", data={"slot": "photo"})

    assert laid.status_code == 303
    assert (row(token).state, row(token).fault) == (UploadState.KEPT, None)


def test_a_full_desk_refuses_and_the_file_waits(
    desk: Desk, agency: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = upload(agency, small_picture(), "客厅.jpg", purpose=purpose(desk))
    monkeypatch.setitem(files._MAX, Slot.PHOTO, 0)

    answer = lay(agency, desk, token)

    assert answer.json["code"] == "too_many_files"
    assert (row(token).state, row(token).fault) == (UploadState.RECEIVED, "too_many_files")


def test_an_upload_goes_only_where_it_was_meant_to_go(desk: Desk, agency: Client) -> None:
    elsewhere = upload(agency, small_picture(), "客厅.jpg", purpose="appraisal:V-other")
    here = upload(agency, small_picture(), "客厅.jpg", purpose=purpose(desk))

    assert lay(agency, desk, elsewhere).status_code == 404
    assert lay(agency, desk, here, "video").json["code"] == "media_kind_not_wanted"
    assert lay(agency, desk, here).status_code == 201


def test_a_colleague_sees_an_upload_and_cannot_hand_it_over(desk: Desk, agency: Client) -> None:
    make_person("colleague", Role.AGENCY, agency_code=desk.agency.agency_code)
    other = sign_in(desk.app, "colleague")
    token = upload(agency, small_picture(), "客厅.jpg", purpose=purpose(desk))

    page = other.get(f"/assignments/{desk.no}").text

    assert "客厅.jpg" in page
    assert f"/uploads/{token}/" not in page
    assert lay(other, desk, token).status_code == 404
    assert other.post(f"/assignments/{desk.no}/uploads/{token}/dismissal").status_code == 404


def test_another_agency_sees_nothing_of_it(desk: Desk, agency: Client) -> None:
    upload(agency, small_picture(), "客厅.jpg", purpose=purpose(desk))
    commissioning  # noqa: B018 - the second agency was drawn and is not commissioned

    assert sign_in(desk.app, "agency2").get(f"/assignments/{desk.no}").status_code == 404


def test_an_unfinished_upload_is_told_of_on_the_desk(desk: Desk, agency: Client) -> None:
    begun = begin(agency, 1000, filename="现场.mp4", purpose=purpose(desk), body=b"x" * 400)

    page = agency.get(f"/assignments/{desk.no}").text

    assert "现场.mp4" in page
    assert "40%" in page
    assert address_of(begun).rsplit("/", 1)[1] in page


def test_after_the_hand_in_the_desk_takes_no_upload(desk: Desk, agency: Client) -> None:
    token = upload(agency, small_picture(33), "客厅.jpg", purpose=purpose(desk))
    lay_files(desk)
    hand_in(desk, WED + 4 * HOUR)

    answer = lay(agency, desk, token)

    assert (answer.status_code, answer.json["code"]) == (409, "desk_closed")
    assert row(token).state is UploadState.RECEIVED


def test_a_file_in_one_request_is_still_taken(desk: Desk, agency: Client) -> None:
    import io

    answer = agency.post(
        f"/api/v1/appraisals/{desk.no}/files",
        data={"slot": "report", "file": (io.BytesIO(small_pdf()), "评估报告.pdf")},
    )

    assert answer.status_code == 201
    assert len(list_attachments(desk.assignment().id, Slot.REPORT)) == 1
