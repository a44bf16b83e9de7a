"""What is dubious in the rules of a pack, each with its place and what to do about it."""

from __future__ import annotations

from planlint.rule_lint.finding import LintFinding
from planlint.rule_lint.names import HINTS
from planlint.rule_lint.run import Linted, lint

__all__ = ["HINTS", "LintFinding", "Linted", "lint"]
