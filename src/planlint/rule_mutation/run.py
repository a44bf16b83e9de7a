"""Every change of the rules of a pack tried against the rules' own tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from planlint.errors import ToolFault
from planlint.lang import ast
from planlint.lang.accepted import Acceptance, acceptances, plain
from planlint.lang.checked import CheckedRule
from planlint.lang.judge import Judgement, judge
from planlint.lang.verdicts import KeptReader, verdicts
from planlint.lang.walk import walk
from planlint.model import Document, Value
from planlint.packs import Pack
from planlint.records import dataclass
from planlint.rule_mutation.mutants import Mutant, Mutants, of_define, of_parameter, of_rule, of_table
from planlint.rule_tests import Prepared, TestFault, prepare


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no test notices. `why` is why that is accepted; None where it is not."""

    target: str
    source: str
    line: int
    column: int
    length: int
    words: str
    why: str | None = None

    @property
    def sentence(self) -> str:
        return f"no test notices if {self.words}"


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the changes of a rule, named expression or threshold. `same` were not tried: they mean the same.

    `tests` is how many tests could notice, `faults` are tests that do not pass on the rule as it stands.
    """

    target: str
    source: str
    line: int
    tests: int
    changes: int
    same: int
    survivors: tuple[Survivor, ...]
    faults: tuple[str, ...] = ()

    @property
    def accepted(self) -> int:
        return sum(one.why is not None for one in self.survivors)

    @property
    def unnoticed(self) -> int:
        return len(self.survivors) - self.accepted

    @property
    def noticed(self) -> int:
        return self.changes - len(self.survivors)


@dataclass(frozen=True, slots=True)
class Target:
    """Something to be changed: `name` is the code of a rule, `define NAME`, `parameter NAME` or `table NAME`."""

    source: str
    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Whole:
    """All scores in order of file and line, and the acceptances that accept nothing (any more)."""

    scores: tuple[Score, ...]
    idle: tuple[Acceptance, ...]

    @property
    def changes(self) -> int:
        return sum(one.changes for one in self.scores)

    @property
    def noticed(self) -> int:
        return sum(one.noticed for one in self.scores)

    @property
    def accepted(self) -> int:
        return sum(one.accepted for one in self.scores)

    @property
    def unnoticed(self) -> int:
        return sum(one.unnoticed for one in self.scores)

    @property
    def score(self) -> float:
        """The share of changes that a test notices, of those not accepted; 1 where there are none."""
        asked = self.changes - self.accepted
        return self.noticed / asked if asked else 1.0


def targets(pack: Pack, codes: Sequence[str] = (), kind: str | None = None) -> tuple[Target, ...]:
    """What can be changed, in order of file and line: rules whose code begins with one of `codes`, and all they use."""
    found: set[Target] = set()
    for source, rules in _by_file(pack, codes, kind).items():
        file = pack.files[source]
        found.update(Target(source, rule.rule.pos.line, rule.rule.code) for rule in rules)
        for define in file.defines:
            if _users(rules, define.name):
                found.add(Target(source, define.pos.line, f"define {define.name}"))
        for table in file.tables:
            if _users(rules, table.name):
                found.add(Target(source, table.pos.line, f"table {table.name}"))
        for one in file.parameters:
            if one.name in rules[0].parameters and _users(rules, one.name):
                first = rules[0].parameters[one.name][0]
                found.add(Target(source, first.pos.line, f"parameter {one.name}"))
    return tuple(sorted(found, key=lambda one: (one.source, one.line, one.name)))


def mutate(pack: Pack, chosen: Iterable[Target]) -> Iterator[Score]:
    """Try every change of each target against the tests of the rules that it touches, one target after another."""
    bench = _Bench(pack)
    for target in chosen:
        yield bench.score(target)


def whole(pack: Pack, scores: Sequence[Score]) -> Whole:
    """The scores with what authors accept taken into account; only in files of which all was tried are any idle."""
    used: set[Acceptance] = set()
    known = {source: acceptances(pack.files[source], "mutation") for source in {one.source for one in scores}}
    explained = []
    for score in scores:
        survivors = []
        for one in score.survivors:
            accepted = _accepting(one, known[one.source])
            if accepted is not None:
                used.add(accepted)
            survivors.append(_explained(one, accepted))
        explained.append(_with(score, tuple(survivors)))
    tried = {Target(one.source, one.line, one.target) for one in scores}
    halves = {one.source for one in targets(pack) if one not in tried}
    unused = [one for source, some in known.items() if source not in halves for one in some if one not in used]
    idle = sorted(unused, key=lambda one: (one.source, one.line))
    return Whole(tuple(explained), tuple(idle))


def _accepting(survivor: Survivor, among: Iterable[Acceptance]) -> Acceptance | None:
    said = plain(survivor.words)
    return next((one for one in among if survivor.line in one.lines and one.what == said and one.why), None)


def _explained(one: Survivor, accepted: Acceptance | None) -> Survivor:
    why = accepted.why if accepted is not None else None
    return Survivor(one.target, one.source, one.line, one.column, one.length, one.words, why)


def _with(score: Score, survivors: tuple[Survivor, ...]) -> Score:
    return Score(
        score.target, score.source, score.line, score.tests, score.changes, score.same, survivors, score.faults
    )


# ---------------------------------------------------------------------- who uses what
def _by_file(pack: Pack, codes: Sequence[str], kind: str | None) -> Mapping[str, list[CheckedRule]]:
    """One checked rule for each rule of each file, whatever the kinds it is for."""
    found: dict[str, dict[str, CheckedRule]] = {}
    for name in sorted(pack.rules) if kind is None else [kind]:
        for rule in pack.rules_for(name):
            if not codes or rule.code.startswith(tuple(codes)):
                found.setdefault(rule.source, {}).setdefault(rule.code, rule.checked)
    return {source: list(rules.values()) for source, rules in found.items()}


def _users(rules: Iterable[CheckedRule], name: str) -> list[CheckedRule]:
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
                if part.name in rule.defines:
                    todo.append(rule.defines[part.name].part)
    return names


# ---------------------------------------------------------------------- the trying
class _Bench:
    """The tests of a pack, each read and bound once."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.fixtures: dict[str, Document] = {}
        self.ready: dict[tuple[str, str], tuple[list[Prepared], list[str]]] = {}
        self.rules = _by_file(pack, (), None)

    def score(self, target: Target) -> Score:
        file = self.pack.files[target.source]
        users, mutants = self.mutants(file, target)
        tests: list[Prepared] = []
        faults: list[str] = []
        for user in users:
            prepared, broken = self.tests(target.source, user)
            tests += prepared
            faults += broken
        trials = [_Trial(test) for test in tests]
        survivors = () if faults else tuple(_survivor(one) for one in mutants.tried if not _noticed(one, trials))
        changes = 0 if faults else len(mutants.tried)
        return Score(
            target.name, target.source, target.line, len(tests), changes, mutants.same, survivors, tuple(faults)
        )

    def mutants(self, file: ast.RuleFile, target: Target) -> tuple[list[CheckedRule], Mutants]:
        rules = self.rules[target.source]
        word, _, name = target.name.partition(" ")
        if word == "define":
            users = _users(rules, name)
            return users, of_define(file, users[0].defines[name], users)
        if word == "parameter":
            users = _users(rules, name)
            return users, of_parameter(file, name, users)
        if word == "table":
            users = _users(rules, name)
            return users, of_table(file, next(one for one in file.tables if one.name == name), users)
        users = [rule for rule in rules if rule.rule.code == target.name]
        return users, of_rule(file, users[0])

    def tests(self, source: str, rule: CheckedRule) -> tuple[list[Prepared], list[str]]:
        """The tests of a rule made ready, those that do not pass on it told of."""
        key = (source, rule.rule.code)
        if key not in self.ready:
            prepared: list[Prepared] = []
            faults: list[str] = []
            for test in rule.tests:
                try:
                    one = prepare(self.pack, test, source, self.fixtures)
                except TestFault as fault:
                    faults.append(f"{source}:{test.pos.line}: {fault}")
                    continue
                if said := one.judged():
                    faults.append(f"{source}:{test.pos.line}: {said}")
                prepared.append(one)
            self.ready[key] = prepared, faults
        return self.ready[key]


