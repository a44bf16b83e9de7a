"""Every change of a rule, of a named expression and of a threshold: those that load and do not mean the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.rule_forms import form_of, form_of_match
from planlint.lang.spelling import spell
from planlint.lang.types_of import Typed, types_of
from planlint.lang.walk import walk
from planlint.records import dataclass, replace
from planlint.rule_mutation.change import Change, inside, left_out, short, start, without
from planlint.rule_mutation.conditions import CONDITIONS
from planlint.rule_mutation.joins import of_other as match_changes
from planlint.rule_mutation.tables import of_table as table_changes
from planlint.rule_mutation.values import VALUES, step_of
from planlint.shape import FigureShape

_MISSING: dict[str, Any] = {"fail": "not_applicable", "not_applicable": "fail"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of what `target` names: the code of a rule, `define NAME` or `parameter NAME` of the file.

    `rule` gives a rule of that file as it is after the change.
    """

    target: str
    source: str
    change: Change
    rule: Callable[[CheckedRule], CheckedRule]

    @property
    def order(self) -> tuple[Any, ...]:
        return (self.source, self.change.pos.line, self.change.pos.column, self.target, self.change.words)


@dataclass(frozen=True, slots=True)
class Mutants:
    """What can be tried, in order of place; `same` is how many changes mean what the rule meant before."""

    tried: tuple[Mutant, ...]
    same: int


def of_rule(file: ast.RuleFile, rule: CheckedRule) -> Mutants:
    """The changes of one rule of a file."""
    typed = types_of(file, rule)

    def mutant(change: Change) -> Mutant:
        new: ast.Rule = change.new
        return Mutant(new.code, file.source, change, lambda checked: _with_rule(checked, new))

    return _sound([mutant(one) for one in _of_clauses(rule.rule, typed)], file, [rule])


def _with_rule(checked: CheckedRule, new: ast.Rule) -> CheckedRule:
    """A rule that says its own years says them changed; else they are those of the file."""
    return replace(checked, rule=new, effective=new.effective or checked.effective)


def of_define(file: ast.RuleFile, define: ast.Define, users: list[CheckedRule]) -> Mutants:
    """The changes of a named expression, by the rules that use it."""
    typed = types_of(file, users[0])

    def mutant(change: Change) -> Mutant:
        new = replace(define, part=change.new)
        return Mutant(
            f"define {define.name}",
            file.source,
            change,
            lambda checked: replace(checked, defines={**checked.defines, define.name: new}),
        )

    return _sound([mutant(one) for one in _of_expr(define.part, typed, lambda part: part)], file, users)


def of_parameter(file: ast.RuleFile, name: str, users: list[CheckedRule]) -> Mutants:
    """The changes of a threshold, by the rules that use it."""
    typed = types_of(file, users[0])
    declared = users[0].parameters[name]
    made: list[Mutant] = []
    for n, one in enumerate(declared):
        changes = [
            replace(change, new=replace(one, value=change.new))
            for change in _of_expr(one.value, typed, lambda part: part)
        ]
        if one.start is not None:
            for year in (one.start.shift(-1), one.start.shift(1)):
                changes.append(Change(replace(one, start=year), f"from {one.start}", f"from {year}", one.pos))
        made += [_threshold(file, name, declared, n, change) for change in changes]
    return _sound(made, file, users)


def _threshold(file: ast.RuleFile, name: str, declared: tuple[ast.Parameter, ...], n: int, change: Change) -> Mutant:
    new = (*declared[:n], change.new, *declared[n + 1 :])
    return Mutant(
        f"parameter {name}",
        file.source,
        change,
        lambda checked: replace(checked, parameters={**checked.parameters, name: new}),
    )


