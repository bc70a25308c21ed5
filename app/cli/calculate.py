"""`flask calculate`: judge worked cases by the rule packs, one JSON line each."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.kernel.errors import Refusal
from app.lawbook.calculations import Registry, calculate
from app.web.modules import calculators

_TEXT_MAX = 100


@click.command("calculate")
@with_appcontext
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def calculate_command(context: click.Context, file: Path) -> None:
    """Judge the cases in FILE; exit 1 if there is one that cannot be judged."""
    is_judged = True
    for line in judge_cases(read_cases(file), calculators()):
        click.echo(json.dumps(line, ensure_ascii=False))
        is_judged = is_judged and "error" not in line
    context.exit(0 if is_judged else 1)


def read_cases(file: Path) -> list[Any]:
    """Return the cases of a file: one, a list, or an object with a list of ``cases``."""
    try:
        content = json.loads(file.read_bytes(), object_pairs_hook=_no_twins)
    except (ValueError, RecursionError) as fault:
        raise click.ClickException(f"{file.name} is no JSON that can be read: {fault}") from None
    if isinstance(content, dict) and isinstance(content.get("cases"), list):
        content = content["cases"]
    return content if isinstance(content, list) else [content]


def judge_cases(cases: Iterable[Any], registry: Registry) -> Iterator[dict[str, Any]]:
    """Yield one line a case: the result with articles and policies, or the error."""
    for case in cases:
        name = case.get("id") if isinstance(case, dict) else None
        line: dict[str, Any] = {"id": name if isinstance(name, str | int) else None}
        try:
            found = calculate(_group_of(case), case.get("inputs"), registry)
        except Refusal as refusal:
            yield {**line, "error": {"code": refusal.code, "message": message_of(refusal)}}
            continue
        yield {
            **line,
            "result": dict(found.result),
            "citations": [citation.as_dict() for citation in found.citations],
            "policies": list(found.policies),
        }


def message_of(refusal: Refusal) -> str:
    """Say in one sentence why a case cannot be judged."""
    if refusal.fields:
        faults = ", ".join(f"{field or 'inputs'}: {code}" for field, code in refusal.fields.items())
        return f"The inputs cannot be judged ({faults})."
    details = ", ".join(f"{name} {value}" for name, value in refusal.params.items())
    sentence = refusal.code.replace("_", " ").capitalize()
    return f"{sentence}: {details}." if details else f"{sentence}."


def _group_of(case: Any) -> str:
    if not isinstance(case, Mapping) or not isinstance(case.get("group"), str):
        raise Refusal("invalid_input", fields={"group": "required"})
    group: str = case["group"]
    return group[:_TEXT_MAX]


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError("a key stands twice in one object")
    return dict(pairs)
