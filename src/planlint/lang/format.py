"""A rule file laid out as every rule file is: one clause a line, comments kept, the author's line breaks kept.

It works on the words as the parser reads them, so it cannot change what a rule means; that is checked all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from planlint.errors import Problem
from planlint.lang import ast
from planlint.lang.parse import parse_file, parser
from planlint.lang.plain import to_plain
from planlint.records import dataclass, field, replace

_HEADS = frozenset(
    {
        "RULES_FOR",
        "TITLE",
        "USES_LIST",
        "USES_PREVIOUS",
        "USES",
        "USES_ALL",
        "PARAMETER",
        "DEFINE",
        "TABLE",
        "FISCAL",
        "RULE",
        "TEST",
    }
)
_CLAUSES = {
    "RULE": frozenset({"CITES", "OWNER", "TAGS", "EFFECTIVE_FROM", "WHEN", "FOR_EACH", "FOR_EACH_PAIR", "LET", "VERB"}),
    "TEST": frozenset({"GIVEN", "SET", "REMOVE", "ADD", "COPY", "EXPECT"}),
    "TABLE": frozenset({"BLANKS_ARE_ZERO", "TOTAL_ROW", "TOTAL_COLUMN", "COLUMN"}),
}
_TRAILERS = frozenset({"MISSING_MEANS", "AT", "SAY", "FIX"})
_VALUES = frozenset(
    {"NAME", "FIELD", "INT", "NUMBER", "MONEY", "PERCENT", "DATE", "MONTH", "YEAR", "STRING", "YES", "NO"}
)
_OPEN, _SHUT = "([", ")]"
_COMMENT = re.compile(r"#[^\n]*")


@dataclass
class _Word:
    """A word with what stood before it: the comments of its own line or above, and how the author broke the line."""

    kind: str
    text: str
    broken: bool
    blank: bool
    above: list[str] = field(default_factory=list)
    behind: str = ""


@dataclass
class _Clause:
    indent: int
    words: list[_Word]


def formatted(text: str, source: str) -> tuple[str | None, list[Problem]]:
    """The text of a rule file as it is laid out, or what keeps it from being read.

    Formatting what is formatted changes nothing. Raises RuntimeError where the meaning would change: a fault of
    planlint.
    """
    before, problems = parse_file(text, source)
    if before is None:
        return None, problems
    words, last = _words(text)
    laid = "\n".join(_lines(list(_clauses(words)), last)).strip("\n") + "\n"
    after, problems = parse_file(laid, source)
    if after is None or _bare(before) != _bare(after):
        raise RuntimeError(f"{source} would mean something else once it is laid out {problems}")
    return laid, []


def _words(text: str) -> tuple[list[_Word], list[str]]:
    """The words of a file, and the comments after the last of them."""
    reading = parser().parse_interactive(text, start="file")
    words: list[_Word] = []
    end = 0
    for token in reading.iter_parse():
        between = text[end : token.start_pos]
        word = _Word(token.type, _even(token.type, str(token)), "\n" in between or not words, "\n\n" in _bared(between))
        word.above = _take_comments(between, words)
        words.append(word)
        end = token.end_pos or end
    return words, _take_comments(text[end:], words)


def _bared(between: str) -> str:
    return re.sub(r"[ \t\r]", "", between.split("#")[0] if "\n\n" not in between.split("#")[0] else between)


def _take_comments(between: str, words: list[_Word]) -> list[str]:
    """The comments between two words; one on the line of the word before goes behind that word."""
    comments = []
    for found in _COMMENT.finditer(between):
        comment = found[0].rstrip()
        if words and "\n" not in between[: found.start()]:
            words[-1].behind = comment
        else:
            blank = re.search(r"\n[ \t\r]*\n[ \t\r]*$", between[: found.start()]) is not None
            comments.append(("\n" if blank else "") + comment)
    return comments


def _even(kind: str, text: str) -> str:
    return text if kind == "STRING" else re.sub(r"\s+", " ", text)


def _clauses(words: list[_Word]) -> Iterator[_Clause]:
    """The words by clause: a declaration, or a clause of a rule, test or table under it."""
    clause = _Clause(0, [])
    head, depth = "", 0
    before: _Word | None = None
    for word in words:
        start = None
        if depth == 0 and not (before and before.text == "."):
            start = _indent(word, head, before)
        if start is not None:
            if clause.words:
                yield clause
            clause = _Clause(start, [])
            if start == 0:
                head = word.kind
        depth += (word.text in _OPEN) - (word.text in _SHUT)
        clause.words.append(word)
        before = word
    if clause.words:
        yield clause


def _indent(word: _Word, head: str, before: _Word | None) -> int | None:
    """How far a word that begins a clause stands in; None for one that does not."""
    if word.kind in _HEADS or (word.kind == "EFFECTIVE_FROM" and head != "RULE"):
        return 0
    if word.kind == "GIVEN" and (before is None or before.kind != "STRING"):
        return None
    if word.kind in _CLAUSES.get(head, ()):
        return 2
    return 4 if head == "RULE" and word.kind in _TRAILERS else None


# ---------------------------------------------------------------------- lines


def _lines(clauses: list[_Clause], last: list[str]) -> Iterator[str]:
    for n, clause in enumerate(clauses):
        first = clause.words[0]
        above = first.above
        spaced = first.blank or (first.kind == "RULE" and n > 0)
        if spaced and n > 0 and not (above and above[0].startswith("\n")):
            yield ""
        for comment in above:
            if comment.startswith("\n") and (n > 0 or comment is not above[0]):
                yield ""
            yield " " * clause.indent + comment.lstrip("\n")
        yield from _laid(clause)
    for comment in last:
        if comment.startswith("\n"):
            yield ""
        yield comment.lstrip("\n")


def _laid(clause: _Clause) -> Iterator[str]:
    """The lines of a clause: broken where the author broke it, each part set in under what it belongs to."""
    start = clause.indent + len(clause.words[0].text)
    line, depth = " " * clause.indent, 0
    before: _Word | None = None
    for word in clause.words:
        if word.broken and before is not None:
            yield line.rstrip()
            column = start + 1 + depth
            if word.kind in ("AND", "OR") and depth == 0:
                column = max(clause.indent, start - len(word.text))
            for comment in word.above:
                yield " " * column + comment.lstrip("\n")
            line = " " * column + word.text
        else:
            line += (" " if before is not None and _apart(before, word) else "") + word.text
        if word.behind:
            line += f"  {word.behind}"
        depth += (word.text in _OPEN) - (word.text in _SHUT)
        before = replace(word, kind="SIGN") if word.text == "-" and _is_sign(before, word) else word
    yield line.rstrip()


def _is_sign(before: _Word | None, word: _Word) -> bool:
    """Whether a minus belongs to what follows it, as in `-£1m`."""
    if before is None or before.text in ("(", "[", ",", "+", "-", "*", "/"):
        return True
    return before.kind not in _VALUES and before.text not in (")", "]")


def _apart(before: _Word, word: _Word) -> bool:
    """Whether a space stands between two words."""
    if word.text in (",", ".", ")", "]") or before.text in ("(", "[", ".") or before.kind == "SIGN":
        return False
    if word.text == "[":
        return before.kind not in ("NAME", "FIELD") and before.text not in ("]", ")")
    if word.text == "(":
        return before.kind != "NAME"
    return True


def _bare(file: ast.RuleFile) -> Any:
    """A tree without its places and its text."""
    return _without(to_plain(replace(file, text="")))


def _without(plain: Any) -> Any:
    if not isinstance(plain, list):
        return plain
    return None if plain[:1] == ["Pos"] else [_without(one) for one in plain]
