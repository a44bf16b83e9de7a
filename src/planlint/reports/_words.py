"""How places, figures, dates and amounts are put into words, the same in every format for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from planlint.model import Citation, Counts, Finding, Path, Place, Severity, Source, Verdict
from planlint.terminal import printable, shortened
from planlint.values import parse_date

_LONGEST = 7
_WIDE = Context(prec=200)
_BOUND = re.compile(r"(at least|at most|less than|more than|not) (-?[0-9.]{1,60})", re.ASCII)
_WHEN = re.compile(r"(on or after |on or before |before |after )?(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)
_LIMIT = re.compile(r"^(?:on or after|on or before|before|after|at least|at most|less than|more than) ")
_RANGE = re.compile(r"(-?[0-9.]{1,60}) to (-?[0-9.]{1,60})", re.ASCII)
_FIGURE = re.compile(r"(-?)(\d{1,60})(\.\d{1,60})?", re.ASCII)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def day(when: date) -> str:
    """A date as people write it.

    >>> day(date(2017, 8, 9))
    '9 August 2017'
    """
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


ASKS = {Severity.MUST: "to fix", Severity.SHOULD: "to explain", Severity.COULD: "to consider"}
UNASSESSED = "could not be assessed"


def asks_words(finding: Finding) -> str:
    """What a finding asks of its reader, in a word or two."""
    return UNASSESSED if finding.verdict is Verdict.CANNOT_ASSESS else ASKS[finding.severity]


def amount(n: int, one: str, many: str = "") -> str:
    """So many of something.

    >>> amount(1, "thing"), amount(1200, "thing"), amount(0, "reply", "replies")
    ('1 thing', '1,200 things', '0 replies')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def figure(text: str, unit: str | None = None) -> str:
    """A figure for reading, its digits as they are; what is not a figure is shown as it stands.

    >>> figure("-700000", "£"), figure("4.20", "£m"), figure("95", "%"), figure("12", "wte"), figure("n/a", "£")
    ('-£700,000', '£4.20m', '95%', '12 wte', 'n/a')
    >>> figure("75 to 125", "%")
    '75% to 125%'
    >>> figure("9" * 30 + ".0000000001")
    '999,999,999,999,999,999,999,999,999,999.00'
    """
    bound = _BOUND.fullmatch(text)
    if bound:
        return f"{bound[1]} {figure(bound[2], unit)}"
    ends = _RANGE.fullmatch(text)
    if ends:
        return f"{figure(ends[1], unit)} to {figure(ends[2], unit)}"
    found = _FIGURE.fullmatch(text)
    if not found:
        return shortened(text)
    sign, whole, part = found[1], f"{int(found[2]):,}", found[3] or ""
    if len(part) > _LONGEST + 1:
        # A worked-out figure that never ends: nobody reads twelve decimals.
        cut = Decimal(f"{found[2]}{part}").quantize(Decimal("0.01"), ROUND_HALF_UP, _WIDE)
        whole, part = f"{int(cut):,}", f"{cut}"[f"{cut}".index(".") :]
    unit = "" if unit == "count" else printable(unit or "")
    if unit.startswith("£") and " " not in unit:
        return f"{sign}£{whole}{part}{unit[1:]}"
    return f"{sign}{whole}{part}{unit}" if unit == "%" else f"{sign}{whole}{part} {unit}".rstrip()


def is_figure(text: str | None) -> bool:
    return text is not None and _FIGURE.fullmatch(text) is not None


def path_words(path: Path) -> str:
    """A path in the submitter's own names; positions in lists count from 1.

    >>> path_words(("adjustments", 0, "value"))
    'adjustments, item 1, value'
    """
    return ", ".join(f"item {step + 1}" if isinstance(step, int) else shortened(step) for step in path)


def is_absent(finding: Finding) -> bool:
    """Whether nothing stands at the place of a finding: what is not as it should be stands there all the same."""
    return finding.path in finding.missing and not finding.found


