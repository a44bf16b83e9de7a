"""Text of a rule file → tree, or all that is wrong with it, in the author's own terms.

The grammar is `grammar.lark`; a test builds it with `strict=True`, which proves that it has no conflicts. The tree is
built while parsing, so nothing here recurses over an author's text.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from planlint.errors import Problem
from planlint.lang import ast, tables
from planlint.lang.build import Refused
from planlint.lang.declare import TreeBuilder
from planlint.lang.walk import walk
from planlint.lang.words import WORDS
from planlint.limits import LIMITS
from planlint.records import replace

_DECLARATION = re.compile(
    r"^[ \t]*(?=rules\s+for\b|title\s+\"|uses\s|parameter\s|define\s|fiscal\s|table\s|effective\s+from\b"
    r"|rule\s+[A-Z]|test\s+[A-Z])",
    re.MULTILINE,
)
_TOLD = 200
"""Problems of one file that are told at once."""
_HOLE = re.compile(r"\{\{.*?\}\}|\{([^{}]*)\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@lru_cache(maxsize=1)
def parser() -> Lark:
    return tables.ready() or tables.build()


def parse_file(text: str, source: str) -> tuple[ast.RuleFile | None, list[Problem]]:
    """The tree of a rule file and no problems, or no tree and every problem found. `source` names it in messages."""
    problem = _unfit(text, source)
    if problem:
        return None, [problem]
    tree, problem = _attempt(text, source, "file")
    if problem is not None:
        return None, _each_declaration(text, source) or [problem]
    file = replace(ast.RuleFile(source, *tree), text=text)
    problems: list[Problem] = []
    rules = tuple(_with_messages(rule, text, source, problems) for rule in file.rules)
    return (None, problems) if problems else (replace(file, rules=rules), [])


def parse_expression(text: str, source: str, start: str = "expr") -> tuple[Any, Problem | None]:
    """One expression (`start` is `expr`) or one path (`chain`), or what is wrong with it."""
    problem = _unfit(text, source)
    return (None, problem) if problem else _attempt(text, source, start)


def _with_messages(rule: ast.Rule, text: str, source: str, problems: list[Problem]) -> ast.Rule:
    """The rule with the values that its messages put in found; what is wrong with one is added to `problems`."""

    def read(message: ast.Message | None) -> ast.Message | None:
        if message is None:
            return None
        pieces: list[str | ast.Expr] = []
        end = 0
        for hole in _HOLE.finditer(message.written):
            pieces.append(message.written[end : hole.start()])
            end = hole.end()
            if hole[1] is None:
                pieces.append(hole[0])
                continue
            chain, problem = _attempt(hole[1], source, "chain")
            column = _column_in(message, hole.start(1))
            if problem:
                hint = "Only a name or a path can stand in { }. Write {{ for a bracket of your own."
                spot = replace(problem, line=message.pos.line, column=column - 1, length=len(hole[0]))
                spot = replace(spot, message=f"`{{{hole[1]}}}` in this text is not a path.", hint=hint)
                problems.append(_with_excerpt(spot, text))
            else:
                for one in walk(chain):
                    one.pos = ast.Pos(message.pos.line, column + one.pos.column - 1, one.pos.length)
                pieces.append(chain)
        pieces.append(message.written[end:])
        return replace(message, pieces=tuple(piece for piece in pieces if piece != ""))

    obligations = tuple(replace(one, say=read(one.say), fix=read(one.fix)) for one in rule.obligations)
    return replace(rule, obligations=obligations)


def _column_in(message: ast.Message, at: int) -> int:
    """The column in the file of a character of a message: quotes in it are written twice, and one stands before it."""
    return message.pos.column + 1 + at + message.written.count('"', 0, at)


def _unfit(text: str, source: str) -> Problem | None:
    """What keeps a text from being read at all: its size, its characters, the depth of its brackets."""
    if len(text.encode("utf-8", "surrogatepass")) > LIMITS.rule_text_bytes:
        return Problem(source, 0, 0, f"The file is larger than a rule file may be ({LIMITS.rule_text_bytes:,} bytes).")
    found = _CONTROL.search(text)
    if found:
        return _problem(
            text,
            source,
            found.start(),
            1,
            f"There is an invisible character here (U+{ord(found[0]):04X}).",
            "Delete it: a rule must read as it is.",
        )
    return _too_deep(text, source) or _too_long(text, source)


def _too_long(text: str, source: str) -> Problem | None:
    """A declaration is bounded, and so is the time that it takes to find out what is wrong with it."""
    starts = [found.start() for found in _DECLARATION.finditer(text)]
    for begin, end in zip([0, *starts], [*starts, len(text)], strict=True):
        if end - begin > LIMITS.rule_characters and len(text[begin:end].strip()) > LIMITS.rule_characters:
            at = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
            message = f"What begins here has more than {LIMITS.rule_characters:,} characters."
            return _problem(text, source, at, 1, message, "Split it, or name parts of it with `let` or `define`.")
    return None


def _too_deep(text: str, source: str) -> Problem | None:
    depth = 0
    for bracket in re.finditer(r'"(?:[^"\n]|"")*"|#[^\n]*|[\[({]|[\])}]', text):
        if bracket[0] in "[({":
            depth += 1
            if depth > LIMITS.rule_depth:
                return _problem(
                    text,
                    source,
                    bracket.start(),
                    1,
                    f"Brackets are nested more than {LIMITS.rule_depth} deep here.",
                    "Name parts of it with `let`.",
                )
        elif bracket[0] in "])}":
            depth = max(0, depth - 1)
    return None


def _attempt(text: str, source: str, start: str) -> tuple[Any, Problem | None]:
    try:
        return TreeBuilder().build(parser().parse(text, start=start)), None
    except UnexpectedInput as fault:
        return None, _describe(fault, text, source)
    except Refused as fault:
        return None, _refusal(fault, text, source)


def _each_declaration(text: str, source: str) -> list[Problem]:
    """The first problem of every declaration, each read by itself after as many empty lines as stand before it."""
    starts = [found.start() for found in _DECLARATION.finditer(text)]
    starts = starts if starts and not text[: starts[0]].strip() else [0, *starts]
    problems: list[Problem] = []
    lines = 0
    for begin, end in zip(starts, [*starts[1:], len(text)], strict=True):
        _, problem = _attempt("\n" * lines + text[begin:end], source, "file")
        lines += text.count("\n", begin, end)
        if problem and len(problems) < _TOLD:
            problems.append(problem)
    return problems


def _with_excerpt(problem: Problem, text: str) -> Problem:
    if not problem.line:
        return problem
    lines = text.split("\n")
    excerpt = lines[problem.line - 1].rstrip("\r") if problem.line <= len(lines) else ""
    return Problem(
        problem.source, problem.line, problem.column, problem.message, problem.hint, excerpt[:200], problem.length
    )


def _problem(text: str, source: str, at: int, length: int, message: str, hint: str = "") -> Problem:
    line = text.count("\n", 0, at) + 1
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", begin)
    excerpt = text[begin : end if end >= 0 else len(text)].rstrip("\r")
    return Problem(source, line, at - begin + 1, message, hint, excerpt[:200], min(length, 60))


def _refusal(fault: Refused, text: str, source: str) -> Problem:
    problem = Problem(source, fault.pos.line, fault.pos.column, fault.message, fault.hint, "", fault.pos.length)
    return _with_excerpt(problem, text)


def _describe(fault: UnexpectedInput, text: str, source: str) -> Problem:
    """An error of the parser, said in the author's terms."""
    if isinstance(fault, UnexpectedEOF) or (isinstance(fault, UnexpectedToken) and fault.token.type == "$END"):
        body = text.rstrip()
        wanted = _expected(getattr(fault, "accepts", None) or fault.expected)
        return _problem(text, source, max(0, len(body) - 1), 1, f"The text ends here, but {wanted} should follow.")
    at = fault.pos_in_stream or 0
    if at and text[at - 1 : at + 1] == "==":
        at -= 1
    word = re.compile(r'[A-Za-z_0-9]+|"[^"\n]{0,30}"?|.', re.DOTALL).match(text, at)
    written = word[0] if word else ""
    if isinstance(fault, UnexpectedToken):
        expected: Iterable[str] = fault.accepts or fault.expected
    elif isinstance(fault, UnexpectedCharacters):
        expected = fault.allowed or ()
    else:
        expected = ()
    special = _special(written, text, at)
    if special:
        return _problem(text, source, at, len(written), *special)
    hint = ""
    close = difflib.get_close_matches(written, [w for e in expected for w in _keywords(e)], 1, 0.7)
    if close and close[0] != written:
        hint = f"Did you mean `{close[0]}`?"
    return _problem(text, source, at, len(written), f"`{written}` cannot stand here; {_expected(expected)} can.", hint)


