"""Every change of the rules of a pack tried against the rules' own tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from planlint.errors import ToolFault
from planlint.lang import ast
from planlint.lang.accepted import Acceptance, acceptances, plain
from planlint.lang.checked import CheckedRule
from planlint.lang.judge import Judgement, judge
from planlint.lang.verdicts import KeptReader, verdicts
from planlint.model import Document, Value
from planlint.packs import Pack
from planlint.records import dataclass
from planlint.rule_mutation.mutants import Mutant, Mutants, of_define, of_other, of_parameter, of_rule, of_table
from planlint.rule_mutation.targets import Target, rules_by_file, targets, users_of
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


# ---------------------------------------------------------------------- the trying
class _Bench:
    """The tests of a pack, each read and bound once."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.fixtures: dict[str, Document] = {}
        self.ready: dict[tuple[str, str], tuple[list[Prepared], list[str]]] = {}
        self.rules = rules_by_file(pack, (), None)

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
            users = users_of(rules, name)
            return users, of_define(file, users[0].defines[name], users)
        if word == "parameter":
            users = users_of(rules, name)
            return users, of_parameter(file, name, users)
        if word == "table":
            users = users_of(rules, name)
            return users, of_table(file, next(one for one in file.tables if one.name == name), users)
        if word == "uses":
            users = users_of(rules, name)
            return users, of_other(file, users[0].others[name].use, users)
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
        if changed.others and changed.rule is self.test.rule.checked.rule:
            return _Trial(self.test.beside_by(changed)).said(mutant, changed)
        return self.said(mutant, changed)

    def said(self, mutant: Mutant, changed: CheckedRule) -> bool:
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