def of_table(file: ast.RuleFile, table: ast.Table, users: list[CheckedRule]) -> Mutants:
    """The changes of a declared table, by the rules that speak of it."""
    typed = types_of(file, users[0])

    def mutant(change: Change) -> Mutant:
        tables = tuple(change.new if one.name == table.name else one for one in file.tables)
        changed = replace(file, tables=tables)

        def rule(checked: CheckedRule) -> CheckedRule:
            return replace(checked, tables=types_of(changed, checked).tables)

        return Mutant(f"table {table.name}", file.source, change, rule)

    changes = table_changes(table, lambda part, put: _of_expr(part, typed, put))
    return _sound([mutant(one) for one in changes], file, users)


def of_other(file: ast.RuleFile, use: ast.UsesOther, users: list[CheckedRule]) -> Mutants:
    """The changes of what another submission is matched by, by the rules that read it."""
    typed = replace(types_of(file, users[0]), own={})  # a key that is its own equal is a key left out

    def mutant(change: Change) -> Mutant:
        def rule(checked: CheckedRule) -> CheckedRule:
            other = replace(checked.others[use.name], use=change.new)
            return replace(checked, others={**checked.others, use.name: other})

        return Mutant(f"uses {use.name}", file.source, change, rule)

    changes = match_changes(use, lambda part, put: _of_expr(part, typed, put))
    return _sound([mutant(one) for one in changes], file, users)


# ---------------------------------------------------------------------- all changes
def _of_clauses(rule: ast.Rule, typed: Typed) -> Iterator[Change]:
    if rule.when is not None:
        yield left_out(replace(rule, when=None), f"when {spell(rule.when)}", start(rule.when))
        yield from _of_expr(rule.when, typed, lambda part: replace(rule, when=part))
    if rule.effective is not None:
        yield from _of_years(rule, rule.effective)
    for n, step in enumerate(rule.steps):
        yield from _of_step(step, typed, _nth(rule, "steps", n))
    for n, obligation in enumerate(rule.obligations):
        if len(rule.obligations) > 1:
            rest = replace(rule, obligations=without(rule.obligations, n))
            yield left_out(rest, f"{obligation.verb} {spell(obligation.part)}", obligation.pos)
        yield from _of_obligation(obligation, typed, _nth(rule, "obligations", n))


def _nth(rule: ast.Rule, name: str, n: int) -> Callable[[Any], ast.Rule]:
    parts = getattr(rule, name)

    def put(new: Any) -> ast.Rule:
        changed: Any = {name: (*parts[:n], new, *parts[n + 1 :])}
        return replace(rule, **changed)

    return put


def _of_expr(expr: ast.Expr, typed: Typed, put: Callable[[ast.Expr], Any]) -> Iterator[Change]:
    settled: set[ast.Expr] = set()
    for one, whole in inside(expr, put):
        changes = list(CONDITIONS[type(one)](one)) if type(one) in CONDITIONS else []
        for of in VALUES.get(type(one), ()):
            found = [] if one in settled else list(of(one, typed))
            changes += found
            if isinstance(one, ast.Compare) and found:
                settled.update((one.left, one.right))
        if isinstance(one, ast.Given) and isinstance(one.part, ast.Name):
            settled.add(one.part)  # the submission itself is always given, as if nothing were asked
        if isinstance(one, ast.IfGiven) and step_of(typed.of(one.part)) and isinstance(one.default, ast.Number):
            settled.add(one.default)  # a pound more or less could not be seen in thousands
        for change in changes:
            yield replace(change, new=whole(change.new))


def _of_years(rule: ast.Rule, effective: ast.Effective) -> Iterator[Change]:
    for name, word in (("start", "from"), ("until", "until")):
        year = getattr(effective, name)
        for other in (year.shift(-1), year.shift(1)) if year is not None else ():
            new = replace(rule, effective=replace(effective, **{name: other}))
            yield Change(new, f"{word} {year}", f"{word} {other}", effective.pos)


def _of_step(step: ast.Step, typed: Typed, put: Callable[[Any], ast.Rule]) -> Iterator[Change]:
    if isinstance(step, ast.Let):
        yield from _of_expr(step.part, typed, lambda part: put(replace(step, part=part)))
        return
    yield from _of_expr(step.source, typed, lambda part: put(replace(step, source=part)))
    if isinstance(step, ast.ForPair):
        if step.by is not None:
            yield left_out(put(replace(step, by=None)), f"by {'.'.join(step.by)}", step.pos)
    elif step.where is not None:
        yield left_out(put(replace(step, where=None)), f"where {spell(step.where)}", start(step.where))
        yield from _of_expr(step.where, typed, lambda part: put(replace(step, where=part)))


