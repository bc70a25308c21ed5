"""Read the words of a notice from a form: items and prompts stand under names of their own."""

from typing import Any

from flask import request

from app.web.parsing import load
from auction.schemas.preparing import TEXT_MAX, NoticeForm
from auction.vocabulary import NoticeItem, SpecialPrompt


def notice_given(schema: type[NoticeForm]) -> dict[str, Any]:
    """Return the notice a form carries, as the services take it."""
    given = load(schema)
    shown = given.pop("shown")
    columns = [given.pop(name) for name in ("tax", "bearer", "basis")]
    rows = [
        {"tax": tax, "bearer": bearer, "basis": basis}
        for tax, bearer, basis in zip(*columns, strict=False)
    ]
    media = given.pop("media")
    return {
        **given,
        "taxes": rows if "taxes" in shown else None,
        "media": media if "media" in shown else None,
        "items": {item: _typed(f"item_{item.value}") for item in NoticeItem},
        "prompts": {prompt: _typed(f"prompt_{prompt.value}") for prompt in SpecialPrompt},
    }


def _typed(name: str) -> str:
    return request.form.get(name, "")[:TEXT_MAX]
