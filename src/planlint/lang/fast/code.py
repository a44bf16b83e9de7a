"""Python code under construction: blocks of lines, and what has been worked out so far in each.

All names in the code are made here; what comes from a rule or a schema gets into it by `repr` alone.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from planlint.records import dataclass, field

MAX_LOOPS, MAX_BLOCKS = 12, 60


class Unsupported(Exception):
    """The fast engine does not know this construct: the rule is left to the interpreter."""


@dataclass(eq=False)
class Block:
    """Lines under a header. `known` holds what stands in a variable from here on, by what it is."""

    header: str
    parent: Block | None = None
    parts: list[str | Block] = field(default_factory=list)
    known: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        return 0 if self.parent is None else self.parent.depth + 1

    @property
    def loops(self) -> int:
        here = int(self.header.startswith("for "))
        return here if self.parent is None else here + self.parent.loops

    def holds(self, other: Block) -> bool:
        """Whether `other` is this block or inside it."""
        at: Block | None = other
        while at is not None and at is not self:
            at = at.parent
        return at is self

    def lines(self, indent: str = "") -> Iterator[str]:
        yield f"{indent}{self.header}"
        if not self.parts:
            yield f"{indent} pass"
        for part in self.parts:
            if isinstance(part, str):
                yield f"{indent} {part}"
            else:
                yield from part.lines(indent + " ")


_SETS = re.compile(r" +([a-z]\d+) \+?= (?!times|days|moved|shifted|weekday|words|year|month)")
_NAME = re.compile(r"\b[a-z]\d+\b")


def _unread(lines: list[str]) -> set[str]:
    """Variables that are set and never read. A line that might stop for want of a value is kept."""
    read: dict[str, int] = {}
    for line in lines:
        for name in _NAME.findall(line):
            read[name] = read.get(name, 0) + 1
        found = _SETS.match(line)
        if found:
            read[found[1]] -= 1
    return {name for name, count in read.items() if count == 0 and name[0] in "wc"}


class Writer:
    """Writes one function. `here` is the block being written."""

    def __init__(self, header: str) -> None:
        self.top = self.here = Block(header)
        self.count = 0
        self.homes: dict[str, Block] = {}
        self.constants: dict[str, str] = {}
        self.beyond: list[str] = []
        """What the function leaves to the interpreter where it comes to it."""

    def fresh(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def line(self, text: str) -> None:
        self.here.parts.append(text)

    def let(self, letter: str, code: str) -> str:
        """A new variable that holds what `code` gives."""
        name = self.fresh(letter)
        self.line(f"{name} = {code}")
        self.homes[name] = self.here
        return name

    def constant(self, code: str) -> str:
        """A name for a constant that is made once, before the function."""
        return self.constants.setdefault(code, f"k{len(self.constants)}")

    def whole(self) -> str:
        """The function, its constants as defaults of parameters; variables that nothing reads are left out."""
        lines = list(self.top.lines())
        given = "".join(f", {name}={code}" for code, name in self.constants.items())
        lines[0] = lines[0].replace("):", f"{given}):")
        while True:
            unread = _unread(lines)
            if not unread:
                return "\n".join(lines)
            for n, line in enumerate(lines):
                found = _SETS.match(line)
                if found and found[1] in unread:
                    lines[n] = f"{line[: len(line) - len(line.lstrip())]}pass"

    def around(self, name: str) -> Block:
        """The block of a variable, if it is around this one; else this one."""
        home = self.home(name)
        return home if home.holds(self.here) else self.here

    def home(self, name: str) -> Block:
        """The block in which a variable was made."""
        return self.homes.get(name, self.top)

    @contextmanager
    def block(self, header: str) -> Iterator[Block]:
        block = Block(header, self.here)
        if block.depth > MAX_BLOCKS or block.loops > MAX_LOOPS:
            raise Unsupported("it is nested too deeply")
        self.here.parts.append(block)
        self.here = block
        try:
            yield block
        finally:
            assert block.parent is not None
            self.here = block.parent

    @contextmanager
    def or_slow(self) -> Iterator[None]:
        """What cannot be written here is left to the interpreter where the function comes to it, and only there."""
        block, written, known = self.here, len(self.here.parts), dict(self.here.known)
        try:
            yield
        except Unsupported as why:
            del block.parts[written:]
            block.known = known
            self.line("raise Slow")
            self.beyond.append(str(why))

    # ------------------------------------------------------------------ what is known
    def find(self, key: Hashable) -> Any:
        """What stands in a variable already, here or in a block around."""
        at: Block | None = self.here
        while at is not None:
            if key in at.known:
                return at.known[key]
            at = at.parent
        return None

    def know(self, key: Hashable, symbol: Any) -> None:
        self.here.known[key] = symbol

    def early(self, letter: str, home: Block, key: Hashable, code: str) -> str:
        """A new variable worked out in `home`, a block around this one, as soon as can be; it cannot fail to be."""
        name = self.fresh(letter)
        self.ahead(home, f"{name} = {code}")
        self.homes[name] = home
        home.known[key] = name
        return name

    def ahead(self, home: Block, text: str) -> None:
        """A line in `home`, a block around this one, before all that is being written inside it."""
        at = self.here
        if at is home:
            self.line(text)
            return
        while at.parent is not home:
            assert at.parent is not None
            at = at.parent
        n = home.parts.index(at)
        while (part := home.parts[n]) and isinstance(part, Block) and part.header.startswith("else"):
            n -= 1
        home.parts.insert(n, text)
