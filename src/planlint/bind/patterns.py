"""Patterns of a schema, put into words that both regular-expression engines read alike, in linear time.

A schema's `pattern` is written as JSON Schema asks, in JavaScript's dialect. RE2 checks it when the words of a fault
are made, and a Rust engine when a whole document is decided at once. Each reads some forms its own way (`\\d`, `[[`,
`&&`, `\\<`), so `translate` writes every such form out by its code or its characters, and refuses what has no meaning
that both share.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from planlint.limits import LIMITS

_SHORTHAND = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\x{B}\f\r\x{20}"}
_MANY = frozenset(_SHORTHAND.values())
_CONTROL = {"t": r"\t", "n": r"\n", "r": r"\r", "f": r"\f", "v": r"\x{B}", "0": r"\x{0}"}
_CODE = re.compile(r"u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})")
_PROPERTY = re.compile(r"([pP])\{(?:(?:General_Category|gc|Script|sc)=)?([A-Za-z_]+)\}")
_REPEAT = re.compile(r"\{\d+(?:,\d*)?\}")
_CATEGORIES = {
    "Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll", "Titlecase_Letter": "Lt",
    "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Combining_Mark": "M", "Nonspacing_Mark": "Mn",
    "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd", "digit": "Nd",
    "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc",
    "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps", "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi",
    "Final_Punctuation": "Pf", "Other_Punctuation": "Po", "Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc",
    "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z", "Space_Separator": "Zs", "Line_Separator": "Zl",
    "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc", "cntrl": "Cc", "Format": "Cf", "Private_Use": "Co",
}  # fmt: skip


class PatternRefused(ValueError):
    """A pattern that cannot be used; the text says why, in one sentence."""


class _Scanner:
    """One reading of a pattern from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.out: list[str] = []

    def run(self) -> str:
        while self.at < len(self.text):
            self.step()
        return "".join(self.out)

    def step(self) -> None:
        char = self.text[self.at]
        if char == "\\":
            self.at += 1
            self.out.append(self.escape())
        elif char == "[":
            self.at += 1
            self.out.append(self.bracket())
        elif char == "(":
            self.group()
        elif char == ".":
            self.at += 1
            self.out.append(r"[^\n]")
        elif char == "{" and (repeat := _REPEAT.match(self.text, self.at)):
            self.at = repeat.end()
            self.out.append(repeat[0])
        else:
            self.at += 1
            self.out.append(char if char in "^$|)*+?" else _literal(char))

    def group(self) -> None:
        for opening in ("(?:", "(?i:", "(?i)"):
            if self.text.startswith(opening, self.at):
                break
        else:
            opening = "("
            if self.text.startswith("(?", self.at):
                raise PatternRefused(f"It uses {self.text[self.at : self.at + 3]!r}, which is not allowed here.")
        self.at += len(opening)
        self.out.append(opening)

    def escape(self) -> str:
        """What follows a backslash outside brackets."""
        char = self.text[self.at : self.at + 1]
        if char in ("d", "w", "s"):
            self.at += 1
            return f"[{_SHORTHAND[char]}]"
        if char in ("D", "W", "S"):
            self.at += 1
            return f"[^{_SHORTHAND[char.lower()]}]"
        return self.single()

    def single(self) -> str:
        """An escape that stands for one character or a class of letters, in brackets and out."""
        char = self.text[self.at : self.at + 1]
        if char == "":
            raise PatternRefused("It ends in a backslash.")
        if found := _PROPERTY.match(self.text, self.at):
            self.at = found.end()
            return f"\\{found[1]}{{{_CATEGORIES.get(found[2], found[2])}}}"
        if found := _CODE.match(self.text, self.at):
            self.at = found.end()
            return _coded(int(found[1] or found[2] or found[3], 16))
        if char in _CONTROL and not self.text[self.at + 1 : self.at + 2].isdigit():
            self.at += 1
            return _CONTROL[char]
        if char.isalnum():
            raise PatternRefused(f"It uses '\\{char}', which is not allowed here.")
        self.at += 1
        return _literal(char)

    def bracket(self) -> str:
        """A class of characters, after its opening bracket."""
        negated = self.text.startswith("^", self.at)
        self.at += negated
        parts: list[str] = []
        while (char := self.text[self.at : self.at + 1]) != "]":
            if char == "":
                raise PatternRefused("A [ has no closing ].")
            first = self.member()
            ends = self.text[self.at + 1 : self.at + 2]
            if self.text.startswith("-", self.at) and ends not in ("]", "") and first not in _MANY:
                self.at += 1
                last = self.member()
                parts.append(f"{first}{_literal('-') if last in _MANY else '-'}{last}")
            else:
                parts.append(first)
        if not parts:
            raise PatternRefused("It has an empty [].")
        self.at += 1
        return f"[{'^' if negated else ''}{''.join(parts)}]"

    def member(self) -> str:
        char = self.text[self.at]
        if self.text.startswith("[:", self.at):
            raise PatternRefused("It uses '[:', which is not allowed inside brackets.")
        self.at += 1
        if char != "\\":
            return _literal(char)
        inner = self.text[self.at : self.at + 1]
        if inner in ("d", "w", "s"):
            self.at += 1
            return _SHORTHAND[inner]
        if inner in ("D", "W", "S"):
            raise PatternRefused(f"It uses '\\{inner}' inside brackets, which is not allowed here.")
        return self.single()


def _literal(char: str) -> str:
    return char if char.isalnum() or char == "_" else _coded(ord(char))


def _coded(code: int) -> str:
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        raise PatternRefused(f"It names the code {code:04X}, which is no character.")
    return f"\\x{{{code:X}}}"


@lru_cache(maxsize=2048)
def translate(pattern: str) -> str:
    """The pattern in the form that both engines read alike.

    Raises PatternRefused for one that is too long, that no linear-time engine can run, or that is malformed.

    >>> translate(r"^[A-Z]{3}-\\d{4}$"), translate(r"\\p{Letter}")
    ('^[A-Z]{3}\\\\x{2D}[0-9]{4}$', '\\\\p{L}')
    """
    if len(pattern) > LIMITS.pattern_characters:
        raise PatternRefused(f"It is longer than {LIMITS.pattern_characters:,} characters.")
    ready = _Scanner(pattern).run()
    matcher(ready)
    return ready


@lru_cache(maxsize=2048)
def matcher(ready: str) -> Any:
    """The compiled form of a translated pattern. Raises PatternRefused for what RE2 refuses."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(ready, options)
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        raise PatternRefused(f"It cannot be run in linear time or is malformed: {reason}.") from None


def found_in(ready: str, text: str) -> bool:
    """Whether a translated pattern is found anywhere in a text."""
    # RE2 reads UTF-8, which has no way to write half of a surrogate pair.
    return matcher(ready).search(text.encode("utf-8", "replace").decode("utf-8")) is not None
