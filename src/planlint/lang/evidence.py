"""What a part of an obligation says about itself: where it points, what it found, what it expected."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from planlint.lang import ast
from planlint.lang.figures import Figure, add, gap
from planlint.lang.held import Bound, Held, Items, Missing, Node, Worth, place
from planlint.lang.ledger import Balance
from planlint.lang.phrases import same
from planlint.lang.predicates import DATES
from planlint.lang.show import as_data, digits, show
from planlint.lang.table_words import cells, impossible, mended, shortfall
from planlint.lang.totals import Totals
from planlint.lang.truth import TRUE
from planlint.model import Path, StepUsed, is_elsewhere
from planlint.records import dataclass, replace
from planlint.values import Unit, decimal_text, parse_unit

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_OPPOSITE |= {"before": "not_before", "after": "not_after", "not_before": "before", "not_after": "after"}
_BOUND = {"=": "", "<": "less than ", "<=": "at most ", ">": "more than ", ">=": "at least "}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The two sides of a comparison. Figures are digits in `unit`, that of the left-hand side."""

    found: str | None = None
    expected: str | None = None
    difference: str | None = None
    unit: str | None = None
    slack: str | None = None
    unlikely: bool = False
    steps: tuple[StepUsed, ...] = ()
    shown: tuple[str, str, str, str] | None = None
    """Found, expected, difference and slack as a message shows them."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place that breaks a rule, the item there (for its name in a message), and words of its own."""

    path: Path
    name: str | None = None
    item: Bound | None = None
    words: str | None = None
    tells_all: bool = False
    """Whether `words` say all that there is to say, so that the rule's sentence with its values adds nothing."""


def top_parts(expr: ast.Expr) -> Iterator[ast.Expr]:
    """The parts of a top-level `and`, each checked by itself."""
    if isinstance(expr, ast.And):
        for part in expr.parts:
            yield from top_parts(part)
    else:
        yield expr


def left_side(expr: ast.Expr) -> ast.Expr | None:
    """What a condition is about, if it has one left-hand side."""
    match expr:
        case ast.Not(part=part):
            return left_side(part)
        case ast.Compare(left=left) | ast.CompareDates(left=left) | ast.Is(left=left):
            return left
        case ast.Between(part=part) | ast.FallsIn(part=part) | ast.Given(part=part):
            return part
        case ast.Matches(part=part) | ast.Mentions(part=part):
            return part
        case ast.Or(parts=parts):
            return _of_all([left_side(one) for one in parts])
        case ast.Name() | ast.Field() | ast.Index():
            return expr
    return None


def _of_all(sides: list[ast.Expr | None]) -> ast.Expr | None:
    """What all alternatives are about, be it by its reason code; None where they are about different things."""
    cells = [one.part if isinstance(one, ast.Prefix) and one.word == "reason" else one for one in sides]
    first = cells[0]
    return first if first is not None and all(one is not None and same(first, one) for one in cells) else None


def chains(expr: ast.Expr) -> Iterator[ast.Expr]:
    """Every path and name in an expression, longest first, as they are written."""
    match expr:
        case ast.Field() | ast.Index() | ast.Name():
            yield expr
        case ast.Quantified(source=source) | ast.Aggregate(source=source):
            yield from chains(source)
        case ast.ListOf(items=parts) | ast.Call(arguments=parts) | ast.And(parts=parts) | ast.Or(parts=parts):
            for part in parts:
                yield from chains(part)
        case ast.Sum(terms=pairs) | ast.Product(factors=pairs):
            for _, part in pairs:
                yield from chains(part)
        case _:
            for name in (
                "part",
                "left",
                "right",
                "low",
                "high",
                "period",
                "start",
                "end",
                "condition",
                "then",
                "wanted",
            ):
                inner = getattr(expr, name, None)
                if isinstance(inner, ast.Expr):
                    yield from chains(inner)


