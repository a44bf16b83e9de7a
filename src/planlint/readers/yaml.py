"""YAML. What reads it is loaded with the first such file."""

from __future__ import annotations

from planlint.limits import Limits
from planlint.model import Document, Unreadable

SUFFIXES = (".yaml", ".yml")


def read(content: bytes, name: str, limits: Limits) -> Document | Unreadable:
    """The YAML document in these bytes."""
    from planlint.readers.yaml_document import read_document

    return read_document(content, name, limits)
