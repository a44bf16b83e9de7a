"""What a pack shows without its conditions: tests, messages, what is declared and not used, thresholds of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from planlint.lang import ast
from planlint.lang.canon import Canon, Form
from planlint.lang.checked import CheckedRule
from planlint.lang.rule_forms import form_of
from planlint.lang.walk import expressions_of, names_in, walk
from planlint.packs import Pack
from planlint.rule_lint.finding import LintFinding, at
from planlint.rule_tests import FIXTURES

_SOURCELESS = re.compile(r"\b(?:default|example)s?\b", re.IGNORECASE)


def of_file(file: ast.RuleFile, pack: Pack) -> Iterator[LintFinding]:
    """What is dubious in the declarations, tests and messages of a file."""
    yield from _tests(file)
    for rule in file.rules:
        yield from _messages(file, rule)
    yield from _unused(file)
    yield from _thresholds(file, pack)


def of_folder(pack: Pack) -> Iterator[LintFinding]:
    """Good submissions that no test is given."""
    given = {test.given for file in pack.files.values() for test in file.tests}
    given |= {one.file for file in pack.files.values() for test in file.tests for one in test.others}
    for path in _files(pack.folder / FIXTURES):
        if path not in given:
            message = "No test is given this submission."
            yield LintFinding(f"{FIXTURES}/{path}", 0, 0, "unused-fixture", message)


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.name.startswith(".") and path.suffix != ".md":
            yield path.relative_to(folder).as_posix()


# ---------------------------------------------------------------------- tests and messages
def _tests(file: ast.RuleFile) -> Iterator[LintFinding]:
    for rule in file.rules:
        verdicts = {test.verdict for test in file.tests if test.code == rule.code}
        if "fail" not in verdicts:
            yield at(file.source, rule.pos, "no-failing-test", f"No test shows what {rule.code} fails.")
        if "pass" not in verdicts:
            yield at(file.source, rule.pos, "no-passing-test", f"No test shows what {rule.code} passes.")


def _messages(file: ast.RuleFile, rule: ast.Rule) -> Iterator[LintFinding]:
    if not any(isinstance(step, ast.ForEach | ast.ForPair) for step in rule.steps):
        return
    for obligation in rule.obligations:
        say = obligation.say
        if say is not None and not any(isinstance(piece, ast.Expr) for piece in say.pieces):
            message = f"{rule.code} looks at many things, and this message does not say which it is about."
            yield at(file.source, say.pos, "message-names-nothing", message)


# ---------------------------------------------------------------------- what is declared
def _unused(file: ast.RuleFile) -> Iterator[LintFinding]:
    parts: list[object] = [expr for rule in file.rules for expr in expressions_of(rule)]
    parts += [one.matched for one in file.others]
    for table in file.tables:
        parts += table.sources
        parts += [getattr(clause, "part", None) for clause in table.clauses]
        parts += [getattr(clause, "row", None) for clause in table.clauses]
    used = names_in(parts, {one.name: one for one in file.defines})
    if any(isinstance(expr, ast.Span) and expr.working for part in parts for expr in walk(part)):
        used.add("holidays")
    told: set[str] = set()
    declared: list[tuple[str, ast.Parameter | ast.Define | ast.UsesList]] = []
    declared += [("parameter", one) for one in file.parameters]
    declared += [("define", one) for one in file.defines]
    declared += [("list", one) for one in file.lists]
    for word, one in declared:
        if one.name not in used and one.name not in told:
            told.add(one.name)
            yield at(file.source, one.pos, f"unused-{word}", f"No rule of this file uses `{one.name}`.")


def _thresholds(file: ast.RuleFile, pack: Pack) -> Iterator[LintFinding]:
    """Parameters of which no comment right above says who sets them; one comment may stand above several."""
    lines = file.text.split("\n")
    for one in file.parameters:
        said = _above(lines, one.pos.line)
        if not _SOURCELESS.search(said) and not any(source in said for source in pack.sources):
            message = f"Nothing says where the threshold `{one.name}` comes from."
            yield at(file.source, one.pos, "threshold-without-source", message)


def _above(lines: list[str], line: int) -> str:
    """The comment on a line (from 1), and that above it and the other parameters with it."""
    said = [lines[line - 1].partition("#")[2]]
    for text in reversed(lines[: line - 1]):
        if text.lstrip().startswith("#"):
            said.append(text)
        elif not text.startswith("parameter") or len(said) > 1:
            break
        else:
            said[0] += text.partition("#")[2]
    return " ".join(said)


# ---------------------------------------------------------------------- the same twice
def same_obligations(file: ast.RuleFile, rule: CheckedRule) -> Iterator[LintFinding]:
    """Obligations of a rule that ask the same as one before."""
    canon, seen = Canon(rule.defines), dict[Form, ast.Obligation]()
    for step in rule.rule.steps:
        if isinstance(step, ast.Let):
            canon.let(step.name, step.part)
        else:
            canon.bind(*((step.first, step.second) if isinstance(step, ast.ForPair) else (step.name,)))
    for one in rule.rule.obligations:
        form = canon.condition(one.part)
        if form in seen:
            line = seen[form].pos.line
            yield at(file.source, one.pos, "same-condition", f"This asks the same as the obligation in line {line}.")
        seen.setdefault(form, one)


def same_rules(pack: Pack, rules: Iterable[CheckedRule]) -> Iterator[LintFinding]:
    """Rules of one kind that ask the same as one before, with or without other names."""
    seen: dict[Form, CheckedRule] = {}
    for one in rules:
        form = (*form_of(one.rule, one.defines, lambda _: False), one.source if one.tables else "")
        first = seen.setdefault(form, one)
        if first is not one:
            message = f"{one.rule.code} asks the same as {first.rule.code}, in {first.source}:{first.rule.pos.line}."
            yield at(one.source, one.rule.pos, "same-condition", message)
