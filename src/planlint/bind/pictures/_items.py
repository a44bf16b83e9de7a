"""What pictures of items share: each item of a list or map is a row, with a cell for each series."""

from __future__ import annotations

from collections.abc import Iterator

from planlint.bind.pictures._asked import OF, SERIES, TOTALS, Asked, Steps, name_of, rows_are, steps
from planlint.bind.pictures._cells import ROWS, at, cell, entries
from planlint.model import Picture, PictureRow, Value
from planlint.records import dataclass
from planlint.shape import Shape

WORDS = {"of": OF, "series": SERIES, "totals": TOTALS}
NEEDS = ("of", "series")


@dataclass(frozen=True, slots=True)
class Items:
    """`of` leads to the list, whose shape is `listed`; each of `series` on from an item."""

    form: str
    title: str
    of: Steps
    series: tuple[Steps, ...]
    names: tuple[str, ...]
    rows_are: str
    listed: Shape
    unit: str
    totals: frozenset[str]

    def draw(self, data: Value) -> Iterator[Picture]:
        rows: list[PictureRow] = []
        count = 0
        for key, name, item in entries(at(data, self.of), self.listed):
            count += 1
            if len(rows) < ROWS:
                cells = tuple(cell(at(item, path)) for path in self.series)
                rows.append(PictureRow(name, cells, key in self.totals))
        if rows:
            left = count - len(rows)
            yield Picture(self.form, self.title, self.rows_are, self.names, self.unit, tuple(rows), left)


def read_items(asked: Asked, sort: type[Shape], said: str) -> Items | None:
    """A picture of items whose series are all of one sort of shape; `said` is the sort in words."""
    listed = asked.items("of", asked.shape)
    if listed is None:
        return None
    of, item = listed
    paths = [str(one) for one in asked.entry["series"]]
    shapes = [asked.found(path, item, f"series/{n}") for n, path in enumerate(paths)]
    drawn = [
        asked.drawable(shape, f"series/{n}", path, sort, said)
        for n, (path, shape) in enumerate(zip(paths, shapes, strict=True))
        if shape is not None
    ]
    return Items(
        asked.form,
        asked.title,
        asked.path("of"),
        tuple(map(steps, paths)),
        tuple(name_of(shape, path) for shape, path in zip(shapes, paths, strict=True)),
        rows_are(of, item, str(asked.entry["of"])),
        of,
        asked.unit(drawn),
        asked.totals(of),
    )
