"""The states of an upload, and the limits that hold before its first byte is taken."""

from datetime import timedelta
from enum import StrEnum

from app.kernel.states import StateMachine
from app.media.vocabulary import MIB, MediaFault


class UploadState(StrEnum):
    """What became of an upload."""

    RECEIVING = "receiving"
    #: Every byte is here; it has not been handed over yet.
    RECEIVED = "received"
    KEPT = "kept"
    REFUSED = "refused"
    EXPIRED = "expired"
    DISMISSED = "dismissed"


class UploadAction(StrEnum):
    """What is done with an upload."""

    FINISH = "finish"
    KEEP = "keep"
    REFUSE = "refuse"
    EXPIRE = "expire"
    DISMISS = "dismiss"


S, A = UploadState, UploadAction

UPLOAD: StateMachine[UploadState, UploadAction] = StateMachine(
    "upload",
    {
        (S.RECEIVING, A.FINISH): S.RECEIVED,
        (S.RECEIVED, A.KEEP): S.KEPT,
        (S.RECEIVED, A.REFUSE): S.REFUSED,
        (S.RECEIVING, A.EXPIRE): S.EXPIRED,
        (S.RECEIVED, A.EXPIRE): S.EXPIRED,
        (S.REFUSED, A.EXPIRE): S.REFUSED,
        (S.RECEIVING, A.DISMISS): S.DISMISSED,
        (S.RECEIVED, A.DISMISS): S.DISMISSED,
        (S.REFUSED, A.DISMISS): S.DISMISSED,
        (S.EXPIRED, A.DISMISS): S.DISMISSED,
    },
)

#: States that the sender still has to see: work to go on with, or the reason why it ended.
SHOWN = (S.RECEIVING, S.RECEIVED, S.REFUSED, S.EXPIRED)
#: States that take up space of the sender's share.
HELD = (S.RECEIVING, S.RECEIVED, S.REFUSED)

#: Bytes wait this long for the next piece before they are swept away.
WAIT = timedelta(days=7)
#: Reliability U7: what one person may have under way at once.
HELD_FILES_MAX = 80
HELD_BYTES_MAX = 6 * 1024 * MIB
#: Bytes read from the wire at once, and written to disk at once.
READ_BYTES = 64 * 1024
WRITE_BYTES = 512 * 1024
#: So many bytes at most wait in the system's memory for the disk.
SYNC_BYTES = 32 * MIB

#: Faults that lie with the platform's state and not with the file: it may be handed over again.
PASSING = frozenset({MediaFault.QUOTA, MediaFault.DISK_FULL, MediaFault.EXHAUSTED})