def names_words(finding: Finding) -> str:
    """The path of a finding in words, the part that it leads into called as people call it.

    >>> one = Finding("R", Verdict.FAIL, Severity.MUST, "m", ("rows", 3, "due"), Place("a", 9, 1), "f", part="A1 Beds")
    >>> names_words(one)
    'A1 Beds, due'
    """
    if not finding.part:
        return path_words(finding.path)
    inside = path_words(finding.path[len(part_of(finding.path)) :])
    return ", ".join(filter(None, (shortened(finding.part), inside)))


def beside_words(path: Path, finding: Finding) -> str:
    """Another path in words, beside those of a finding: the part that both lead into need not be said again.

    >>> one = Finding("R", Verdict.FAIL, Severity.MUST, "m", ("rows", 3), Place("a", 9, 1), "f", part="A1 Beds")
    >>> beside_words(("rows", 3, "due"), one), beside_words(("rows", 3), one), beside_words(("rows", 4, "due"), one)
    ('due', 'A1 Beds', 'rows, item 5, due')
    """
    stem = part_of(finding.path)
    if not finding.part or not stem or path[: len(stem)] != stem:
        return path_words(path)
    return path_words(path[len(stem) :]) or shortened(finding.part)


def part_of(path: Path) -> Path:
    """The item of a top list, or the field, that a path leads into."""
    return path[:2] if len(path) > 1 and isinstance(path[1], int) else path[:1]


def place_words(place: Place, path: Path, home: str, absent: bool = False, names: str | None = None) -> str:
    """A place as a person looks it up; `home` is the submission, whose name need not be said again. What is `absent`
    has the place of the nearest thing around it. `names` is what the path is called, else its own words.

    >>> place_words(Place("a.xlsx", sheet="Finance", cell="O14"), (), "a.xlsx")
    'Sheet "Finance", cell O14'
    >>> place_words(Place("b.yaml", 3, 5), ("target",), "a.yaml")
    'b.yaml, line 3 (target)'
    """
    if place.cell:
        spot = f'sheet "{printable(place.sheet or "")}", cell {printable(place.cell)}'
    elif place.line:
        spot = f"line {place.line}"
    else:
        spot = "" if path else "the whole submission"
    names = (path_words(path) if names is None else names) + (" is not given" if absent and path else "")
    words = f"{spot} ({names})" if spot and names else spot or names
    if place.source != home:
        return f"{printable(place.source)}, {words}"
    return words[:1].upper() + words[1:] if spot else words


def spot_words(finding: Finding, home: str) -> str:
    """A place in few words, for a row of many: what stands there, and where.

    >>> one = Finding("R", Verdict.FAIL, Severity.MUST, "m", ("rows", 3), Place("a", 9, 1), "f", part="Row D")
    >>> spot_words(one, "a")
    'Row D (line 9)'
    """
    place = finding.place
    where = f'sheet "{place.sheet}", cell {place.cell}' if place.cell else f"line {place.line}" if place.line else ""
    where = ", ".join(filter(None, (place.source if place.source != home else "", where)))
    name = finding.part or path_words(finding.path)
    return shortened(f"{name} ({where})" if name and where else name or where or "the whole submission")


def cites_words(cites: tuple[Citation, ...], sources: Mapping[str, Source] | None = None) -> str:
    """Which guidance asks for it, or nothing. With `sources`, by its title and in the words of the point.

    >>> known = {"stp": Source("stp", "Feedback of July", points={"2": "Trajectories year by year"})}
    >>> cites_words((Citation("stp", "2"),)), cites_words((Citation("stp", "2"),), known)
    ('stp, point 2', 'Feedback of July, point 2: Trajectories year by year')
    """
    said = []
    for one in cites:
        source = (sources or {}).get(one.source)
        point = f", point {one.point}" if one.point else ""
        words = source.points.get(one.point, "") if source and one.point else ""
        said.append((source.title if source else one.source) + point + (f": {words}" if words else ""))
    return printable("; ".join(said))


