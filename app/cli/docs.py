"""`flask docs`: pages of docs/ that only the code can write; committed, and compared by a test."""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.kernel.facts import Fact
from app.kernel.permissions import ROLES_OF, Role
from app.kernel.states import StateMachine
from app.supervision import verification
from app.trail.wording import WORDING
from app.web.api import api
from app.web.modules import loaded

FOLDER = Path(__file__).resolve().parents[2] / "docs"
_MADE = "<!-- Written by `make docs` from the code; do not edit. -->\n"


def machines() -> list[StateMachine]:
    """Return the state machines of every module, by name."""
    return sorted(
        (machine for module in loaded() for machine in module.machines),
        key=lambda machine: machine.name,
    )


def state_page() -> str:
    """Draw every state machine as the table it is."""
    parts = [_MADE, "# State machines\n", "Every move not drawn is refused (409 `illegal_move`).\n"]
    parts += [
        f"## {machine.name}\n\n```mermaid\n{machine.mermaid()}\n```\n" for machine in machines()
    ]
    return "\n".join(parts)


def fact_page() -> str:
    """List every fact with its audience, its stream and its words."""
    lines = [
        _MADE,
        "# Facts\n",
        "What the trail can hold. A wider audience is included in every narrower one.\n",
        "| fact | audience | fields | words |",
        "| --- | --- | --- | --- |",
    ]
    with force_locale("en"):
        for fact in sorted(_facts(), key=lambda item: item.name):
            fields = ", ".join(f"`{field.name}`" for field in dataclasses.fields(fact))
            words = str(WORDING.get(fact.name, ""))
            lines.append(f"| `{fact.name}` | {fact.audience} | {fields} | {words} |")
    return "\n".join(lines) + "\n"


def _facts() -> Iterator[type[Fact]]:
    for module in loaded():
        yield from module.facts


def permission_page(app: Flask) -> str:
    """List what each role may do, and every route with its guard."""
    head = " | ".join(role.value for role in Role)
    lines = [
        _MADE,
        "# Permissions\n",
        "A route without a guard fails a test; what is not listed is forbidden.\n",
        f"| permission | {head} |",
        "| --- |" + " --- |" * len(Role),
    ]
    for permission, roles in ROLES_OF.items():
        marks = " | ".join("yes" if role in roles else "" for role in Role)
        lines.append(f"| `{permission}` | {marks} |")
    lines += ["\n## Routes\n", "| route | methods | guard |", "| --- | --- | --- |"]
    for rule in sorted(app.url_map.iter_rules(), key=lambda item: (item.rule, item.endpoint)):
        guard = getattr(app.view_functions[rule.endpoint], "guard", "public")
        methods = ", ".join(sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}))
        lines.append(f"| `{rule.rule}` | {methods} | {guard} |")
    return "\n".join(lines) + "\n"


def invariant_page() -> str:
    """List what `flask verify` asks a running database."""
    lines = [_MADE, "# Invariants that `flask verify` checks\n", "| | statement |", "| --- | --- |"]
    for invariant, check in verification.checks().items():
        lines.append(f"| {invariant} | {verification.statement_of(invariant, check)} |")
    return "\n".join(lines) + "\n"


def openapi_page() -> str:
    """Return the OpenAPI document as it is served."""
    document = api.spec.to_dict()
    # The order of query parameters follows a set somewhere below us: it means nothing.
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and "parameters" in operation:
                operation["parameters"].sort(key=lambda item: json.dumps(item, sort_keys=True))
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def pages(app: Flask) -> Mapping[str, str]:
    """Return every generated page by file name."""
    return {
        "state-machines.md": state_page(),
        "facts.md": fact_page(),
        "permissions.md": permission_page(app),
        "invariants.md": invariant_page(),
        "openapi.json": openapi_page(),
    }


@click.command("docs")
@with_appcontext
def docs_command() -> None:
    """Write the pages of docs/ that the code knows best."""
    app = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - the proxy's own object
    FOLDER.mkdir(exist_ok=True)
    with app.test_request_context():
        for name, text in pages(app).items():
            (FOLDER / name).write_text(text, encoding="utf-8")
            click.echo(f"docs/{name}")
