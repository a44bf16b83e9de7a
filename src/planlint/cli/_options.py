"""Options as written on the command line, turned into what they mean. What is wrong raises UsageFault.

Each is described here once, as a word of `planlint`'s own: `_typed` makes typer's options of them, and `_plain` reads
the ordinary command line without typer, which takes longer to load than a small submission to check.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from planlint.errors import UsageFault
from planlint.records import replace

if TYPE_CHECKING:
    from planlint.limits import Limits
    from planlint.model import Severity
    from planlint.reports import Grouping

COLOURS = ("auto", "always", "never")


class NotUnderstood(Exception):
    """The command line is not one that there is; the message says why."""


class Argument(NamedTuple):
    """What stands on the command line without a name. `text` says what it is, for `--help`."""

    metavar: str
    text: str


class Option(NamedTuple):
    """An option: its names (that of the parameter, where none are given), and what `--help` says of it.

    `least` is the smallest number allowed; `read` makes sure of the value, and may raise UsageFault.
    """

    names: tuple[str, ...]
    metavar: str
    text: str
    least: int | None = None
    read: Callable[[str], str] | None = None


def _named(*names: str, metavar: str = "", text: str) -> Option:
    return Option(names, metavar, text)


def _limit(name: str) -> Option:
    """The option that moves a limit, named as each message about the limit names it."""
    words = name.replace("_", "-")
    return Option((f"--limit-{words}",), "N", f"Move the limit: {words.replace('-', ' ')}.", 1)


def _colour(text: str) -> str:
    return choice("--color", text, COLOURS)


Paths = Annotated[list[str], Argument("PATH", "Files, folders, or - for standard input.")]
StdinName = Annotated[str | None, _named(metavar="NAME", text="What - is called; its ending says how to read it.")]
Form = Annotated[str | None, _named("-f", "--format", metavar="FORMAT", text="How to show the report here.")]
Outputs = Annotated[
    list[str] | None,
    _named("-o", "--output", metavar="FORMAT:FILE", text="Write a report to a file too. May be given again."),
]
Kind = Annotated[str | None, _named(metavar="KIND", text="The kind of submission.")]
PackFolder = Annotated[Path | None, _named("--pack", metavar="DIR", text="Another rule pack than the one built in.")]
Previous = Annotated[
    list[str] | None,
    _named("--previous", metavar="PATH", text="The submissions before these: a file or a folder. May be given again."),
]
AsOf = Annotated[str | None, _named(metavar="DATE", text="The date the rules are read as at. Default: today in UTC.")]
Settings = Annotated[list[str] | None, _named("--set", metavar="PARAM=VALUE", text="Use another threshold.")]
Select = Annotated[list[str] | None, _named(metavar="CODE", text="Only rules whose code begins so.")]
Ignore = Annotated[list[str] | None, _named(metavar="CODE", text="No rules whose code begins so.")]
FailOn = Annotated[str, _named(metavar="LEVEL", text="From where on to exit with 1: must, should, could or never.")]
AllowEmpty = Annotated[bool, _named("--allow-empty", text="Finding nothing to check is no error.")]
Colour = Annotated[str, Option(("--color",), "WHEN", "auto, always or never.", read=_colour)]
Quiet = Annotated[bool, _named("-q", "--quiet", text="Show only the last line.")]
Verbose = Annotated[bool, _named("-v", "--verbose", text="Leave nothing out, and name what passed.")]
GroupBy = Annotated[
    str | None,
    _named("--group-by", metavar="WHAT", text="Group findings by theme, place or owner: plain, full, markdown, html."),
]
NoCache = Annotated[bool, _named("--no-cache", text="Keep nothing of the rule pack for the next run.")]
FileBytes = Annotated[int, _limit("file_bytes")]
Depth = Annotated[int, _limit("depth")]
Values = Annotated[int, _limit("values")]
TextCharacters = Annotated[int, _limit("text_characters")]
NumberDigits = Annotated[int, _limit("number_digits")]
NumberExponent = Annotated[int, _limit("number_exponent")]
Anchors = Annotated[int, _limit("anchors")]
AliasValues = Annotated[int, _limit("alias_values")]
FindingsPerRule = Annotated[int, _limit("findings_per_rule")]


def limits_in(arguments: Mapping[str, Any]) -> Limits:
    """The limits that hold by the arguments of a command: those called `limit_…`, by the names of `Limits`."""
    from planlint.limits import LIMITS

    moved = {name.removeprefix("limit_"): most for name, most in arguments.items() if name.startswith("limit_")}
    return replace(LIMITS, **moved)


def read_as_of(text: str | None) -> date:
    """The date that rules are read as at; today in UTC where none is given."""
    from planlint.values import parse_date

    if text is None:
        return datetime.now(UTC).date()
    found = parse_date(text)
    if found is None:
        raise UsageFault(f"--as-of {text!r} is not a date. Write it year-month-day, such as 2017-08-09.")
    return found


def read_group(text: str | None) -> Grouping | None:
    """What findings are grouped by; None for by what they ask."""
    if text is None:
        return None
    from planlint.reports import Grouping

    return Grouping(choice("--group-by", text, Grouping))


def read_level(text: str) -> Severity | None:
    """The gentlest severity that makes the run fail; None for never."""
    from planlint.model import Severity
    from planlint.tally import NEVER

    return None if text == NEVER else Severity(choice("--fail-on", text, [*Severity, NEVER]))


def choice(option: str, text: str, known: Iterable[str]) -> str:
    """One of the known words, or a UsageFault that names them and the nearest."""
    words = [str(one) for one in known]
    if text not in words:
        raise UsageFault(f"{option} {text!r} is not known.{near(text, words)} Choose one of: {', '.join(words)}.")
    return text


def near(text: str, words: Sequence[str]) -> str:
    """What was probably meant, as a sentence, or nothing."""
    import difflib  # here, since most of what is typed is known

    found = difflib.get_close_matches(text, words, 1)
    return f" Did you mean {found[0]!r}?" if found else ""


def read_settings(pairs: Sequence[str]) -> dict[str, str]:
    """`PARAM=VALUE` pairs; a parameter may be set once."""
    settings: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise UsageFault(f"--set {pair!r} should be written PARAM=VALUE, such as materiality=5%.")
        if name.strip() in settings:
            raise UsageFault(f"--set gives {name.strip()!r} twice.")
        settings[name.strip()] = value.strip()
    return settings


def read_outputs(texts: Sequence[str]) -> list[tuple[str, str]]:
    """`FORMAT:FILE` pairs, each made sure to be writable before anything is checked."""
    from planlint import outputs, reports

    pairs: list[tuple[str, str]] = []
    for text in texts:
        form, colon, path = text.partition(":")
        if not colon or not path:
            raise UsageFault(f"--output {text!r} should be written FORMAT:FILE, such as json:result.json.")
        pairs.append((choice("--output", form, reports.names()), path))
    places = [os.path.realpath(path) for _, path in pairs]
    for (_, path), place in zip(pairs, places, strict=True):
        if places.count(place) > 1:
            raise UsageFault(f"--output names {path} more than once. Give each report a file of its own.")
        outputs.make_sure(path)
    return pairs