def _of_obligation(one: ast.Obligation, typed: Typed, put: Callable[[Any], ast.Rule]) -> Iterator[Change]:
    yield from _of_expr(one.part, typed, lambda part: put(replace(one, part=part)))
    if one.missing:
        was, now = (f"missing means {word.replace('_', ' ')}" for word in (one.missing, _MISSING[one.missing]))
        yield left_out(put(replace(one, missing="")), was, one.pos)
        yield Change(put(replace(one, missing=_MISSING[one.missing])), was, now, one.pos)
    if one.at is not None:
        yield left_out(put(replace(one, at=None)), f"at {short(spell(one.at))}", start(one.at))


# ---------------------------------------------------------------------- those worth trying
def _sound(made: list[Mutant], file: ast.RuleFile, users: list[CheckedRule]) -> Mutants:
    """Those that would load and mean something else, for some rule that they touch, than it does and than others do."""
    before = tuple(_meaning(user, types_of(file, user)) for user in users)
    tried: dict[Any, Mutant] = {}
    same = 0
    for mutant in sorted(made, key=lambda one: one.order):
        after = [mutant.rule(user) for user in users]
        typed = [_checked_again(file, one) for one in after]
        if any(one.problems for one in typed):
            continue
        meaning = tuple(_meaning(one, types) for one, types in zip(after, typed, strict=True))
        if meaning == before:
            same += 1
        else:
            tried.setdefault(meaning, mutant)
    return Mutants(tuple(tried.values()), same)


def _meaning(rule: CheckedRule, typed: Typed) -> tuple[Any, ...]:
    """The form of a rule and of what it is matched by, and its thresholds and tables, each known by itself."""
    whole = _whole(typed)
    matches = (form_of_match(one.use, rule.defines, whole) for one in rule.others.values())
    tables = (one.declared for one in rule.tables.values())
    return (form_of(rule.rule, rule.defines, whole), *matches, *rule.parameters.values(), *tables)


def _checked_again(file: ast.RuleFile, rule: CheckedRule) -> Typed:
    """Whether a changed rule would load. Its messages are let be: they may name what the change did away with."""
    silent = tuple(replace(one, say=None, fix=None) for one in rule.rule.obligations)
    bare = _used(replace(rule.rule, obligations=silent))
    defines = tuple(rule.defines[one.name] for one in file.defines if one.name in rule.defines)
    tables = tuple(rule.tables[one.name].declared if one.name in rule.tables else one for one in file.tables)
    others = tuple(rule.others[one.name].use if one.name in rule.others else one for one in file.others)
    return types_of(replace(file, defines=defines, tables=tables, others=others), rule, bare)


def _used(rule: ast.Rule) -> ast.Rule:
    """The rule without each `let` that nothing uses any more."""
    while True:
        wholes = (rule.when, *(_exprs(step) for step in rule.steps), *((one.part, one.at) for one in rule.obligations))
        names = {part.name for part in walk(wholes) if isinstance(part, ast.Name)}
        steps = tuple(one for one in rule.steps if not isinstance(one, ast.Let) or one.name in names)
        if len(steps) == len(rule.steps):
            return rule
        rule = replace(rule, steps=steps)


def _exprs(step: ast.Step) -> tuple[ast.Expr | None, ...]:
    if isinstance(step, ast.Let):
        return (step.part,)
    return (step.source, step.where) if isinstance(step, ast.ForEach) else (step.source,)


def _whole(typed: Typed) -> Callable[[ast.Expr], bool]:
    def whole(expr: ast.Expr) -> bool:
        shape = typed.of(expr)
        return isinstance(shape, FigureShape) and shape.whole and shape.step == 0

    return whole
