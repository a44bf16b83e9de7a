"""The lint of a whole pack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planlint.lang import ast
from planlint.lang.accepted import Acceptance, acceptances
from planlint.lang.checked import CheckedRule
from planlint.packs import Pack
from planlint.records import dataclass
from planlint.rule_lint import blanks, house, meaning, steps
from planlint.rule_lint.finding import LintFinding


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found, in order of place, and what was found and is accepted, each with its reason."""

    findings: tuple[LintFinding, ...]
    accepted: tuple[tuple[LintFinding, str], ...]


def lint(pack: Pack) -> Linted:
    """Everything dubious in a pack. What a rule for several kinds shows is told where it is so for all of them."""
    found = set(house.of_folder(pack))
    for file in pack.files.values():
        found.update(house.of_file(file, pack))
        found.update(_of_rules(pack, file))
    for kind in pack.rules:
        found.update(house.same_rules(pack, [rule.checked for rule in pack.rules_for(kind)]))
    return _judged(pack, found)


def _of_rules(pack: Pack, file: ast.RuleFile) -> Iterator[LintFinding]:
    """What the rules of a file show for each kind that they are for."""
    by_rule: dict[str, list[set[LintFinding]]] = defaultdict(list)
    for kind in pack.rules:
        rules = [rule.checked for rule in pack.rules_for(kind)]
        mine = [rule for rule in rules if rule.source == file.source]
        asked = {place for rule in rules for place in blanks.reads_of(rule).asked} if mine else set()
        for rule in mine:
            by_rule[rule.rule.code].append(set(_of_rule(file, rule, asked)))
    for found in by_rule.values():
        yield from set.intersection(*found)


def _of_rule(file: ast.RuleFile, rule: CheckedRule, asked: set[blanks.Steps]) -> Iterator[LintFinding]:
    yield from meaning.of_rule(file, rule)
    yield from steps.of_rule(file, rule)
    yield from blanks.unasked(file, rule, asked)
    yield from house.same_obligations(file, rule)


def _judged(pack: Pack, found: set[LintFinding]) -> Linted:
    """What is accepted taken out, and the acceptances that accept nothing put in."""
    known = {name: acceptances(file, "lint") for name, file in pack.files.items()}
    used: set[Acceptance] = set()
    left: list[LintFinding] = []
    accepted: list[tuple[LintFinding, str]] = []
    for one in sorted(found):
        by = next((a for a in known.get(one.source, ()) if one.line in a.lines and a.what == one.name and a.why), None)
        if by is None:
            left.append(one)
        else:
            used.add(by)
            accepted.append((one, by.why))
    for some in known.values():
        for idle in some:
            if idle not in used:
                message = f"`{idle.what}` is accepted here and was not found, or no reason is given."
                left.append(LintFinding(idle.source, idle.line, 1, "accepts-nothing", message))
    return Linted(tuple(sorted(left)), tuple(accepted))