def source_words(source: Source) -> str:
    """A piece of guidance as a list of sources names it.

    >>> source_words(Source("hw", "Planning", "A Board", "2016-09-13"))
    'Planning. A Board, 13 September 2016'
    """
    when = parse_date(source.date)
    beside = ", ".join(filter(None, (source.publisher, day(when) if when else source.date, source.url)))
    return printable(f"{source.title}. {beside}" if beside else source.title)


def counts_words(counts: Counts) -> str:
    """The line of counts: all four verdicts, always."""
    return (
        f"{amount(counts.total, 'check')}: {counts.passed:,} passed, {counts.failed:,} failed, "
        f"{counts.not_applicable:,} {'does' if counts.not_applicable == 1 else 'do'} not apply, "
        f"{counts.cannot_assess:,} could not be assessed."
    )


def rough(digits: str) -> str:
    """A worked-out size as a reader takes it in: two decimals, or two digits of what is smaller than one.

    >>> rough("1449998.5495"), rough("0.153666"), rough("0.0005"), rough("12.5"), rough("700")
    ('1449998.55', '0.15', '0.0005', '12.5', '700')
    """
    whole, point, part = digits.partition(".")
    if not point or len(part) <= 2:
        return digits
    leading = len(part) - len(part.lstrip("0")) if not whole.strip("0") else 0
    cut = Decimal(digits).quantize(Decimal(1).scaleb(-2 - leading), ROUND_HALF_UP, _WIDE)
    text = format(cut, "f").rstrip("0").rstrip(".")
    return text if text.strip("0.") else digits


def gap_words(finding: Finding) -> str:
    """By how much, in words: `£700,000 too low`, of percentages in points. Nothing where there is no difference."""
    text = finding.difference
    if not is_figure(text) or text is None or not text.strip("-0."):
        return ""
    digits = rough(text.lstrip("-"))
    size = figure(digits, finding.unit)
    if finding.unit == "%":
        size = f"{figure(digits)} percentage point{'' if digits == '1' else 's'}"
    low = text.startswith("-")
    if finding.unit in ("day", "days"):
        return f"{size} too {'early' if low else 'late'}"
    return f"{size} too {'low' if low else 'high'}"


def side_words(text: str, unit: str | None = None) -> str:
    """One side of a comparison for reading, its dates as people write them.

    >>> side_words("2017-05-31"), side_words("on or before 2017-07"), side_words("at least 1200", "£k")
    ('31 May 2017', 'on or before July 2017', 'at least £1,200k')
    """
    found = _WHEN.fullmatch(text)
    if not found:
        return figure(text, unit)
    month = int(found[3])
    if not 1 <= month <= len(_MONTHS):
        return shortened(text)
    date_in_month = f"{int(found[4])} " if found[4] else ""
    return f"{found[1] or ''}{date_in_month}{_MONTHS[month - 1]} {found[2]}"


def figures_words(finding: Finding) -> str:
    """Found, expected and the gap as a sentence, less what the message says already; nothing where it says it all.

    What a field should hold is said by the message of every fault of shape, and what stands where a check could not be
    made by its reason. An answer of yes or no, and that something
    should be anything but what it is, are better said by the message too.
    """
    said = finding.message.replace(",", "")
    parts = []
    pair = [(name, text) for name, text in (("found", finding.found), ("expected", finding.expected)) if text]
    shape = finding.rule.startswith("SHAPE-") or finding.verdict is Verdict.CANNOT_ASSESS
    if shape or finding.found in ("yes", "no") or (finding.expected or "").startswith("not "):
        pair = []
    if not all(_said(text, finding, said) for _, text in pair):
        parts = [f"{name} {side_words(text, finding.unit)}" for name, text in pair]
    gap = gap_words(finding)
    if gap and (finding.difference or "").lstrip("-") not in said:
        parts.append(gap)
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:] + "." if sentence else ""


def _said(text: str, finding: Finding, message: str) -> bool:
    """Whether a message holds one side of a comparison, as it is written or as people read it."""
    words = side_words(text, finding.unit).replace(",", "")
    return text.replace(",", "") in message or _LIMIT.sub("", words) in message
