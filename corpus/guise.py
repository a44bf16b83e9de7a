"""One submission in another guise: what it says of another place, time and size, said in another way.

Nothing that can be right or wrong about it changes, so a guise can be put on a good submission and on a defective one
alike: `data` gives the submission, `path` where a place of the old one stands in the new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from corpus.origin import Origin, inside, places
from planlint.model import Path, Value
from planlint.shape import ChoiceShape, FigureShape, MapShape, RecordShape, Shape, YearShape
from planlint.values import parse_unit, parse_year

NAMES: Mapping[str, tuple[str, ...]] = {
    "Exampleshire": ("Wrenfordshire", "Hollinshire", "Ashcombeshire", "Oakmoorshire", "Larkfieldshire"),
    "Northgate": ("Kingsmead", "Oldbridge", "Westbrook", "Hayfield"),
    "Southwell": ("Thornby", "Greenhythe", "Millbank", "Sandhurst"),
    "Riverside": ("Lakeside", "Woodland", "Parklands"),
    "West Vale": ("North Vale", "Long Vale", "East Moor"),
    "Three Counties": ("Four Rivers", "Five Valleys"),
    "Programme manager": ("Programme officer", "Planning manager"),
    "Head of communications": ("Head of engagement", "Head of public affairs"),
    "Chief pharmacist": ("Head of medicines", "Lead pharmacist"),
}
"""What is renamed wherever it stands, and what it may become: about as long, so that texts stay as easy to read."""

SPELLINGS = ("{}/{:02d}", "{}-{:02d}", "{} to {}")
GREATER = {"£": "£k", "£k": "£m", "£m": "£bn"}
_YEARS = re.compile(r"(?<![\d£.,])(20[0-4]\d)(-\d\d-\d\d|[/-]\d\d)?(?!\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONEY = re.compile(r"£(\d[\d,]*(?:\.\d+)?)")
_REFERENCE = re.compile(r"([A-Z]{1,4}-?)(\d{1,3})")
SITTING = frozenset(("meeting_date", "approvals", "meetings_stated", "meeting_calendar", "approved", "board_approved"))
"""Where dates stand on which a board sits, which it does on working days."""


@dataclass(frozen=True, slots=True)
class Guise:
    """`years` later, `power` powers of ten more money, other `names` and references; years spelt in another way,
    amounts in the next greater unit where the unit is stated, and fields in another order."""

    years: int = 0
    power: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    spelling: str = SPELLINGS[0]
    greater: bool = False
    order: int | None = None

    def day(self, day: date) -> date:
        return date.fromisoformat(self.text(day.isoformat()))

    def path(self, path: Path, shape: Shape) -> Path:
        """Where a place stands in this guise."""
        found: list[str | int] = []
        for step in path:
            found.append(self.key(step, shape.key) if isinstance(shape, MapShape) and isinstance(step, str) else step)
            shape = inside(shape, step)
        return tuple(found)

    def key(self, key: str, shape: Shape) -> str:
        return self.year(key) if isinstance(shape, YearShape) else self.text(key)

    def data(self, data: Value, shape: Shape, powers: Mapping[str, int] | None = None, path: Path = ()) -> Value:
        """The submission in this guise. `powers` are those by which amounts shrink whose unit a field states."""
        powers = powers or {}
        if isinstance(data, dict):
            return self._record(data, shape, powers, path)
        if isinstance(data, list):
            return [self.data(one, inside(shape, n), powers, (*path, n)) for n, one in enumerate(data)]
        if isinstance(data, str):
            if isinstance(shape, ChoiceShape | FigureShape):
                return data
            return self.year(data) if isinstance(shape, YearShape) else self.text(data)
        if isinstance(data, int | Decimal) and not isinstance(data, bool) and isinstance(shape, FigureShape):
            return shifted(data, self.shift(shape, powers))
        return data

    def shift(self, shape: FigureShape, powers: Mapping[str, int]) -> int:
        """By which power of ten a figure grows. A figure without a unit is money where the field beside it says so."""
        if shape.unit_field is not None:
            return powers.get(shape.unit_field, 0)
        if not shape.unit.dims and not shape.unit.name and not shape.whole:
            return powers.get("", 0)
        return self.power if any(name == "£" for name, _ in shape.unit.dims) else 0

    def _record(self, data: dict[str, Value], shape: Shape, powers: Mapping[str, int], path: Path) -> Value:
        powers = {**powers, "": 0}
        instead: dict[str, Value] = {}
        for name in data if isinstance(shape, RecordShape) else ():
            unit, field_shape = data[name], inside(shape, name)
            if not isinstance(unit, str) or name not in ("unit", "scale"):
                continue
            if not isinstance(field_shape, ChoiceShape):
                powers[""] = self.power if unit.startswith("£") else 0
            elif (known := parse_unit(unit)) is not None and known.is_money:
                grows = self.greater and unit in GREATER and GREATER[unit] in field_shape.choices
                powers[name] = self.power - 3 * grows
                instead[name] = GREATER[unit] if grows else unit
        new: dict[str, Value] = {}
        for name in self.ordered(data, path):
            key = self.key(name, shape.key) if isinstance(shape, MapShape) else name
            new[key] = instead.get(name) or self.data(data[name], inside(shape, name), powers, (*path, name))
        return new

    def ordered(self, names: Iterable[str], path: Path) -> list[str]:
        found = list(names)
        if self.order is not None:
            Random(f"{self.order} {path}").shuffle(found)
        return found

    # ------------------------------------------------------------------ texts
    def year(self, text: str) -> str:
        found = parse_year(text)
        if found is None:
            return self.text(text)
        start = found.start + self.years
        return self.spelling.format(start, (start + 1) % 100 if "02d" in self.spelling else start + 1)

    def text(self, text: str) -> str:
        if self.names:
            text = _any_of(tuple(self.names)).sub(lambda found: self.names[found[0]], text)
        if self.years and "20" in text:
            text = _YEARS.sub(self._later, text)
        if self.power and "£" in text:
            text = _MONEY.sub(lambda found: "£" + _grown(found[1], self.power), text)
        return text

    def _later(self, found: re.Match[str]) -> str:
        """A date, month, financial year or bare year, that many years later."""
        old, rest = int(found[1]), found[2] or ""
        year = old + self.years
        if len(rest) == 3 and int(rest[1:]) == (old + 1) % 100:
            return f"{year}{rest[0]}{(year + 1) % 100:02d}"
        return f"{year}-02-28" if rest == "-02-29" and year % 4 else f"{year}{rest}"


def shifted(figure: int | Decimal, power: int) -> int | Decimal:
    """A figure times a power of ten, good to as many digits as before."""
    if not power:
        return figure
    moved = Decimal(figure).scaleb(power)
    exponent = moved.as_tuple().exponent
    return int(moved) if isinstance(exponent, int) and exponent >= 0 else moved


def _grown(digits: str, power: int) -> str:
    grown = shifted(Decimal(digits.replace(",", "")), power)
    return f"{grown:,}" if "," in digits else format(grown, "f") if isinstance(grown, Decimal) else str(grown)


_PATTERNS: dict[tuple[str, ...], re.Pattern[str]] = {}


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    if words not in _PATTERNS:
        some = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        _PATTERNS[words] = re.compile(rf"(?<![A-Za-z0-9])(?:{some})(?![0-9])")
    return _PATTERNS[words]


# ---------------------------------------------------------------------- drawing one
def draw(
    random: Random, origin: Origin, latest: Iterable[int], *, same_time: bool = False, same_size: bool = False
) -> Guise:
    """A random guise for a submission. `latest` are the numbers of years by which its kind may be later."""
    years = 0 if same_time else random.choice([0, *(n for n in latest if sits(origin, n))])
    return Guise(
        years,
        0 if same_size else random.choice((0, 0, 1, 2)),
        {**_names(random), **_references(random, origin)},
        random.choice(SPELLINGS),
        random.random() < 0.5,
        random.randrange(1 << 30) if random.random() < 0.5 else None,
    )


def sits(origin: Origin, years: int) -> bool:
    """Whether every day on which a board sits is a working day that many years later too."""
    later = Guise(years)
    sittings = [
        date.fromisoformat(value)
        for path, value, _ in places(origin.data, origin.kind.shape)
        if isinstance(value, str) and SITTING.intersection(map(str, path)) and _DAY.fullmatch(value)
    ]
    return all(later.day(day).weekday() < 5 for day in sittings)


def _names(random: Random) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, others in NAMES.items():
        if random.random() < 0.6:
            found[name] = random.choice(others)
            found[name.lower()] = found[name].lower()
            found[name.title()] = found[name].title()
    return found


def _references(random: Random, origin: Origin) -> dict[str, str]:
    """References such as A01 with other numbers, in the same order."""
    more = random.choice((0, 40, 60))
    found: dict[str, str] = {}
    for path, value, _ in places(origin.data, origin.kind.shape) if more else ():
        match = _REFERENCE.fullmatch(value) if path[-1:] == ("id",) and isinstance(value, str) else None
        if match:
            found[match[0]] = f"{match[1]}{int(match[2]) + more:0{len(match[2])}d}"
    return found
