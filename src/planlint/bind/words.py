"""What a validator found, in words a person would use. One fault for one cause, never a path through a schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from planlint.bind.alternatives import Either, best_branch, code_of, neither
from planlint.bind.faults import ShapeFault
from planlint.bind.naming import Names, listed, lower_first, shown
from planlint.bind.phrases import PHRASES, Phrase, is_of, types_of
from planlint.bind.vocabulary import nearest
from planlint.limits import LIMITS
from planlint.model import Path
from planlint.shape import MapShape, RecordShape

_UNREADABLE = ("SHAPE-TYPE", "SHAPE-FORMAT")


class Teller:
    """Turns the errors of one submission into faults. `faults` and `omitted`, by code, are what came of it.

    `raw` gives the submitter's own path; `unreadable` are the paths, as written, of which a reader has complained.
    """

    def __init__(self, names: Names, raw: Callable[[Path], Path], unreadable: frozenset[Path]) -> None:
        self.names = names
        self.raw = raw
        self.unreadable = unreadable
        self.faults: list[ShapeFault] = []
        self.omitted: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self.told: set[tuple[str, Path]] = set()

    def tell(self, errors: Iterable[Any]) -> None:
        """Note each error of a validator, and what follows from having them all."""
        for error in errors:
            self.error(error)
        renamed = {path for fault in self.faults if fault.code == "SHAPE-UNKNOWN-FIELD" for path in fault.explains}
        if renamed:
            self.faults = [one for one in self.faults if one.code != "SHAPE-REQUIRED" or one.path not in renamed]

    def note(self, code: str, path: Path, message: str, fix: str, **sides: Any) -> None:
        """Keep a fault at a path of the bound data, if it is the first of its code and under the limit."""
        if (code, path) in self.told:
            return
        self.told.add((code, path))
        raw = self.raw(path)
        if code in _UNREADABLE and raw in self.unreadable:
            return
        if self.kept[code] >= LIMITS.findings_per_rule:
            self.omitted[code] += 1
            return
        self.kept[code] += 1
        self.faults.append(ShapeFault(code, raw, message, fix, explains=sides.pop("explains", (path,)), **sides))

    def error(self, error: Any) -> None:
        path = tuple(error.absolute_path)
        word = error.validator
        if word in PHRASES:
            self.value(error, path)
        elif word in _HANDLERS:
            _HANDLERS[word](self, error, path)
        else:  # a schema that is `false`, or `not`
            thing = self.names.thing(path)
            self.note("SHAPE-NOT-ALLOWED", path, f"{thing}: this is not allowed here.", "Remove it.")

    def value(self, error: Any, path: Path) -> None:
        """A value that breaks a keyword about itself. One fault a value: the first that is true of its type."""
        value, word = error.instance, error.validator
        kinds = types_of(error.schema)
        if word in ("enum", "const") and kinds and not any(is_of(value, kind) for kind in kinds):
            return
        if ("value", path) in self.told:
            return
        self.told.add(("value", path))
        code, phrase = PHRASES[word]
        if self.kept[code] >= LIMITS.findings_per_rule:  # no words for what is only counted
            self.note(code, path, "", "")
        else:
            self.say(code, phrase(value, error.schema, error.validator_value), path, value)

    def say(self, code: str, phrase: Phrase, path: Path, value: Any) -> None:
        thing = self.names.thing(path)
        if isinstance(value, dict | list) and code == "SHAPE-TYPE":
            message = f"{thing} is {shown(value)} and should be {phrase.expected}."
        elif value is None:
            message = f"{thing} is blank and should be {phrase.expected}."
        else:
            message = f"{thing}: {shown(value)} {phrase.says}" + ("" if phrase.says.endswith("?") else ".")
        self.note(code, path, message, phrase.fix, expected=phrase.expected, found=shown(value))

    def required(self, error: Any, path: Path) -> None:
        for name in error.validator_value:
            if name not in error.instance:
                self.missing(path, name, "")

    def dependent(self, error: Any, path: Path) -> None:
        for given, needed in error.validator_value.items():
            for name in needed if given in error.instance else ():
                if name not in error.instance:
                    self.missing(path, name, f", which it needs with its {self.names.field((*path, given))}")

    def missing(self, path: Path, name: str, why: str) -> None:
        at = (*path, name)
        label = self.names.field(at)
        fix = f"Give the {label}." if label == name else f"Give the {label} (the field {name})."
        self.note("SHAPE-REQUIRED", at, f"{self.names.thing(path)} has no {label}{why}.", fix, expected=label)

    def unknown(self, error: Any, path: Path) -> None:
        """Fields that a closed record does not know, or keys that a map may not have."""
        shape = self.names.shape(path)
        fields = shape.fields if isinstance(shape, RecordShape) else error.schema.get("properties", {})
        for inner in error.context:
            name = str(inner.path[-1])
            if fields and not isinstance(shape, MapShape):
                self.unknown_field(path, name, fields, error.instance)
            else:
                message = f"{self.names.thing(path)}: the key {shown(name)} is not one that may stand here."
                self.note("SHAPE-KEY", (*path, name), message, "Correct the key, or remove it.", found=shown(name))

    def unknown_field(self, path: Path, name: str, fields: Mapping[str, Any], record: Mapping[str, Any]) -> None:
        free = [one for one in fields if one not in record]
        close = nearest(name, free) or _part_of(name, free)
        message = f"{self.names.thing(path)} has an unknown field {shown(name)}."
        inner = None if close else self.holder(path, name, fields)
        if close:
            fix = f"Rename it to {close}, or remove it."
        elif inner:
            fix = f"Write it inside {inner}: {{{name}: …}}."
        else:
            left = f"Fields not yet used here: {listed(free)}." if free else "Every field here is used."
            fix = f"Remove it. {left}"
        at = (*path, name)
        explains = (at, (*path, close)) if close else (at,)
        meant = f" Did you mean {close}?" if close else ""
        self.note("SHAPE-UNKNOWN-FIELD", at, message + meant, fix, expected=close, found=shown(name), explains=explains)

    def holder(self, path: Path, name: str, fields: Mapping[str, Any]) -> str | None:
        """The one record among some fields that has a field of that name, where there is no other."""
        shapes = {one: self.names.shape((*path, one)) for one in fields}
        found = [one for one, shape in shapes.items() if isinstance(shape, RecordShape) and name in shape.fields]
        return found[0] if len(found) == 1 else None

    def key(self, error: Any, path: Path) -> None:
        """A key of a map that is not written as its type."""
        inner = error.context[0]
        key = str(path[-1])
        says = "may not stand here"
        fix, expected = "Correct the key, or remove it.", None
        if inner.validator in PHRASES:
            phrase = PHRASES[inner.validator][1](key, inner.schema, inner.validator_value)
            says, fix, expected = phrase.says, phrase.fix, phrase.expected
        thing = self.names.thing(path[:-1])
        end = "" if says.endswith("?") else "."
        message = f"{thing}: the key {shown(key)} {says}{end}"
        self.note("SHAPE-KEY", path, message, fix, expected=expected, found=shown(key))

    def count(self, error: Any, path: Path) -> None:
        least = error.validator.startswith("min")
        has, limit = len(error.instance), error.validator_value
        is_or_are = "is 1 entry" if has == 1 else f"are {has:,} entries" if has else "are no entries"
        expected = f"at {'least' if least else 'most'} {limit:,}"
        needed = f"{'is' if limit == 1 else 'are'} needed" if least else "may stand here"
        fix = "Add what is missing." if least else "Remove what is too much."
        message = f"{self.names.thing(path)}: there {is_or_are}; {expected} {needed}."
        self.note("SHAPE-ITEMS", path, message, fix, expected=expected, found=str(has))

    def surplus(self, error: Any, path: Path) -> None:
        """More items than a list of fixed places has."""
        thing, has = self.names.thing(path), len(error.instance)
        most = len(error.schema.get("prefixItems", ()))
        expected = f"at most {most:,}" if error.validator == "items" else None
        message = f"{thing}: there are {has:,} entries; {expected or 'fewer'} may stand here."
        self.note("SHAPE-ITEMS", path, message, "Remove what is too much.", expected=expected, found=str(has))

    def contains(self, error: Any, path: Path) -> None:
        most = error.validator == "maxContains"
        what = "too many" if most else "too few"
        wanted = error.schema.get("contains")
        kind = wanted.get("description") or wanted.get("title") if isinstance(wanted, dict) else None
        of = f" ({lower_first(str(kind)[:100]).rstrip('.')})" if kind else ""
        message = f"{self.names.thing(path)}: {what} of the entries are of the kind that must be among them{of}."
        self.note("SHAPE-ITEMS", path, message, "Correct the entries.")

    def repeated(self, error: Any, path: Path) -> None:
        first, again = error.context[0].path
        message = f"{self.names.thing(path)}: entries {first + 1} and {again + 1} are the same."
        self.note("SHAPE-UNIQUE", (*path, again), message, "Remove one of them, or correct it.")

    def alternatives(self, error: Any, path: Path) -> None:
        """A value that has none of several forms: the faults of the form it was meant to have, if that can be told."""
        branch = best_branch(error)
        if isinstance(branch, Either):
            self.say(code_of(branch, error.instance), neither(branch, error.instance), path, error.instance)
        elif branch:
            for inner in branch:
                self.error(inner)
        else:
            many = "more than one" if not error.context else "none"
            message = f"{self.names.thing(path)} has {many} of the forms that are allowed here."
            fix = "Give exactly one form." if not error.context else "Give one of them."
            self.note("SHAPE-FORMS", path, message, fix)


def _part_of(name: str, known: Iterable[str]) -> str | None:
    """The one known name that this begins, or is a word of: `code` for `ods_code`, `org` for `organisation`."""
    short = name.casefold()
    found = [one for one in known if short in one.casefold().split("_") or one.casefold().startswith(short)]
    return found[0] if len(found) == 1 and len(name) > 2 else None


_HANDLERS: dict[str, Callable[[Teller, Any, Path], None]] = {
    "required": Teller.required,
    "dependentRequired": Teller.dependent,
    "additionalProperties": Teller.unknown,
    "unevaluatedProperties": Teller.unknown,
    "propertyNames": Teller.key,
    "minItems": Teller.count,
    "maxItems": Teller.count,
    "minProperties": Teller.count,
    "maxProperties": Teller.count,
    "items": Teller.surplus,
    "unevaluatedItems": Teller.surplus,
    "contains": Teller.contains,
    "minContains": Teller.contains,
    "maxContains": Teller.contains,
    "uniqueItems": Teller.repeated,
    "anyOf": Teller.alternatives,
    "oneOf": Teller.alternatives,
}
