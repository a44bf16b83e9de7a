"""`planlint rules`: what a pack holds, in words, whether its own tests pass, and how its files are laid out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planlint.cli import _options as ask
from planlint.cli._rules_compare import compare_packs
from planlint.cli._rules_doc import document_rules
from planlint.cli._rules_fmt import format_rules
from planlint.cli._rules_lint import lint_rules
from planlint.cli._rules_mutate import mutate_rules
from planlint.cli._rules_new import new_rule
from planlint.cli._screen import Screen, view
from planlint.errors import UsageFault
from planlint.terminal import paint, printable

_CODES = typer.Argument(metavar="CODE", help="Codes, or what they begin with; all where none is given.")


_Coverage = Annotated[
    bool, typer.Option("--coverage", help="Say which clauses no test reaches, and which fields no rule reads.")
]
_Export = Annotated[
    Path | None,
    typer.Option("--export", metavar="DIR", help="Run nothing: write each test as a submission, with labels.jsonl."),
]
_Force = Annotated[bool, typer.Option("--force", help="Export into a folder that is not empty.")]


def register(app: typer.Typer) -> None:
    """Make the group known."""
    group = typer.Typer(help="What a rule pack holds, and whether its own tests pass.", rich_markup_mode=None)
    group.command("list", help="Every rule, by kind of submission.")(list_rules)
    group.command("show", help="A rule in words: what it asks, why, and which guidance asks for it.")(show_rule)
    group.command("test", help="Run the tests that stand beside the rules.")(run_tests)
    group.command("lint", help="Say what is dubious in the rules, and what to do about it.")(lint_rules)
    group.command("mutate", help="Change the rules a little, and say which changes no test notices.")(mutate_rules)
    group.command("fmt", help="Lay out the rule files of a pack, comments and meaning kept.")(format_rules)
    group.command("compare", help="Say which submissions a newer pack judges otherwise than an older one.")(
        compare_packs
    )
    group.command("new", help="Begin a rule: a skeleton with its tests, in the file where it belongs.")(new_rule)
    group.command("doc", help="Write a page for each rule and each kind of submission, and an index.")(document_rules)
    app.add_typer(group, name="rules")


def list_rules(
    kind: ask.Kind = None,
    pack: ask.PackFolder = None,
    color: ask.Colour = "auto",
) -> int:
    from planlint import packs
    from planlint.reports._words import amount

    loaded, screen = packs.load(pack), Screen()
    kinds = sorted(loaded.rules) if kind is None else [ask.choice("--kind", kind, sorted(loaded.kinds))]
    colour = view(color, False).colour
    lines: list[str] = []
    for one in kinds:
        rules = loaded.rules_for(one)
        lines.append(paint(f"{printable(one)}: {amount(len(rules), 'rule')}", "bold", colour))
        wide = max((len(rule.code) for rule in rules), default=0)
        lines += [
            f"  {printable(rule.code).ljust(wide)}  {rule.severity.value:<6}  {printable(rule.title)}" for rule in rules
        ]
        lines.append("")
    screen.show("".join(line.rstrip() + "\n" for line in lines))
    total = len({rule.code for one in kinds for rule in loaded.rules_for(one)})
    stamp = loaded.stamp
    return screen.last(0, f"{amount(total, 'rule')} in the pack {stamp.name} {stamp.version}.")


def show_rule(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code of a rule, such as FIN-001.")],
    pack: ask.PackFolder = None,
    color: ask.Colour = "auto",
) -> int:
    from planlint import packs
    from planlint.cli._rule_words import body, heading, no_such_rule, rules_of

    loaded, screen = packs.load(pack), Screen()
    found = rules_of(loaded, code)
    if not found:
        raise no_such_rule(loaded, code)
    look = view(color, False)
    lines: list[str] = []
    for rule, kinds in found:
        lines += [*heading(rule, kinds, look), *body(rule, loaded, look), ""]
    screen.show("".join(line.rstrip() + "\n" for line in lines))
    return 0


def run_tests(
    codes: Annotated[list[str] | None, _CODES] = None,
    pack: ask.PackFolder = None,
    color: ask.Colour = "auto",
    verbose: ask.Verbose = False,
    coverage: _Coverage = False,
    export: _Export = None,
    force: _Force = False,
) -> int:
    from planlint import packs, rule_tests
    from planlint.reports._words import amount

    if export is not None and coverage:
        raise UsageFault("--export runs no tests, so there is no --coverage. Give one of them.")
    if export is not None:
        from planlint.cli._rules_export import export_tests

        return export_tests(packs.load(pack), tuple(codes or ()), export, force)
    loaded, screen = packs.load(pack), Screen()
    colour = view(color, False).colour
    if coverage:
        from planlint import rule_coverage

        results, covered = rule_coverage.measured(loaded, codes or ())
    else:
        results, covered = rule_tests.run(loaded, codes or ()), ()
    if not results:
        asked = f" of {', '.join(codes)}" if codes else ""
        raise UsageFault(f"This pack has no tests{asked}, so nothing was tested.")
    lines: list[str] = []
    for one in results:
        place = f"{printable(str(one.source))}:{one.line}"
        if not one.passed:
            head = paint(f"{printable(one.code)} fails", "must", colour)
            lines += [f"{head}  {printable(one.title)}", f"  --> {place}"]
            lines += [f"  = {printable(line)}" for line in one.message.split("\n")] + [""]
        elif verbose:
            lines.append(f"{printable(one.code)} {paint('passes', 'good', colour)}  {printable(one.title)}  ({place})")
    reached = ""
    if coverage:
        from planlint.cli._rules_coverage import coverage_lines, reach, unread_lines

        lines += [*coverage_lines(covered, loaded, colour), *(unread_lines(loaded) if not codes else ())]
        reached = f" {reach(covered)}."
    screen.show("".join(line + "\n" for line in lines))
    failed = sum(not one.passed for one in results)
    many = f"{amount(len(results), 'test')} of {amount(len({one.code for one in results}), 'rule')}"
    return screen.last(1 if failed else 0, f"{many}, {len(results) - failed} passed, {failed} failed.{reached}")
