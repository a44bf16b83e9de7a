"""What can be wrong with the shape of a submission: one stable code for each family, listed once."""

from __future__ import annotations

from planlint.model import Path
from planlint.records import dataclass

TITLES = {
    "READ-KIND": "The kind of submission is known",
    "SHAPE-REQUIRED": "Every required field is given",
    "SHAPE-TYPE": "Every value is of the type that its field holds",
    "SHAPE-ENUM": "Every choice is one of those offered",
    "SHAPE-UNKNOWN-FIELD": "There are no unknown fields",
    "SHAPE-FORMAT": "Dates, months, years and the like can be read",
    "SHAPE-PATTERN": "Codes and references are written as they should be",
    "SHAPE-RANGE": "Figures are within their limits",
    "SHAPE-MULTIPLE": "Figures are in the steps asked for",
    "SHAPE-LENGTH": "Texts are neither too short nor too long",
    "SHAPE-ITEMS": "Lists and records have as many entries as they should",
    "SHAPE-UNIQUE": "Nothing is listed twice where each may stand once",
    "SHAPE-KEY": "Keys are written as they should be",
    "SHAPE-KEY-TWICE": "No key is given twice in two spellings",
    "SHAPE-FORMS": "Every value has one of the forms that its field allows",
    "SHAPE-NOT-ALLOWED": "Nothing is given that is not allowed where it stands",
}
"""Code → title, worded as what should be true, as the titles of rules are."""


@dataclass(frozen=True, slots=True)
class ShapeFault:
    """Something wrong with the shape of a submission, at one place.

    `path` is in the submission as written (a key in the submitter's own spelling); a missing field's is its own. The
    `message` says what is wrong, `fix` what to do, `expected` and `found` the two sides, where there are two.
    `explains` are the paths, as the rules see them, that this fault makes missing or unusable.
    """

    code: str
    path: Path
    message: str
    fix: str
    expected: str | None = None
    found: str | None = None
    explains: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        if self.code not in TITLES or not self.message:
            raise ValueError(f"{self.code} is not a fault of shape with something to say")
