"""Classes of `planlint.records` beside those of the standard library: the same comes out of whatever is done."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import pickle
import sys
import types
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlint import records

BOTH = (dataclasses, records)


def outcome(do: Callable[[], Any]) -> tuple[str, Any]:
    """What comes of it: the value, or the sort and the words of the error."""
    try:
        return "value", do()
    except (TypeError, AttributeError, ValueError) as error:
        return type(error).__name__, str(error)


def made(source: str, by: types.ModuleType) -> dict[str, Any]:
    """The classes that a piece of source makes with one of the two."""
    module = types.ModuleType(f"made_by_{by.__name__.replace('.', '_')}")
    sys.modules[module.__name__] = module  # where the standard library looks for ClassVar
    space = vars(module)
    space.update(dataclass=by.dataclass, field=by.field, ClassVar=ClassVar)
    exec(f"from __future__ import annotations\n{source}", space)
    return space


def replaced(by: types.ModuleType, one: Any, changes: dict[str, int]) -> str:
    """The same with other values, as it shows itself."""
    return repr(by.replace(one, **changes))


OPTIONS = ("eq", "order", "frozen", "kw_only", "slots")
FIELDS = (
    "{}: int",
    "{}: int = 5",
    "{}: list = field(default_factory=list)",
    "{}: int = field(default=7, repr=False)",
    "{}: int = field(default=8, compare=False)",
    "{}: int = field(hash=False)",
    "{}: list = field(init=False, default_factory=list)",
    "{}: int = field(default=3, init=False, repr=False, compare=False)",
    "{}: ClassVar[int] = 9",
)
BODY = (
    "",
    "def __post_init__(self):\n  type(self).made = [*getattr(self, 'made', ()), 1]",
    "def __eq__(self, other):\n  return True",
    "def __repr__(self):\n  return 'said otherwise'",
    "@property\n def twice(self):\n  return self.a * 2",
)


@st.composite
def sources(draw: st.DrawFn) -> str:
    """A class, or one and another that is made from it."""
    written = []
    frozen = draw(st.booleans())
    for n, name in enumerate(["One", "Two"][: draw(st.integers(1, 2))]):
        chosen = {option: draw(st.booleans()) for option in OPTIONS}
        chosen["frozen"] = frozen  # the standard library refuses to mix them
        chosen["eq"] = chosen["eq"] or chosen["order"]
        fields = [
            draw(st.sampled_from(FIELDS)).format(letter) for letter in "abcdef"[3 * n : 3 * n + draw(st.integers(0, 3))]
        ]
        words = ", ".join(f"{option}={value}" for option, value in chosen.items())
        lines = "\n ".join([*fields, draw(st.sampled_from(BODY)), "pass"])
        written.append(f"@dataclass({words})\nclass {name}{'(One)' if n else ''}:\n {lines}\n")
    return "\n".join(written)


@given(
    sources(), st.lists(st.integers(0, 2), max_size=4), st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2))
)
def test_a_class_does_the_same(source: str, given: list[int], named: dict[str, int]) -> None:
    theirs, ours = (outcome(partial(made, source, by)) for by in BOTH)
    assert ours[0] == theirs[0], source
    if theirs[0] != "value":
        return
    name = "Two" if "class Two" in source else "One"
    cls = ours[1][name]
    assert behaviour(cls, given, named) == behaviour(theirs[1][name], given, named), source
    with contextlib.suppress(TypeError):
        whole = cls(*given, **named)
        theirs, ours = (outcome(partial(replaced, by, whole, named)) for by in BOTH)
        assert ours == theirs or (ours[0] != "value" and theirs[0] != "value"), source


def behaviour(cls: Any, given: list[int], named: dict[str, int]) -> list[Any]:
    """What can be seen of a class and of what it makes."""
    first = outcome(lambda: cls(*given, **named))
    told: list[Any] = [
        cls.__match_args__,
        cls.__dict__.get("__slots__"),
        [(one.name, one.init, one.repr, one.compare, one.kw_only) for one in dataclasses.fields(cls)],
        cls.__hash__ is None,
        getattr(cls, "made", None),
    ]
    if first[0] != "value":
        return [*told, first]
    whole, again = first[1], cls(*given, **named)
    told += [repr(whole), whole == again, whole == 3, hasattr(whole, "__dict__")]
    if cls.__hash__ is not None and not isinstance(cls.__dict__.get("__eq__"), type(None)):
        told.append(outcome(lambda: hash(whole) == hash(again))[0])
    told += [outcome(lambda: whole < again), outcome(lambda: whole <= again), outcome(lambda: whole > 3)]
    for name in "abz":
        told.append(outcome(partial(setattr, again, name, 1))[0] == "value")
        told.append(outcome(partial(delattr, again, name))[0] == "value")
    told.append(outcome(lambda: repr(dataclasses.replace(whole, **named))))
    told.append(outcome(lambda: dataclasses.asdict(whole)))
    told.append(outcome(lambda: repr(copy.copy(whole))))
    told.append(outcome(lambda: repr(copy.deepcopy(whole))))
    return told


def test_what_was_made_is_pickled() -> None:
    kept = pickle.loads(pickle.dumps([Kept(1, ["x"]), Ordered(2)]))
    assert kept == [Kept(1, ["x"]), Ordered(2)]


def test_it_is_known_by_its_fields() -> None:
    match Kept(1):
        case Kept(number, many):
            assert (number, many) == (1, [])
    assert (records.is_dataclass(Kept), records.is_dataclass(Kept(1)), records.is_dataclass(3)) == (True, True, False)
    assert dataclasses.is_dataclass(Kept)
    assert [one.name for one in records.fields(Kept)] == ["number", "many"]
    assert sorted([Ordered(2), Ordered(1)]) == [Ordered(1), Ordered(2)]


def test_a_value_that_all_would_share_is_refused() -> None:
    for by in BOTH:
        with pytest.raises(ValueError, match="default_factory"):
            made("@dataclass\nclass One:\n a: list = []", by)


@records.dataclass(frozen=True, slots=True)
class Kept:
    """A number, and many things."""

    number: int
    many: list[str] = records.field(default_factory=list)


@records.dataclass(frozen=True, slots=True, order=True)
class Ordered:
    """A number that has an order."""

    number: int
