"""What the generator makes: a submission as a file, and what is to be found in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from planlint.model import Path, Value, pointer


@dataclass(frozen=True, slots=True)
class Label:
    """What must be found: `code` has to speak, at `path` where that is known.

    Where nobody states the place, `edited` are the places that were changed: the finding must stand at one of them,
    inside or around it, or name it among the places that it read or missed.
    """

    defect: str
    code: str
    path: Path | None
    edited: tuple[Path, ...] = ()
    why: str = ""

    @property
    def where(self) -> str:
        """The place, or the places, as JSON Pointers."""
        if self.path is not None:
            return pointer(self.path) or "(the whole)"
        return " or ".join(map(pointer, self.edited))

    def __str__(self) -> str:
        return f"{self.code} at {self.where}: {self.why}"


@dataclass(frozen=True, slots=True)
class Case:
    """A submission: `content` is a file called `name`, checked as at `as_of` with `parameters`.

    `beside` are the files of other submissions received with it, each with whether it is given as a previous one.
    `label` is None for a good one.
    """

    kind: str
    name: str
    content: bytes
    as_of: date
    label: Label | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[tuple[str, bytes, bool], ...] = ()


def written(data: Value, name: str, twice: Path | None = None) -> bytes:
    """A submission as the file `name`, in JSON or YAML by its ending, with its figures digit by digit.

    In JSON the key at the path `twice` is written two times.
    """
    if name.endswith(".yaml"):
        text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
        return text.encode()
    return _json(data, (), twice).encode()


def _json(data: Value, path: Path, twice: Path | None) -> str:
    if isinstance(data, dict):
        parts = []
        for key, value in data.items():
            part = f"{json.dumps(key, ensure_ascii=False)}: {_json(value, (*path, key), twice)}"
            parts += [part, part] if (*path, key) == twice else [part]
        return "{" + ", ".join(parts) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(_json(value, (*path, n), twice) for n, value in enumerate(data)) + "]"
    if isinstance(data, Decimal):
        return format(data, "f")
    return json.dumps(data, ensure_ascii=False)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes decimals with their digits, and everything in full wherever it stands."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _decimal(dumper: Any, value: Decimal) -> Any:
    digits = format(value, "f")
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in digits else 'int'}", digits)


_Dumper.add_representer(Decimal, _decimal)
