"""`planlint rules lint`: what is dubious in the rules of a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from planlint.cli import _options as ask
from planlint.cli._rules_mutate import Folder, chosen_pack
from planlint.cli._screen import Screen
from planlint.terminal import printable

if TYPE_CHECKING:
    from planlint.packs import Pack
    from planlint.rule_lint import Linted

_FORMATS = ("full", "concise", "json")
_Form = Annotated[str, typer.Option("-f", "--format", metavar="FORMAT", help="full, concise or json.")]


def lint_rules(
    folder: Folder = None,
    form: _Form = "full",
    pack: ask.PackFolder = None,
    verbose: ask.Verbose = False,
) -> int:
    """Say what is dubious in a pack, each with its place and what to do."""
    from planlint import packs, rule_lint
    from planlint.reports._words import amount

    ask.choice("--format", form, _FORMATS)
    loaded, screen = packs.load(chosen_pack(folder, pack)), Screen()
    result = rule_lint.lint(loaded)
    screen.show(_SHOWN[form](result, loaded, verbose))
    rules = len({(rule.source, rule.code) for kind in loaded.rules for rule in loaded.rules_for(kind)})
    said = f"{amount(len(result.findings), 'finding')} in {amount(rules, 'rule')}"
    said += f", {len(result.accepted)} accepted." if result.accepted else "."
    return screen.last(1 if result.findings else 0, said)


def _full(result: Linted, pack: Pack, verbose: bool) -> str:
    lines: list[str] = []
    for one in result.findings:
        lines += [str(one.problem(_lines(pack, one.source))), ""]
    for one, why in result.accepted if verbose else ():
        lines += [f"{one.problem(_lines(pack, one.source))!s}\n      Accepted, because {why}", ""]
    return "".join(printable(line) + "\n" for text in lines for line in text.split("\n"))


def _concise(result: Linted, pack: Pack, verbose: bool) -> str:
    return "".join(
        printable(f"{one.source}:{max(1, one.line)}:{max(1, one.column)}: {one.name} {one.message}") + "\n"
        for one in result.findings
    )


def _json(result: Linted, pack: Pack, verbose: bool) -> str:
    import json

    findings = [
        {
            "name": one.name,
            "message": one.message,
            "hint": one.hint,
            "source": one.source,
            "line": one.line,
            "column": one.column,
            "accepted_because": why,
        }
        for one, why in (*((one, None) for one in result.findings), *result.accepted)
    ]
    stamp = {"name": pack.stamp.name, "version": pack.stamp.version, "hash": pack.stamp.hash}
    data = {"schema_version": "1", "pack": stamp, "findings": findings}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _lines(pack: Pack, source: str) -> list[str]:
    return pack.files[source].text.split("\n") if source in pack.files else []


_SHOWN = {"full": _full, "concise": _concise, "json": _json}
