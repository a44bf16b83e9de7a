"""`planlint rules mutate`: which changes of the rules no test notices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planlint.cli import _options as ask
from planlint.cli._screen import Screen, view
from planlint.errors import Problem, UsageFault
from planlint.terminal import paint, printable

if TYPE_CHECKING:
    from planlint.packs import Pack
    from planlint.rule_mutation import Score, Survivor, Whole

Folder = Annotated[
    Path | None, typer.Argument(metavar="PACK", help="The folder of a rule pack. Default: the one built in.")
]
_Codes = Annotated[list[str] | None, typer.Option("--rule", metavar="CODE", help="Only rules whose code begins so.")]
_Jobs = Annotated[int, typer.Option("-j", "--jobs", metavar="N", min=1, help="How many processes try the changes.")]
_Json = Annotated[bool, typer.Option("--json", help="Show everything as JSON.")]
_AtLeast = Annotated[
    float,
    typer.Option("--at-least", metavar="PERCENT", min=0, max=100, help="Exit with 1 where fewer are noticed."),
]


def mutate_rules(
    folder: Folder = None,
    rule: _Codes = None,
    kind: ask.Kind = None,
    jobs: _Jobs = 1,
    at_least: _AtLeast = 100,
    as_json: _Json = False,
    pack: ask.PackFolder = None,
    color: ask.Colour = "auto",
    verbose: ask.Verbose = False,
) -> int:
    """Change each rule a little, many times, and say which changes no test of the rule notices."""
    from planlint import packs, rule_mutation

    loaded, screen = packs.load(chosen_pack(folder, pack)), Screen()
    if kind is not None:
        ask.choice("--kind", kind, sorted(loaded.kinds))
    targets = rule_mutation.targets(loaded, rule or (), kind)
    if not targets:
        raise UsageFault("No rule of this pack is meant, so nothing was changed. `planlint rules list` names them all.")
    result = rule_mutation.whole(loaded, rule_mutation.scores(loaded, targets, jobs))
    if as_json:
        import json

        screen.show(json.dumps(_data(result, loaded), ensure_ascii=False, indent=2) + "\n")
    else:
        screen.show("".join(line + "\n" for line in _lines(result, loaded, view(color, False).colour, verbose)))
    return _end(result, screen, at_least)


def chosen_pack(folder: Path | None, pack: Path | None) -> Path | None:
    """The folder that is meant, whichever way it is given."""
    if folder is not None and pack is not None:
        raise UsageFault("The pack is given twice: as PACK and with --pack.")
    return folder if folder is not None else pack


def _end(result: Whole, screen: Screen, at_least: float) -> int:
    faults = sum(bool(one.faults) for one in result.scores)
    if faults:
        return screen.last(2, "tests fail on rules as they stand, so what they notice says nothing.")
    percent = _percent(result)
    said = f"{result.changes:,} changes: {result.noticed:,} noticed, {result.accepted:,} accepted, "
    said += f"{result.unnoticed:,} not noticed ({percent:.1f}%)"
    if result.idle:
        return screen.last(1, f"{said}; {len(result.idle)} acceptance(s) that accept nothing.")
    short = result.score * 100 < at_least
    return screen.last(1 if short else 0, f"{said}, of at least {at_least:g}% wanted.")


def _percent(result: Whole) -> float:
    """Never rounded up to a hundred."""
    return int(result.score * 1000) / 10


# ---------------------------------------------------------------------- for people
def _lines(result: Whole, pack: Pack, colour: bool, verbose: bool) -> list[str]:
    lines: list[str] = []
    for score in result.scores:
        lines += [printable(line) for fault in score.faults for line in fault.split("\n")]
        if not score.tests and score.unnoticed:
            line = f"{score.target} has no test, so none of its {score.changes} changes is noticed."
            lines.append(str(_problem(pack, score.source, score.line, 1, 1, line)))
            continue
        for one in score.survivors:
            if one.why is None or verbose:
                lines += [printable(line) for line in str(_survivor(pack, one)).split("\n")]
    for idle in result.idle:
        wanted = "No change that survives is called so; delete it." if idle.why else 'Say why: "…, because …".'
        message = f"`{idle.what}` accepts nothing."
        lines.append(printable(f"{idle.source}:{idle.line}: {message} {wanted}"))
    return [*lines, *([""] if lines else []), *_table(result, colour, verbose)]


def _survivor(pack: Pack, one: Survivor) -> Problem:
    accepted = f"Accepted, because {one.why}" if one.why is not None else ""
    message = f"{one.target}: {one.sentence}."
    return _problem(pack, one.source, one.line, one.column, one.length, message, accepted)


def _problem(pack: Pack, source: str, line: int, column: int, length: int, message: str, hint: str = "") -> Problem:
    text = pack.files[source].text.split("\n")[line - 1].rstrip("\r")
    return Problem(source, line, column, message, hint, text[:200], min(length, 80))


def _table(result: Whole, colour: bool, verbose: bool) -> list[str]:
    shown = [one for one in result.scores if verbose or one.unnoticed]
    if not shown:
        return []
    wide = max(len(one.target) for one in shown)
    head = f"{'rule'.ljust(wide)}  tests  changes  noticed  accepted  not noticed"
    lines = [paint(head, "bold", colour)]
    for one in shown:
        figures = f"{one.tests:>5}  {one.changes:>7}  {one.noticed:>7}  {one.accepted:>8}  {one.unnoticed:>11}"
        lines.append(f"{printable(one.target).ljust(wide)}  {figures}")
    return lines


# ---------------------------------------------------------------------- for machines
def _data(result: Whole, pack: Pack) -> dict[str, Any]:
    return {
        "schema_version": "1",
        "pack": {"name": pack.stamp.name, "version": pack.stamp.version, "hash": pack.stamp.hash},
        "changes": result.changes,
        "noticed": result.noticed,
        "accepted": result.accepted,
        "unnoticed": result.unnoticed,
        "percent": f"{_percent(result):.1f}",
        "rules": [_score(one) for one in result.scores],
        "idle_acceptances": [{"source": one.source, "line": one.line, "what": one.what} for one in result.idle],
    }


def _score(one: Score) -> dict[str, Any]:
    return {
        "rule": one.target,
        "source": one.source,
        "line": one.line,
        "tests": one.tests,
        "changes": one.changes,
        "noticed": one.noticed,
        "same_meaning": one.same,
        "faults": list(one.faults),
        "survivors": [
            {"line": each.line, "column": each.column, "sentence": each.sentence, "accepted_because": each.why}
            for each in one.survivors
        ],
    }
