"""The manual is true: its example loads, and every word of the language is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlint import packs
from planlint.lang.functions import FUNCTIONS
from planlint.lang.parse import parse_file
from planlint.lang.resolve import check
from planlint.lang.words import WORDS
from planlint.rule_lint import HINTS
from planlint.values import FiscalCalendar


def manual(root: Path) -> str:
    return (root / "docs" / "language.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("about", ["# The rule language", "## Tables"])
def test_the_examples_of_the_manual_load(root: Path, about: str) -> None:
    example = manual(root).split(f"{about}\n", 1)[1].split("```")[1]
    head = "" if "rules for" in example else "rules for cip-return as cip\n"
    file, problems = parse_file(head + example, "example.rules")
    assert problems == []
    assert file is not None
    pack = packs.load()
    lists = {one.file: one for rules in pack.rules.values() for rule in rules for one in rule.checked.lists.values()}
    _, problems = check(file, "cip-return", pack.kinds["cip-return"].shape, lists, FiscalCalendar())
    assert problems == []


def test_every_word_of_tables_is_in_the_manual(root: Path) -> None:
    text = manual(root)
    names = (
        "TABLE",
        "TOTAL_ROW",
        "TOTAL_COLUMN",
        "COLUMN",
        "BLANKS_ARE_ZERO",
        "SUMS",
        "THE_OTHER_ROWS",
        "THE_ROWS_ABOVE",
    )
    words = [word for name in (*names, "ADDS_UP", "RECONCILES_JOINTLY") for word in WORDS[name][0]]
    assert [word for word in words if word not in text] == []


def test_every_function_is_in_the_manual(root: Path) -> None:
    text = manual(root)
    assert [name for name in FUNCTIONS if f"{name}(" not in text] == []


def test_every_finding_of_the_lint_is_in_the_manual_for_authors(root: Path) -> None:
    text = (root / "docs" / "authors.md").read_text(encoding="utf-8")
    assert [name for name in HINTS if f"`{name}`" not in text] == []
