"""What falls due with uploads by itself."""

from datetime import datetime

from app.media.uploads.service import sweep_due


def sweep_uploads(now: datetime) -> int:
    """Take the bytes of ended and forgotten uploads off the disk; return how many."""
    return sweep_due(now)
