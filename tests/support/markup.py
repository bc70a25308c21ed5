"""Read a page as a strict reader would: every tag closed, every id single, every target there."""

from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track"}
)
_OPTIONAL_END = frozenset({"p", "li", "dt", "dd", "option", "tr", "td", "th", "tbody", "thead"})
_POINTERS = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.pointers: list[tuple[str, str]] = []
        self.labelled: set[str] = set()
        self.controls: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self._note(tag, known)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"line {self.getpos()[0]}: </{tag}> closes {self.open[-3:]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _note(self, tag: str, known: dict[str, str]) -> None:
        if "id" in known:
            self.ids.append(known["id"])
        for name in _POINTERS:
            for target in known.get(name, "").split():
                self.pointers.append((name, target))
        if tag == "label":
            self.labelled.add(known.get("for", ""))
        if tag in {"input", "select", "textarea"} and known.get("type") != "hidden":
            self.controls.append(known)
        if tag == "img" and "alt" not in known:
            self.faults.append(f"line {self.getpos()[0]}: a picture without words")
        for name in known:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"line {self.getpos()[0]}: {tag} {name}= breaks the policy")


def faults_of(html: str) -> list[str]:
    """Return what is wrong with a page; an empty list is a good page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    twice = {found for found in reader.ids if reader.ids.count(found) > 1}
    faults = reader.faults + [f"id {found} stands twice" for found in sorted(twice)]
    faults += [
        f"{name}={target} points nowhere"
        for name, target in reader.pointers
        if target not in reader.ids
    ]
    faults += [
        f"a control named {known.get('name')} has no label"
        for known in reader.controls
        if known.get("id") not in reader.labelled and "aria-label" not in known
    ]
    return faults + [f"<{tag}> is never closed" for tag in reader.open if tag not in _OPTIONAL_END]


_AROUND = frozenset({"details", "span", "label"})


class _Amounts(HTMLParser):
    """Find amounts that stand outside whatever opens to a basis."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, bool]] = []
        self.closed: list[str] = []
        self._is_amount = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag in _AROUND:
            # What a form offers to choose from is an answer, not yet an amount of a paper.
            self._open.append((tag, tag == "label" or (tag == "details" and "mc-why" in classes)))
        opens = any(is_why for _, is_why in self._open)
        self._is_amount = "mc-money__figure" in classes and not opens

    def handle_endtag(self, tag: str) -> None:
        if tag in _AROUND and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._is_amount:
            self.closed.append(data)
            self._is_amount = False


def closed_amounts(page: str) -> list[str]:
    """Return the amounts of a page that do not open to what they rest on."""
    finder = _Amounts()
    finder.feed(page)
    return finder.closed
