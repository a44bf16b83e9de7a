"""Going through collections in code: sums, counts, the least and the greatest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeGuard

from planlint.lang import ast
from planlint.lang.checked import CheckedRule
from planlint.lang.fast.arithmetic import ONE, Arithmetic, clashes
from planlint.lang.fast.code import Block, Unsupported
from planlint.lang.fast.paths import SORTS, WORTH, under
from planlint.lang.fast.symbols import Linear, Listed, Node, Pieces, Row, Scalar, Symbol, Term, Truth, path_code
from planlint.records import replace
from planlint.shape import ListShape, MapShape, TextShape


class Collections(Arithmetic):
    """Adds to `Arithmetic` what is worked out over collections."""

    alike: Mapping[int, list[ast.Aggregate]] = MappingProxyType({})
    """Sums that go through the same items, by the identity of each."""

    def __init__(self, rule: CheckedRule, header: str, overrides: Mapping[str, ast.Expr]) -> None:
        super().__init__(rule, header, overrides)
        self.keys_of_values: dict[int, tuple[Symbol, Scalar | None]] = {}
        """The keys of values of maps, by the identity of each symbol, which is kept so that it stays its own."""

    def source(self, expr: ast.Expr) -> Node | Row | Listed:
        worth = self.worth(expr)
        if isinstance(worth, Node | Row | Listed):
            return worth
        raise Unsupported("going through something that is no collection")

    @contextmanager
    def each(self, source: Node | Row, name: str) -> Iterator[Symbol]:
        """Code for each item of a collection, with `name` bound to it."""
        out = self.out
        out.line(f"steps += len({source.code})")
        out.line("if steps > budget: raise Slow")
        if isinstance(source, Row):
            item = out.fresh("x")
            place = out.fresh("p") if source.places else ""
            over = f"{item}, {place} in zip({source.code}, {source.places})" if place else f"{item} in {source.code}"
            with out.block(f"for {over}:") as block:
                out.homes[item] = block
                path: Pieces | None = None if source.stem is None else (*source.stem, item)
                if place:
                    out.homes[place] = block
                    path = (f"*{place}",)
                symbol: Symbol = Scalar(source.sort, item, path, block)
                with self.naming(**{name: symbol}):
                    yield symbol
            return
        at, item = out.fresh("i"), out.fresh("x")
        over = f"{source.code}.items()" if isinstance(source.shape, MapShape) else f"enumerate({source.code})"
        with out.block(f"for {at}, {item} in {over}:") as block:
            out.homes[at] = out.homes[item] = block
            self.sure.add(item)
            symbol = self.item(source, at, item)
            with self.naming(**{name: symbol}):
                yield symbol

    def item(self, source: Node, at: str, item: str) -> Symbol:
        path = under(source.path, at)
        if isinstance(source.shape, MapShape):
            symbol = self.typed(item, source.shape.value, source, path)
            sort = SORTS.get(type(source.shape.key))
            key = Scalar(sort, at, path, self.out.here) if sort else None
            if not isinstance(symbol, Node):
                self.keys_of_values[id(symbol)] = (symbol, key)
                return symbol
            return replace(symbol, key=key)
        if not isinstance(source.shape, ListShape):
            raise Unsupported("going through something that is no collection")
        if isinstance(source.shape.item, TextShape):
            self.out.line(f"if not {item}.strip(): raise Slow")
        return self.typed(item, source.shape.item, source, path)

    @contextmanager
    def decided(self, truth: Truth) -> Iterator[None]:
        """A block for what is so beyond rounding; what is not decided is for the interpreter."""
        if not truth.crisp:
            self.out.line(f"if {truth.code} not in (0, 7): raise Slow")
        with self.out.block(f"if {truth.code}:") if truth.code != "True" else nullcontext():
            self.suppose(truth.if_true)
            yield

    def inside(self, where: ast.Expr | None) -> Any:
        """A block for the items that `where` leaves in; one that is not decided is for the interpreter."""
        truth = self.truth(where) if where is not None else Truth("True")
        return self.decided(truth)

    def aggregate(self, expr: ast.Aggregate) -> Symbol:
        source = self.source(expr.source)
        if isinstance(source, Listed):
            raise Unsupported("a sum over a list written in the rule")
        if expr.word == "distinct":
            return self.different(expr, source)
        if expr.part is None and expr.where is None:
            return Linear((Term(self.out.let("c", f"len({source.code})"), ONE, self.out.here),))
        if expr.part is None:
            return self.counted(expr, source)
        if expr.word == "sum":
            return self.total(expr, source)
        if expr.word == "mean":
            (total,), count = self.totals([expr], source)
            self.out.line(f"if not {count}: raise Slow")
            return replace(total, below=Linear((Term(count, ONE, self.out.here),)))
        if expr.word in ("min", "max"):
            return self.extreme(expr, source)
        raise Unsupported(f"`{expr.word}`")

    def different(self, expr: ast.Aggregate, source: Node | Row) -> Row:
        """The values that a part has over the items, each once, where it was met last."""
        assert expr.part is not None
        out = self.out
        found = out.let("q", "{}")
        with self.each(source, expr.name), self.inside(expr.where):
            part = self.worth(expr.part)
            if not isinstance(part, Scalar) or part.sort not in ("text", "year", "month", "date"):
                raise Unsupported("different values of things that are no texts or dates")
            place = "None" if part.path is None else path_code(part.path)
            out.line(f"{found}[{self.compared(part)}] = ({part.code}, {place})")
        code = out.let("r", f"tuple([one for one, _ in {found}.values()])")
        places = None if part.path is None else out.let("r", f"tuple([one for _, one in {found}.values()])")
        return Row(part.sort, code, None, out.here, places=places)

    def counted(self, expr: ast.Aggregate, source: Node | Row) -> Linear:
        count = self.out.let("c", "0")
        with self.each(source, expr.name), self.inside(expr.where):
            self.out.line(f"{count} += 1")
        return Linear((Term(count, ONE, self.out.here),))

    def total(self, expr: ast.Aggregate, source: Node | Row) -> Linear:
        """The sum of a part over the items. Sums that go through the same items are worked out in one go."""
        known = self.out.find(("sum", expr))
        if known is None:
            together = self.alike.get(id(expr), [expr])
            for one, figure in zip(together, self.totals(together, source)[0], strict=True):
                self.out.know(("sum", one), figure)
            known = self.out.find(("sum", expr))
        return known  # type: ignore[no-any-return]

    def totals(self, exprs: list[ast.Aggregate], source: Node | Row) -> tuple[list[Linear], str]:
        """The sums over the same items, and the variable that counts those."""
        out = self.out
        names = [(out.let("s", "0"), out.let("w", "0")) for _ in exprs]
        count = out.let("c", "0")
        home = out.here
        sums: list[tuple[Linear, Fraction, bool, tuple[Pieces, ...]]] = []
        with self.each(source, exprs[0].name) as item:
            at = out.here
            with self.inside(exprs[0].where):
                out.line(f"{count} += 1")
                for expr, (total, spread) in zip(exprs, names, strict=True):
                    assert expr.part is not None
                    part = self.figure(expr.part)
                    if part.below is not None:
                        raise Unsupported("a sum of quotients")
                    scale = self.whole([part])
                    out.line(f"{total} += {self.value_code(part, scale)}")
                    if not part.exact:
                        out.line(f"{spread} += {self.slack_code(part, scale)}")
                    cells = tuple(cell for term in part.terms for cell in self.starred(term, at) if not term.exact)
                    sums.append((part, scale, self.loose(part, item, at), cells))
        made = []
        for (part, scale, loose, cells), (total, spread) in zip(sums, names, strict=True):
            term = Term(total, 1 / scale, home, (), Fraction(0), None if part.exact else spread, cells)
            made.append(Linear((term,), loose=loose))
        return made, count

    def loose(self, part: Linear, item: Symbol, loop: Block) -> bool:
        """Whether slack summed up over the items may come to more than it truly is, because a cell is met twice."""
        own = item.code if isinstance(item, Scalar) else item.path[-1] if not_listed(item) and item.path else ""
        if part.loose or clashes([(term, self.starred(term, loop)) for term in part.terms]):
            return True
        weighted = [term for term in part.terms if not term.exact and term.factors]
        return any(own not in cell for term in weighted for cell in term.cells)

    def starred(self, term: Term, loop: Block) -> tuple[Pieces, ...]:
        """The cells of a term with `*` for each step that changes inside a loop."""

        def piece(one: str) -> str:
            if one.startswith(("'", '"')) or one == "*":
                return one
            return "*" if loop.holds(self.out.home(one)) else one

        return tuple(tuple(map(piece, cell)) for cell in term.cells)

    def extreme(self, expr: ast.Aggregate, source: Node | Row) -> Linear:
        """The least or greatest of single cells of one step."""
        assert expr.part is not None
        out = self.out
        best = out.let("m", "None")
        sign = "<" if expr.word == "min" else ">"
        with self.each(source, expr.name), self.inside(expr.where):
            part = self.figure(expr.part)
            if part.below is not None or len(part.terms) != 1 or part.terms[0].spread or part.constant:
                raise Unsupported(f"the {expr.word} of something worked out")
            term = part.terms[0]
            if term.factors and any(not one.startswith("u") for one in term.factors):
                raise Unsupported(f"the {expr.word} of something worked out")
            value = self.multiplied(ONE, (*term.factors, term.value))
            out.line(f"if {best} is None or {value} {sign} {best}: {best} = {value}")
        out.line(f"if {best} is None: raise Slow")
        if term.factors and not term.exact:
            raise Unsupported(f"the {expr.word} of figures in a unit that is stated")
        if term.coefficient < 0:
            raise Unsupported(f"the {expr.word} of something worked out")
        cells = tuple(tuple("*" if not one.startswith("'") else one for one in cell) for cell in term.cells)
        found = Term(best, term.coefficient, out.here, (), term.half, None, cells)
        return Linear((found,), loose=not term.exact)


def not_listed(symbol: Symbol) -> TypeGuard[Node | Linear]:
    return isinstance(symbol, Node | Linear)


WORTH[ast.Aggregate] = Collections.aggregate
