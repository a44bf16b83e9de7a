"""`anyOf` and `oneOf` in words: which of several forms a value was meant to have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planlint.bind.instead import figure_fix
from planlint.bind.naming import listed
from planlint.bind.phrases import Phrase, close_choice, types_of, wanted
from planlint.model import Value
from planlint.records import dataclass

_OF_ITSELF = ("type", "enum", "const", "format")


@dataclass(frozen=True, slots=True)
class Either:
    """A value that is of none of the types that it may be of. `schemas` are the alternatives."""

    schemas: tuple[dict[str, Any], ...]


def best_branch(error: Any) -> Either | Sequence[Any] | None:
    """What to say of a value that has none of its forms: Either, where it is of none of their types; the errors of
    the one form whose type it has, or that it comes closest to; None where that cannot be told.
    """
    branches: dict[int, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(int(inner.relative_schema_path[0]), []).append(inner)
    if not branches:
        return None
    foreign = {n: reasons for n, errors in branches.items() if (reasons := _not_its_type(errors))}
    own = [errors for n, errors in branches.items() if n not in foreign]
    if not own:
        schemas = [reasons[0].schema for reasons in foreign.values()]
        return Either(tuple(one for one in schemas if isinstance(one, dict) and types_of(one) != ["null"]))
    own.sort(key=len)
    if len(own) == 1 or len(own[0]) < len(own[1]):
        return own[0]
    return None


def _not_its_type(errors: list[Any]) -> list[Any]:
    """The errors that say of the value itself that it is something else."""
    return [one for one in errors if not one.relative_path and one.validator in _OF_ITSELF]


def neither(either: Either, value: Value) -> Phrase:
    """`is neither a figure nor one of not_available, not_started`."""
    choices = [choice for one in either.schemas for choice in one.get("enum", ())]
    others = list(dict.fromkeys(wanted(one) for one in either.schemas if "enum" not in one))
    names = [*others, f"one of {listed(choices)}"] if choices else others
    close = close_choice(value, choices) if choices else None
    meant = f". Did you mean {close}?" if close else ""
    says = f"is neither {names[0]} nor {' nor '.join(names[1:])}" if len(names) > 1 else f"is not {''.join(names)}"
    figures = any({"number", "integer"} & set(types_of(one)) for one in either.schemas)
    if close:
        fix = f"Write {close}."
    elif figures and isinstance(value, str) and (found := figure_fix(value, _unit(either))).startswith("Write"):
        fix = found
    else:
        fix = f"Give {' or '.join(names)}."
    return Phrase(says + meant, fix, " or ".join(names))


def _unit(either: Either) -> str:
    """The unit of the figure that might have stood here."""
    return next((str(one["x-unit"]) for one in either.schemas if "x-unit" in one), "")


def code_of(either: Either, value: Value) -> str:
    """The code of what the value is not: a choice, a text of some format, or else a value of some type."""
    if isinstance(value, str) and all("enum" in one for one in either.schemas):
        return "SHAPE-ENUM"
    return "SHAPE-FORMAT" if isinstance(value, str) and all("format" in one for one in either.schemas) else "SHAPE-TYPE"
