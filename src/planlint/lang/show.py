"""Values as people read them in messages, and as digits in results."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from planlint.lang.figures import Figure
from planlint.lang.held import Held, Items, Missing, Node, Worth
from planlint.lang.predicates import listed
from planlint.limits import LIMITS
from planlint.model import Value
from planlint.shape import DateShape, ListShape, RecordShape, Shape
from planlint.values import Month, Unit, decimal_text, parse_date

NOT_GIVEN, NOT_READ = "(not given)", "(cannot be read)"
_LISTED = 10


def show(worth: Worth) -> str:
    """A value in a message: figures with their unit and thousands, a ratio as a percentage to one decimal."""
    if isinstance(worth, Missing):
        return NOT_GIVEN if worth.why != "unreadable" else NOT_READ
    if isinstance(worth, Figure):
        return show_figure(worth)
    if isinstance(worth, Held):
        return show_held(worth)
    if isinstance(worth, Items):
        return ", ".join(show(one) for one in worth.values[:10]) + (" …" if len(worth.values) > 10 else "")
    return show_node(worth)


def show_held(held: Held) -> str:
    value = held.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value.day} {value:%B} {value.year}"
    if isinstance(value, Month):
        return f"{date(value.year, value.month, 1):%B} {value.year}"
    if isinstance(value, str):
        return value if len(value) <= LIMITS.quoted_characters else value[: LIMITS.quoted_characters] + "…"
    return str(value)


def show_node(node: Node) -> str:
    """A record by its key or name; a list by what is in it, the first ten of it."""
    if isinstance(node.raw, dict) and isinstance(node.shape, RecordShape):
        for name in ("name", "title", "label", "id", "code", "pod"):
            if isinstance(node.raw.get(name), str):
                return show_held(Held(node.raw[name]))
    if isinstance(node.raw, list):
        inner = node.shape.item if isinstance(node.shape, ListShape) else Shape()
        names = [_show_item(one, inner) for one in node.raw[:_LISTED]]
        return (listed(names, "and") if len(node.raw) <= _LISTED else ", ".join(names) + " …") if names else "nothing"
    return "(a group of fields)" if isinstance(node.raw, dict) else show_held(Held(str(node.raw)))


def _show_item(raw: Value, shape: Shape) -> str:
    """What stands in a list: a record or list by its name, a date as people write it, all else as it is written."""
    if isinstance(raw, dict | list):
        return show_node(Node(raw, (), shape)) if isinstance(raw, dict) else "a list"
    when = parse_date(raw) if isinstance(raw, str) and isinstance(shape, DateShape) else None
    return show_held(Held(when or (raw if isinstance(raw, str | bool) else str(raw))))


def show_figure(figure: Figure) -> str:
    cell = figure.cells.get(figure.path) if figure.path is not None else None
    if cell is not None:
        return with_unit(cell.written, cell.unit)
    if figure.unit.is_percent and figure.cells:
        of_counts = figure.ratio is None or not figure.ratio[0].dims
        if of_counts and abs(figure.value) >= 10:  # so many a month, rather than a share
            return decimal_text(figure.value, Fraction(1, 10)).removesuffix(".0")
        return with_unit(decimal_text(figure.value * 100, Fraction(1, 10)), figure.unit)
    step = figure.step
    unit = figure.unit
    text = decimal_text(figure.value / unit.scale, step / unit.scale if step else None)
    return with_unit(text, unit)


def with_unit(digits: str, unit: Unit) -> str:
    """Digits with thousands, the sign before the pound, and the unit after."""
    sign = "-" if digits.startswith("-") else ""
    whole, dot, part = digits.lstrip("-").partition(".")
    text = f"{int(whole):,}{dot}{part}" if whole.isdigit() else digits.lstrip("-")
    if unit.is_percent:
        return f"{sign}{text}%"
    if unit.name.startswith("£") and unit.is_money:
        return f"{sign}£{text}{unit.name[1:]}"
    return sign + text


def digits(value: Fraction, unit: Unit) -> str:
    """A value in base units as digits in a unit: exactly where that ends, else to twelve places."""
    return decimal_text(value / unit.scale)


def as_data(worth: Worth) -> str:
    """A value as a result carries it: digits as written, dates year first."""
    if isinstance(worth, Figure):
        cell = worth.cells.get(worth.path) if worth.path is not None else None
        return cell.written if cell else digits(worth.value, worth.unit)
    if isinstance(worth, Held) and isinstance(worth.value, date):
        return worth.value.isoformat()
    if isinstance(worth, Held) and isinstance(worth.value, Month):
        return str(worth.value)
    return show(worth)
