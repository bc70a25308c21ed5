"""What people read about files."""

from flask_babel import lazy_gettext as _l

WORDING = {
    "media.file.received": _l("A file was received and sealed: %(filename)s (SHA-256 %(sha256)s)"),
    "media.file.damaged": _l("A stored file no longer matches its digest: SHA-256 %(sha256)s"),
    "media.file.mended": _l("A stored file matches its digest again: SHA-256 %(sha256)s"),
    "media.file.blurred": _l(
        "Photograph %(media_id)s was blurred in %(regions)s places, edition %(edition)s:"
        " %(reason)s (SHA-256 %(sha256)s)"
    ),
}

REFUSALS = {
    "media_empty": (_l("The file is empty"), _l("Choose the file again.")),
    "media_kind_unknown": (
        _l("This kind of file is not taken"),
        _l("Send photographs as JPEG, PNG or WEBP, videos as MP4 and papers as PDF."),
    ),
    "media_kind_mismatch": (
        _l("The name and the content of the file disagree"),
        _l("The content is %(kind)s, the name ends in “%(ending)s”. Nothing was saved."),
    ),
    "media_kind_not_wanted": (
        _l("Another kind of file belongs here"),
        _l("Photographs, the video and the report each have their own place."),
    ),
    "media_too_large": (
        _l("The file is too large"),
        _l("At most %(megabytes_max)s MB are taken. Nothing was saved."),
    ),
    "media_quota": (
        _l("The case's file space is used up"),
        _l("Ask the court to clear space for this case. Nothing was saved."),
    ),
    "media_disk_full": (
        _l("The platform is short of storage"),
        _l("Nothing was saved. The operator has been shown this; try again later."),
    ),
    "media_unreadable": (
        _l("The file cannot be read"),
        _l("It is damaged or not what its name says. Export it again and send it once more."),
    ),
    "media_exhausted": (
        _l("The file takes too much to open"),
        _l("It was refused to protect the service. Save it in a simpler form and send it again."),
    ),
    "media_damaged": (
        _l("The stored file is damaged"),
        _l("Its digest no longer matches the record, so it is not handed out. The court knows."),
    ),
    "picture_too_many_pixels": (
        _l("The picture has too many pixels"),
        _l("At most 40 million pixels are taken, 12 million for WEBP. Save it smaller."),
    ),
    "picture_animated": (
        _l("Moving pictures are not taken"),
        _l("Send a single still photograph."),
    ),
    "picture_heic": (
        _l("The telephone's HEIC form is not taken"),
        _l(
            "Send the photograph as JPEG. On an iPhone choose Settings, Camera, Formats,"
            " “Most Compatible”, then take it again, or share the old one as JPEG."
        ),
    ),
    "video_codec": (
        _l("The video is not in the form that browsers play"),
        _l("Send an MP4 with H.264 video and AAC sound (“most compatible” in a phone's settings)."),
    ),
    "video_too_long": (_l("The video is too long"), _l("At most 30 minutes are taken.")),
    "video_too_many_pixels": (
        _l("The video's picture is too large"),
        _l("At most 3840 by 2160 are taken."),
    ),
    "pdf_encrypted": (
        _l("The PDF is locked"),
        _l("Save it without a password and send it again."),
    ),
    "pdf_active": (
        _l("The PDF contains script or actions"),
        _l("A paper that runs something is not taken. Print it to a plain PDF and send it again."),
    ),
    "pdf_attachment": (
        _l("The PDF carries other files inside"),
        _l("Send attachments separately. Print it to a plain PDF and send it again."),
    ),
    "pdf_xfa": (
        _l("The PDF is an XFA form"),
        _l("Print it to a plain PDF and send it again."),
    ),
    "pdf_too_many_pages": (
        _l("The PDF has too many pages"),
        _l("At most 300 pages are taken."),
    ),
    "blur_bad_region": (
        _l("A region is not inside the photograph"),
        _l(
            "Left, top, width and height are percentages between 0 and 100; the region ends"
            " inside the photograph and is at least 0.5 wide and high. Nothing was saved."
        ),
    ),
    "blur_too_many_regions": (
        _l("There are too many regions"),
        _l("At most %(regions_max)s are taken. Join some of them. Nothing was saved."),
    ),
    "blur_no_reason": (
        _l("Say why it is blurred"),
        _l("At least four characters; the reason stays with the edition. Nothing was saved."),
    ),
    "blur_nothing": (
        _l("Nothing would change"),
        _l("The photograph is shown with exactly these regions already."),
    ),
    "blur_edition_moved": (
        _l("Somebody else has blurred this photograph meanwhile"),
        _l(
            "Edition %(edition)s was saved by another person. Its regions and yours are both"
            " listed below; look at them and save again. Nothing is lost."
        ),
    ),
    "blur_after_publication": (
        _l("The photograph is published"),
        _l("From publication on only the court blurs it. Tell the clerk what has to go."),
    ),
    "blur_not_a_picture": (
        _l("Only photographs can be blurred"),
        _l("A video or a paper is replaced by another file instead."),
    ),
}