def _special(written: str, text: str, at: int) -> tuple[str, str] | None:
    """Mistakes that many authors make, each with its own words."""
    rest = text[at : at + 40]
    if (
        written.startswith('"')
        and (len(written) < 2 or not written.endswith('"'))
        and '"' not in rest[1:].split("\n")[0]
    ):
        return "This text in quotes never ends on its line.", 'Close it with ". Inside it, write "" for a quote.'
    if rest.startswith(("==", "!=", "<>", "&&", "||")):
        return (
            f"`{rest[:2].strip()}` is not a word of the language.",
            "Write `=` for figures, `is` and `is not` for the rest, `and`, `or`, `not`.",
        )
    if ord(written[0]) > 127 and written[0] != "£" if written else False:
        return f"`{written}` is not a letter that names may have (a to z).", "Type it again: it may only look right."
    return None


def _keywords(terminal: str) -> list[str]:
    return list(WORDS.get(terminal, ((), ""))[0])


def _expected(terminals: Iterable[str]) -> str:
    """What could stand here, most telling first: `must`, a name or a text in quotes."""
    names = set(terminals) - {"$END"}
    said: list[str] = []
    for terminal, (words, phrase) in WORDS.items():
        if terminal in names:
            said.extend(f"`{word}`" for word in words)
            if phrase and phrase not in said:
                said.append(phrase)
    said = list(dict.fromkeys(said))
    if len(said) > 9:
        said = [*said[:8], "and so on"]
        return ", ".join(said[:-1]) + " " + said[-1]
    if not said:
        return "something else"
    return said[0] if len(said) == 1 else ", ".join(said[:-1]) + " or " + said[-1]
