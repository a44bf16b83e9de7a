"""Code lists and reference tables of a pack: rows that rules read like a list of the submission."""

from __future__ import annotations

from planlint.model import Value
from planlint.records import dataclass
from planlint.shape import ListShape


@dataclass(frozen=True, slots=True)
class CodeList:
    """`rows` are records, `shape` says what they hold; the key is the column `code`, else the first."""

    file: str
    shape: ListShape
    rows: list[Value]
