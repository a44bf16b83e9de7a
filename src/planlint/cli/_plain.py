"""An ordinary `planlint check …`, read without typer. Anything else is left to typer, which also says what is wrong.

This reads a command line as typer would or not at all: a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_type_hints

from planlint.cli import _options as ask
from planlint.errors import UsageFault


class _Unusual(Exception):
    """For typer to decide."""


class _Parameter:
    """A parameter of the command: what it holds, and what is said about it."""

    def __init__(self, name: str, hint: Any) -> None:
        plain, self.about = get_args(hint)
        self.name = name
        self.holds = next(one for one in get_args(plain) or (plain,) if one is not type(None))
        self.several = plain == list[str] or list[str] in get_args(plain)
        self.flags = getattr(self.about, "names", ()) or (f"--{name.replace('_', '-')}",)

    def value(self, text: str) -> object:
        if isinstance(self.about, ask.Option) and self.about.read is not None:
            try:
                return self.about.read(text)
            except UsageFault as fault:
                # Something else on the line may be wrong too, and typer tells that first.
                raise _Unusual from fault
        if self.holds is int:
            least = self.about.least or 0
            if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) >= least):
                raise _Unusual
            return int(text)
        return Path(text) if self.holds is Path else text


def read(arguments: Sequence[str]) -> partial[int] | None:
    """The call that the command line asks for; None where that is for typer to say."""
    if not arguments or arguments[0] != "check":
        return None
    from planlint.cli.check import check

    hints = get_type_hints(check, include_extras=True)
    del hints["return"]
    parameters = [_Parameter(name, hint) for name, hint in hints.items()]
    try:
        return partial(check, **_values(iter(arguments[1:]), parameters))
    except _Unusual:
        return None


def _values(words: Iterator[str], parameters: Sequence[_Parameter]) -> dict[str, Any]:
    options = {flag: one for one in parameters if isinstance(one.about, ask.Option) for flag in one.flags}
    [rest] = [one for one in parameters if isinstance(one.about, ask.Argument)]
    given: dict[str, Any] = {rest.name: []}
    for word in words:
        if word == "--":
            given[rest.name] += words
        elif word == "-" or not word.startswith("-"):
            given[rest.name].append(word)
        else:
            name, equals, text = word.partition("=") if word.startswith("--") else (word, "", "")
            if name not in options:
                raise _Unusual
            _take(options[name], given, text if equals else None, words)
    if not given[rest.name]:
        raise _Unusual
    return given


def _take(option: _Parameter, given: dict[str, Any], text: str | None, words: Iterator[str]) -> None:
    if option.holds is bool:
        if text is not None:
            raise _Unusual
        given[option.name] = True
        return
    text = next(words, "-") if text is None else text
    if text.startswith("-") or (option.name in given and not option.several):
        raise _Unusual
    if option.several:
        given.setdefault(option.name, []).append(text)
    else:
        given[option.name] = option.value(text)
