"""What people read about files under way."""

from typing import Any

from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, tuple[Any, Any]] = {
    "upload_version": (
        _l("This way of sending is not known here"),
        _l("Tus 1.0.0 is spoken. Reload the page and send the file again."),
    ),
    "upload_header": (
        _l("The upload was not announced properly"),
        _l("The header %(name)s is missing or not a whole number. Nothing was changed."),
    ),
    "upload_metadata": (
        _l("The upload does not say what it is"),
        _l("Name and purpose of the file are needed. Nothing was saved."),
    ),
    "upload_content_type": (
        _l("The piece of the file was not marked as one"),
        _l("Its content type must be application/offset+octet-stream. Nothing was changed."),
    ),
    "upload_offset": (
        _l("The piece does not fit where the file stopped"),
        _l("The file goes on at byte %(offset)s. What is here is safe."),
    ),
    "upload_busy": (
        _l("This file is being written to at this moment"),
        _l("What is here is safe. It goes on in a moment by itself."),
    ),
    "upload_overrun": (
        _l("More came than the file was said to have"),
        _l("The piece was not kept. Choose the file again."),
    ),
    "upload_checksum": (
        _l("A piece of the file was damaged on its way"),
        _l("It was not kept; it is sent again. What came before is safe."),
    ),
    "upload_checksum_kind": (
        _l("This checksum is not known here"),
        _l("SHA-256 and SHA-1 are taken. Nothing was changed."),
    ),
    "upload_gone": (
        _l("This upload is over"),
        _l("It was finished, given up or left for too long. Choose the file again."),
    ),
    "upload_unfinished": (
        _l("The file is not complete yet"),
        _l("Choose the same file again; it goes on where it stopped."),
    ),
    "uploads_too_many": (
        _l("Too many files are under way"),
        _l("At most %(files_max)s unfinished files and 6 GB. Finish or take away some of them."),
    ),
}
