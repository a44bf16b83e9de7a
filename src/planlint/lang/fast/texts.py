"""Texts in code: all that stand in something, their sentences, and what the functions about English say of them."""

from __future__ import annotations

from typing import Any

from planlint.lang import ast
from planlint.lang.fast.arithmetic import ONE
from planlint.lang.fast.code import Unsupported
from planlint.lang.fast.paths import SORTS, WORTH
from planlint.lang.fast.symbols import Linear, Node, Row, Scalar, Symbol, Term, path_code
from planlint.lang.fast.times import Times
from planlint.shape import ListShape


class Texts(Times):
    """Adds to `Times` what is worked out over texts. `texts` goes through the prose, the rest is as it is written."""

    def prefix(self, expr: ast.Prefix) -> Symbol:
        if expr.word != "texts":
            return super().prefix(expr)
        worth = self.worth(expr.part)
        if not isinstance(worth, Node) or worth.path is None:
            raise Unsupported("texts of something that is not of the submission")
        if worth.path == ():
            self.whole_read = True
        shape = self.keep(worth.shape)
        found = self.once(worth.home, ("texts", worth.code), f"texts({worth.code}, {path_code(worth.path)}, {shape})")
        return Row("text", f"{found}[0]", worth.path, self.out.here, places=f"{found}[1]")

    def call(self, expr: ast.Call) -> Symbol:
        if expr.name not in ("sentences", "reading_age", "undefined_acronyms"):
            return super().call(expr)
        values, places, home = self.prose(expr.arguments[0])
        if expr.name == "reading_age":
            return Linear((Term(self.out.let("c", f"reading_age({values})"), ONE, self.out.here),))
        known = f", {self.known_words(expr.arguments[1])}" if expr.name == "undefined_acronyms" else ""
        found = self.out.let("r", f"{expr.name}({values}, {places}{known})")
        return Row("text", f"{found}[0]", home, self.out.here, places=f"{found}[1]")

    def prose(self, expr: ast.Expr) -> tuple[str, str, Any]:
        """Code for the texts of a text or of a list of texts, and for their places; where the whole stands."""
        worth = self.worth(expr)
        if isinstance(worth, Scalar) and worth.sort == "text":
            place = "None" if worth.path is None else path_code(worth.path)
            return f"({worth.code},)", f"({place},)", worth.path
        if isinstance(worth, Row) and worth.sort == "text" and worth.places is not None:
            return worth.code, worth.places, worth.path
        if not isinstance(worth, Node) or not isinstance(worth.shape, ListShape) or worth.path is None:
            raise Unsupported("prose that is no text of the submission")
        if SORTS.get(type(worth.shape.item)) != "text":
            raise Unsupported("prose that is no text of the submission")
        found = self.once(worth.home, ("own", worth.code), f"listed({worth.code}, {path_code(worth.path)})")
        return f"{found}[0]", f"{found}[1]", worth.path

    def known_words(self, expr: ast.Expr) -> str:
        """Code for the short forms that a list of the pack explains."""
        if not isinstance(expr, ast.Name) or expr.name not in self.rule.lists:
            raise Unsupported("short forms that are worked out")
        rows = self.rule.lists[expr.name]
        key = rows.shape.key or ""
        keys = [row.get(key) if isinstance(row, dict) else row for row in rows.rows]
        return self.keep(tuple(one for one in keys if isinstance(one, str)))


WORTH[ast.Prefix] = Texts.prefix
WORTH[ast.Call] = Texts.call
