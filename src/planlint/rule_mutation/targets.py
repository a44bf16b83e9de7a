"""What can be changed in a pack, and which rules a change of it touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.walk import walk
from planlint.packs import Pack
from planlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """Something to be changed: `name` is the code of a rule, `define NAME`, `parameter NAME`, `table NAME`
    or `uses NAME`."""

    source: str
    line: int
    name: str


def targets(pack: Pack, codes: Sequence[str] = (), kind: str | None = None) -> tuple[Target, ...]:
    """What can be changed, in order of file and line: rules whose code begins with one of `codes`, and all they use."""
    found: set[Target] = set()
    for source, rules in rules_by_file(pack, codes, kind).items():
        file = pack.files[source]
        found.update(Target(source, rule.rule.pos.line, rule.rule.code) for rule in rules)
        for define in file.defines:
            if users_of(rules, define.name):
                found.add(Target(source, define.pos.line, f"define {define.name}"))
        for table in file.tables:
            if users_of(rules, table.name):
                found.add(Target(source, table.pos.line, f"table {table.name}"))
        for use in file.others:
            if use.matched is not None and users_of(rules, use.name):
                found.add(Target(source, use.pos.line, f"uses {use.name}"))
        for one in file.parameters:
            if one.name in rules[0].parameters and users_of(rules, one.name):
                first = rules[0].parameters[one.name][0]
                found.add(Target(source, first.pos.line, f"parameter {one.name}"))
    return tuple(sorted(found, key=lambda one: (one.source, one.line, one.name)))


def rules_by_file(pack: Pack, codes: Sequence[str], kind: str | None) -> Mapping[str, list[CheckedRule]]:
    """One checked rule for each rule of each file, whatever the kinds it is for."""
    found: dict[str, dict[str, CheckedRule]] = {}
    for name in sorted(pack.rules) if kind is None else [kind]:
        for rule in pack.rules_for(name):
            if not codes or rule.code.startswith(tuple(codes)):
                found.setdefault(rule.source, {}).setdefault(rule.code, rule.checked)
    return {source: list(rules.values()) for source, rules in found.items()}


def users_of(rules: Iterable[CheckedRule], name: str) -> list[CheckedRule]:
    """The rules that use a name, by themselves or through named expressions."""
    return [rule for rule in rules if name in _names(rule)]


def _names(rule: CheckedRule) -> set[str]:
    one = rule.rule
    steps = tuple(getattr(step, slot, None) for step in one.steps for slot in ("source", "where", "part"))
    todo: list[object] = [one.when, steps, tuple((each.part, each.at) for each in one.obligations)]
    names: set[str] = set()
    while todo:
        for part in walk(todo.pop()):
            if isinstance(part, ast.AddsUp | ast.Reconciles) and part.table in rule.tables:
                names.add(part.table)
                declared = rule.tables[part.table].declared
                todo += [declared.sources, *(getattr(clause, "part", None) for clause in declared.clauses)]
            if isinstance(part, ast.Name | ast.Call) and part.name not in names:
                names.add(part.name)
                if part.name in rule.others:
                    todo.append(rule.others[part.name].use.matched)
                if part.name in rule.defines:
                    todo.append(rule.defines[part.name].part)
    return names
