"""The three ways a run can go wrong that are not findings about a submission.

A fault in a submission is never an exception: it is a finding (see `planlint.model`). What is raised is

* `PackFault`: a rule pack cannot be loaded. Carries every problem found, each with its place. Exit 2.
* `UsageFault`: the command or a setting asks for something that is not there. Exit 2.
* `ToolFault`: planlint itself is wrong. Names the rule that was running. Exit 2.
"""

from __future__ import annotations

from planlint.records import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a pack: where it stands and, in the author's own terms, what to do about it.

    `line` and `column` count characters from 1; both are 0 where the whole file is meant. `excerpt` is the line as
    written, or its beginning, and `length` how many of its characters, from `column`, the caret underlines.
    """

    source: str
    line: int
    column: int
    message: str
    hint: str = ""
    excerpt: str = ""
    length: int = 1

    def __str__(self) -> str:
        where = f"{self.source}:{self.line}:{self.column}" if self.line else self.source
        text = f"{where}: {self.message}"
        if self.line and self.column <= len(self.excerpt):
            gutter = f"{self.line:>5} | "
            under = min(self.length, len(self.excerpt) - self.column + 1)
            caret = " " * (len(gutter) + self.column - 1) + "^" * max(1, under)
            text += f"\n{gutter}{self.excerpt}\n{caret}"
        if self.hint:
            text += f"\n      {self.hint}"
        return text


class PackFault(Exception):
    """A pack that cannot be loaded, with all the problems found in it, in order of file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageFault(Exception):
    """Something was asked for that cannot be done; the text says what to do instead."""


class ToolFault(Exception):
    """planlint is at fault, not the submission and not the pack. Names the rule that was running."""

    def __init__(self, rule: str, submission: str, cause: BaseException) -> None:
        self.rule = rule
        self.submission = submission
        self.cause = cause
        super().__init__(
            f"{rule} could not run on {submission}: {type(cause).__name__}: {cause}. "
            "This is a fault of planlint, not of the submission."
        )
