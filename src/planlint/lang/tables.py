"""The parser's tables, worked out once: building them takes longer than all the rest of a small check.

`grammar_tables.py` is written by `python -m planlint.lang.tables` after a change of the grammar. It is used only where
it was made from this grammar by this version of lark; otherwise the parser is built anew, so stale tables cost time
and never a wrong tree.
"""

from __future__ import annotations

import hashlib
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

_MODULE = "planlint.lang.grammar_tables"


def grammar_text() -> str:
    return resources.files("planlint.lang").joinpath("grammar.lark").read_text(encoding="utf-8")


def build() -> Lark:
    """The parser, built from the grammar."""
    return Lark(
        grammar_text(),
        parser="lalr",
        lexer="contextual",
        start=["file", "expr", "chain"],
        propagate_positions=True,
        maybe_placeholders=True,
    )


def stamp() -> str:
    """What tables must have been made from: the grammar and the version of lark."""
    return f"{lark.__version__} {hashlib.sha256(grammar_text().encode()).hexdigest()}"


def ready() -> Lark | None:
    """The parser from its tables, or None where they were made from something else."""
    try:
        tables: Any = import_module(_MODULE)
    except ImportError:
        return None
    if stamp() != tables.STAMP:
        return None
    loader: Any = Lark
    loaded: Lark = loader._load_from_dict(tables.DATA, tables.MEMO)
    return loaded


def write(path: Path) -> None:
    """Write the tables of the present grammar as a module."""
    whole: Any = build()
    tables, memo = whole.memo_serialize([TerminalDef, Rule])
    head = '"""Made by `python -m planlint.lang.tables`: do not edit."""'
    text = f"{head}\n\nSTAMP = {stamp()!r}\nDATA = {tables!r}\nMEMO = {memo!r}\n"
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).with_name("grammar_tables.py"))
