"""Whether something is given, in code."""

from __future__ import annotations

from collections.abc import Iterable

from planlint.lang import ast
from planlint.lang.fast.code import Unsupported
from planlint.lang.fast.paths import Paths
from planlint.lang.fast.symbols import Pieces, Symbol
from planlint.shape import (
    FigureShape,
)


class Presence(Paths):
    """Adds to `Paths` whether what they lead to is there."""

    def given(self, expr: ast.Expr) -> tuple[str, frozenset[str]]:
        """Code for whether a path is given, and the variables that are where it is."""
        expr, names = self.opened(expr)
        with self.among(names):
            if isinstance(expr, ast.Name):
                self.worth(expr)
                return "True", frozenset()
            if isinstance(expr, ast.Prefix) and expr.word == "reason":
                raw, _ = self.reason(expr.part)
                return f"(type({raw}) is str)", frozenset()
            if not isinstance(expr, ast.Field | ast.Index):
                raise Unsupported("whether something worked out is given")
            chain: list[ast.Field | ast.Index] = []
            at: ast.Expr = expr
            while isinstance(at, ast.Field | ast.Index):
                chain.insert(0, at)
                at = at.base
            return self.reach(self.worth(at), chain)

    def reason(self, expr: ast.Expr) -> tuple[str, Pieces]:
        """The variable of a cell that may hold a reason instead of a figure, None where it is not there; its path."""
        expr, names = self.opened(expr)
        with self.among(names):
            if not isinstance(expr, ast.Field):
                raise Unsupported("the reason of something worked out")
            base = self.worth(expr.base)
            code, shape, _, path, _ = self.raw_field(base, expr.name)
            if not isinstance(shape, FigureShape) or path is None:
                raise Unsupported("the reason of something that is no figure")
            return code, path

    def reach(self, base: Symbol, chain: list[ast.Field | ast.Index]) -> tuple[str, frozenset[str]]:
        """Whether every step of a chain is there."""
        first, rest = chain[0], chain[1:]
        if isinstance(first, ast.Field):
            code, shape, up, path, sure = self.raw_field(base, first.name)
        else:
            code, shape, up, path, sure = self.raw_index(base, first.key)
        if not rest:
            there = f"{code} is not None"
            if isinstance(shape, FigureShape):
                if shape.unit_field is not None:
                    self.stated_unit(shape, up)
                if shape.reasons:
                    there += f" and type({code}) is not str"
            return f"({there})", frozenset((code,))
        if sure or self.out.find(("given", code)):
            return self.reach(self.typed(code, shape, up, path), rest)
        result = self.out.let("g", "False")
        with self.out.block(f"if {code} is not None:"):
            there, codes = self.reach(self.typed(code, shape, up, path), rest)
            self.out.line(f"{result} = {there}")
        return result, codes | {code}

    def suppose(self, codes: Iterable[str]) -> None:
        """From here on these variables are known to be given."""
        for code in codes:
            self.out.know(("given", code), True)