class _Trial:
    """A test that many changed rules are tried on: its submission is read once, and judged without words."""

    def __init__(self, test: Prepared) -> None:
        self.test = test
        self.reader = KeptReader(test.bound.data, test.rule.checked.shape, test.beside)

    def notices(self, mutant: Mutant) -> bool:
        changed = mutant.rule(self.test.rule.checked)
        # What a test says with `with NAME is VALUE` is read from the evidence, which only the whole judge gives.
        how = judge if self.test.test.name is not None else self.judge
        try:
            return bool(self.test.judged(changed, how))
        except Exception as error:
            raise ToolFault(f"{mutant.target}, where {mutant.change.words},", self.test.test.given, error) from error

    def judge(self, rule: CheckedRule, data: Value, **setting: Any) -> Judgement:
        setting.pop("beside", None)  # which the reader has already
        return verdicts(rule, self.reader, **setting)


def _noticed(mutant: Mutant, trials: list[_Trial]) -> bool:
    """Whether a test notices. The one that does goes first next time: it is likely to notice the next change too."""
    for n, trial in enumerate(trials):
        if trial.notices(mutant):
            trials.insert(0, trials.pop(n))
            return True
    return False


def _survivor(mutant: Mutant) -> Survivor:
    pos = mutant.change.pos
    return Survivor(mutant.target, mutant.source, pos.line, pos.column, pos.length, mutant.change.words)
