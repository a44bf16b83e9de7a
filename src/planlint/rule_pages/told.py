"""A rule test told in words: what is changed in a good submission, and what the rule then says."""

from __future__ import annotations

from planlint.edits import written
from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.model import Document
from planlint.packs import Pack, Rule
from planlint.rule_pages.page import Block, Items, Line, Mono, Paragraph
from planlint.rule_tests import FIXTURES, TestFault, path_words, prepare
from planlint.shape import ListShape, MapShape, RecordShape, Shape

SHOWN = 3
"""How many findings of a test are quoted."""


def example(pack: Pack, rule: Rule, verdict: str, kept: dict[str, Document]) -> list[Block]:
    """The first test of a rule with a verdict. `kept` holds the good submissions that were read already."""
    tests = [test for test in rule.checked.tests if test.code == rule.code and test.verdict == verdict]
    if not tests:
        return [Paragraph(("No test of this rule shows one.",))]
    test = tests[0]
    beside = [("beside ", Mono(f"{FIXTURES}/{one.file}"), ", ") for one in test.others]
    start: Line = (f"{_sentence(test.title)} ", Mono(f"{FIXTURES}/{test.given}"), ", ")
    rest = ("with these changes:",) if test.edits else ("as it stands.",)
    blocks: list[Block] = [Paragraph((*start, *(piece for line in beside for piece in line), *rest))]
    if test.edits:
        blocks.append(Items(tuple(edit_words(edit, rule.checked) for edit in test.edits)))
    if verdict == "fail":
        blocks += _said(pack, rule, test, kept)
    return blocks


def _sentence(title: str) -> str:
    text = title[:1].upper() + title[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}:"


def _said(pack: Pack, rule: Rule, test: ast.Test, kept: dict[str, Document]) -> list[Block]:
    """What the rule says of the edited submission."""
    try:
        notes = prepare(pack, test, rule.source, kept).judgement().notes
    except TestFault as fault:
        return [Paragraph((f"The test cannot be run: {fault}",))]
    failed = list(dict.fromkeys((one.message, one.fix or "") for one in notes if one.verdict == test.verdict))
    lines: list[Line] = [(message, *((f" To put it right: {fix}",) if fix else ())) for message, fix in failed[:SHOWN]]
    if len(failed) > SHOWN:
        lines.append((f"and {len(failed) - SHOWN} more.",))
    return [Paragraph(("The rule then says:",)), Items(tuple(lines))] if lines else []


def edit_words(edit: ast.Edit, rule: CheckedRule) -> Line:
    """One edit as a sentence: what the field is called, its path, and what becomes of it."""
    name = edit.path.name if isinstance(edit.path, ast.Name) else None
    value = Mono(written(edit.value)) if edit.value is not None else Mono("")
    if name == "as_of":
        return ("The rules are read as at ", value, ".")
    if name in rule.parameters:
        return ("The threshold ", Mono(str(name)), " is ", value, ".")
    place = _called(edit.path, rule)
    match edit.word:
        case "set":
            return (*place, " becomes ", value, ".")
        case "remove":
            return (*place, " is left out.")
        case "add":
            return (*place, " has one more entry, ", value, ".")
    assert edit.value is not None
    return (*place, " gets a copy of ", Mono(path_words(edit.value)), ".")


def _called(path: ast.Expr, rule: CheckedRule) -> Line:
    """A place by the label of its field, where it has one, and by its path."""
    label = _label(path, rule)
    return (f"{label} (", Mono(path_words(path)), ")") if label else (Mono(path_words(path)),)


def _label(path: ast.Expr, rule: CheckedRule) -> str:
    """What the last field of a path is called, or nothing."""
    steps: list[ast.Field | ast.Index] = []
    while isinstance(path, ast.Field | ast.Index):
        steps.append(path)
        path = path.base
    name = path.name if isinstance(path, ast.Name) else ""
    other = rule.others.get(name)
    shape: Shape | None = other.shape if other else rule.shape
    if other and other.use.word == "all" and steps and isinstance(steps[-1], ast.Index):
        steps.pop()
    label = ""
    for step in reversed(steps):
        if isinstance(step, ast.Field):
            shape = shape.fields.get(step.name) if isinstance(shape, RecordShape) else None
        elif isinstance(shape, ListShape):
            shape = shape.item
        else:
            shape = shape.value if isinstance(shape, MapShape) else None
        label = shape.label if shape is not None and (shape.label or isinstance(step, ast.Field)) else label
    return label
