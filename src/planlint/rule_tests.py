"""The tests that stand beside rules: one good submission, the smallest edit, and the verdict that it must bring."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePosixPath

from planlint import model, readers
from planlint.bind import Bound, Kind, ShapeFault, bind, kind_of
from planlint.edits import Edited, EditFault, is_literal, written
from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.judge import Judgement, judge
from planlint.lang.notes import Note
from planlint.lang.others import ALONE, Beside
from planlint.limits import LIMITS
from planlint.model import BATCH, Document, Unreadable, Verdict, pointer
from planlint.packs import Pack, Rule
from planlint.received import Received
from planlint.records import dataclass, field, replace
from planlint.shape import RecordShape

FIXTURES = "fixtures/clean"
"""Where the good submissions of a pack stand, from its folder."""

AS_OF = date(2018, 4, 1)
"""The date that tests are run as at, unless they set `as_of`: the same on any day, so that no test goes stale."""

_WORDS = {verdict: verdict.value.replace("_", " ") for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class RuleTestResult:
    """What became of a test. `message` says what was expected and what came, where it failed."""

    code: str
    title: str
    source: str
    line: int
    passed: bool
    message: str = ""


class TestFault(Exception):
    """Why a test could not be run, or what came instead of what it expects."""


@dataclass(slots=True)
class Setting:
    """The date and the thresholds of a test."""

    as_of: date = AS_OF
    parameters: dict[str, ast.Expr] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Other:
    """Another submission of a test, and the name that it stands for."""

    name: str
    document: Document
    kind: Kind
    edited: Edited


@dataclass(frozen=True, slots=True)
class Prepared:
    """A test whose edits have been made: what is judged, by which rule, and what the verdict is compared with."""

    test: ast.Test
    rule: Rule
    bound: Bound
    edited: Edited
    setting: Setting
    others: tuple[Other, ...] = ()
    beside: Beside = ALONE

    def judged(self, by: CheckedRule | None = None, how: Callable[..., Judgement] = judge) -> str:
        """Judge by the rule, or by another in its stead: what was expected and what came, or nothing if it passed.

        `how` is what judges; see `planlint.lang.judge.judge`. Whatever it raises is a fault of planlint.
        """
        judgement = self.judgement(by, how)
        try:
            _compare(self.test, judgement, self.edited, self.bound)
        except TestFault as failed:
            return str(failed)
        return ""

    def beside_by(self, rule: CheckedRule) -> Prepared:
        """The test with those beside it that another rule in its stead would read."""
        return replace(self, beside=_beside(rule, self.bound, self.others, self.setting))

    def judgement(self, by: CheckedRule | None = None, how: Callable[..., Judgement] = judge) -> Judgement:
        """What the rule, or another in its stead, makes of the edited submission."""
        rule = by or self.rule.checked
        return how(
            rule,
            self.bound.data,
            as_of=self.setting.as_of,
            parameters=self.setting.parameters,
            values=LIMITS.values // 100,
            **({"beside": self.beside} if rule.others else {}),
        )


def run(pack: Pack, codes: Sequence[str] = (), how: Callable[..., Judgement] = judge) -> tuple[RuleTestResult, ...]:
    """Run the tests of a pack, in order of file and line; only of rules whose code begins with one of `codes`.

    `how` is what judges; see `planlint.lang.judge.judge`.
    """
    fixtures: dict[str, Document] = {}
    return tuple(_run(pack, test, source, fixtures, how) for source, test in stated_tests(pack, codes))


def stated_tests(pack: Pack, codes: Sequence[str]) -> tuple[tuple[str, ast.Test], ...]:
    """The tests of rules whose code begins with one of `codes`, each with its file; in order of file and line."""
    found: dict[tuple[str, int], ast.Test] = {}
    for kind in pack.rules:
        for rule in pack.rules_for(kind):
            if not codes or rule.code.startswith(tuple(codes)):
                found.update({(rule.source, test.pos.line): test for test in rule.checked.tests})
    return tuple((source, test) for (source, _), test in sorted(found.items()))


def _run(
    pack: Pack, test: ast.Test, source: str, fixtures: dict[str, Document], how: Callable[..., Judgement]
) -> RuleTestResult:
    try:
        message = prepare(pack, test, source, fixtures).judged(how=how)
    except TestFault as failed:
        message = str(failed)
    except Exception as error:
        message = f"The rule could not run: {type(error).__name__}: {error}. This is a fault of planlint."
    return RuleTestResult(test.code, test.title, source, test.pos.line, not message, message)


def prepare(pack: Pack, test: ast.Test, source: str, fixtures: dict[str, Document]) -> Prepared:
    """Read the good submission of a test and make its edits. `source` is the rule file; `fixtures` keeps what was read.

    Raises TestFault where that cannot be done.
    """
    document = good_submission(pack.folder, test.given, fixtures)
    kind = kind_of(document, pack.kinds)
    if isinstance(kind, ShapeFault):
        raise TestFault(f"{test.given}: {kind.message}")
    rules = (*pack.rules_for(kind.name), *pack.rules_for(BATCH))
    rule = next((rule for rule in rules if rule.code == test.code and rule.source == source), None)
    if rule is None:
        raise TestFault(
            f"{test.given} is of the kind {kind.name}, for which there is no rule {test.code} in this file."
        )
    batch = not rule.checked.root
    given = (ast.GivenWith(test.given, None, test.pos), *test.others) if batch else test.others
    others = _others(pack, given, rule.checked, fixtures)
    by_name: dict[str, list[Edited]] = {}
    for one in others:
        by_name.setdefault(one.name, []).append(one.edited)
    # A rule for the batch has no submission of its own: what is given is one of all that were received.
    data, shape = ({}, RecordShape()) if batch else (bind(document, kind).submitted, kind.shape)
    edited = Edited(data, shape, rule.checked.root, by_name)
    setting = Setting()
    for edit in test.edits:
        _edit(edited, edit, rule, setting)
    bound = Bound(document, kind, {}) if batch else bind(replace(document, data=edited.data, faults=()), kind)
    return Prepared(test, rule, bound, edited, setting, tuple(others), _beside(rule.checked, bound, others, setting))


def _others(
    pack: Pack, others: Sequence[ast.GivenWith], rule: CheckedRule, fixtures: dict[str, Document]
) -> list[Other]:
    """The other submissions of a test, each with the name that it stands for: as said, else the first of its kind."""
    found: list[Other] = []
    for n, given in enumerate(others):
        document = good_submission(pack.folder, given.file, fixtures)
        kind = kind_of(document, pack.kinds)
        if isinstance(kind, ShapeFault):
            raise TestFault(f"{given.file}: {kind.message}")
        taken = {one.name for one in found if rule.others[one.name].use.word != "all"}
        fits = [name for name, other in rule.others.items() if other.kind == kind.name and name not in taken]
        name = given.name or next(iter(fits), "")
        if name not in rule.others or rule.others[name].kind != kind.name:
            raise TestFault(f"{given.file} is of the kind {kind.name}, and no name that the rule reads stands for one.")
        edited = Edited(bind(document, kind).submitted, kind.shape, name)
        edited.listed = rule.others[name].use.word == "all"
        # Two copies of one file are two submissions here, told apart by what is changed in them.
        found.append(Other(name, replace(document, digest=f"{document.digest} {n}", faults=()), kind, edited))
    return found


def _beside(rule: CheckedRule, bound: Bound, others: Sequence[Other], setting: Setting) -> Beside:
    """What a run would put beside the submission, had it received it with the others."""
    received = Received(frozenset(other.kind for other in rule.others.values()), setting.as_of, setting.parameters)
    if rule.root:
        received.add(bound)
    for one in others:
        previous = rule.others[one.name].use.word == "previous"
        received.add(bind(replace(one.document, data=one.edited.data), one.kind), previous=previous)
    return (received.beside(rule, bound) if rule.root else received.whole(rule))[0]


def good_submission(folder: Path, name: str, fixtures: dict[str, Document]) -> Document:
    """A good submission of the pack in a folder; `fixtures` keeps what was read.

    It cannot leave the folder of good submissions, by its name or by a link. Raises TestFault where it cannot be read.
    """
    if name in fixtures:
        return fixtures[name]
    inside, folder = PurePosixPath(name), folder / FIXTURES
    path = folder / inside
    if inside.is_absolute() or ".." in inside.parts or "\\" in name:
        raise TestFault(f"{name!r} leads out of fixtures/clean.")
    if folder.resolve() not in path.resolve().parents:
        raise TestFault(f"{name!r} leads out of fixtures/clean by a link.")
    try:
        content = _content(path)
    except OSError as error:
        raise TestFault(f"fixtures/clean/{name} cannot be read: {error.strerror or error}.") from None
    if len(content) > LIMITS.file_bytes:
        raise TestFault(f"fixtures/clean/{name} is larger than {LIMITS.file_bytes:,} bytes.")
    read = readers.read(content, name)
    if isinstance(read, Unreadable):
        raise TestFault(f"fixtures/clean/{name}: {read.fault.message}")
    fixtures[name] = read
    return read


def _content(path: Path) -> bytes:
    """The bytes of an ordinary file, one more than the limit at most. Raises OSError for any other thing."""
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError("it is not an ordinary file")
        return opened.read(LIMITS.file_bytes + 1)


def _edit(edited: Edited, edit: ast.Edit, rule: Rule, setting: Setting) -> None:
    """Make an edit, of the submission or of what the test is run with."""
    name = edit.path.name if isinstance(edit.path, ast.Name) else None
    try:
        if name == "as_of" and edit.word == "set":
            day = edit.value.value if isinstance(edit.value, ast.Constant) else None
            if not isinstance(day, date):
                raise EditFault("as_of is set to a date, such as 2017-08-09")
            setting.as_of = day
        elif name in rule.checked.parameters and edit.word == "set":
            if edit.value is None or not is_literal(edit.value):
                raise EditFault(f"{name} is set to a value that is written out")
            setting.parameters[str(name)] = edit.value
        else:
            edited.make(edit)
    except EditFault as fault:
        raise TestFault(f"The edit in line {edit.pos.line} cannot be made: {fault}.") from None


# ---------------------------------------------------------------------- what came
def _compare(test: ast.Test, judgement: Judgement, edited: Edited, bound: Bound) -> None:
    """Raise TestFault with what was expected and what came, if they differ."""
    verdict = Verdict(test.verdict)
    notes = list({(note.verdict, note.path): note for note in reversed(judgement.notes)}.values())[::-1]
    said = [note for note in notes if note.verdict is verdict]
    expected = _expected(test, verdict)
    if judgement.verdict is not verdict:
        raise TestFault(f"expected: {expected}\ncame: {_came(judgement, notes)}")
    if test.times is not None:
        times = len(said) if verdict is Verdict.FAIL else _counted(judgement)[verdict]
        if times != test.times:
            raise TestFault(f"expected: {expected}\ncame: {_WORDS[verdict]} {_times(times)}{_listed(said)}")
    if test.at is not None:
        said = _at(test.at, said, edited, bound, expected)
    if test.name is not None and test.value is not None:
        _with(test.name, test.value, said, expected)


def _at(at: ast.Expr, said: list[Note], edited: Edited, bound: Bound, expected: str) -> list[Note]:
    """The findings at the place where one is expected."""
    try:
        path = edited.spot(at).path
    except EditFault as fault:
        raise TestFault(f"The place where a finding is expected leads nowhere: {fault}.") from None
    there = [note for note in said if bound.said_at(note.path) == path]
    if not there:
        raise TestFault(f"expected: {expected}\n(that is {pointer(path)})\ncame: no finding there{_listed(said)}")
    return there


def _with(name: str, value: ast.Expr, said: list[Note], expected: str) -> None:
    wanted = value.value if isinstance(value, ast.Text) else written(value)
    seen = [note.values[name] for note in said if name in note.values]
    if not any(_same(one, str(wanted), value) for one in seen):
        came = ", ".join(dict.fromkeys(seen)) if seen else "nothing of that name"
        raise TestFault(f"expected: {expected}\ncame: {name} is {came}")


def _same(came: str, wanted: str, value: ast.Expr) -> bool:
    if came == wanted:
        return True
    sign, number = (-1, value.part) if isinstance(value, ast.Negate) else (1, value)
    if not isinstance(number, ast.Number):
        return False
    try:
        digits = Decimal(came)
    except InvalidOperation:
        return False
    return digits in (sign * number.value, sign * number.value * number.unit.scale)


def _counted(judgement: Judgement) -> Mapping[Verdict, int]:
    counts = judgement.counts
    return {
        Verdict.PASS: counts.passed,
        Verdict.FAIL: counts.failed,
        Verdict.NOT_APPLICABLE: counts.not_applicable,
        Verdict.CANNOT_ASSESS: counts.cannot_assess,
    }


def _expected(test: ast.Test, verdict: Verdict) -> str:
    text = _WORDS[verdict]
    if test.times is not None:
        text += f" {_times(test.times)}"
    if test.at is not None:
        text += f" at {path_words(test.at)}"
    if test.name is not None and test.value is not None:
        text += f" with {test.name} is {written(test.value)}"
    return text


def _came(judgement: Judgement, notes: list[Note]) -> str:
    reason = f", because {judgement.reason}" if judgement.reason else ""
    return f"{_WORDS[judgement.verdict]}{reason}{_listed(notes)}"


def _times(count: int) -> str:
    return "1 time" if count == 1 else f"{count} times"


def _listed(notes: list[Note]) -> str:
    lines: list[str] = [f"\n  {_place(note.path)}: {note.message}" for note in notes[:5]]
    return "".join(lines) + (f"\n  and {len(notes) - 5} more" if len(notes) > 5 else "")


def _place(path: model.Path) -> str:
    return pointer(path) or "the submission"


def path_words(expr: ast.Expr) -> str:
    match expr:
        case ast.Name(name=name):
            return name
        case ast.Field(base=base, name=name):
            return f"{path_words(base)}.{name}"
        case ast.Index(base=base, key=key):
            return f"{path_words(base)}[{written(key)}]"
    return "…"