def spelt(expr: ast.Expr) -> str:
    """A path as its author wrote it."""
    match expr:
        case ast.Name(name=name):
            return name
        case ast.Field(base=base, name=name):
            return f"{spelt(base)}.{name}"
        case ast.Index(base=base, key=key):
            return f"{spelt(base)}[{spelt(key)}]"
        case ast.Text(value=value):
            return f'"{value}"'
        case ast.Number(written=written):
            return written
        case ast.Constant(value=value):
            return str(value)
    return "…"


class Witness(Totals):
    """Adds to `Totals` what is needed to say why."""

    # ------------------------------------------------------------------ where
    def place(self, worth: Worth) -> Path | None:
        """Where a value stands in this submission; under a rule for the batch, in any that was received."""
        if self.rule.root or (isinstance(worth, Node) and not worth.own):
            return place(worth)
        if isinstance(worth, Missing):
            return next((path for path in worth.paths if len(path) > 1), None)
        return worth.path

    def points(self, part: ast.Expr, item: Path) -> list[Point]:
        """Where a false part points; `item` is the place of the innermost item."""
        if isinstance(part, Balance):
            words = shortfall(self.rule, part, self.evidence(part).shown)
            return [Point(part.place, words=words, tells_all=True)]
        if isinstance(part, ast.Reconciles):
            return [self.as_a_whole(part.table, item)]
        if isinstance(part, ast.Quantified) and part.word in ("every", "no"):
            return self._breaking(part, item) or [Point(item)]
        if isinstance(part, ast.NoRepeated):
            return self._repeats(part) or [Point(item)]
        if isinstance(part, ast.InOrder):
            return self._out_of_order(part) or [Point(item)]
        if isinstance(part, ast.Covers):
            absent, _ = self.uncovered(part)
            where = self.place(self.worth(part.part))
            named = ", ".join(show(one) for one in absent) if isinstance(absent, list) else ""
            return [Point(item if where is None else where, words=f"Missing: {named}.")]
        if isinstance(part, ast.Call):
            opened, scope = self.opened(part)
            if opened is not part:
                with self.among(scope):
                    return self.points(opened, item)
        left = left_side(part)
        if left is None:
            return [Point(item)]
        with self.tracing() as trace:
            worth = self.worth(left)
        where = self.place(worth)
        if where is None and self.one_place(left):
            read = [path for path in (*trace.reads, *trace.missing) if not (self.rule.root and is_elsewhere(path))]
            where = read[0] if len(read) == 1 else None
        return [Point(item if where is None else where)]

    def as_a_whole(self, name: str, item: Path) -> Point:
        """Where a table is impossible: at the total that cannot be right by itself, else where its rows stand."""
        clash = self.clash(name)
        if clash is None:
            return Point(next(iter(self.places(name)), item))
        alone = clash.balances[0] if len(clash.balances) == 1 else None
        where = alone.place if alone else next(iter(self.places(name)), item)
        short = shortfall(self.rule, alone, self.evidence(alone).shown) if alone else ""
        return Point(where, words=impossible(self.rule, clash, short), tells_all=True)

    def passing(self, part: ast.Expr, item: Path) -> Path:
        """Where a part points that holds by rounding."""
        return part.place if isinstance(part, Balance) else self.points(part, item)[0].path

    def hint(self, part: ast.Expr) -> str | None:
        """What would put a false part right, where that can be worked out."""
        if not isinstance(part, Balance | ast.Reconciles):
            return None
        repair = self.repair(part.table)
        return mended(self.rule, part.table, repair, self.sheet(part.table).names) if repair else None

    def one_place(self, left: ast.Expr) -> bool:
        """Whether a left-hand side is about one path, perhaps with a word before it, and no more."""
        left, scope = self.opened(left)
        with self.among(scope):
            match left:
                case ast.Name() | ast.Field() | ast.Index():
                    return True
                case ast.Prefix(part=part) | ast.Negate(part=part) | ast.IfGiven(part=part):
                    return self.one_place(part)
                case ast.Call(arguments=(part,)):
                    return self.one_place(part)
        return False

    def _breaking(self, part: ast.Quantified, outer: Path) -> list[Point]:
        """Each item that breaks it; one that is not of this submission is told at `outer`."""
        items = self.items(part.source)
        found = []
        for item in [] if isinstance(items, Missing) else items:
            if part.word == "no":
                broken = self.on_item(part, item, part.where, True).firm is True
            else:
                inside = self.on_item(part, item, part.where, True) if part.where else TRUE
                broken = inside.firm is True and self.on_item(part, item, part.condition, True).value is False
            if broken:
                where = self.place(item.worth)
                found.append(Point(outer if where is None else where, part.name, item))
        return found

    def _repeats(self, part: ast.NoRepeated) -> list[Point]:
        items = self.items(part.part)
        if isinstance(items, Missing):
            return []
        keys, _ = self.keys_of(items, part.paths)
        seen: set[object] = set()
        found = []
        for n, key in keys.items():
            where = self.place(items[n].worth)
            if key in seen and where is not None:
                found.append(Point(where))
            seen.add(key)
        return found

    def _out_of_order(self, part: ast.InOrder) -> list[Point]:
        items = self.items(part.part)
        if isinstance(items, Missing):
            return []
        found = []
        known = [one for one in items if not isinstance(self.step(one.worth, part.path), Missing)]
        for one, other in pairwise(known):
            truth = self.not_after(self.step(one.worth, part.path), self.step(other.worth, part.path))
            where = self.place(other.worth)
            if truth.value is False and where is not None:
                found.append(Point(where))
        return found

    # ------------------------------------------------------------------ what
    def evidence(self, part: ast.Expr) -> Evidence:
        """The sides of the first comparison in a part."""
        part, scope = self.opened(part)
        with self.among(scope):
            match part:
                case ast.Compare(left=left, right=right, op=op, within=within):
                    near = self._figures(self.worth(left), self.worth(right), _BOUND[op])
                    return near if within is None else self._tolerance(near, self.worth(right), self.worth(within))
                case ast.Between(part=one, low=low, high=high):
                    first, last = self.worth(low), self.worth(high)
                    near = self._figures(self.worth(one), first, "")
                    return Evidence(near.found, f"{as_data(first)} to {as_data(last)}", unit=near.unit)
                case Balance(total=total, summed=summed):
                    return self._figures(total, summed, "")
                case ast.Reconciles(table=table):
                    return self._whole(table)
                case ast.Is(left=left, right=right, word=word, negated=negated):
                    return self._exact(self.worth(left), self.worth(right), word, negated)
                case ast.CompareDates(left=left, right=right, op=op):
                    return Evidence(as_data(self.worth(left)), f"{DATES[op]} {as_data(self.worth(right))}")
                case ast.IfThen(then=then):
                    return self.evidence(then)
                case ast.Or(parts=parts):
                    holding = [one for one in parts if self.truth(one).value is True]
                    return self.evidence((holding or parts)[0])
                case ast.And(parts=parts):
                    return self.evidence(next((one for one in parts if self.truth(one).value is False), parts[0]))
                case ast.Not(part=one):
                    return self._denied(one)
                case ast.Matches(part=one) | ast.Mentions(part=one):
                    return Evidence(show(self.worth(one)))
        return Evidence()

    def _denied(self, part: ast.Expr) -> Evidence:
        """The sides of a comparison that should not hold; of several together no one is to blame."""
        part, scope = self.opened(part)
        with self.among(scope):
            match part:
                case ast.Not(part=one):
                    return self.evidence(one)
                case ast.Compare(left=left, right=right, op=op, within=None) if op != "=":
                    return self._figures(self.worth(left), self.worth(right), _BOUND[_OPPOSITE[op]])
                case ast.CompareDates(left=left, right=right, op=op):
                    return Evidence(as_data(self.worth(left)), f"{DATES[_OPPOSITE[op]]} {as_data(self.worth(right))}")
                case ast.Is(left=left, right=right, word=word, negated=negated):
                    return self._exact(self.worth(left), self.worth(right), word, not negated)
                case ast.Matches(part=one) | ast.Mentions(part=one):
                    return Evidence(show(self.worth(one)))
        return Evidence()

    def _tolerance(self, near: Evidence, right: Worth, within: Worth) -> Evidence:
        """With a fixed tolerance, that is the slack; the steps lend it nothing."""
        if not isinstance(right, Figure) or not isinstance(within, Figure) or near.unit is None:
            return near
        limit = within.value * abs(right.value) if within.unit.is_percent else within.value
        unit = parse_unit(near.unit) or right.unit
        return replace(near, slack=digits(limit, unit), unlikely=False, steps=())

    def _whole(self, name: str) -> Evidence:
        """Of a table: of the one total that cannot be right by itself, else the steps of all that cannot together."""
        clash = self.clash(name)
        told = [self.evidence(one) for one in (clash.balances if clash else self.sheet(name).balances)]
        if clash is not None and len(told) == 1:
            return told[0]
        steps = {step.path: step for one in told for step in one.steps} if clash else {}
        return Evidence(unlikely=any(one.unlikely for one in told), steps=tuple(steps.values()))

    def _exact(self, left: Worth, right: Worth, word: str, negated: bool) -> Evidence:
        if word == "is" and not negated and isinstance(left, Figure) and isinstance(right, Figure):
            return self._figures(left, right, "")
        if isinstance(left, Held) and left.path is None:
            return Evidence()  # such as a day of the week: it stands nowhere in the submission
        wanted = {"is": "", "like": "like ", "one_of": "one of ", "in": "one of "}[word]
        return Evidence(as_data(left), f"{'not ' if negated else ''}{wanted}{as_data(right)}")

    def _figures(self, left: Worth, right: Worth, wanted: str) -> Evidence:
        if not isinstance(left, Figure) or not isinstance(right, Figure):
            return Evidence(as_data(left), wanted + as_data(right))
        unit = left.unit if not left.bare else right.unit
        value = left.value - right.value
        if left.ratio or right.ratio:
            decided, _ = gap(left, right)
            slack = ((left.high - left.low) + (right.high - right.low)) / 2
        else:
            decided = add(left, right, -1)
            slack = (decided.high - decided.low) / 2
        steps = tuple(
            StepUsed(cell.path, digits(cell.step, Unit("")), cell.unit.name, cell.declared)
            for cell in decided.cells.values()
        )
        same = right.bare or right.unit.scale == unit.scale
        return Evidence(
            as_data(left),
            wanted + (as_data(right) if same else digits(right.value, unit)),
            digits(value, unit),
            unit.name,
            digits(slack, unit),
            decided.unlikely() and decided.value != 0,
            steps,
            (show(left), show(right), _amount(value, unit), _amount(slack, unit)),
        )

    def values(self, part: ast.Expr) -> dict[str, str]:
        """What each path of a part is worth, by the path as written."""
        if isinstance(part, Balance):
            return {name: as_data(worth) for name, worth in cells(part)}
        if isinstance(part, ast.Reconciles):
            clash = self.clash(part.table)
            return {name: as_data(worth) for one in (clash.balances if clash else ()) for name, worth in cells(one)}
        found: dict[str, str] = {}
        for chain in chains(part):
            root = chain
            while isinstance(root, ast.Field | ast.Index):
                root = root.base
            if isinstance(root, ast.Name) and self.knows(root.name):
                worth = self.worth(chain)
                if not isinstance(worth, Node | Items):
                    found[spelt(chain)] = as_data(worth)
        return found

    def knows(self, name: str) -> bool:
        known = (self.scope, self.globals, self.rule.parameters, self.rule.defines, ("as_of",))
        return any(name in some for some in known)


def _amount(value: Fraction, unit: Unit) -> str:
    """A difference in words; between percentages it is in percentage points."""
    exact = abs(value)
    if not unit.is_percent:
        return show(Figure(exact, unit.dims, unit))
    points = decimal_text(Fraction(round(exact * 10000), 100))
    return f"{points} percentage point{'' if points == '1' else 's'}"
