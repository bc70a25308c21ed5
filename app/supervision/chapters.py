"""A case from seizure to distribution, told by every module that knows a part of it."""

from app.kernel.actors import Actor
from app.web.modules import Chapter, loaded


def chapters_of(case_number: str, actor: Actor) -> list[Chapter]:
    """Return what a person may read of a case, in the order of the modules."""
    return [
        chapter
        for module in loaded()
        if module.chapters is not None
        for chapter in module.chapters(case_number, actor)
    ]
