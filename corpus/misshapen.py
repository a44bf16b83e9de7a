"""Defects that can be made wherever the schema has a place for them: of shape, of the file, and in any text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

from corpus.case import Case, Label, written
from corpus.good import FORMS
from corpus.guise import draw
from corpus.origin import Origin, places, put, take
from corpus.structure import variations, varied
from planlint.model import Path, Value
from planlint.rule_tests import AS_OF
from planlint.shape import (
    ChoiceShape,
    DateShape,
    FigureShape,
    ListShape,
    MonthShape,
    RecordShape,
    Shape,
    TextShape,
    YearShape,
    YesNoShape,
)

Place = tuple[Path, Value, Shape]
Change = Callable[[Random, Value, Place], Path | None]
"""Changes the data at a place and says where the defect is; None where there is none to be made there."""

_IMPOSSIBLE = {DateShape: "2018-02-30", MonthShape: "2018-13", YearShape: "2017/19"}


def _choice(random: Random, data: Value, place: Place) -> Path | None:
    """A choice with two of its letters the wrong way round."""
    path, value, shape = place
    if path == ("kind",) or not isinstance(shape, ChoiceShape) or not isinstance(value, str) or len(value) < 2:
        return None
    at = random.randrange(len(value) - 1)
    wrong = value[:at] + value[at + 1] + value[at] + value[at + 2 :]
    if wrong in shape.choices:
        return None
    put(data, path, wrong)
    return path


def _unknown(random: Random, data: Value, place: Place) -> Path | None:
    """A field with a letter too many."""
    path, value, shape = place
    if not isinstance(shape, RecordShape) or not shape.closed or not isinstance(value, dict):
        return None
    optional = [name for name in value if name not in shape.required and name in shape.fields]
    if not optional:
        return None
    name = random.choice(optional)
    wrong = name + name[-1]
    if wrong in shape.fields:
        return None
    value[wrong] = value.pop(name)
    return (*path, wrong)


def _type(random: Random, data: Value, place: Place) -> Path | None:
    """Words where a figure, a yes or no, or a list belongs."""
    path, value, shape = place
    if not path or value is None or not isinstance(shape, FigureShape | YesNoShape | ListShape):
        return None
    if isinstance(shape, FigureShape) and shape.reasons:
        return None
    put(data, path, random.choice(("about five", "see the appendix", "to follow in spring")))
    return path


def _format(random: Random, data: Value, place: Place) -> Path | None:
    """A day, month or year that does not exist."""
    path, value, shape = place
    wrong = _IMPOSSIBLE.get(type(shape))
    if wrong is None or not isinstance(value, str):
        return None
    put(data, path, wrong)
    return path


def _required(random: Random, data: Value, place: Place) -> Path | None:
    """A record without a field that it must have."""
    path, value, shape = place
    if not isinstance(shape, RecordShape) or not isinstance(value, dict):
        return None
    names = sorted(name for name in shape.required if name in value and (*path, name) != ("kind",))
    if not names:
        return None
    name = random.choice(names)
    take(data, (*path, name))
    return (*path, name)


def _range(random: Random, data: Value, place: Place) -> Path | None:
    """A figure below the least that there can be."""
    path, value, shape = place
    if not isinstance(shape, FigureShape) or shape.least is None or isinstance(value, str | None):
        return None
    put(data, path, int(shape.least) - random.randint(1, 9))
    return path


def _twice(random: Random, data: Value, place: Place) -> Path | None:
    """Any field or year, to be written twice."""
    path = place[0]
    return path if path and isinstance(path[-1], str) else None


def _placeholder(random: Random, data: Value, place: Place) -> Path | None:
    """Any text that somebody meant to write later."""
    path, value, shape = place
    if not isinstance(shape, TextShape) or not isinstance(value, str) or len(value) < 4:
        return None
    put(data, path, random.choice(("TBC", "To be agreed (tbc)", "Lorem ipsum", "TBA by the board", "xxxx")))
    return path


CHANGES: Mapping[str, tuple[str, Change]] = {
    "choice wrongly typed": ("SHAPE-ENUM", _choice),
    "field wrongly named": ("SHAPE-UNKNOWN-FIELD", _unknown),
    "words for a figure or list": ("SHAPE-TYPE", _type),
    "day that does not exist": ("SHAPE-FORMAT", _format),
    "required field removed": ("SHAPE-REQUIRED", _required),
    "figure below its least": ("SHAPE-RANGE", _range),
    "placeholder in any text": ("CMP-002", _placeholder),
    "key given twice": ("READ-DUPLICATE-KEY", _twice),
}
"""Each class of defects: the code that must speak, by the manuals and the catalogue of rules, and what makes it."""


def cases(known: Mapping[str, tuple[Origin, ...]], seed: int, each: int) -> Iterator[Case]:
    """So many defects of each class in each kind, where the kind has any place for one."""
    for defect, (code, change) in CHANGES.items():
        for kind, origins in known.items():
            for number in range(each):
                random = Random(f"{seed} {defect} {kind} {number}")
                case = _case(random, random.choice(origins), defect, code, change, number)
                if case is not None:
                    yield case


def _case(random: Random, origin: Origin, defect: str, code: str, change: Change, number: int) -> Case | None:
    known, shape = variations()[origin.kind.name], origin.kind.shape
    data = varied(random, origin)
    # The data are changed after their guise, so that nothing makes a wrong value right or reads it as another.
    guise = draw(random, origin, known.latest, same_size=not known.sizes)
    data = guise.data(data, shape)
    candidates = list(places(data, shape))
    random.shuffle(candidates)
    for place in candidates:
        path = change(random, data, place)
        if path is not None:
            label = Label(defect, code, path, (), change.__doc__ or "")
            name = f"{code}-{origin.kind.name}-{number}.{'json' if change is _twice else random.choice(FORMS)}"
            content = written(data, name, path if change is _twice else None)
            return Case(origin.kind.name, name, content, guise.day(AS_OF), label)
    return None
