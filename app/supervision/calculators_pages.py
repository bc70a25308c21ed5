"""The public calculators and the book of rules behind them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import lawbook
from app.kernel.errors import NotFound, Refusal
from app.lawbook.calculations import calculate
from app.lawbook.explain import Calculation
from app.runtime import offload
from app.supervision.calculator_fields import read_form
from app.supervision.calculator_forms import FORMS
from app.supervision.calculator_words import RESULTS, VALUES
from app.web.errors import describe
from app.web.guards import public
from app.web.modules import calculators

bp = Blueprint("calculators", __name__, url_prefix="/calculators")


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """List the calculators."""
    offered = calculators()
    forms = [form for group, form in FORMS.items() if group in offered]
    return render_template("supervision/calculators.html", forms=forms)


@bp.get("/rules")
@public
def rules() -> ResponseReturnValue:
    """Show the whole book of rules with its articles and how sure we are of each."""
    shelves: dict[str, list[lawbook.Rule]] = {"policy": [], "schedule": [], "": []}
    for rule in lawbook.all_rules():
        shelf, dot, _name = rule.key.partition(".")
        shelves.get(shelf if dot else "", shelves[""]).append(rule)
    return render_template(
        "supervision/rules.html",
        book=shelves[""],
        tables=shelves["schedule"],
        policies=sorted(shelves["policy"], key=lambda rule: int(rule.citation.article[1:])),
    )


@bp.get("/<group>")
@public
def calculator(group: str) -> ResponseReturnValue:
    """Show one calculator; with values in the address, its answer too, so it can be shared."""
    form = FORMS.get(group)
    registry = calculators()
    if form is None or group not in registry:
        raise NotFound("calculator", group)
    found, errors = None, {}
    fault = ""
    if request.args:
        try:
            found = offload(calculate, group, read_form(form, request.args), registry)
        except Refusal as refusal:
            errors = _errors(refusal, {field.name for field in form.fields})
            fault = errors.pop("", "")
    return render_template(
        "supervision/calculator.html",
        form=form,
        typed=request.args,
        filled=[name for name, text in request.args.items() if text.strip()],
        errors=errors,
        fault=fault,
        found=found,
        rows=_rows(found) if found else (),
        policies=[(name, lawbook.policy_text(name)) for name in found.policies] if found else (),
        from_memory=[c for c in found.citations if lawbook.is_from_memory(c)] if found else (),
    ), 422 if errors or fault else 200


def _errors(refusal: Refusal, names: set[str]) -> dict[str, Any]:
    """Put faults beside their fields; a fault inside a list goes to the list."""
    problem = describe(refusal)
    if not problem.fields:
        return {"": f"{problem.title} {problem.detail}"}
    errors: dict[str, Any] = {}
    for path, sentences in problem.fields.items():
        name, _dot, place = path.partition(".")
        line = place.partition(".")[0]
        hint = _("line %(number)s: ", number=int(line) + 1) if line.isdigit() else ""
        if name in names:
            errors.setdefault(name, []).extend(f"{hint}{sentence}" for sentence in sentences)
        else:
            errors[""] = f"{path}: {sentences[0]}"
    return errors


def _rows(found: Calculation) -> list[dict[str, Any]]:
    """Lay a result out as rows of a summary: a label, and an amount or words."""
    return [_row(key, value) for key, value in found.result.items()]


def _row(key: str, value: object) -> dict[str, Any]:
    label = RESULTS.get(key, key)
    if key.endswith("_fen") and type(value) is int:
        return {"label": label, "amount": value}
    return {"label": label, "words": _words(value)}


def _words(value: object) -> list[Any]:
    """Say a value in words, a list line by line."""
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    if value is None:
        return ["—"]
    if isinstance(value, Mapping):
        return [_named(name, found) for name, found in value.items()] or ["—"]
    if isinstance(value, list):
        return [line for item in value for line in _line(item)]
    return [VALUES.get(str(value), value)]


def _named(name: str, found: object) -> Any:
    """Say what stands under a name: an amount as money, anything else in words."""
    if type(found) is int:
        return {"name": name, "amount": found}
    return f"{name}: {'、'.join(str(word) for word in _words(found))}"


def _line(item: object) -> list[Any]:
    if isinstance(item, Mapping):
        return [f"{item['code']}: {VALUES.get(item['error'], item['error'])}"]
    return _words(item)
