"""`planlint rules test --coverage`: how far the tests of each rule reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planlint.errors import Problem
from planlint.terminal import paint, printable

if TYPE_CHECKING:
    from planlint.packs import Pack
    from planlint.rule_coverage import Covered

_VERDICTS = {"pass": "pass", "fail": "fail", "not_applicable": "n/a", "cannot_assess": "unassessed"}


def coverage_lines(covered: tuple[Covered, ...], pack: Pack, colour: bool) -> list[str]:
    """What no test reaches, each with its place; then a table of the rules."""
    lines: list[str] = []
    for one in covered:
        text = pack.files[one.source].text.split("\n")
        for clause in one.unreached:
            excerpt = text[clause.pos.line - 1].rstrip("\r")[:200]
            message = f"{one.target}: no test in which {clause.words}."
            place = clause.pos
            problem = Problem(one.source, place.line, place.column, message, "", excerpt, min(place.length, 80))
            lines += [printable(line) for line in str(problem).split("\n")]
    return [*lines, *([""] if lines else []), *_table(covered, colour), ""]


def _table(covered: tuple[Covered, ...], colour: bool) -> list[str]:
    wide = max((len(one.target) for one in covered), default=4)
    heads = "  ".join(f"{word:>{max(4, len(word))}}" for word in _VERDICTS.values())
    lines = [paint(f"{'rule'.ljust(wide)}  {heads}  clauses  reached", "bold", colour)]
    for one in covered:
        counts = "  ".join(f"{one.tests.get(verdict, 0):>{max(4, len(word))}}" for verdict, word in _VERDICTS.items())
        lines.append(f"{printable(one.target).ljust(wide)}  {counts}  {one.clauses:>7}  {one.reached:>7}")
    return lines


def unread_lines(pack: Pack) -> list[str]:
    """The fields of each kind that no rule reads by name, and a table of how many."""
    from planlint.fields import fields_of, idle_reasons

    fields = [one for _, one in sorted(fields_of(pack).items())]
    lines: list[str] = []
    for kind in fields:
        for one in kind.unread:
            if not one.unread_because:
                lines.append(printable(f"{kind.kind}: no rule reads {one.path}."))
    for name, one in idle_reasons({kind.kind: kind for kind in fields}):
        lines.append(printable(f"{name}: {one.path} has x-unread, but {one.rules[0]} reads it."))
    wide = max((len(one.kind) for one in fields), default=4)
    table = [f"{'kind'.ljust(wide)}  fields  read  meant to be unread  unread"]
    for kind in fields:
        meant = sum(bool(one.unread_because) for one in kind.unread)
        read, left = len(kind.leaves) - len(kind.unread), len(kind.unread) - meant
        table.append(printable(f"{kind.kind.ljust(wide)}  {len(kind.leaves):>6}  {read:>4}  {meant:>18}  {left:>6}"))
    return [*lines, *([""] if lines else []), *table, ""]


def reach(covered: tuple[Covered, ...]) -> str:
    """How many clauses are reached, for the last line."""
    clauses, reached = sum(one.clauses for one in covered), sum(one.reached for one in covered)
    percent = int(1000 * reached / clauses) / 10 if clauses else 100.0
    return f"{reached:,} of {clauses:,} clauses reached ({percent:.1f}%)"
