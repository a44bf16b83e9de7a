"""Pieces of a rule as they are quoted to its author."""

from __future__ import annotations

from planlint.lang import ast

SHOWN = 70
"""How many characters are quoted at most."""


def shortened(text: str) -> str:
    """A quotation that fits on a line: its beginning and its end.

    >>> len(shortened("x" * 100)) <= SHOWN, shortened("short")
    (True, 'short')
    """
    if len(text) <= SHOWN:
        return text
    half = (SHOWN - 3) // 2
    return f"{text[:half].rstrip()} … {text[-half:].lstrip()}"


def start_of(expr: ast.Expr) -> ast.Pos:
    """Where an expression begins. A path is known by its last step, and begins with its first."""
    while isinstance(expr, ast.Field):
        expr = expr.base
    return expr.pos
