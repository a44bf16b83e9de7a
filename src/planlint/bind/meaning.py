"""Annotations against the schemas around them: an `x-key` names a field of the items, a unit stands on a figure.

An annotation that does nothing would be a check that someone believes in and nobody makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from planlint.bind.check import Node, Where
from planlint.bind.vocabulary import nearest
from planlint.values import parse_unit

_CHECKED = ("x-key", "x-period", "x-year", "x-unit", "x-step", "x-submitter", "x-round", "x-version", "x-narrative")


def check_meaning(nodes: Mapping[Where, Node]) -> None:
    """Note every annotation that means nothing where it stands. The schemas are known to be finite."""
    reader = _Meaning(nodes)
    for where, node in nodes.items():
        for word in (
            "x-key",
            "x-period",
            "x-year",
            "x-owner",
            "x-unit",
            "x-step",
            "x-submitter",
            "x-round",
            "x-version",
            "x-narrative",
        ):
            if word in node.schema:
                reader.check(word, where, node)


class _Meaning:
    def __init__(self, nodes: Mapping[Where, Node]) -> None:
        self.nodes = nodes
        self.fields = lru_cache(maxsize=None)(self._fields)
        self.choices = self._choices()

    def check(self, word: str, where: Where, node: Node) -> None:
        value = node.schema[word]
        if word == "x-key":
            self.check_key(where, node, str(value))
        elif word == "x-period":
            for name in value:
                self.check_field(where, node, word, str(name), ("date", "month", "financial-year"))
        elif word == "x-year":
            self.check_field(where, node, word, str(value), ("financial-year",))
        elif word == "x-submitter":
            for one in value:
                for name in [one] if isinstance(one, str) else one:
                    self.field_at(where, node, word, str(name))
        elif word in ("x-round", "x-version"):
            for name in value:
                self.check_order(where, node, word, str(name))
        elif word == "x-narrative":
            if "string" not in self.types(where):
                node.file.fault(f"{node.where}/{word}", "x-narrative says nothing here: this is not a text.")
        elif word == "x-owner":
            self.check_owner(where, node, str(value))
        elif not self.types(where) & {"number", "integer"}:
            node.file.fault(f"{node.where}/{word}", f"{word} says nothing here: this is not a number.")
        elif word == "x-unit":
            self.check_unit(node, str(value))

    def check_key(self, where: Where, node: Node, name: str) -> None:
        items = [(part.file.name, f"{part.where}/items") for part in self.parts(where) if "items" in part.schema]
        fields = {field: at for item in items for field, at in self.fields(item).items()}
        if not items:
            node.file.fault(f"{node.where}/x-key", "x-key says nothing here: this is not a list with items.")
        elif name not in fields:
            self.unknown_field(node, "x-key", name, "the items", fields)

    def check_owner(self, where: Where, node: Node, name: str) -> None:
        """The owner is a text, or a record whose fields are texts, such as a role and an organisation."""
        fields = self.fields(where)
        if name not in fields:
            self.unknown_field(node, "x-owner", name, "this record", fields)
            return
        parts = self.fields(fields[name])
        if not parts and self.types(fields[name]) != {"string"}:
            node.file.fault(f"{node.where}/x-owner", f'The field "{name}" is neither a text nor a record of texts.')

    def check_field(self, where: Where, node: Node, word: str, path: str, formats: tuple[str, ...]) -> None:
        """A field of this record, or one further down by a dotted path, that has one of some formats."""
        at = self.field_at(where, node, word, path)
        if at is not None and not any(part.schema.get("format") in formats for part in self.parts(at)):
            wanted = " or ".join(formats)
            node.file.fault(f"{node.where}/{word}", f'The field "{path}" has not the format {wanted}.')

    def check_order(self, where: Where, node: Node, word: str, path: str) -> None:
        """A field whose values come one after another: a date, month, year or number, or a choice in order."""
        at = self.field_at(where, node, word, path)
        if at is None or self.types(at) & {"number", "integer"}:
            return
        formats = ("date", "month", "financial-year")
        if not any(part.schema.get("format") in formats or "enum" in part.schema for part in self.parts(at)):
            message = f'The field "{path}" is no number, date, month, year or choice, so none of its values is later.'
            node.file.fault(f"{node.where}/{word}", message)

    def field_at(self, where: Where, node: Node, word: str, path: str) -> Where | None:
        """The field that a dotted path leads to from this record; None, and noted, where there is none."""
        at = where
        for name in path.split("."):
            fields = self.fields(at)
            if name not in fields:
                self.unknown_field(node, word, name, "this record", fields)
                return None
            at = fields[name]
        return at

    def unknown_field(self, node: Node, word: str, name: str, owner: str, fields: Mapping[str, Where]) -> None:
        close = nearest(name, fields)
        hint = f"Did you mean {close}?" if close else ""
        node.file.fault(f"{node.where}/{word}", f'{word}: "{name}" is not a field of {owner}.', hint)

    def check_unit(self, node: Node, word: str) -> None:
        """A unit by name, or a field that states it: then each of its choices is a unit."""
        for choice in self.choices.get(word, ()):
            if not isinstance(choice, str) or parse_unit(choice) is None:
                message = f'The field "{word}" states the unit, but "{choice}" among its choices is not a unit.'
                node.file.fault(f"{node.where}/x-unit", message)
        if word not in self.choices and parse_unit(word) is None:
            node.file.fault(f"{node.where}/x-unit", f'"{word}" is neither a unit nor a field that states one.')

    def parts(self, where: Where) -> Iterator[Node]:
        """The schemas that may judge the value judged by one: itself, and through references and alternatives."""
        stack = [where]
        while stack:
            node = self.nodes[stack.pop()]
            yield node
            stack.extend(node.same)

    def types(self, where: Where) -> set[str]:
        found: set[str] = set()
        for part in self.parts(where):
            kind = part.schema.get("type", ())
            found.update([kind] if isinstance(kind, str) else kind)
        return found

    def _fields(self, where: Where) -> dict[str, Where]:
        found: dict[str, Where] = {}
        for part in self.parts(where):
            for name in part.schema.get("properties", ()):
                pointer = name.replace("~", "~0").replace("/", "~1")
                found.setdefault(name, (part.file.name, f"{part.where}/properties/{pointer}"))
        return found

    def _choices(self) -> dict[str, tuple[Any, ...]]:
        """The enum of each field that has one anywhere in the pack, by its name."""
        found: dict[str, tuple[Any, ...]] = {}
        wanted = {str(node.schema["x-unit"]) for node in self.nodes.values() if "x-unit" in node.schema}
        for node in self.nodes.values():
            for name in wanted & node.schema.get("properties", {}).keys():
                for part in self.parts((node.file.name, f"{node.where}/properties/{name}")):
                    found[name] = (*found.get(name, ()), *part.schema.get("enum", ()))
        return {name: choices for name, choices in found.items() if choices}
