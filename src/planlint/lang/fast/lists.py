"""Conditions about lists in code: what repeats, what is out of order, what is covered, and for how many it holds."""

from __future__ import annotations

from planlint.lang import ast
from planlint.lang.fast.code import Unsupported
from planlint.lang.fast.conditions import TRUTH, Conditions
from planlint.lang.fast.paths import SORTS
from planlint.lang.fast.symbols import Listed, Node, Row, Scalar, Symbol, Truth, path_code
from planlint.lang.held import normal
from planlint.lang.walk import walk
from planlint.shape import ListShape, MapShape, RecordShape, Shape

_BOUNDS = {"some": (1, None), "no": (None, 0)}


class Lists(Conditions):
    """Adds to `Conditions` those about lists."""

    def listed(self, expr: ast.Expr) -> Node:
        node = self.worth(expr)
        if not isinstance(node, Node) or not isinstance(node.shape, ListShape) or node.path is None:
            raise Unsupported("a list that is worked out")
        return node

    def sort_at(self, node: Node, path: tuple[str, ...]) -> str:
        shape: Shape = node.shape.item if isinstance(node.shape, ListShape) else Shape()
        for step in path:
            shape = shape.fields.get(step, Shape()) if isinstance(shape, RecordShape) else Shape()
        sort = SORTS.get(type(shape))
        if sort is None or sort == "yes_no":
            raise Unsupported("a key of a sort of its own")
        return sort

    def spend(self, node: Node) -> None:
        self.out.line(f"steps += len({node.code})")
        self.out.line("if steps > budget: raise Slow")

    def no_repeated(self, expr: ast.NoRepeated, positive: bool) -> Truth:
        return self.empty(self.repeated(expr), positive)

    def repeated(self, expr: ast.NoRepeated) -> tuple[str, Node]:
        node = self.listed(expr.part)
        self.spend(node)
        paths = tuple((path, self.sort_at(node, path)) for path in expr.paths)
        return self.out.let("q", f"repeats({node.code}, {paths!r})"), node

    def in_order(self, expr: ast.InOrder, positive: bool) -> Truth:
        return self.empty(self.disordered(expr), positive)

    def disordered(self, expr: ast.InOrder) -> tuple[str, Node]:
        node = self.listed(expr.part)
        self.spend(node)
        return self.out.let("q", f"disorder({node.code}, {expr.path!r}, {self.sort_at(node, expr.path)!r})"), node

    def empty(self, found: tuple[str, Node], positive: bool) -> Truth:
        return Truth(f"(not {found[0]})" if positive else f"bool({found[0]})")

    def covers(self, expr: ast.Covers, positive: bool) -> Truth:
        have, want = self.entries(expr.part, expr.by), self.entries(expr.wanted, expr.by)
        return Truth(f"({want} <= {have})" if positive else f"(not {want} <= {have})")

    def entries(self, expr: ast.Expr, by: tuple[str, ...] | None) -> str:
        """The set of a collection's keys, or of what stands at `by`."""
        if isinstance(expr, ast.Name) and expr.name in self.rule.lists:
            rows = self.rule.lists[expr.name]
            shape, key = rows.shape.item, rows.shape.key
            inner = shape.fields.get(key, Shape()) if key is not None and isinstance(shape, RecordShape) else Shape()
            if key is None or SORTS.get(type(inner)) != "text":
                raise Unsupported("a list of the pack whose key is no text")
            named = [row.get(key) if isinstance(row, dict) else None for row in rows.rows]
            if not all(isinstance(one, str) and one.strip() for one in named):
                raise Unsupported("a list of the pack whose key is no text")
            return "{" + ", ".join(repr(normal(str(one))) for one in named) + "}" if named else "set()"
        worth = self.worth(expr)
        if isinstance(worth, Row):
            return f"set({self.values(worth)})"
        if not isinstance(worth, Node):
            raise Unsupported("a list that is worked out")
        if isinstance(worth.shape, MapShape):
            if by is not None or not isinstance(worth.shape.value, RecordShape | ListShape | MapShape):
                raise Unsupported("`by` of a map, or a map of values")
            return f"set({worth.code})"
        if by is None and isinstance(worth.shape, ListShape) and isinstance(worth.shape.item, RecordShape):
            if worth.shape.key is None:
                raise Unsupported("a list without a key")
            by = (worth.shape.key,)
        sort = self.sort_at(worth, by or ())
        if sort not in ("text", "year", "month"):
            raise Unsupported("a key of a sort of its own")
        return self.once(worth.home, ("keys", worth.code, by), f"set(entries({worth.code}, {by or ()!r}, {sort!r}))")

    # ------------------------------------------------------------------ quantifiers
    def quantified(self, expr: ast.Quantified, positive: bool) -> Truth:
        return self.quantify(expr, positive, None)

    def quantify(self, expr: ast.Quantified, positive: bool, broken: str | None) -> Truth:
        """`broken` is a list variable that takes the paths of the items that break the condition."""
        source = self.source(expr.source)
        if isinstance(source, Listed):
            raise Unsupported("going through a list written in the rule")
        if expr.word == "every":
            return self.every(expr, source, positive, broken)
        joined = self.hashed(expr, source) if broken is None else None
        if joined is not None:
            return Truth(joined if positive is (expr.word == "some") else f"(not {joined})")
        count = self.out.let("n", "0")
        with self.each(source, expr.name) as item, self.inside(expr.where):
            self.out.line(f"{count} += 1")
            self.breaks(item, broken)
            if expr.word == "some":
                self.out.line("break")
        low, high = _BOUNDS.get(expr.word, (expr.number, expr.number))
        low, high = {"at_least": (expr.number, None), "at_most": (None, expr.number)}.get(expr.word, (low, high))
        tests = [f"{count} >= {low}"] * (low is not None) + [f"{count} <= {high}"] * (high is not None)
        code = " and ".join(tests)
        return Truth(f"({code})" if positive else f"(not ({code}))")

    def hashed(self, expr: ast.Quantified, source: Node | Row) -> str | None:
        """`some x in XS where x.PATH is E` as a look into the set of all that stand there."""
        where = expr.where
        if expr.word not in ("some", "no") or not isinstance(where, ast.Is) or where.word != "is" or where.negated:
            return None
        if not isinstance(source, Node) or not isinstance(source.shape, ListShape):
            return None
        for one, other in ((where.left, where.right), (where.right, where.left)):
            path = path_from(expr.name, one)
            if path and not any(isinstance(part, ast.Name) and part.name == expr.name for part in walk(other)):
                sort = self.sort_at(source, path)
                wanted = self.worth(other)
                if sort not in ("text", "year", "month") or not isinstance(wanted, Scalar) or wanted.sort != sort:
                    return None
                self.spend(source)
                key = ("keys", source.code, path)
                keys = self.once(source.home, key, f"set(entries({source.code}, {path!r}, {sort!r}))")
                return f"({self.compared(wanted)} in {keys})"
        return None

    def every(self, expr: ast.Quantified, source: Node | Row, positive: bool, broken: str | None) -> Truth:
        out = self.out
        assert expr.condition is not None
        whole = out.let("b", "7" if positive else "0")
        met = out.let("n", "0") if expr.empty == "at_least_one" else ""
        with self.each(source, expr.name) as item, self.inside(expr.where):
            if met:
                out.line(f"{met} += 1")
            holds = self.truth(expr.condition, positive)
            state = out.let("b", holds.bits)
            out.line(f"{whole} {'&' if positive else '|'}= {state}")
            if broken is not None:
                with out.block(f"if {state} == 0:"):
                    self.breaks(item, broken)
        if expr.empty == "at_least_one":
            out.line(f"if not {met}: {whole} = {0 if positive else 7}")
        return Truth(f"{whole} == 7" if holds.crisp else whole, holds.crisp)

    def breaks(self, item: Symbol, broken: str | None) -> None:
        path = getattr(item, "path", None)
        if broken is not None and path is not None:
            self.out.line(f"{broken}.append({path_code(path)})")


def path_from(name: str, expr: ast.Expr) -> tuple[str, ...]:
    """The fields that lead from an item to an expression; none where it is no such path."""
    steps: list[str] = []
    while isinstance(expr, ast.Field):
        steps.insert(0, expr.name)
        expr = expr.base
    return tuple(steps) if isinstance(expr, ast.Name) and expr.name == name else ()


TRUTH.update(
    {
        ast.NoRepeated: Lists.no_repeated,
        ast.Covers: Lists.covers,
        ast.InOrder: Lists.in_order,
        ast.Quantified: Lists.quantified,
    }
)
