"""Ordinary YAML, read line by line: faster than from libyaml's events, and the same wherever it answers.

Ordinary is what most programs and people write: maps and lists in blocks, a key and its value on one line, text plain
or in quotes, perhaps folded over several lines. Anything else (flow style, block scalars, anchors, tags, directives,
escapes, tabs), and whatever would have to be remarked on, is left to the reader that explains.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from planlint.limits import LIMITS, Limits
from planlint.readers.characters import is_suspect, members_of, names_something
from planlint.readers.yaml_scalars import MAY_MEAN_MORE, SPECIAL, VERSIONED, Trouble, resolve

# No group is possessive: Python before 3.11.5 loses what such a group has taken in.
_LINE = re.compile(
    r"( *+)((?:- ++)?)"
    r"(?:([0-9A-Za-z_][^:#]{0,80}+(?<! )|'[^']{1,80}+'|\"[^\"]{1,80}+\"):(?: ++|$))?"
    r"(.*+)"
)
_FIGURE = re.compile(r"-?(?:0|[1-9][0-9]{0,14}+)(\.[0-9]{1,15}+)?")
_PLAIN = re.compile(r"[0-9A-Za-z_.+(£]|-[0-9.]|[^\x00-\xff]")
_MORE = re.compile(r"[0-9A-Za-z_(£]|[^\x00-\xff]")
_NODES_OF_A_LINE = 3


class _Odd(Exception):
    """For the reader that explains."""


def read_ordinary(text: str, limits: Limits) -> tuple[dict[str, Any], bool] | None:
    """The values of a map in YAML, and whether some may be blank; None where only the reader that explains can say."""
    if "\t" in text or "\\" in text or is_suspect(text) or len(text) > limits.text_characters:
        return None
    lines = text.replace("\r\n", "\n").split("\n")
    if "\r" in text.replace("\r\n", "") or len(lines) * _NODES_OF_A_LINE > limits.values:
        return None
    if not "".join(lines).isprintable():
        return None
    reader = _Reader(limits)
    try:
        data = reader.read(lines)
    except _Odd:
        return None
    return None if members_of(data, limits.depth) < 0 else (data, reader.blank)


class _Reader:
    """Reads one document, line by line.

    `columns` and `nodes` are the maps and lists that are open, outermost first. A key without a value on its line is
    `waiting` for what stands below it. `said` is the text last read, which may go on: its place, and what it is so far;
    in `quote`, it must.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.root: dict[str, Any] = {}
        self.columns: list[int] = [0]
        self.nodes: list[Any] = [self.root]
        self.waiting: str | None = None
        self.said: tuple[Any, Any, str] | None = None
        self.quote = ""
        self.blank = False

    def read(self, lines: list[str]) -> dict[str, Any]:
        """The document. The commonest line, a key and its value in a map that is open, is read here."""
        match, columns, nodes = _LINE.match, self.columns, self.nodes
        for line in lines:
            if self.quote:
                self.go_on_in_quotes(line)
                continue
            indent, dash, key, rest = match(line).groups()  # type: ignore[union-attr]  # it matches any line
            node = nodes[-1]
            if key and rest and not dash and self.waiting is None and len(indent) == columns[-1] and type(node) is dict:
                name = _name(key)
                if name in node:
                    raise _Odd
                self.put(node, name, rest if rest[-1] != " " else rest.rstrip(" "))
            else:
                self.take(len(indent), len(dash), key, rest)
        return self.end()

    def take(self, column: int, dash: int, key: str | None, rest: str) -> None:
        """A line of another sort."""
        if rest and rest[-1] == " ":
            rest = rest.rstrip(" ")
        if not dash and key is None:
            self.go_on(column, rest)
            return
        self.said = None
        node = self.enter(column, bool(dash))
        if dash:
            if key is None:
                self.put(node, len(node), rest)
                return
            inner: dict[str, Any] = {}
            node.append(inner)
            node = self.open(column + dash, inner)
        name = _name(key or "")
        if name in node:
            raise _Odd
        node[name] = None
        if rest:
            self.put(node, name, rest)
        else:
            self.waiting = name

    def end(self) -> dict[str, Any]:
        """After the last line."""
        if self.quote or not self.root:
            raise _Odd
        self.blank = self.blank or self.waiting is not None
        return self.root

    def enter(self, column: int, in_list: bool) -> Any:
        """The map or list that a line belongs to, by its column: an open one, or one that begins here."""
        columns, nodes = self.columns, self.nodes
        waiting, self.waiting = self.waiting, None
        if waiting is not None:
            if column > columns[-1] or (in_list and column == columns[-1]):
                inner: Any = [] if in_list else {}
                nodes[-1][waiting] = inner
                return self.open(column, inner)
            self.blank = True
        while columns[-1] > column:
            columns.pop()
            nodes.pop()
        if columns[-1] == column and not in_list and type(nodes[-1]) is list:
            columns.pop()
            nodes.pop()
        if not columns or columns[-1] != column or (type(nodes[-1]) is list) is not in_list:
            raise _Odd
        return nodes[-1]

    def open(self, column: int, node: Any) -> Any:
        self.columns.append(column)
        self.nodes.append(node)
        return node

    def put(self, node: Any, step: Any, text: str) -> None:
        """Put what is written as a value in its place: an item at the end of a list, or the value of a key."""
        value: Any
        if text[0] in "'\"":
            self.quote = text[0] if text.count(text[0]) % 2 else ""
            value = text if self.quote else self.unquoted(text)
        elif text in ("[]", "{}"):
            value = [] if text == "[]" else {}
        else:
            value = self.plain(text, step)
        self.said = (node, step, text)
        if type(node) is list and step == len(node):
            node.append(value)
        else:
            node[step] = value

    def plain(self, text: str, step: Any) -> Any:
        """What a plain scalar means."""
        if figure := _FIGURE.fullmatch(text):
            return self.figure(text, figure[1], step)
        if ": " in text or " #" in text or text[-1] == ":" or not _PLAIN.match(text):
            raise _Odd
        if text[0] not in MAY_MEAN_MORE or (text[0].isalpha() and text not in SPECIAL):
            return text
        value = resolve(text, self.limits)
        if isinstance(value, Trouble):
            raise _Odd
        if type(value) is Decimal and text[-1] == "0" and type(step) is str and names_something(step, VERSIONED):
            raise _Odd
        if value is None:
            self.blank = True
        return value

    def figure(self, text: str, decimals: str | None, step: Any) -> int | Decimal:
        if len(text) > self.limits.number_digits or text == "-0":
            raise _Odd
        if decimals is None:
            return int(text)
        if text[-1] == "0" and type(step) is str and names_something(step, VERSIONED):
            raise _Odd
        return Decimal(text)

    def unquoted(self, text: str) -> str:
        """The text in quotes."""
        quote, inner = text[0], text[1:-1]
        if len(text) < 2 or text[-1] != quote:
            raise _Odd
        if quote in inner:
            if quote == '"' or "'" in inner.replace("''", ""):
                raise _Odd
            inner = inner.replace("''", "'")
        if not inner or inner.isspace():
            self.blank = True
        return inner

    def go_on(self, column: int, rest: str) -> None:
        """A line without a key or dash: blank, a comment, or more of a plain text."""
        if not rest or rest[0] == "#":
            self.said = None
            return
        if self.said is None or self.waiting is not None or column <= self.columns[-1] or not _MORE.match(rest):
            raise _Odd
        node, step, text = self.said
        if text[0] in "'\"[{":
            raise _Odd
        self.put(node, step, f"{text} {rest}")

    def go_on_in_quotes(self, line: str) -> None:
        """A line of a text that began in quotes, on a line above."""
        more = line.strip(" ")
        assert self.said is not None
        node, step, text = self.said
        indent = len(line) - len(line.lstrip(" "))
        if more in ("", self.quote) or text == self.quote or indent <= self.columns[-1]:
            raise _Odd
        whole = f"{text} {more}"
        if more[-1] == self.quote and whole.count(self.quote) % 2 == 0:
            node[step] = self.unquoted(whole)
            self.quote, self.said = "", None
        else:
            self.said = (node, step, whole)


@lru_cache(maxsize=4096)
def _name(key: str) -> str:
    """The text of a key as written."""
    if key[0] in "'\"":
        return key[1:-1]
    if key[0] in MAY_MEAN_MORE and resolve(key, LIMITS) != key:
        raise _Odd
    return key
