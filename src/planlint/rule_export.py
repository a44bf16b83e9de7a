"""The tests of rules as submissions of their own: each edited submission as a file, with what must come of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from planlint.edits import EditFault, written
from planlint.lang import ast
from planlint.model import Document, Value, pointer
from planlint.packs import Pack
from planlint.records import dataclass, field
from planlint.rule_tests import Prepared, TestFault, prepare, stated_tests

LABELS = "labels.jsonl"
"""The file that says what must come of each submission: a JSON object a line."""

_LONG = 60
"""So many characters of a code are in the name of a file. Codes that differ in capitals alone are counted together."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A test as files: the contents by name, and its label. See `label`."""

    files: Mapping[str, bytes]
    label: Mapping[str, Any] = field(hash=False)


def exported(pack: Pack, codes: tuple[str, ...] = ()) -> Iterator[Exported]:
    """Every test of rules whose code begins with one of `codes`, in order of code, file and line.

    Raises TestFault for one that cannot be prepared.
    """
    kept: dict[str, Document] = {}
    counted: dict[str, int] = {}
    for source, test in sorted(stated_tests(pack, codes), key=lambda one: (one[1].code, one[0], one[1].pos.line)):
        stem = test.code[:_LONG]
        counted[stem.casefold()] = n = counted.get(stem.casefold(), 0) + 1
        try:
            prepared = prepare(pack, test, source, kept)
        except TestFault as fault:
            raise TestFault(f"{source}:{test.pos.line}: {fault}") from None
        yield _exported(f"{stem}-{n:03}", source, test, prepared)


def _exported(name: str, source: str, test: ast.Test, prepared: Prepared) -> Exported:
    rule = prepared.rule.checked
    files: dict[str, bytes] = {}
    if rule.root:
        files[f"{name}.json"] = _written(prepared.edited.data, prepared.bound.kind.name)
    folders: dict[str, list[str]] = {"beside": [], "previous": []}
    for one in prepared.others:
        word = "previous" if rule.others[one.name].use.word == "previous" else "beside"
        file = f"{name}.{word}/{len(folders[word]) + 1}.json"
        folders[word].append(file)
        files[file] = _written(one.edited.data, one.kind.name)
    return Exported(files, _label(f"{name}.json" if rule.root else None, source, test, prepared, folders))


def _label(
    file: str | None, source: str, test: ast.Test, prepared: Prepared, folders: Mapping[str, list[str]]
) -> dict[str, Any]:
    """What must come: `times` and `place` are null where the test does not say.

    `file` is null for a rule about all that was received: that stands in `beside`. `place` is a JSON Pointer in `file`.
    `as_of` and `set` are what to check with.
    """
    settings = {name: written(value) for name, value in sorted(prepared.setting.parameters.items())}
    return {
        "file": file,
        "rule": test.code,
        "kind": prepared.rule.checked.kind,
        "expected": test.verdict,
        "times": test.times,
        "place": _place(test, prepared),
        "as_of": prepared.setting.as_of.isoformat(),
        "set": settings,
        "beside": folders["beside"],
        "previous": folders["previous"],
        "title": test.title,
        "source": f"{source}:{test.pos.line}",
    }


def _place(test: ast.Test, prepared: Prepared) -> str | None:
    if test.at is None or not prepared.rule.checked.root:
        return None
    try:
        return pointer(prepared.edited.spot(test.at).path)
    except EditFault as fault:
        raise TestFault(f"The place where a finding is expected leads nowhere: {fault}.") from None


# ---------------------------------------------------------------------- submissions as JSON
def _written(data: Value, kind: str) -> bytes:
    """A submission as JSON, its figures digit for digit."""
    whole = {"kind": kind, **data} if isinstance(data, dict) else data
    return ("".join(_json(whole, "\n")) + "\n").encode("utf-8")


def _json(value: Value, line: str) -> Iterator[str]:
    """JSON in pieces. `line` begins a line as far in as the value stands; its reader bounded its depth."""
    if isinstance(value, dict | list) and value:
        named = isinstance(value, dict)
        inner = line + "  "
        yield "{" if named else "["
        entries = value.items() if isinstance(value, dict) else ((None, one) for one in value)
        for n, (key, one) in enumerate(entries):
            yield f"{',' if n else ''}{inner}"
            yield f"{json.dumps(key, ensure_ascii=True)}: " if named else ""
            yield from _json(one, inner)
        yield f"{line}{'}' if named else ']'}"
    elif isinstance(value, Decimal):
        yield str(value)
    else:
        yield json.dumps(value, ensure_ascii=True)


def labels(some: list[Mapping[str, Any]]) -> bytes:
    """The labels of tests, a line each."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in some).encode("utf-8", "backslashreplace")
