"""What an author accepts of what the tools find, in comments of the rule file.

`# mutation accepted: WHAT, because WHY` stands on the line of a change that no test notices, or in the comment lines
just above it; WHAT is the change as it is told. `# lint accepted: NAME, because WHY` is the same for what the lint
finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planlint.lang import ast
from planlint.records import dataclass

_COMMENT = re.compile(r'^(?P<code>(?:[^"#]|"(?:[^"]|"")*")*)#\s*(?P<tool>mutation|lint) accepted:\s*(?P<said>.*)$')
_BECAUSE = ", because "


@dataclass(frozen=True, slots=True)
class Acceptance:
    """`line` is that of the comment, `lines` those whose findings it may accept. `why` is empty where none is given."""

    source: str
    line: int
    what: str
    why: str
    lines: frozenset[int]


def acceptances(file: ast.RuleFile, tool: str) -> tuple[Acceptance, ...]:
    """Every acceptance of a file for a tool (`mutation` or `lint`), in order of line."""
    return tuple(_found(file, tool, file.text.split("\n")))


def _found(file: ast.RuleFile, tool: str, lines: list[str]) -> Iterator[Acceptance]:
    for n, line in enumerate(lines, 1):
        found = _COMMENT.match(line)
        if found is None or found["tool"] != tool:
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
