"""An entry of `x-pictures` while it is read: its paths led through the shape of the kind, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planlint.bind.naming import spoken, upper_first
from planlint.shape import FigureShape, ListShape, MapShape, RecordShape, Shape

PATH = {"type": "string", "minLength": 1, "maxLength": 200}
OF = {**PATH, "description": "the list whose items are drawn: a field of the submission, or one further down"}
SERIES = {
    "description": "one to four fields, each by its path from an item",
    "type": "array", "minItems": 1, "maxItems": 4, "uniqueItems": True, "items": PATH,
}  # fmt: skip
TOTALS = {
    "description": "the keys of items that add others up",
    "type": "array", "minItems": 1, "maxItems": 8, "uniqueItems": True,
    "items": {"type": "string", "minLength": 1, "maxLength": 100},
}  # fmt: skip
Steps = tuple[str, ...]
"""A dotted path of fields, taken apart."""


class Asked:
    """One entry. `faults` are the pointer in the schema, the message and a hint of each thing that is wrong."""

    def __init__(self, shape: RecordShape, n: int, entry: Mapping[str, Any]) -> None:
        self.shape, self.entry = shape, entry
        self.form, self.title = str(entry["picture"]), str(entry["title"])
        self.where = f"/x-pictures/{n}"
        self.faults: list[tuple[str, str, str]] = []

    def fault(self, word: str, message: str, hint: str = "") -> None:
        self.faults.append((f"{self.where}/{word}", message, hint))

    # ------------------------------------------------------------------ the entry itself

    def names_one_of(self, forms: Sequence[str]) -> bool:
        """Whether there is a picture of that name."""
        if self.form in forms:
            return True
        self.fault("picture", f'There is no picture "{self.form}".', self._near(self.form, forms))
        return False

    def says_what(self, words: Mapping[str, Mapping[str, Any]], needs: Iterable[str]) -> bool:
        """Whether the entry says what a form needs, in the way it may be said, and nothing else."""
        import jsonschema_rs

        for word, said in self.entry.items():
            if word in ("picture", "title"):
                continue
            if word not in words:
                self.fault(word, f'"{word}" is not a word of a picture of {self.form}.', self._near(word, words))
            elif not jsonschema_rs.Draft202012Validator(dict(words[word])).is_valid(said):
                self.fault(word, f'This cannot be the "{word}" of a picture of {self.form}.', _is(words[word]))
        for word in needs:
            if word not in self.entry:
                self.fault("picture", f'A picture of {self.form} says "{word}".', _is(words[word]))
        return not self.faults

    @staticmethod
    def _near(word: str, known: Iterable[str]) -> str:
        from planlint.bind.vocabulary import nearest  # here, since a sound schema needs none of it

        close = nearest(word, known)
        return f"Did you mean {close}?" if close else f"Known are {', '.join(sorted(known))}."

    # ------------------------------------------------------------------ where its paths lead

    def path(self, word: str) -> Steps:
        """The path that a word gives, or none."""
        return steps(self.entry[word]) if word in self.entry else ()

    def found(self, path: str, shape: Shape | None, word: str) -> Shape | None:
        """What a dotted path of fields leads to, or None, which is told."""
        for name in path.split("."):
            fields = shape.fields if isinstance(shape, RecordShape) else {}
            if name not in fields:
                self.fault(
                    word, f'"{name}" in "{path}" is not a field here.', self._near(name, fields) if fields else ""
                )
                return None
            shape = fields[name]
        return shape

    def items(self, word: str, shape: Shape) -> tuple[Shape, RecordShape] | None:
        """The list or map of records that a word leads to, and the shape of one."""
        path = str(self.entry[word])
        held = self.found(path, shape, word)
        item = held.item if isinstance(held, ListShape) else held.value if isinstance(held, MapShape) else None
        if held is not None and not isinstance(item, RecordShape):
            self.fault(word, f'"{path}" is not a list or a map of records.')
        return (held, item) if held is not None and isinstance(item, RecordShape) else None

    def drawable(self, shape: Shape, word: str, path: str, sort: type[Shape], said: str) -> Shape | None:
        """A shape that is of the sort that is drawn, or None, which is told; `said` is the sort in words."""
        if not isinstance(shape, sort):
            self.fault(word, f'"{path}" is not {said}.')
            return None
        if isinstance(shape, FigureShape) and shape.unit_field:
            message = "A figure whose unit another field states cannot be drawn: each may have its own."
            self.fault(word, message)
            return None
        return shape

    def unit(self, shapes: Iterable[Shape | None]) -> str:
        """The one unit of figures that are drawn together."""
        units = dict.fromkeys(one.unit.name for one in shapes if isinstance(one, FigureShape))
        if len(units) > 1:
            self.fault("series", f"One picture has one unit; these have {', '.join(map(repr, units))}.")
        return next(iter(units), "")

    def totals(self, of: Shape) -> frozenset[str]:
        """The keys of items that add others up."""
        if "totals" in self.entry and not (isinstance(of, ListShape) and of.key):
            self.fault("totals", '"totals" names items by their key, so it needs a list with an x-key.')
        return frozenset(map(str, self.entry.get("totals", ())))


def steps(path: str) -> Steps:
    return tuple(path.split("."))


def key_of(of: Shape) -> str | None:
    return of.key if isinstance(of, ListShape) else None


def rows_are(of: Shape, item: RecordShape, path: str) -> str:
    """What a row is called: the label of an item's key, unless that is just "Name"; else of an item, or the list."""
    key = key_of(of)
    named = item.fields[key].label if key and key in item.fields else ""
    return (item.label if named == "Name" else named) or named or name_of(of, path)


def name_of(shape: Shape | None, path: str) -> str:
    """What a series is called: its label, else its name in words."""
    label = shape.label if shape is not None else ""
    return label or upper_first(spoken(path.split(".")[-1]))


def _is(word: Mapping[str, Any]) -> str:
    return f"It is {word['description']}."
