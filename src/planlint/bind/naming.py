"""What people call the things of a submission: a path turned into words, and a value quoted."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from planlint.limits import LIMITS
from planlint.model import Path, Value
from planlint.shape import AnyShape, ListShape, MapShape, RecordShape, Shape, TextShape

_ANY = AnyShape()
_KEYS = ("id", "code", "name", "title")
_TITLES = ("title", "name")
_LISTED = 12
_LONGEST = 60


def shown(value: Value) -> str:
    """A value as a sentence quotes it, cut to the length that reports may quote.

    >>> shown("Gren"), shown(Decimal("1.50")), shown(True), shown([1]), shown(None)
    ('"Gren"', '1.50', 'true', 'a list', 'a blank')
    """
    if isinstance(value, str):
        cut = LIMITS.quoted_characters
        return f'"{value}"' if len(value) <= cut else f'"{value[:cut]}…"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() and abs(value.adjusted()) <= 40 else str(value)
    if value is None:
        return "a blank"
    return str(value) if isinstance(value, int) else "a list" if isinstance(value, list) else "a group of fields"


def spoken(name: str) -> str:
    """A field's name in words.

    >>> spoken("exp_planned")
    'exp planned'
    """
    return name.replace("_", " ").strip() or name


def lower_first(text: str) -> str:
    """A label inside a sentence: `Title` is `title`, `NHS number` stays.

    >>> lower_first("Plan title"), lower_first("NHS number")
    ('plan title', 'NHS number')
    """
    word = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if word[1:].islower() or len(word) == 1 else text


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def listed(values: Iterable[Value], last: str = ", ") -> str:
    """Choices in a row, the first twelve by name."""
    choices = list(values)
    names = [value if isinstance(value, str) else shown(value) for value in choices[:_LISTED]]
    names = [name if len(name) <= 60 else name[:60] + "…" for name in names]
    more = f" and {len(choices) - _LISTED:,} more" if len(choices) > _LISTED else ""
    return last.join(names) + more


class Names:
    """The names of the places of one submission, from its data and the shape of its kind."""

    def __init__(self, data: Value, shape: Shape) -> None:
        self.data = data
        self.root = shape

    def shape(self, path: Path) -> Shape:
        """The shape at a path; AnyShape where the schema says nothing."""
        shape = self.root
        for step in path:
            shape = _inside(shape, step)
        return shape

    def field(self, path: Path) -> str:
        """What the last step of a path is called, inside a sentence."""
        label = self.shape(path).label
        return lower_first(label) if label else spoken(str(path[-1]))

    def thing(self, path: Path) -> str:
        """What a path is called at the start of a sentence; its ancestors as far as they are needed."""
        parts: list[str] = []
        shape, value = self.root, self.data
        outer: Shape = _ANY
        for n, step in enumerate(path):
            inside = _inside(shape, step)
            below = _value_inside(value, step)
            if isinstance(step, int):
                self._name_item(parts, shape, inside, below, step)
            elif isinstance(shape, MapShape):
                if len(parts) > 1 and _is_only_map(outer):
                    parts.pop()
                parts.append(cut(step))
            else:
                parts.append(self._name_field(inside, step, first=n == 0))
            shape, value, outer = inside, below, shape
        return upper_first(", ".join(parts)) if parts else "The submission"

    def _name_field(self, shape: Shape, step: str, *, first: bool) -> str:
        label = shape.label or spoken(step[:60])
        return label if first else lower_first(label)

    def _name_item(self, parts: list[str], shape: Shape, inside: Shape, item: Value, step: int) -> None:
        """Name an item by its key. One that has a name of its own stands without the list's."""
        key = _key_of(item, shape.key if isinstance(shape, ListShape) else None)
        title = title_beside(item, shape)
        label = inside.label
        if key and title and " " not in key:
            named, text = True, f"{key} {cut(title)}"
        elif key and (" " in key or not label):
            named = " " in key
            text = key
        elif label:
            named, text = True, f"{label} {key or step + 1}"
        else:
            named, text = False, f"item {step + 1}"
        if named and parts:
            parts.pop()
        parts.append(text)


def _key_of(item: Value, key: str | None) -> str | None:
    """What an item of a list is known by."""
    if not isinstance(item, dict):
        return None
    for name in (key,) if key else _KEYS:
        value = item.get(name)
        if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
            text = value.strip() if isinstance(value, str) else shown(value)
            if text:
                return cut(text)
    return None


def title_beside(item: Value, of: Shape) -> str | None:
    """What people call an item that has a key of another sort: its title, or else its name."""
    if not isinstance(of, ListShape) or of.key is None or of.key in _TITLES or not isinstance(item, dict):
        return None
    fields = of.item.fields if isinstance(of.item, RecordShape) else {}
    for name in _TITLES:
        value = item.get(name)
        if isinstance(fields.get(name), TextShape) and isinstance(value, str) and value.strip():
            return value.strip()
    return None


def cut(name: str) -> str:
    """A name that stands in a sentence: a long one ends with its last whole word, if it has words.

    >>> cut("Launch"), cut("Integrated single leadership structure for the strategic commissioning of care")
    ('Launch', 'Integrated single leadership structure for the strategic…')
    """
    if len(name) <= _LONGEST:
        return name
    words, _, _ = name[: _LONGEST + 1].rpartition(" ")
    return (words.rstrip(" ,;:") if len(words) > _LONGEST // 2 else name[:_LONGEST]) + "…"


def _is_only_map(shape: Shape) -> bool:
    """Whether a record has one map alone, so that a key of it needs no other name."""
    fields = shape.fields.values() if isinstance(shape, RecordShape) else ()
    return sum(isinstance(field, MapShape) for field in fields) == 1


def _inside(shape: Shape, step: str | int) -> Shape:
    if isinstance(shape, RecordShape) and isinstance(step, str):
        return shape.fields.get(step, _ANY)
    if isinstance(shape, MapShape) and isinstance(step, str):
        return shape.value
    return shape.item if isinstance(shape, ListShape) and isinstance(step, int) else _ANY


def _value_inside(value: Value, step: str | int) -> Value:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
