"""Name the article of law a judgement rests on."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Citation:
    """An article of an instrument, such as 法释〔2016〕18号 第20条."""

    instrument: str
    article: str

    def __str__(self) -> str:
        return f"{self.instrument} {self.article}".strip()

    def as_dict(self) -> dict[str, str]:
        """Return the wire form that problem documents and calculators print."""
        return {"instrument": self.instrument, "article": self.article}
