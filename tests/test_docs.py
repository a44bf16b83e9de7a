"""The manual is true: its example loads, and every word of the language is in it."""

from __future__ import annotations

from pathlib import Path

from planlint import packs
from planlint.lang.functions import FUNCTIONS
from planlint.lang.parse import parse_file
from planlint.lang.resolve import check
from planlint.values import FiscalCalendar


def manual(root: Path) -> str:
    return (root / "docs" / "language.md").read_text(encoding="utf-8")


def test_the_example_of_the_manual_loads(root: Path) -> None:
    example = manual(root).split("```")[1]
    file, problems = parse_file(example, "example.rules")
    assert problems == []
    assert file is not None
    pack = packs.load()
    lists = {one.file: one for rules in pack.rules.values() for rule in rules for one in rule.checked.lists.values()}
    _, problems = check(file, "cip-return", pack.kinds["cip-return"].shape, lists, FiscalCalendar())
    assert problems == []


def test_every_function_is_in_the_manual(root: Path) -> None:
    text = manual(root)
    assert [name for name in FUNCTIONS if f"{name}(" not in text] == []
