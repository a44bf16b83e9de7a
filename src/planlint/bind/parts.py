"""The part of a submission that something stands in: what people call it, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable

from planlint.bind.binding import Bound
from planlint.bind.naming import Names, shown
from planlint.bind.prune import canonical_key
from planlint.model import Finding, Outcome, Path, Value, is_elsewhere
from planlint.records import replace
from planlint.shape import ListShape, MapShape, RecordShape, Shape


class Parts:
    """The parts of one bound submission. A key of a map in a path may be spelt as it was submitted."""

    def __init__(self, bound: Bound) -> None:
        self.names = Names(bound.data, bound.kind.shape)

    def place(self, outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
        """Outcomes whose every finding says in which part it stands, and who answers for that."""
        return tuple(
            replace(one, findings=tuple(self._placed(finding) for finding in one.findings)) if one.findings else one
            for one in outcomes
        )

    def _placed(self, finding: Finding) -> Finding:
        return replace(finding, part=self.name(finding.path), owner=self.owner(finding.path))

    def name(self, path: Path) -> str:
        """The item of a top list, or the section, that a path leads into, as people call it. Empty for the whole."""
        if not path or is_elsewhere(path):
            return ""
        return self.names.thing(path[:2] if len(path) > 1 and isinstance(path[1], int) else path[:1])

    def owner(self, path: Path) -> str | None:
        """Who answers for the innermost record around a path that says so (`x-owner`)."""
        shape = self.names.root
        data = self.names.data
        found = _owner(shape, data)
        for step in path:
            if isinstance(shape, RecordShape) and isinstance(data, dict) and isinstance(step, str):
                shape, data = shape.fields.get(step, Shape()), data.get(step)
            elif isinstance(shape, MapShape) and isinstance(data, dict) and isinstance(step, str):
                data = data.get(canonical_key(step, shape.key))
                shape = shape.value
            elif isinstance(shape, ListShape) and isinstance(data, list) and isinstance(step, int):
                shape, data = shape.item, data[step] if step < len(data) else None
            else:
                break
            found = _owner(shape, data) or found
        return found


def _owner(shape: Shape, data: Value) -> str | None:
    if not isinstance(shape, RecordShape) or shape.owner is None or not isinstance(data, dict):
        return None
    said = data.get(shape.owner)
    if isinstance(said, dict):
        inside = shape.fields.get(shape.owner)
        order = inside.fields if isinstance(inside, RecordShape) else {}
        parts = [said.get(name) for name in order]
    else:
        parts = [said]
    texts = [shown(one)[1:-1].strip() for one in parts if isinstance(one, str)]
    return ", ".join(filter(None, texts)) or None
