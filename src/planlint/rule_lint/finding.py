"""What is dubious in a pack: where it stands, its name, a sentence, and what to do."""

from __future__ import annotations

from planlint.errors import Problem
from planlint.lang import ast
from planlint.records import dataclass
from planlint.rule_lint.names import HINTS


@dataclass(frozen=True, slots=True, order=True)
class LintFinding:
    """`line`, `column` and `length` count characters from 1; all are 0 where a whole file is meant."""

    source: str
    line: int
    column: int
    name: str
    message: str
    length: int = 1

    @property
    def hint(self) -> str:
        """What to do about it."""
        return HINTS[self.name]

    def problem(self, lines: list[str]) -> Problem:
        """The finding as problems of packs are shown, with the line it stands in."""
        text = lines[self.line - 1].rstrip("\r")[:200] if 0 < self.line <= len(lines) else ""
        message = f"{self.name}: {self.message}"
        return Problem(self.source, self.line, self.column, message, self.hint, text, min(self.length, 80))


def at(source: str, pos: ast.Pos, name: str, message: str) -> LintFinding:
    """A finding at a place of a rule file."""
    return LintFinding(source, pos.line, pos.column, name, message, pos.length)
