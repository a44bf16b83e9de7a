"""What a good submission holds, changed so that it stays good: `variations.yaml` says how, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path as File
from random import Random
from typing import Any

import yaml

from corpus.origin import Origin, held, places, put, take
from planlint.model import Path, Value, pointer
from planlint.shape import ListShape, Shape

_LINK = re.compile(r"\]\(<?#(/[^)>]*)>?\)")
_STEP = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")


@dataclass(frozen=True, slots=True)
class Variations:
    """What may be varied in the submissions of a kind; see the head of `variations.yaml`."""

    latest: tuple[int, ...] = ()
    sizes: bool = True
    optional: tuple[str, ...] = ()
    ordered: tuple[str, ...] = ()
    moves: tuple[Mapping[str, Any], ...] = ()
    growths: tuple[Mapping[str, Any], ...] = ()


@cache
def variations() -> Mapping[str, Variations]:
    """What may be varied, by kind."""
    read = yaml.safe_load(File(__file__).with_name("variations.yaml").read_text(encoding="utf-8"))
    shared = read.pop("every kind")
    return {
        kind: Variations(
            tuple(one.get("years later", ())),
            one.get("other sizes", True),
            (*one.get("optional", ()), *shared["optional"]),
            (*one.get("in order", ()), *shared["in order"]),
            tuple(one.get("moves", ())),
            tuple(one.get("growths", ())),
        )
        for kind, one in read.items()
    }


def varied(random: Random, origin: Origin, keep: Iterable[str] | None = None) -> Value:
    """The data of a good submission, varied. `keep` are fields to be left as they are: then no figure moves, and only
    the order of lists and other optional parts change."""
    known = variations()[origin.kind.name]
    data = deepcopy(origin.data)
    kept = frozenset(keep or ())
    for name in known.optional:
        parts = name.split(" and ")
        if random.random() < 0.25 and not kept.intersection(part.split(".")[-1] for part in parts):
            _without(data, parts)
    if keep is None:
        for move in known.moves:
            for _ in range(random.choice((0, 1, 3))):
                _moved(random, data, move)
        for growth in known.growths:
            if random.random() < 0.4 and growth.get("in", origin.name) == origin.name:
                _grown(data, growth)
    _shuffled(random, data, origin.kind.shape, frozenset(known.ordered))
    return data


def _without(data: Value, parts: Iterable[str]) -> None:
    for part in parts:
        path = tuple(part.split("."))
        try:
            take(data, path)
        except (KeyError, IndexError):
            continue


# ---------------------------------------------------------------------- figures
def _moved(random: Random, data: Value, move: Mapping[str, Any]) -> None:
    """One amount added to several figures at once, with the factor that each has; nothing that would change a sign."""
    picks = {name: _pick(random, data, where, move.get("but not", ())) for name, where in move.get("pick", {}).items()}
    if len(set(picks.values())) < len(picks) or None in picks.values():
        return
    least, most = (Decimal(str(one)) for one in move["amount"])
    step = Decimal(str(move["step"]))
    amount = least + step * random.randint(0, int((most - least) / step))
    new: dict[Path, Decimal | int] = {}
    for written, factor in move["add"].items():
        try:
            path = spot(data, written, picks)
            old = held(data, path)
        except (KeyError, IndexError):
            return
        if isinstance(old, bool) or not isinstance(old, int | Decimal):
            return
        changed = old + amount * Decimal(str(factor))
        if changed * old < 0 or old == 0 or changed == 0:
            return
        new[path] = int(changed) if isinstance(old, int) and changed == int(changed) else changed
    for path, value in new.items():
        put(data, path, value)


def _pick(random: Random, data: Value, where: str, barred: Iterable[str]) -> str | None:
    """A key of a map, or the first field of an item of a list, but for totals."""
    try:
        holder = held(data, tuple(where.split(".")))
    except (KeyError, IndexError):
        return None
    keys = list(holder) if isinstance(holder, dict) else []
    if isinstance(holder, list):
        keys = [str(next(iter(one.values()))) for one in holder if isinstance(one, dict) and "is_adjustment" not in one]
    keys = [key for key in keys if key != "Total" and key not in barred]
    return random.choice(keys) if keys else None


def spot(data: Value, written: str, picks: Mapping[str, str | None]) -> Path:
    """Where a path such as `lines[a].values[2017/18]` leads: in square brackets a pick, a key, or the first field of
    an item."""
    path: Path = ()
    for key, name in _STEP.findall(written):
        step = name or str(picks.get(key, key))
        here = held(data, path)
        if isinstance(here, list):
            found = [n for n, one in enumerate(here) if isinstance(one, dict) and step in map(str, one.values())]
            if not found:
                raise KeyError(step)
            path = (*path, found[0])
        else:
            path = (*path, step)
    return path


# ---------------------------------------------------------------------- rows
def _grown(data: Value, growth: Mapping[str, Any]) -> None:
    """Rows more, with the numbers that count them."""
    assert isinstance(data, dict)
    for written, items in growth["add"].items():
        rows = held(data, spot(data, written, {}))
        assert isinstance(rows, list)
        last = rows[-1] if rows else None
        ends = isinstance(last, dict) and "Total" in last.values()
        at = len(rows) - ends
        rows[at:at] = [exact(item) for item in items]
    for written, more in growth.get("count", {}).items():
        try:
            path = spot(data, written, {})
            count = held(data, path)
        except (KeyError, IndexError):
            continue
        assert isinstance(count, int)
        put(data, path, count + more)
    _without(data, growth.get("without", ()))


def exact(value: Any) -> Value:
    """What YAML reads, with its figures as decimals and its dates as text."""
    if isinstance(value, dict):
        return {str(key): exact(one) for key, one in value.items()}
    if isinstance(value, list):
        return [exact(one) for one in value]
    if isinstance(value, float):
        return Decimal(str(value))
    return value if isinstance(value, int | str | None) else str(value)


def _shuffled(random: Random, data: Value, shape: Shape, ordered: frozenset[str]) -> None:
    """Items of lists in another order, where order says nothing and no link counts on it. Totals stay in place."""
    found = list(places(data, shape))
    links = [link for _, value, _ in found if isinstance(value, str) for link in _LINK.findall(value)]
    for path, rows, kind in reversed(found):
        if not isinstance(rows, list) or not isinstance(kind, ListShape) or kind.key is None:
            continue
        stem = pointer(path) + "/"
        if ordered.intersection(map(str, path[-1:])) or any(re.match(re.escape(stem) + r"\d", link) for link in links):
            continue
        if random.random() < 0.5:
            free = [n for n, one in enumerate(rows) if not _last(one)]
            items = [rows[n] for n in free]
            random.shuffle(items)
            for n, item in zip(free, items, strict=True):
                rows[n] = item


def _last(row: Value) -> bool:
    return isinstance(row, dict) and ("is_adjustment" in row or "Total" in row.values())
