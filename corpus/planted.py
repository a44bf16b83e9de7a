"""Defects that anybody makes, planted by a table: `planted.yaml` says what is changed and what must be found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path as File
from random import Random
from typing import Any, TypeVar

import yaml

from corpus.case import Case, Label, written
from corpus.good import FORMS
from corpus.guise import draw
from corpus.origin import Origin, held, inside, put, take
from corpus.structure import exact, variations, varied
from planlint.model import Path, Value
from planlint.rule_tests import AS_OF
from planlint.shape import FigureShape, Shape

TURNS = 12
"""How many submissions are tried before a row of the table is given up: the part that it needs may be left out."""

Step = TypeVar("Step", str, int)


class Nowhere(Exception):
    """There is no such place in this submission, or nothing there that the defect could be made of."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A row of the table: a defect of a class, for one kind."""

    defect: str
    kind: str
    number: int
    row: Mapping[str, Any]


@cache
def plans() -> tuple[Plan, ...]:
    """The table, a row for each kind."""
    table = yaml.safe_load(File(__file__).with_name("planted.yaml").read_text(encoding="utf-8"))
    found = []
    for defect, rows in table.items():
        for number, row in enumerate(rows):
            for kind in sorted(variations()) if row["in"] == "every kind" else row["in"]:
                found.append(Plan(defect, kind, number, row))
    return tuple(found)


def cases(known: Mapping[str, tuple[Origin, ...]], seed: int, each: int) -> Iterator[Case]:
    """Every row of the table on so many varied submissions of each known kind, where they have such a place."""
    for plan in (one for one in plans() if one.kind in known):
        for number in range(each):
            case = next(filter(None, (_tried(plan, known, f"{seed}", number, turn) for turn in range(TURNS))), None)
            if case is not None:
                yield case


def _tried(plan: Plan, known: Mapping[str, tuple[Origin, ...]], seed: str, number: int, turn: int) -> Case | None:
    random = Random(f"{seed} {plan.defect} {plan.number} {plan.kind} {number} {turn}")
    name = f"{plan.row['code']}-{plan.defect[0]}{plan.number}-{plan.kind}-{number}.{random.choice(FORMS)}"
    try:
        return _case(plan, random.choice(known[plan.kind]), random, name)
    except Nowhere:
        return None


def _case(plan: Plan, origin: Origin, random: Random, name: str) -> Case:
    known, row, shape = variations()[plan.kind], plan.row, origin.kind.shape
    data = varied(random, origin)
    drawn: list[str | int] = []
    path = find(random, data, row["at"], drawn, row["do"])
    _change(random, data, shape, path, row)
    told = find(random, data, row.get("told", row["at"]), list(drawn), "told")
    # Codes are looked up in lists that have an end.
    same_time = plan.defect == "code wrongly typed"
    guise = draw(random, origin, known.latest, same_time=same_time, same_size=not known.sizes)
    where = guise.path(told, shape)
    label = Label(plan.defect, row["code"], where, (), f"{row['do']} {row['at']}")
    return Case(plan.kind, name, written(guise.data(data, shape), name), guise.day(AS_OF), label)


# ---------------------------------------------------------------------- places
def find(random: Random, data: Value, pattern: str, drawn: list[str | int], word: str) -> Path:
    """The place that a pattern of the table leads to. What is drawn is added to `drawn`; a told place takes from it.

    Raises Nowhere where there is none.
    """
    path: Path = ()
    steps = pattern.split("/") if pattern else []
    for n, step in enumerate(steps):
        last = n == len(steps) - 1
        here = held(data, path)
        if step in ("*", "**"):
            if word == "told":
                path = (*path, drawn.pop(0) if step == "*" else drawn[-1])
                continue
            drawn.append(_draw(random, here))
            path = (*path, drawn[-1])
        elif step == "+":
            path = (*path, len(_list(here)) - 1)
        elif step[0] == "=":
            holding = [i for i, one in enumerate(_list(here)) if isinstance(one, dict) and step[1:] in one.values()]
            path = (*path, _one(random, holding))
        else:
            if not isinstance(here, dict) or (step not in here and not (last and word in ("set", "told"))):
                raise Nowhere(pattern)
            path = (*path, step)
    return path


def _draw(random: Random, here: Value) -> str | int:
    if isinstance(here, dict):
        return _one(random, [key for key in here if key != "Total"])
    free = [n for n, one in enumerate(_list(here)) if not (isinstance(one, dict) and "Total" in one.values())]
    return _one(random, free)


def _one(random: Random, some: list[Step]) -> Step:
    if not some:
        raise Nowhere("nothing to draw")
    return random.choice(some)


def _list(here: Value) -> list[Value]:
    if not isinstance(here, list):
        raise Nowhere("no list")
    return here


# ---------------------------------------------------------------------- changes
def _change(random: Random, data: Value, shape: Shape, path: Path, row: Mapping[str, Any]) -> None:
    match row["do"]:
        case "remove":
            take(data, path)
        case "blank":
            put(data, path, random.choice((None, "", "  ")))
        case "set":
            put(data, path, row["value"])
        case "add":
            put(data, path, _more(random, held(data, path), _shape(shape, path)))
        case "times":
            put(data, path, _times(held(data, path), Decimal(str(row["by"]))))
        case "repeat":
            again = deepcopy(held(data, path))
            assert isinstance(again, dict)
            again.update(exact(row.get("new", {})))  # type: ignore[arg-type]
            _list(held(data, path[:-1])).append(again)
        case "swap":
            other = (*path[:-2], row["with"][3:]) if row["with"].startswith("../") else (*path[:-1], row["with"])
            try:
                one, two = held(data, path), held(data, other)
            except KeyError:
                raise Nowhere(row["with"]) from None
            if one == two:
                raise Nowhere("both dates are one")
            put(data, path, two)
            put(data, other, one)


def _figure(value: Value) -> Decimal | int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Nowhere("no figure")
    return value


def _more(random: Random, value: Value, shape: Shape) -> int | Decimal:
    """A figure that is off by a tenth to a half of it: more than any rounding, less than anybody would laugh at."""
    old = _figure(value)
    if isinstance(shape, FigureShape) and shape.whole:
        return int(old) + random.randint(1, 3)
    exponent = old.as_tuple().exponent if isinstance(old, Decimal) else 0
    steps = Decimal(old).scaleb(-int(exponent))
    off = max(int(abs(steps)) * random.randint(10, 50) // 100, 9)
    return old + (off if isinstance(old, int) else Decimal(off).scaleb(int(exponent)))


def _times(value: Value, by: Decimal) -> int | Decimal:
    old = _figure(value)
    if old == 0:
        raise Nowhere("nothing times anything is nothing")
    new = old * by
    return int(new) if new == int(new) and isinstance(old, int) else new


def _shape(shape: Shape, path: Path) -> Shape:
    for step in path:
        shape = inside(shape, step)
    return shape
