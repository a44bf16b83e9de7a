"""Changes that an author accepts, in comments of the rule file.

`# mutation accepted: WHAT, because WHY` stands on the line of the change or in the comment lines just above it. WHAT is
the change as it is told, such as `<= became <` in quotation marks of its own or without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planlint.lang import ast

_COMMENT = re.compile(r'^(?P<code>(?:[^"#]|"(?:[^"]|"")*")*)#\s*mutation accepted:\s*(?P<said>.*)$')
_BECAUSE = ", because "


@dataclass(frozen=True, slots=True)
class Acceptance:
    """`line` is that of the comment, `lines` those whose changes it may accept. `why` is empty where none is given."""

    source: str
    line: int
    what: str
    why: str
    lines: frozenset[int]


def acceptances(file: ast.RuleFile) -> tuple[Acceptance, ...]:
    """Every acceptance of a file, in order of line."""
    return tuple(_found(file, file.text.split("\n")))


def _found(file: ast.RuleFile, lines: list[str]) -> Iterator[Acceptance]:
    for n, line in enumerate(lines, 1):
        found = _COMMENT.match(line)
        if found is None:
            continue
        what, _, why = found["said"].strip().rpartition(_BECAUSE)
        if not what:
            what, why = found["said"].strip(), ""
        reach = {n}
        if not found["code"].strip():
            reach = {next((k for k in range(n, len(lines)) if not lines[k].lstrip().startswith("#")), n) + 1}
        yield Acceptance(file.source, n, plain(what), why.strip(), frozenset(reach))


def plain(words: str) -> str:
    """The words of a change without the marks round what is quoted, and with single spaces."""
    return " ".join(words.replace("`", "").split())
