"""What a judgement says of each thing: its words, where they stand, and what was read and missing."""

from __future__ import annotations

from collections.abc import Mapping

from planlint.lang import ast
from planlint.lang.evaluate import Trace
from planlint.lang.evidence import Evidence, Point, Witness
from planlint.lang.held import Bound, Held, Items, Missing, Node, Worth
from planlint.lang.lacking import lacking
from planlint.lang.missing import at, names_of, several
from planlint.lang.others import Beside, absent
from planlint.lang.phrases import parts_of
from planlint.lang.sentence import asks_presence, fault, reading
from planlint.lang.show import show
from planlint.lang.slips import of_scale
from planlint.limits import LIMITS
from planlint.model import Path, Severity, StepUsed, Verdict, is_elsewhere
from planlint.records import dataclass, field
from planlint.shape import FigureShape

WITHIN, UNLIKELY = "agrees only within rounding", "possible, but unlikely"
_WHY = {
    "missing": ("is not given", "are not given", "Give {what}."),
    "unreadable": ("cannot be read", "cannot be read", "Write {what} so that it can be read."),
    "coded": ("is marked {code}", "are marked {code}", "Give {what}, if there is a figure by now."),
    "mixed": ("is not there as it should be", "are not there as they should be", "Give {what}."),
    "zero": ("is, or may be, zero and divides", "are, or may be, zero and divide", "Correct {what}."),
}
"""Why something could not be assessed, of one thing and of several, and what to do."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be reported of one thing at one place; paths are those of the bound submission.

    See `planlint.model.Finding`, which the engine makes of it.
    """

    verdict: Verdict
    severity: Severity
    message: str
    path: Path
    related: tuple[Path, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    reading: str | None = None
    expected: str | None = None
    found: str | None = None
    difference: str | None = None
    unit: str | None = None
    slack: str | None = None
    rounding: str = ""
    steps: tuple[StepUsed, ...] = ()
    missing: tuple[Path, ...] = ()
    elsewhere: bool = False
    fix: str | None = None


class Notes(Witness):
    """Adds to `Witness` the notes that a rule leaves."""

    notes: list[Note]

    def join(self, beside: Beside) -> None:
        """Give the names of other submissions what they stand for."""
        self.beside = beside
        for name, other in self.rule.others.items():
            self.globals[name] = Bound(beside.names.get(name) or absent(other))

    # ------------------------------------------------------------------ what is missing
    def mine(self, missing: Missing) -> tuple[Path, ...]:
        """The places that are missing of what is checked: of this submission, or of all that a batch received."""
        return missing.own if self.rule.root else tuple(path for path in missing.paths if len(path) > 1)

    def waits(self, missing: Missing) -> bool:
        """Whether it is only another submission that is lacking, or lacks something."""
        return bool(missing.paths) and not self.mine(missing)

    # ------------------------------------------------------------------ the words
    def place_of(self, obligation: ast.Obligation) -> Path | None:
        if obligation.at is None:
            return None
        with self.tracing():
            return self.place(self.worth(obligation.at))

    def failed(
        self,
        obligation: ast.Obligation,
        part: ast.Expr,
        trace: Trace,
        item: Path,
        missing: tuple[Path, ...],
        absent: str,
    ) -> None:
        with self.tracing():
            points = self.points(part, item)
            evidence = self.evidence(part)
            values = self.values(part)
            words = reading(self.rule, obligation, part, self.shown)
            wrong = None if obligation.say else fault(self.rule, obligation, part, self.shown)
            hint = self.hint(part) or of_scale(evidence)
        at = self.place_of(obligation)
        for point in points:
            where = point.path if at is None else at
            message, fix = self.say(obligation, point)
            told = None if point.tells_all else wrong
            message = message or told or ("" if point.tells_all and point.words else f"{self.rule.rule.title}.")
            self.note(
                Verdict.FAIL,
                obligation,
                " ".join(filter(None, (message, point.words, absent))),
                where,
                trace,
                evidence,
                values=values,
                reading=words,
                missing=missing,
                fix=" ".join(filter(None, (fix, hint))) or None,
            )

    def not_given(self, obligation: ast.Obligation, false: list[tuple[ast.Expr, Trace]]) -> str:
        """What is not there at the place of an obligation that asks for several things, as a sentence; else empty."""
        at = self.place_of(obligation)
        paths = [
            path for part, trace in false if asks_presence(self.rule, part) for path in dict.fromkeys(trace.missing)
        ]
        paths = [path for path in paths if not is_elsewhere(path)]
        if at is None or not paths:
            return ""
        return f"Not given: {names_of(paths, at, self.rule.shape, self.reader.data)}."

    def absent(self, obligation: ast.Obligation, missing: Missing, trace: Trace, item: Path) -> None:
        """A failure because something is missing and the rule says what that means."""
        at = self.place_of(obligation)
        where = at if at is not None else (self.mine(missing)[0] if self.mine(missing) else item)
        message, fix = self.say(obligation, Point(where))
        if message is None:
            what, plural = self.what(missing)
            message = f"{what[:1].upper()}{what[1:]} {'are' if plural else 'is'} not given."
            fix = " ".join(filter(None, (f"Give {what}.", fix)))
        found = Evidence(self.standing(where, missing))
        self.note(Verdict.FAIL, obligation, message, where, trace, found, missing=self.mine(missing), fix=fix)

    def unknown(self, obligation: ast.Obligation, missing: Missing, trace: Trace, item: Path) -> None:
        where = self.mine(missing)[0] if self.mine(missing) else item
        one, several, remedy = _WHY.get(self.why(missing), ("", "", ""))
        what, plural = self.what(missing)
        found = self.standing(where, missing)
        one, several = (words.format(code=found) for words in (one, several))
        because = lacking(missing, self.rule.others, self.beside, f"{what} {several if plural else one}")
        message = f"{self.rule.rule.title}: this could not be assessed, because {because}."
        trace.missing.update(dict.fromkeys(missing.paths, missing))
        self.note(
            Verdict.CANNOT_ASSESS,
            obligation,
            message,
            where,
            trace,
            Evidence(found),
            missing=() if missing.why == "zero" else self.mine(missing),
            elsewhere=self.waits(missing),
            fix=remedy.format(what=what) if self.mine(missing) else None,
        )

    def rounded(self, obligation: ast.Obligation, part: ast.Expr, trace: Trace, item: Path) -> None:
        with self.tracing():
            where = self.passing(part, item)
            if len(self.notes) >= LIMITS.findings_per_rule:
                # No report has room for more, so they are only counted.
                message = f"{self.rule.rule.title}: this {WITHIN}."
                self.note(Verdict.PASS, obligation, message, where, trace, Evidence(), rounding=WITHIN)
                return
            evidence = self.evidence(part)
            values = self.values(part)
            words = reading(self.rule, obligation, part, self.shown)
        at = self.place_of(obligation)
        rounding = UNLIKELY if evidence.unlikely else WITHIN
        message = f"{self.rule.rule.title}: this {rounding}."
        if evidence.shown:
            found, expected, difference, slack = evidence.shown
            message = (
                f"{found} agrees with {expected} only within rounding: the difference is {difference} "
                f"and rounding allows {slack}."
            )
            if evidence.unlikely:
                message += " That is possible, but unlikely."
        self.note(
            Verdict.PASS,
            obligation,
            message,
            where if at is None else at,
            trace,
            evidence,
            values=values,
            reading=words,
            rounding=rounding,
        )

    def note(
        self,
        verdict: Verdict,
        obligation: ast.Obligation,
        message: str,
        path: Path,
        trace: Trace,
        evidence: Evidence,
        *,
        values: Mapping[str, str] | None = None,
        reading: str | None = None,
        missing: tuple[Path, ...] = (),
        rounding: str = "",
        elsewhere: bool = False,
        fix: str | None = None,
    ) -> None:
        gone = (one for one in trace.missing if len(one) > 1 and is_elsewhere(one))
        related = tuple(one for one in dict.fromkeys((*trace.reads, *gone)) if one != path)
        self.notes.append(
            Note(
                verdict,
                Severity(obligation.verb),
                message,
                path,
                related,
                values or {},
                reading,
                evidence.expected,
                evidence.found,
                evidence.difference,
                evidence.unit,
                evidence.slack,
                rounding,
                evidence.steps,
                missing,
                elsewhere,
                fix,
            )
        )

    def say(self, obligation: ast.Obligation, point: Point) -> tuple[str | None, str | None]:
        """The author's words and what to do, with the values put in.

        Words that name what there is not here, because the collection it would be of is missing, are left out.
        """
        names = {point.name: point.item} if point.name and point.item else {}
        with self.tracing(), self.naming(**names):
            return self.filled(obligation.say), self.filled(obligation.fix)

    def filled(self, message: ast.Message | None) -> str | None:
        if message is None or not all(isinstance(piece, str) or self.bound(piece) for piece in message.pieces):
            return None
        return "".join(piece if isinstance(piece, str) else show(self.worth(piece)) for piece in message.pieces)

    def bound(self, expr: ast.Expr) -> bool:
        """Whether every name of an expression is bound here, but for those that it binds itself."""
        names, own = set(), set()
        todo = [expr]
        while todo:
            one = todo.pop()
            names |= {one.name} if isinstance(one, ast.Name) else set()
            own |= {one.name} if isinstance(one, ast.Aggregate | ast.Quantified) else set()
            todo += parts_of(one)
        always = {*self.rule.lists, *self.rule.defines}
        return all(name in always or self.knows(name) for name in names - own)

    def shown(self, expr: ast.Expr) -> str | None:
        """The value of an expression, where its names are bound here."""
        if not self.bound(expr):
            return None
        worth: Worth = self.worth(expr)
        return None if isinstance(worth, Node | Items) else show(worth)

    def what(self, missing: Missing) -> tuple[str, bool]:
        """What people call what is missing, and whether it is several things."""
        paths = self.mine(missing) or [path for path in missing.paths if len(path) > 1]
        if not paths:
            return "something it needs", False
        home, _ = self.reader.home(paths[0])
        here = [inside for one, inside in map(self.reader.home, paths) if one is home]
        return several(here, home.shape, home.data, len(paths) - len(here))

    def why(self, missing: Missing) -> str:
        """Why a value cannot be used, told of what stands there: a reason code is neither blank nor unreadable."""
        paths = self.mine(missing)
        if missing.why == "zero" or not paths:
            return missing.why
        states = {self.state(path) for path in paths}
        return states.pop() if len(states) == 1 else "mixed"

    def state(self, path: Path) -> str:
        """Whether nothing stands at a place, a reason code, or what cannot be read."""
        home, inside = self.reader.home(path)
        raw, shape = at(home.data, inside), self.reader.shape_at(path)
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return "missing"
        return "coded" if isinstance(shape, FigureShape) and raw in shape.reasons else "unreadable"

    def standing(self, where: Path, missing: Missing) -> str | None:
        """What stands at a place whose value is missing all the same: a reason code, or what cannot be read."""
        if missing.why == "zero" or where not in missing.paths or self.state(where) == "missing":
            return None
        home, inside = self.reader.home(where)
        raw = at(home.data, inside)
        return None if isinstance(raw, list | dict) else show(Held(raw if isinstance(raw, str | bool) else str(raw)))
